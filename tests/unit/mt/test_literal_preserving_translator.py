"""Whatever the engine does to a literal, the translation has it once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import EngineFailed
from dragoman.mt.literal_preserving_translator import LiteralPreservingTranslator
from dragoman.protocol import Term


class Engine:
    """An engine that returns given translations and counts its calls."""

    def __init__(self, change: Callable[[str], str]) -> None:
        self._change = change
        self.calls = 0

    def translate(self, text: str) -> str:
        self.calls += 1
        if not text.strip():
            raise EngineFailed
        return self._change(text)


def unchanged(text: str) -> str:
    return text


def without_figures(text: str) -> str:
    return re.sub(r"\d", "", text)


def twice(text: str) -> str:
    return f"{text} {text}"


def without_natural_placeholders(text: str) -> str:
    return text if re.search(r"\b(?:X|QZ)\d", text) else without_figures(text)


def without_first_two_forms(text: str) -> str:
    return text if "QZ" in text else without_figures(text)


def translated(text: str, change: Callable[[str], str], *terms: Term) -> str:
    return LiteralPreservingTranslator(Engine(change), "en", "pt").translate(text, terms)


HARMFUL = [without_figures, twice, without_natural_placeholders, without_first_two_forms]


def test_a_literal_is_put_back_as_the_target_writes_it() -> None:
    assert translated("Pay $1,234.56 at 3:30 pm.", unchanged) == "Pay $ 1.234,56 at 15h30."


@pytest.mark.parametrize("change", HARMFUL)
def test_a_literal_survives_an_engine_that_loses_or_repeats_it(
    change: Callable[[str], str],
) -> None:
    translation = translated("Pay $1,234.56 to anna@gmail.com now.", change)
    assert translation.count("$ 1.234,56") == 1
    assert translation.count("anna@gmail.com") == 1


@pytest.mark.parametrize("change", HARMFUL)
def test_a_small_number_survives_an_engine_that_loses_or_repeats_it(
    change: Callable[[str], str],
) -> None:
    assert re.findall(r"\d+", translated("I have 2 cats and 31 dogs.", change)) == ["2", "31"]


def test_a_code_that_the_engine_changes_is_kept() -> None:
    translation = translated("Go to room 7B now.", lambda text: text.replace("7B", "7 b"))
    assert "7B" in translation


def test_a_million_does_not_move_to_another_number() -> None:
    translation = translated(
        "From 1,200 to 1.5 million.", lambda text: text.replace("63", "63 million")
    )
    assert translation == "From 1.200 to 1,5 million."


def test_only_the_lost_number_gets_a_placeholder() -> None:
    seen: list[str] = []

    def words_for_ordinals(text: str) -> str:
        seen.append(text)
        return text.replace("3rd", "third")

    assert translated("In 1990 it was the 3rd largest.", words_for_ordinals).count("3º") == 1
    assert "1990" in seen[-1]


def test_an_engine_that_keeps_placeholders_runs_once_per_sentence() -> None:
    engine = Engine(unchanged)
    LiteralPreservingTranslator(engine, "en", "pt").translate("It is $5. I have 2 cats.")
    assert engine.calls == 2


def test_a_text_of_figures_alone_needs_no_engine() -> None:
    engine = Engine(unchanged)
    translation = LiteralPreservingTranslator(engine, "en", "pt").translate("12/25/2024, 1,234.5")
    assert (translation, engine.calls) == ("25/12/2024, 1.234,5", 0)


def test_a_full_stop_inside_a_literal_ends_no_sentence() -> None:
    engine = Engine(unchanged)
    LiteralPreservingTranslator(engine, "en", "pt").translate("Come at 3:30 p.m. to St. Anna.")
    assert engine.calls == 1


def test_the_full_stop_of_an_hour_at_the_end_is_kept() -> None:
    translation = translated(
        "Come at 3:30 pm.", lambda text: text.replace("5:57", "5:57 p.m").replace("..", ".")
    )
    assert translation == "Come at 15h30."


def test_a_term_gets_the_translation_of_the_termbase() -> None:
    term = Term(source="stent", target="endoprótese")
    assert translated("The stent is new.", unchanged, term) == "The endoprótese is new."
    assert translated("Stent? Yes.", unchanged, term) == "Endoprótese? Yes."


def test_a_term_may_mind_its_case() -> None:
    term = Term(source="US", target="EUA", case_sensitive=True)
    assert translated("The US told us.", unchanged, term) == "The EUA told us."


def test_the_longer_of_two_terms_is_used() -> None:
    terms = Term(source="heart", target="coração"), Term(source="heart attack", target="infarto")
    assert (
        translated("A heart attack of the heart.", unchanged, *terms) == "A infarto of the coração."
    )


def test_a_literal_that_resembles_a_placeholder_is_kept() -> None:
    assert (
        translated("X1 costs $63 and X2 costs $74.", unchanged)
        == "X1 costs $ 63 and X2 costs $ 74."
    )


def test_an_ordinal_of_the_engine_gets_its_mark() -> None:
    assert translated("The second floor.", lambda _: "O 2o andar.") == "O 2º andar."


def test_an_empty_text_fails() -> None:
    with pytest.raises(EngineFailed):
        translated(" ", unchanged)


def failing(_text: str) -> str:
    raise EngineFailed


@pytest.mark.parametrize("text", ["Hello there.", "Pay $5 now.", "I have 2 cats. So what?"])
def test_an_engine_failure_is_raised(text: str) -> None:
    with pytest.raises(EngineFailed):
        translated(text, failing)


def test_a_term_inside_an_address_is_not_replaced() -> None:
    assert "anna@x.com" in translated(
        "Write to anna@x.com.", unchanged, Term(source="anna", target="Ana")
    )


NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(1_000, 10**9).map(lambda number: f"{number:,}"),
    st.decimals(0, 10**6, places=2).map(str),
)
SENTENCES = st.lists(
    st.one_of(NUMBERS, st.sampled_from(["cats", "and", "the", "$", "%", "(", ")", "-", ","])),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(SENTENCES, st.sampled_from([unchanged, *HARMFUL]))
def test_every_digit_of_the_text_is_in_the_translation(
    text: str, change: Callable[[str], str]
) -> None:
    translation = translated(f"We have {text} here.", change)
    assert sorted(re.findall(r"\d", translation)) == sorted(re.findall(r"\d", text))


@given(st.text(max_size=60))
def test_any_text_is_translated_or_fails_as_an_engine_does(text: str) -> None:
    try:
        translated(text, unchanged)
    except EngineFailed:
        assert not text.strip() or not text.replace("\ue000", "").strip()


NAMES = {"João": "John", "Maria": "Mary", "Esperança": "Hope", "Paulo": "Paul"}


def with_translated_names(text: str) -> str:
    for name, english in NAMES.items():
        text = text.replace(name, english)
    return text


def without_any_copied_name(text: str) -> str:
    return re.sub(r"(?!QZ)\b[A-Z][a-zà-ú]+", "Mary", text)


@pytest.mark.parametrize("change", [with_translated_names, without_any_copied_name])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Falei com João ontem.", "João"),
        ("Paulo, pode vir?", "Paulo"),
        ("Esta é Maria Oliveira.", "Maria Oliveira"),
        ("Minha mãe é Esperança.", "Esperança"),
    ],
)
def test_a_name_is_not_translated(change: Callable[[str], str], text: str, name: str) -> None:
    translation = LiteralPreservingTranslator(Engine(change), "pt", "en").translate(text)
    assert translation.count(name) == 1


@pytest.mark.parametrize(
    "text", ["Esperança é tudo.", "Moro em São Paulo.", "O Papa João chegou.", "Vi o mapa."]
)
def test_other_words_are_no_names(text: str) -> None:
    engine = Engine(with_translated_names)
    assert LiteralPreservingTranslator(engine, "pt", "en").translate(text)
    assert engine.calls == 1


def test_an_engine_that_copies_names_is_called_once() -> None:
    engine = Engine(unchanged)
    assert LiteralPreservingTranslator(engine, "pt", "en").translate("João e Ana chegaram.")
    assert engine.calls == 1
