"""Text in one language to text in another."""

import pytest

from dragoman.errors import EngineFailed, UnsupportedLanguage
from dragoman.mt.tmx import TranslationUnit, Variant
from dragoman.mt.translation_memory import TranslationMemory
from dragoman.protocol import Job, LanguageSpan, Term, Transcript
from tests.unit.world import World, a_transcript


def test_the_translation_is_emitted_and_returned(world: World, job: Job) -> None:
    translation = world.translate(job, a_transcript())
    assert translation.text == "Bom dia."
    assert translation.compute_ms > 0
    update, result = world.received()[1:]
    assert (update["type"], update["data"]["stage"]) == ("processing_update", "translating")
    assert result["type"] == "translation_result"
    assert result["data"]["translated_text"] == "Bom dia."
    assert (result["data"]["source_lang"], result["data"]["target_lang"]) == ("en", "pt")


def test_an_intermediate_language_is_named(world: World) -> None:
    job = world.claimed(source_lang="pt", target_lang="es")
    translation = world.translate(job, a_transcript(text="Bom dia.", language="pt"))
    assert (translation.text, translation.via) == ("Buenos días.", "en")
    assert world.received()[-1]["data"]["via"] == "en"


def test_a_direct_translation_names_no_intermediate_language(world: World, job: Job) -> None:
    assert world.translate(job, a_transcript()).via is None
    assert world.received()[-1]["data"]["via"] is None


def test_a_transcript_in_the_target_language_is_unchanged(world: World, job: Job) -> None:
    translation = world.translate(job, a_transcript(text="Bom dia.", language="pt"))
    assert translation.text == "Bom dia."


def test_the_recognised_language_is_the_source(world: World) -> None:
    job = world.claimed(source_lang="auto", target_lang="en")
    assert world.translate(job, a_transcript(text="Obrigado.", language="pt")).text == "Thank you."


def _in_both_languages() -> Transcript:
    spans = (
        LanguageSpan(text="Good morning.", language="en"),
        LanguageSpan(text="Obrigado.", language="pt"),
    )
    text = " ".join(span.text for span in spans)
    return a_transcript(text=text).model_copy(update={"spans": spans})


def test_what_was_said_in_the_target_language_stays_in_the_translation(world: World) -> None:
    job = world.claimed(source_lang="auto", target_lang="pt")
    assert world.translate(job, _in_both_languages()).text == "Bom dia. Obrigado."


def test_each_span_is_translated_in_its_own_direction(world: World) -> None:
    world.translate(world.claimed(source_lang="auto", target_lang="pt"), _in_both_languages())
    assert world.received()[-1]["data"]["spans"] == [
        {"text": "Bom dia.", "language": "pt"},
        {"text": "Thank you.", "language": "en"},
    ]


def test_a_span_that_nothing_translates_back_is_left_as_it_is(world: World) -> None:
    spans = (
        LanguageSpan(text="Good morning.", language="en"),
        LanguageSpan(text="Buenos días.", language="es"),
    )
    transcript = a_transcript(text="Good morning. Buenos días.")
    job = world.claimed(source_lang="auto", target_lang="es")
    translation = world.translate(job, transcript.model_copy(update={"spans": spans}))
    assert translation.text == "Buenos días. Buenos días."
    assert world.received()[-1]["data"]["spans"][1] == {"text": "Buenos días.", "language": "es"}


def test_an_unsupported_language_fails_the_stage(world: World, job: Job) -> None:
    with pytest.raises(UnsupportedLanguage):
        world.translate(job, a_transcript(language="fr"))


def test_a_failing_engine_fails_the_stage_after_its_update(world: World, job: Job) -> None:
    world.translator.outage = EngineFailed()
    with pytest.raises(EngineFailed):
        world.translate(job, a_transcript())
    assert world.notifier.types("me") == ["processing_started", "processing_update"]


def test_phrases_in_the_memory_do_not_reach_the_engine(world: World, job: Job) -> None:
    world.memory = TranslationMemory(
        [TranslationUnit((Variant("en", "Help!", "en"), Variant("pt", "Socorro!", "pt")))]
    )
    assert world.translate(job, a_transcript(text="help")).text == "Socorro!"
    assert world.received()[-1]["data"]["from_memory"]


def test_an_engine_translation_is_not_marked_from_memory(world: World, job: Job) -> None:
    world.translate(job, a_transcript())
    assert not world.received()[-1]["data"]["from_memory"]


def test_the_translation_is_translated_back_on_request(world: World, job: Job) -> None:
    translation = world.translate(
        job.model_copy(update={"back_translation": True}), a_transcript(text="Thank you.")
    )
    assert translation.back_translation == "Thank you."
    assert world.translate(job, a_transcript()).back_translation is None


def test_terms_are_translated_as_the_user_wants(world: World, job: Job) -> None:
    terms = (Term(source="stent", target="endoprótese"),)
    job = job.model_copy(update={"terms": terms})
    assert "endoprótese" in world.translate(job, a_transcript(text="The stent is in.")).text


def test_a_term_comes_before_the_translation_memory(world: World, job: Job) -> None:
    world.memory = TranslationMemory(
        [TranslationUnit((Variant("en", "Help!", "en"), Variant("pt", "Socorro!", "pt")))]
    )
    job = job.model_copy(update={"terms": (Term(source="help", target="Ajuda"),)})
    assert "Ajuda" in world.translate(job, a_transcript(text="Help!")).text


def test_an_uncertain_translation_is_reported(world: World, job: Job) -> None:
    world.translator.doubted = frozenset({"Good morning."})
    assert world.translate(job, a_transcript()).uncertain
