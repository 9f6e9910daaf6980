"""Text to text."""

import pytest

from dragoman.errors import EngineFailed, UnsupportedLanguage
from dragoman.mt.tmx import TranslationUnit, Variant
from dragoman.mt.translation_memory import TranslationMemory
from dragoman.protocol import Job
from tests.unit.world import World, a_transcript


def test_the_text_is_translated_and_told(world: World, job: Job) -> None:
    translation = world.translate(job, a_transcript())
    assert translation.text == "Bom dia."
    assert translation.compute_ms > 0
    update, result = world.received()[1:]
    assert (update["type"], update["data"]["stage"]) == ("processing_update", "translating")
    assert result["type"] == "translation_result"
    assert result["data"]["translated_text"] == "Bom dia."
    assert (result["data"]["source_lang"], result["data"]["target_lang"]) == ("en", "pt")


def test_a_translation_through_another_language_says_so(world: World) -> None:
    job = world.claimed(source_lang="pt", target_lang="es")
    translation = world.translate(job, a_transcript(text="Bom dia.", language="pt"))
    assert (translation.text, translation.via) == ("Buenos días.", "en")
    assert world.received()[-1]["data"]["via"] == "en"


def test_a_direct_translation_goes_through_none(world: World, job: Job) -> None:
    assert world.translate(job, a_transcript()).via is None
    assert world.received()[-1]["data"]["via"] is None


def test_what_was_said_in_the_target_language_stays_as_it_is(world: World, job: Job) -> None:
    translation = world.translate(job, a_transcript(text="Bom dia.", language="pt"))
    assert translation.text == "Bom dia."


def test_the_language_that_was_heard_counts(world: World) -> None:
    job = world.claimed(source_lang="auto", target_lang="en")
    assert world.translate(job, a_transcript(text="Obrigado.", language="pt")).text == "Thank you."


def test_a_language_nobody_translates_ends_the_stage(world: World, job: Job) -> None:
    with pytest.raises(UnsupportedLanguage):
        world.translate(job, a_transcript(language="fr"))


def test_an_engine_that_fails_ends_the_stage_after_its_beginning_was_told(
    world: World, job: Job
) -> None:
    world.translator.outage = EngineFailed()
    with pytest.raises(EngineFailed):
        world.translate(job, a_transcript())
    assert world.notifier.types("me") == ["processing_started", "processing_update"]


def test_what_people_translated_before_is_not_given_to_the_engine(world: World, job: Job) -> None:
    world.memory = TranslationMemory(
        [TranslationUnit((Variant("en", "Help!", "en"), Variant("pt", "Socorro!", "pt")))]
    )
    assert world.translate(job, a_transcript(text="help")).text == "Socorro!"
    assert world.received()[-1]["data"]["from_memory"]


def test_what_the_engine_translated_is_not_from_memory(world: World, job: Job) -> None:
    world.translate(job, a_transcript())
    assert not world.received()[-1]["data"]["from_memory"]
