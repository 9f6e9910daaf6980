"""Symbols cut and joined into utterances."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.tts.kokoro.utterances import LONGEST, LONGEST_FIRST, SHORTEST, ended, utterances

CLAUSE = "abcde fghij klmno pqrst uvwxy, "
"""A sentence of 31 symbols."""
SENTENCE = "abcde fghij klmno pqrst uvwxy."


def test_sentences_are_spoken_one_by_one() -> None:
    assert utterances([SENTENCE, SENTENCE]) == [SENTENCE, SENTENCE]


def test_no_symbols_give_no_utterance() -> None:
    assert utterances([]) == utterances(["", " "]) == []


def test_a_short_sentence_is_spoken_with_the_next() -> None:
    assert utterances(["abc.", SENTENCE]) == [f"abc. {SENTENCE}"]


def test_a_short_sentence_alone_stays_short() -> None:
    assert utterances(["abc."]) == ["abc."]


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    cut = utterances([CLAUSE * 10])
    assert len(cut) > 1
    assert all(part.endswith(",") for part in cut)


def test_a_sentence_s_end_is_a_better_place_than_a_comma() -> None:
    first, _ = utterances(["abcde " * 8 + "fgh. " + CLAUSE * 2])
    assert first.endswith(".")


def test_words_are_not_cut() -> None:
    words = ["abcdefg"] * 60
    assert " ".join(utterances([" ".join(words)])).split() == words


def test_the_first_utterance_is_the_shortest() -> None:
    first, *others = utterances([CLAUSE * 20])
    assert len(first) <= LONGEST_FIRST < max(map(len, others))


def test_a_text_without_a_final_mark_gets_one() -> None:
    assert ended("abc") == "abc."
    assert ended("abc,") == "abc."
    assert ended("abc?") == "abc?"


@given(st.lists(st.text(alphabet="abˈ ,.;", max_size=600), max_size=5))
def test_no_symbol_is_lost_and_no_utterance_is_too_long(sentences: list[str]) -> None:
    made = utterances(sentences)
    assert "".join("".join(made).split()).replace(".", "").replace(",", "").replace(
        ";", ""
    ) == "".join("".join(sentences).split()).replace(".", "").replace(",", "").replace(";", "")
    assert all(0 < len(part) <= LONGEST + SHORTEST for part in made)
