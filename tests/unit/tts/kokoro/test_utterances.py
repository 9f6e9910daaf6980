"""Symbols cut into utterances."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.tts.kokoro.utterances import LONGEST, LONGEST_FIRST, utterances

CLAUSE = "abcde fghij klmno pqrst uvwxy, "
"""Of 31 symbols."""


def test_a_short_sentence_stays_whole() -> None:
    assert utterances("abc def.") == ["abc def."]


def test_nothing_is_no_utterance() -> None:
    assert utterances("") == []


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    cut = utterances(CLAUSE * 10)
    assert len(cut) > 1
    assert all(part.endswith(",") for part in cut)


def test_a_sentence_s_end_is_a_better_place_than_a_comma() -> None:
    first, _ = utterances("abcde " * 8 + "fgh. " + CLAUSE * 2)
    assert first.endswith(".")


def test_words_are_not_cut() -> None:
    words = ["abcdefg"] * 60
    assert " ".join(utterances(" ".join(words))).split() == words


def test_the_first_utterance_is_the_shortest() -> None:
    assert len(utterances(CLAUSE * 20)[0]) <= LONGEST_FIRST
    assert max(map(len, utterances(CLAUSE * 20, first=False))) > LONGEST_FIRST


@given(st.text(alphabet="abˈ ,.;", max_size=2_000), st.booleans())
def test_nothing_is_lost_and_no_utterance_is_too_long(symbols: str, first: bool) -> None:
    cut = utterances(symbols, first)
    assert "".join("".join(cut).split()) == "".join(symbols.split())
    assert all(0 < len(part) <= LONGEST for part in cut)
