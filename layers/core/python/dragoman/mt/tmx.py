"""Translation memories as TMX 1.4b files: https://www.gala-global.org/tmx-14b

Of a unit, the first variant of a language is the translation; further variants of that language are
other ways to say the same, recognised but never produced. A unit's own `srclang` restricts it to
that source language; the header's does not, for a memory serves both directions. A `<ph type="..."/>`
in a segment is a slot (see `phrase_slots`), written `{type}` in a variant's text; the codes of
other inline elements are dropped. The property `x-role` marks units that join others in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dragoman.errors import InvalidTranslationMemory
from dragoman.languages import is_known, normalise

MAX_BYTES: Final = 8_000_000
MAX_SEGMENT_CHARACTERS: Final = 1_000
ANY_LANGUAGE: Final = "*all*"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = {"bpt", "ept", "it", "ut", "ph"}
"""Inline elements whose content is native code, not text."""
_SLOT = re.compile(r"\{([a-z-]+)\}")


class Variant(NamedTuple):
    tag: str
    """The language tag of the file: `pt`, `pt-BR`."""
    text: str
    language: str
    """The language without region."""


@dataclass(frozen=True)
class TranslationUnit:
    variants: tuple[Variant, ...]
    source: str = ANY_LANGUAGE
    """The only source language of the unit, or `ANY_LANGUAGE`."""
    role: str = ""
    """`vocative` or `opener`, for phrases that combine with others in a sentence."""
    identifier: str = ""
    """The unit's `tuid`."""


def read(path: Path) -> list[TranslationUnit]:
    """The units of a file, in order. Raises InvalidTranslationMemory, OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise InvalidTranslationMemory(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB")
    return parse(path.read_bytes(), path.name)


def _too_large(name: str) -> InvalidTranslationMemory:
    return InvalidTranslationMemory(f"{name} is larger than {MAX_BYTES // 1_000_000} MB")


def parse(data: bytes, name: str = "the file") -> list[TranslationUnit]:
    """Parses a TMX file. Raises InvalidTranslationMemory for invalid XML, other versions than TMX
    1, document types with entities, too large files, and invalid languages."""
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    try:
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise InvalidTranslationMemory(f"{name} declares entities, which are refused") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InvalidTranslationMemory(f"{name} is not XML: {error}") from error
    if root.tag != "tmx" or not root.get("version", "").startswith("1."):
        raise InvalidTranslationMemory(f"{name} is not a TMX 1 file")
    body = root.find("body")
    if body is None:
        raise InvalidTranslationMemory(f"{name} has no <body>")
    return [_unit(element, name) for element in body.iterfind("tu")]


def _unit(element: Element, name: str) -> TranslationUnit:
    variants = tuple(_variants(element, name))
    if len({variant.language for variant in variants}) < 2:
        raise InvalidTranslationMemory(f"{name}: a unit needs segments in two languages")
    source = element.get("srclang", ANY_LANGUAGE)
    properties = {prop.get("type", ""): prop.text or "" for prop in element.iterfind("prop")}
    return TranslationUnit(
        variants,
        source if source == ANY_LANGUAGE else _language(source, name),
        role=properties.get("x-role", ""),
        identifier=element.get("tuid", ""),
    )


def _variants(element: Element, name: str) -> Iterator[Variant]:
    for variant in element.iterfind("tuv"):
        segment = variant.find("seg")
        text = "" if segment is None else _text(segment).strip()
        if not text:
            raise InvalidTranslationMemory(f"{name}: a segment is empty")
        if len(text) > MAX_SEGMENT_CHARACTERS:
            raise InvalidTranslationMemory(
                f"{name}: a segment is longer than {MAX_SEGMENT_CHARACTERS} characters"
            )
        tag = variant.get(_XML_LANG) or variant.get("lang") or ""
        yield Variant(tag, text, _language(tag, name))


@lru_cache(maxsize=1024)
def _language(tag: str, name: str) -> str:
    if not is_known(tag):
        raise InvalidTranslationMemory(f"{name}: '{tag[:20]}' is not a language")
    return normalise(tag)


def _text(segment: Element) -> str:
    if not len(segment):
        return segment.text or ""
    parts = [segment.text or ""]
    for child in segment:
        if child.tag == "ph" and child.get("type"):
            parts.append(f"{{{child.get('type')}}}")
        elif child.tag not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def write(units: Iterable[TranslationUnit]) -> str:
    """A TMX file of the units, with one variant per line."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        '<header creationtool="dragoman" creationtoolversion="1" segtype="phrase" o-tmf="dragoman"'
        f' adminlang="en" srclang="{ANY_LANGUAGE}" datatype="plaintext"/>',
        "<body>",
    ]
    for unit in units:
        name = f" tuid={quoteattr(unit.identifier)}" if unit.identifier else ""
        source = "" if unit.source == ANY_LANGUAGE else f" srclang={quoteattr(unit.source)}"
        lines.append(f"<tu{name}{source}>")
        if unit.role:
            lines.append(f'<prop type="x-role">{escape(unit.role)}</prop>')
        for variant in unit.variants:
            segment = _SLOT.sub(r'<ph type="\1"/>', escape(variant.text))
            lines.append(f"<tuv xml:lang={quoteattr(variant.tag)}><seg>{segment}</seg></tuv>")
        lines.append("</tu>")
    return "\n".join([*lines, "</body>", "</tmx>", ""])
