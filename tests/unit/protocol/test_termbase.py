"""The terms of a conversation."""

import pytest

from dragoman.errors import InvalidTermbase
from dragoman.protocol.termbase import Termbase


def a_termbase(*terms: tuple[str, str] | tuple[str, str, bool]) -> Termbase:
    names = ("source", "target", "case_sensitive")
    return Termbase.model_validate([dict(zip(names, term, strict=False)) for term in terms])


def found(termbase: Termbase, text: str) -> list[str]:
    return [text[match.begin : match.end] for match in termbase.terms_in(text)]


def test_terms_are_found_as_whole_words_in_any_case() -> None:
    termbase = a_termbase(("ward", "enfermaria"), ("C. diff", "C. difficile"))
    assert found(termbase, "Ward 3, not the warden: c. diff.") == ["Ward", "c. diff"]


def test_a_case_sensitive_term_is_found_as_written() -> None:
    assert found(a_termbase(("US", "EUA", True)), "Tell us about the US.") == ["US"]


def test_the_longer_of_two_terms_counts() -> None:
    termbase = a_termbase(("blood", "sangue"), ("blood count", "hemograma"))
    assert found(termbase, "The blood count of blood.") == ["blood count", "blood"]


@pytest.mark.parametrize(
    "terms",
    [
        [("", "a")],
        [("a", "  ")],
        [("a\nb", "c")],
        [("a" * 81, "b")],
        [("a", "b"), ("a", "b")],
        [("a", "b"), ("A", "c")],
        [("a", "b", True), ("a", "c")],
        [(f"term {n}", "x") for n in range(51)],
    ],
)
def test_a_termbase_that_cannot_be_used_is_refused(terms: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidTermbase):
        a_termbase(*terms)


def test_terms_that_differ_in_case_may_both_be_there() -> None:
    assert found(a_termbase(("Polish", "polonês", True), ("polish", "polir", True)), "Polish") == [
        "Polish"
    ]
