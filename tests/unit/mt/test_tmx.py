"""Translation memories as files."""

from pathlib import Path

import pytest

from dragoman.errors import InvalidTranslationMemory
from dragoman.mt import tmx
from dragoman.mt.tmx import TranslationUnit, Variant, parse, write

UNIT = '<tu><tuv xml:lang="en"><seg>Hi.</seg></tuv><tuv xml:lang="pt-BR"><seg>Oi.</seg></tuv></tu>'


def a_file(body: str = UNIT, before: str = "", version: str = "1.4") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<tmx version="{version}"><header srclang="en"/>'
        f"<body>{body}</body></tmx>"
    ).encode()


def a_pair(source: str, target: str, **fields: str) -> str:
    told = "".join(f' {name}="{value}"' for name, value in fields.items())
    return (
        f'<tu{told}><tuv xml:lang="en"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="pt"><seg>{target}</seg></tuv></tu>'
    )


def test_a_unit_has_its_variants_in_order() -> None:
    [unit] = parse(a_file())
    assert unit.variants == (Variant("en", "Hi.", "en"), Variant("pt-BR", "Oi.", "pt"))


def test_a_unit_serves_both_directions_regardless_of_the_header() -> None:
    assert parse(a_file())[0].source == tmx.ANY_LANGUAGE


def test_a_unit_may_serve_one_direction() -> None:
    assert parse(a_file(a_pair("Hi.", "Oi.", srclang="EN-us")))[0].source == "en"


def test_a_document_type_without_entities_is_read() -> None:
    assert parse(a_file(before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">'))


def test_codes_of_inline_elements_are_no_text() -> None:
    [unit] = parse(a_file(a_pair('Hi <bpt i="1">&lt;b&gt;</bpt><hi>you</hi>.', "Oi.")))
    assert unit.variants[0].text == "Hi you."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml at all",
        b"\xff\xfe\x00",
        b"<?xml version='1.0' encoding='no-such'?><tmx version='1.4'><body/></tmx>",
        b"<map version='1.4'><body/></map>",
        b"<tmx version='1.4'/>",
        a_file(version="2.0"),
        a_file(before='<!DOCTYPE tmx [<!ENTITY a "b">]>'),
        a_file(before='<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        a_file(UNIT.replace("pt-BR", "xq")),
        a_file(UNIT.replace("pt-BR", "Portuguese")),
        a_file(UNIT.replace(' xml:lang="en"', "")),
        a_file(UNIT.replace("Hi.", " ")),
        a_file(UNIT.replace("Hi.", "a" * 1_001)),
        a_file('<tu><tuv xml:lang="en"><seg>Hi.</seg></tuv></tu>'),
    ],
)
def test_an_invalid_translation_memory_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidTranslationMemory):
        parse(data)


def test_too_large_a_file_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.tmx"
    with path.open("wb") as file:
        file.truncate(tmx.MAX_BYTES + 1)
    with pytest.raises(InvalidTranslationMemory, match=r"large\.tmx"):
        tmx.read(path)


def test_a_written_file_is_read_back() -> None:
    units = [
        TranslationUnit(
            (Variant("en", 'Wait "here" <now> & {number} days.', "en"), Variant("pt", "Oi.", "pt")),
            source="en",
            role="opener",
            identifier="time-1",
        )
    ]
    assert parse(write(units).encode()) == units
