"""The check of what an engine returns, with engines that are phrase books."""

from collections.abc import Callable, Mapping

import pytest

from dragoman.errors import EngineFailed, UnsupportedLanguage
from dragoman.mt.quality_check import best_translation, is_plausible, variants


def engine(phrases: Mapping[str, str]) -> Callable[[str], str]:
    def translate(text: str) -> str:
        if text not in phrases:
            raise EngineFailed
        return phrases[text]

    return translate


def no_way_back(_text: str) -> str:
    raise UnsupportedLanguage("none")


def test_an_invented_translation_is_replaced_by_that_of_a_variant() -> None:
    forward = engine({"Bem-vindo.": "Welcome to the blog.", "Bem-vindo": "Welcome"})
    backward = engine({"Welcome to the blog.": "Bem-vindo ao blog.", "Welcome": "Bem-vindo"})
    checked = best_translation("Bem-vindo.", forward, backward)
    assert (checked.text, checked.uncertain) == ("Welcome.", False)


def test_a_translation_confirmed_by_back_translation_needs_no_further_calls() -> None:
    forward = engine({"Good morning.": "Bom dia."})
    checked = best_translation("Good morning.", forward, engine({"Bom dia.": "Good morning."}))
    assert (checked.text, checked.uncertain) == ("Bom dia.", False)


def test_without_a_good_candidate_the_translation_is_uncertain() -> None:
    forward = engine({"Socorro!": "I help you!", "Socorro": "Relief"})
    backward = engine({"I help you!": "Eu te ajudo!", "Relief": "Um grande alívio"})
    checked = best_translation("Socorro!", forward, backward)
    assert (checked.text, checked.uncertain) == ("I help you!", True)


def test_a_long_text_costs_no_further_call() -> None:
    text = "The museum opens at nine in the morning."
    forward = engine({text: "O museu abre às nove da manhã."})
    assert not best_translation(text, forward, engine({})).uncertain


def test_without_a_way_back_a_plausible_translation_is_kept() -> None:
    checked = best_translation("Thank you.", engine({"Thank you.": "Gracias."}), no_way_back)
    assert (checked.text, checked.uncertain) == ("Gracias.", False)


def test_an_engine_that_fails_fails() -> None:
    with pytest.raises(EngineFailed):
        best_translation("Hello.", engine({}), engine({}))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Bye bye!", "Bye bye!"),
        ("Thanks a lot.", "THANKS A LOT (A."),
        ("Valeu.", "It was a srrrrrrr"),
        ("Yes.", "no no no no"),
        ("I think so.", "Acho que que sim."),
        ("Help.", "..."),
        ("Hello.", "This is a much longer sentence than anyone would have said."),
    ],
)
def test_signs_of_failure(source: str, translation: str) -> None:
    assert not is_plausible(source, translation)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Good morning.", "Bom dia."),
        ("No, no, no.", "Não, não, não."),
        ("OK?", "Está bem?"),
        ("Seven seven one.", "Sete sete um."),
        ("No, not now.", "Não, não agora."),
    ],
)
def test_a_plausible_translation(source: str, translation: str) -> None:
    assert is_plausible(source, translation)


@pytest.mark.parametrize("text", ["Thank you.", "Thank you", "Really?", "wait", "Sim!"])
def test_variants_differ_from_the_text_and_keep_its_words(text: str) -> None:
    found = variants(text)
    assert text not in found
    assert all(variant.strip(".!?").casefold() == text.strip(".!?").casefold() for variant in found)
    assert all(variant.endswith("?") for variant in found) or not text.endswith("?")


def test_a_doubled_word_in_a_long_sentence_leads_to_another_candidate() -> None:
    text = "I think I broke my wrist today."
    forward = engine(
        {text: "Acho que que quebrei o pulso hoje.", text[:-1]: "Acho que quebrei o pulso hoje"}
    )
    assert best_translation(text, forward, no_way_back).text == "Acho que quebrei o pulso hoje."
