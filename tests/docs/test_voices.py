"""docs/voices.md lists every natural voice."""

import pytest

from tools.voice_samples import PAGE, SAMPLES, page, samples


def test_the_page_is_current() -> None:
    """When this fails, run `make voices`."""
    assert PAGE.read_text() == page(samples())


def test_every_sample_is_there_and_no_other() -> None:
    assert {file.name for file in SAMPLES.iterdir()} == {sample.file for sample in samples()}


@pytest.mark.parametrize("language", ["en", "pt", "es", "fr", "it"])
def test_the_letters_do_not_tell_the_quality(language: str) -> None:
    qualities = [sample.voice.quality for sample in samples([language])]
    assert set(qualities) == {"natural", "basic"}
