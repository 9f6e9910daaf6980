"""Names of persons and places inside phrases: "with Mr. Silva", "em nome da dona Lúcia", "to Lisbon".

A name is recognised by its capital letters or its title. Titles and well-known places are translated,
other names stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_NAME_WORDS: Final = 4
_PARTICLES: Final = frozenset({"de", "da", "do", "dos", "das", "e", "van", "von", "la", "del"})
_CAPITALISED_NOUNS: Final = frozenset(
    {
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "march", "july", "august", "september", "october", "november"),
        *("december", "english", "portuguese", "brazilian", "american", "i"),
    }
)
"""Words that have a capital in English although they are not names."""
_ARTICLES: Final = frozenset({"o", "a"})


@dataclass(frozen=True)
class _Title:
    english: str
    portuguese: str
    article: str
    """The Portuguese article."""
    forms: dict[str, frozenset[str]]
    """The words for it in each language, in lower case and without a full stop."""


def _title(english: str, portuguese: str, article: str, en: str, pt: str) -> _Title:
    return _Title(
        english, portuguese, article, {"en": frozenset(en.split()), "pt": frozenset(pt.split())}
    )


_TITLES: Final = (
    _title("Mr.", "senhor", "o", "mr mister", "senhor sr seu"),
    _title("Mrs.", "senhora", "a", "mrs ms miss", "senhora sra dona"),
    _title("Dr.", "doutor", "o", "dr doctor", "doutor dr"),
    _title("Dr.", "doutora", "a", "", "doutora dra"),
    _title("Professor", "professor", "o", "professor prof", "professor prof"),
    _title("Professor", "professora", "a", "", "professora profa"),
)
"""The first title of a form is its translation."""
_PLACES: Final = (
    ("Amsterdam", "Amsterdã"), ("Athens", "Atenas"), ("Bahia", "a Bahia"), ("Beijing", "Pequim"),
    ("Berlin", "Berlim"), ("Brazil", "o Brasil"), ("Brussels", "Bruxelas"), ("England", "a Inglaterra"),
    ("France", "a França"), ("Geneva", "Genebra"), ("Germany", "a Alemanha"), ("Italy", "a Itália"),
    ("Lisbon", "Lisboa"), ("London", "Londres"), ("Madeira", "a Madeira"), ("Madrid", "Madri"),
    ("Moscow", "Moscou"), ("Munich", "Munique"), ("New York", "Nova York"), ("Porto", "o Porto"),
    ("Rio", "o Rio"), ("Rio de Janeiro", "o Rio de Janeiro"), ("Rome", "Roma"), ("Spain", "a Espanha"),
    ("Tokyo", "Tóquio"), ("Vienna", "Viena"),
)  # fmt: skip
"""English and Portuguese names that differ, or have an article in Portuguese."""
_TO_PORTUGUESE: Final = dict(_PLACES)
_TO_ENGLISH: Final = {
    portuguese.removeprefix("o ").removeprefix("a "): english for english, portuguese in _PLACES
}
_CONTRACTED: Final = {"de": "d", "em": "n", "a": "a", "por": "pel"}
"""What remains of a preposition before an article."""
_PREPOSITION: Final = re.compile(r"(?<!\w)(de|em|a|por) $", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"[oa]s? ")
_DEMONSTRATIVE: Final = re.compile(r"(?:este|esse|esta|essa)s? ")


def translate_person(words: str, text: str, source: str, target: str) -> str | None:
    """The name with its title, in Portuguese with the article of the title; None if the words, a
    part of the text in any case, are not a name."""
    title, name = _title_and_name(words, text, source)
    if name is None:
        return None
    if title is None:
        return name
    if target == "en":
        return f"{title.english} {name}"
    return f"{title.article} {title.portuguese} {name}"


def translate_address(text: str, source: str, target: str) -> str | None:
    """A title and a name with which someone is addressed; None for anything else."""
    title, name = _title_and_name(" ".join(text.split()).casefold().replace(".", ""), text, source)
    if title is None or name is None or text.casefold().startswith(("o ", "a ")):
        return None
    return f"{title.english if target == 'en' else title.portuguese} {name}"


def translate_place(words: str, text: str, source: str) -> str | None:
    """The name of the place, in Portuguese with its article if it has one; None if the words are
    not a name."""
    name = _capitalized(" ".join(_without_article(words.split(), source)), text)
    if name is None:
        return None
    return (_TO_ENGLISH if source == "pt" else _TO_PORTUGUESE).get(name, name)


def contract(before: str, filled: str) -> str:
    """The text before a slot and its content, with the Portuguese preposition and article joined."""
    match = _PREPOSITION.search(before)
    preposition = match[1].lower() if match else ""
    if match and _ARTICLE.match(filled):
        joined = "à" if preposition == "a" and filled[0] == "a" else None
        begin = f"{joined}{filled[1:]}" if joined else f"{_CONTRACTED[preposition]}{filled}"
    elif match and preposition in ("de", "em") and _DEMONSTRATIVE.match(filled):
        begin = f"{_CONTRACTED[preposition]}{filled}"
    else:
        return f"{before}{filled}"
    return f"{before[: match.start()]}{begin}"


def _title_and_name(words: str, text: str, source: str) -> tuple[_Title | None, str | None]:
    parts = _without_article(words.split(), source)
    title = next((one for one in _TITLES if parts and parts[0] in one.forms[source]), None)
    return title, _capitalized(" ".join(parts[1:] if title else parts), text, titled=bool(title))


def _without_article(words: list[str], source: str) -> list[str]:
    return words[1:] if source == "pt" and len(words) > 1 and words[0] in _ARTICLES else words


def _capitalized(words: str, text: str, titled: bool = False) -> str | None:
    """The words as they are written in the text, if they are a name there. The first word of a text
    has a capital anyway and is a name only after a title."""
    if not words or text.isupper() or len(words.split()) > MAX_NAME_WORDS:
        return None
    if not titled and words in _CAPITALISED_NOUNS:
        return None
    pattern = r"[\s-]+".join(map(re.escape, words.split()))
    match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    if match is None or not (titled or match.start()):
        return None
    first, *rest = re.split(r"[\s-]+", match.group())
    capitals = all(word[0].isupper() or word in _PARTICLES for word in rest)
    letters = all(letter.isalpha() or letter in " -'’" for letter in match.group())
    return match.group() if first[0].isupper() and capitals and letters else None
