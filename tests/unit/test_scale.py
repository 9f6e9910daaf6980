"""docs/scale.md matches the measured figures, and its simulation waits as a queue does."""

from infra.cost.measured import Utterance
from tools.scale import PAGE, limits, page, waits_s


def test_the_page_is_what_the_tool_writes() -> None:
    """When this fails: `python -m tools.scale`."""
    assert PAGE.read_text() == page()


def test_limits_are_listed_from_the_lowest() -> None:
    reached = [limit.conversations for limit in limits(Utterance.load())]
    assert reached == sorted(reached)
    assert reached[0] > 100


def test_nobody_waits_where_functions_are_plenty() -> None:
    assert max(waits_s(Utterance.load(), 100, 1_000, burst=0.1)) == 0


def test_a_crowd_waits_where_functions_are_few() -> None:
    utterance = Utterance.load()
    few, many = (waits_s(utterance, 10_000, count, burst=0.1) for count in (500, 3_000))
    assert few[-1] > many[-1]
