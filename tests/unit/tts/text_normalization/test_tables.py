"""Written text and its spoken form, one table per language."""

from pathlib import Path

import pytest

from dragoman.tts.text_normalization import to_spoken_form

TABLES = sorted(Path(__file__).parent.glob("*.tsv"))


def rows() -> list[tuple[str, str, str]]:
    return [
        (table.stem, written, spoken)
        for table in TABLES
        for written, spoken in (line.split("\t") for line in table.read_text().splitlines())
    ]


@pytest.mark.parametrize(("language", "written", "spoken"), rows())
def test_written_text_has_its_spoken_form(language: str, written: str, spoken: str) -> None:
    assert to_spoken_form(written, language) == spoken


@pytest.mark.parametrize(("language", "_written", "spoken"), rows())
def test_a_spoken_form_is_unchanged(language: str, _written: str, spoken: str) -> None:
    assert to_spoken_form(spoken, language) == spoken
