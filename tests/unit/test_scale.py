"""docs/scale.md matches the measured figures, and the simulated waits depend on concurrency."""

from infra.cost.measured import Utterance
from tools.scale import PAGE, limits, page, waits_s


def test_the_page_is_up_to_date() -> None:
    """When this fails, run `python -m tools.scale`."""
    assert PAGE.read_text() == page()


def test_limits_are_listed_from_the_lowest() -> None:
    reached = [limit.conversations for limit in limits(Utterance.load())]
    assert reached == sorted(reached)
    assert reached[0] > 100


def test_no_utterance_waits_with_enough_functions() -> None:
    assert max(waits_s(Utterance.load(), 100, 1_000, burst=0.1)) == 0


def test_fewer_functions_mean_longer_waits() -> None:
    utterance = Utterance.load()
    few, many = (waits_s(utterance, 10_000, count, burst=0.1) for count in (500, 3_000))
    assert few[-1] > many[-1]
