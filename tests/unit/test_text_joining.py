"""Texts of speech spans become sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text_joining import continues, join, joined_parts

texts = st.lists(st.text("abcABC. ,?!…é1", max_size=20).map(str.strip), max_size=5)


@pytest.mark.parametrize(
    ("language", "spans", "joined"),
    [
        ("en", ["To prevent infection.", "of others."], "To prevent infection of others."),
        ("en", ["It depends on the", "Weather in June."], "It depends on the Weather in June."),
        ("en", ["However,", "Due to the rain, we left."], "However, due to the rain, we left."),
        ("en", ["However,", "The rain stopped."], "However, the rain stopped."),
        ("en", ["I gave it to my.", "Brother."], "I gave it to my Brother."),
        ("en", ["He left...", "because of the rain."], "He left because of the rain."),
        (
            "pt",
            ["Tem dentes afiados.", "junto com o resto."],
            "Tem dentes afiados junto com o resto.",
        ),
        ("pt", ["Ele mora perto de.", "Uma escola."], "Ele mora perto de uma escola."),
        ("de", ["Ich glaube, dass.", "Der Hund schläft."], "Ich glaube, dass der Hund schläft."),
    ],
)
def test_a_pause_within_a_sentence_leaves_no_full_stop(
    language: str, spans: list[str], joined: str
) -> None:
    assert join(spans, language) == joined


@pytest.mark.parametrize(
    ("language", "spans"),
    [
        ("en", ["I am here.", "You are there."]),
        ("en", ["Are you there?", "yes."]),
        ("en", ["Stop!", "the car is coming."]),
        ("en", ["I don't know where he is from.", "He never told me."]),
        ("en", ["Yes, and?", "Nothing."]),
        ("en", ["It costs 20.", "25 would be too much."]),
        ("pt", ["Para.", "Eu não quero."]),
        ("pt", ["Ele não para.", "Ela também não."]),
        ("xx", ["abc.", "Def."]),
    ],
)
def test_sentences_stay_separate(language: str, spans: list[str]) -> None:
    assert join(spans, language) == " ".join(spans)


def test_names_and_nouns_keep_their_capitals() -> None:
    assert join(["I met", "Maria and"], "en") == "I met Maria and"
    assert join(["I think", "I know."], "en") == "I think I know."
    assert join(["Das ist der", "Hund."], "de") == "Das ist der Hund."


def test_empty_texts_are_skipped() -> None:
    assert join(["", "One.", "", "Two."], "en") == "One. Two."
    assert join([], "en") == ""


def test_languages_without_spaces_are_joined_without() -> None:
    assert join(["今日は", "いい天気です。"], "ja") == "今日はいい天気です。"


def test_a_translation_is_joined_where_its_original_is() -> None:
    parts = joined_parts(["Para evitar a infecção.", "De outros."], "pt", [True])
    assert parts == ["Para evitar a infecção", "de outros."]


@given(texts, st.sampled_from(["en", "pt", "xx"]))
def test_joining_changes_only_full_stops_and_case(spans: list[str], language: str) -> None:
    def letters(text: str) -> str:
        return "".join(text.lower().replace(".", "").replace("…", "").split())

    assert letters(join(spans, language)) == letters("".join(spans))


@given(texts)
def test_a_single_text_is_unchanged(spans: list[str]) -> None:
    assert [join([text], "en") for text in spans] == spans
    assert not any(continues(text, "", "en") or continues("", text, "en") for text in spans)
