"""Translates a determiner and a noun of the lexicon, with agreement in gender and number: "my keys", "minhas
chaves"; also with a possessor: "my brother's car", "o carro do meu irmão".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from dragoman.mt import spoken_numbers
from dragoman.mt.noun_lexicon import Noun, forms
from dragoman.mt.proper_names import contract

_Classes: TypeAlias = frozenset[str]
CLASSES: Final = {
    "body": frozenset({"body"}),
    "facility": frozenset({"facility", "room"}),
    "room": frozenset({"room"}),
    "machine": frozenset({"device", "vehicle"}),
    "vehicle": frozenset({"vehicle"}),
    "clothes": frozenset({"clothes"}),
    "food": frozenset({"food"}),
    "substance": frozenset({"food", "medicine"}),
    "subject": frozenset({"relative", "profession", "pronoun"}),
    "someone": frozenset({"relative", "profession"}),
    "relative": frozenset({"relative"}),
    "item": frozenset({"bill", "object", "device", "vehicle", "clothes", "food", "medicine"}),
    "belonging": frozenset({"account", "object", "device", "vehicle", "clothes", "medicine"}),
}
"""The classes of nouns that fit each kind of slot."""
_OWNER_CLASSES: Final = CLASSES["someone"]
_MEASURES: Final = frozenset({"measure"})
_OF: Final = {"en": "of", "pt": "de"}
_AND: Final = {"en": "and", "pt": "e"}
_KIND: Final = re.compile(rf"({'|'.join(CLASSES)})(?:-(the|my|your|bare))?")
"""A kind of slot; then the determiner that it has, if that is not the same in both languages."""

_ENGLISH: Final = {
    **{word: word for word in (
        "the", "a", "my", "your", "his", "her", "our", "their",
        "this", "that", "another", "some", "any",
    )},
    "an": "a", "these": "this", "those": "that",
}  # fmt: skip
_PORTUGUESE: Final = {
    "the": ("o", "a", "os", "as"),
    "a": ("um", "uma", "uns", "umas"),
    "my": ("meu", "minha", "meus", "minhas"),
    "your": ("seu", "sua", "seus", "suas"),
    "our": ("nosso", "nossa", "nossos", "nossas"),
    "this": ("este", "esta", "estes", "estas"),
    "that": ("esse", "essa", "esses", "essas"),
    "another": ("outro", "outra", "outros", "outras"),
    "some": ("algum", "alguma", "alguns", "algumas"),
}
"""Masculine and feminine singular, masculine and feminine plural."""
_READ_PORTUGUESE: Final = {
    form: determiner for determiner, written in _PORTUGUESE.items() for form in written
} | {
    **{"teu": "your", "tua": "your", "teus": "your", "tuas": "your"},
    **{"aquele": "that", "aquela": "that", "aqueles": "that", "aquelas": "that"},
}
_ANOTHER: Final = {
    "en": (re.compile(r"^(?:an extra|one more)\b"), "another"),
    "pt": (re.compile(r"^mais uma?\b"), "outro"),
}
_OWNERS: Final = {"dele": "his", "dela": "her", "deles": "their", "delas": "their"}
_OWNED: Final = {"his": "dele", "her": "dela", "their": "deles"}
_SIDES: Final = {"left": ("esquerdo", "esquerda"), "right": ("direito", "direita")}
_SIDE_OF: Final = {form: side for side, written in _SIDES.items() for form in written}
_ARTICLES: Final = _PORTUGUESE["the"]
_POSSESSIVES: Final = ("my", "your", "our")
PREPOSITIONS: Final = {
    "de": {"do": "o", "da": "a", "dos": "os", "das": "as"},
    "em": {"no": "o", "na": "a", "nos": "os", "nas": "as"},
    "a": {"ao": "o", "à": "a", "aos": "os", "às": "as"},
    "por": {"pelo": "o", "pela": "a", "pelos": "os", "pelas": "as"},
}
"""The contractions of a preposition with an article."""
_ARTICLE_OF: Final = {
    form: article for written in PREPOSITIONS.values() for form, article in written.items()
}
_PLURAL_VERBS: Final = {
    **{
        "is": "are",
        "has": "have",
        "does": "do",
        "was": "were",
        "isn't": "aren't",
        "doesn't": "don't",
    },
    **{"hasn't": "haven't", "Is": "Are", "Does": "Do", "This is": "These are", "keeps": "keep"},
    **{"hurts": "hurt", "itches": "itch", "needs": "need", "takes": "take", "feels": "feel"},
}
_VERB_AFTER: Final = re.compile(r"(?<=^ )([\w']+)")
_VERB_BEFORE: Final = re.compile(r"\b((?:This )?[\w']+)(?= $)")
_VOWEL: Final = re.compile(r"[aeio]|u(?!ni|se|ri|sb)|MRI|X-ray|hour", re.IGNORECASE)


@dataclass(frozen=True)
class TranslatedNounPhrase:
    text: str
    plural: bool
    agreeing: dict[str, str]
    """The words of each kind that agree with it."""


@dataclass(frozen=True)
class _NounPhrase:
    noun: Noun
    plural: bool
    determiner: str = ""
    count: int | None = None
    side: str = ""
    owner: _NounPhrase | None = None
    content: _NounPhrase | None = None
    """What it measures: "water" of "a bottle of water"."""


def is_noun_kind(kind: str) -> bool:
    return _KIND.fullmatch(kind) is not None


def without_preposition(words: str) -> str:
    """Portuguese words without the preposition with which they begin."""
    preposition, _, rest = words.partition(" ")
    return f"{_ARTICLE_OF.get(preposition, '')} {rest}".strip()


def translate_noun_phrase(
    kind: str, words: str, source: str, target: str, target_kind: str
) -> TranslatedNounPhrase | None:
    """The words of a phrase key in the target language; None if they do not fit the slot."""
    whole = _translated(kind, words, source, target, target_kind)
    first, joint, second = words.partition(f" {_AND[source]} ")
    if whole or not joint:
        return whole
    pair = [_translated(kind, part, source, target, target_kind) for part in (first, second)]
    if not (pair[0] and pair[1]):
        return None
    feminine = all(part and part.agreeing["ending"].startswith("a") for part in pair)
    agreeing = {"ending": "as" if feminine else "os", "possessive": "their"}
    return TranslatedNounPhrase(
        f" {_AND[target]} ".join((pair[0].text, pair[1].text)), True, agreeing
    )


def _translated(
    kind: str, words: str, source: str, target: str, target_kind: str
) -> TranslatedNounPhrase | None:
    read = _read_english if source == "en" else _read_portuguese
    words = _ANOTHER[source][0].sub(_ANOTHER[source][1], words)
    phrase = read(words.split(), CLASSES[kind.partition("-")[0]])
    if phrase is None:
        return None
    determiners = [found[2] for one in (kind, target_kind) if (found := _KIND.fullmatch(one))]
    if any(determiners):
        accepted = {"" if one == "bare" else one for one in determiners if one}
        if phrase.determiner not in accepted or phrase.owner or phrase.count is not None:
            return None
        wanted = determiners[-1]
        phrase = replace(phrase, determiner="" if wanted == "bare" else wanted)
    text = _english(phrase, determiners[-1] == "bare") if target == "en" else _portuguese(phrase)
    return TranslatedNounPhrase(text, _is_plural(phrase, target), _agreeing(phrase))


def with_plural_verb(text: str) -> str:
    """The English words beside a plural subject, which have the verb in the singular: " is here", "Where is "."""
    for pattern in (_VERB_AFTER, _VERB_BEFORE):
        text = pattern.sub(lambda found: _PLURAL_VERBS.get(found[1], found[1]), text)
    return text


def _agreeing(phrase: _NounPhrase) -> dict[str, str]:
    ending = "oa"[phrase.noun.feminine] + _s(phrase, "pt")
    possessive = "their" if _is_plural(phrase, "en") else ("his", "her")[phrase.noun.feminine]
    return {"ending": ending, "possessive": possessive}


def _s(phrase: _NounPhrase, language: str) -> str:
    return "s" if _is_plural(phrase, language) else ""


def _is_plural(phrase: _NounPhrase, language: str) -> bool:
    return phrase.plural or language in phrase.noun.plural_only


def _read_english(words: list[str], classes: _Classes) -> _NounPhrase | None:
    if words and words[0] in _ENGLISH:
        found = _read_english_noun(words[1:], classes)
        if found is None or found.determiner:
            return None
        if found.owner:
            return replace(found, owner=replace(found.owner, determiner=_ENGLISH[words[0]]))
        return replace(found, determiner=_ENGLISH[words[0]])
    return _counted(words, "en", classes) or _read_english_noun(words, classes)


def _counted(words: list[str], language: str, classes: _Classes) -> _NounPhrase | None:
    count = _number(words[0], language) if len(words) > 1 else None
    if count is None or count == 1:
        return None
    noun = (_read_english_noun if language == "en" else _read_portuguese_noun)(words[1:], classes)
    return noun and replace(noun, count=count)


def _number(word: str, language: str) -> int | None:
    if re.fullmatch(r"\d{1,3}", word):
        return int(word)
    return spoken_numbers.parse(word, language)


def _read_english_noun(words: list[str], classes: _Classes) -> _NounPhrase | None:
    if words and words[0] in _SIDES:
        found = _noun(words[1:], "en", classes)
        return found and replace(found, side=words[0])
    for length in range(1, len(words)):
        name = " ".join(words[:length])
        owner = _noun(name.removesuffix("s").split(), "en", _OWNER_CLASSES)
        owned = _noun(words[length:], "en", classes)
        if name.endswith("s") and owner and owned:
            return replace(owned, owner=owner)
    return _noun(words, "en", classes)


def _read_portuguese(words: list[str], classes: _Classes) -> _NounPhrase | None:
    if len(words) > 1 and words[0] in _ARTICLES and _READ_PORTUGUESE.get(words[1]) in _POSSESSIVES:
        words = words[1:]
    if words and words[0] in _READ_PORTUGUESE:
        found = _read_portuguese_noun(words[1:], classes)
        if found is None or found.determiner:
            return found if words[0] in _ARTICLES else None
        return replace(found, determiner=_READ_PORTUGUESE[words[0]])
    return _counted(words, "pt", classes) or _read_portuguese_noun(words, classes)


def _read_portuguese_noun(words: list[str], classes: _Classes) -> _NounPhrase | None:
    if words and words[-1] in _OWNERS:
        found = _noun(words[:-1], "pt", classes)
        return found and replace(found, determiner=_OWNERS[words[-1]])
    if words and words[-1] in _SIDE_OF:
        found = _noun(words[:-1], "pt", classes)
        return found and replace(found, side=_SIDE_OF[words[-1]])
    whole = _noun(words, "pt", classes)
    if whole:
        return whole
    for at, word in enumerate(words):
        if word in ("de", *PREPOSITIONS["de"]):
            after = without_preposition(" ".join(words[at:])).split()
            owner = _read_portuguese(after, _OWNER_CLASSES)
            owned = _noun(words[:at], "pt", classes)
            if owned and owner:
                return replace(owned, owner=owner)
    return None


def _noun(words: list[str], language: str, classes: _Classes) -> _NounPhrase | None:
    form = forms(language, classes).get(" ".join(words))
    if form is not None:
        return _NounPhrase(form.noun, form.plural and form.noun.plural_only != {language})
    if _OF[language] in words and classes != _MEASURES:
        at = words.index(_OF[language])
        measure = _noun(words[:at], language, _MEASURES)
        content = _noun(words[at + 1 :], language, classes)
        return replace(measure, content=content) if measure and content else None
    return None


def _english(phrase: _NounPhrase, bare: bool = False) -> str:
    noun, determiner = phrase.noun, phrase.determiner
    plural = _is_plural(phrase, "en")
    text = (noun.plural if plural else noun.singular)["en"]
    if phrase.content:
        text = f"{text} of {_english(phrase.content, bare=True)}"
    if phrase.side:
        text = f"{phrase.side} {text}"
    if phrase.owner:
        owner = _english(phrase.owner)
        return f"{owner}{chr(39) if owner.endswith('s') else chr(39) + 's'} {text}"
    if phrase.count is not None:
        return f"{spoken_numbers.spell(phrase.count, 'en')} {text}"
    if not determiner and not (plural or noun.uncountable or bare):
        determiner = "a"
    if determiner == "a":
        if plural or (noun.uncountable and noun.kind != "food"):
            determiner = "some"
        else:
            determiner = "an" if _VOWEL.match(text) else "a"
    if plural:
        determiner = {"this": "these", "that": "those", "another": "other"}.get(
            determiner, determiner
        )
    return f"{determiner} {text}".strip()


def _portuguese(phrase: _NounPhrase) -> str:
    noun, determiner = phrase.noun, phrase.determiner
    plural = _is_plural(phrase, "pt")
    text = (noun.plural if plural else noun.singular)["pt"]
    if phrase.content:
        text = f"{text} de {_portuguese(phrase.content)}"
    if phrase.side:
        text = f"{text} {_SIDES[phrase.side][noun.feminine]}{_s(phrase, 'pt')}"
    if determiner in _OWNED:
        text, determiner = f"{text} {_OWNED[determiner]}", "the"
    if phrase.owner:
        owner = _portuguese(phrase.owner)
        if phrase.owner.determiner in _POSSESSIVES:
            owner = f"{_PORTUGUESE['the'][_index(phrase.owner)]} {owner}"
        text, determiner = contract(f"{text} de ", owner), "the"
    if phrase.count is not None:
        return f"{spoken_numbers.spell(phrase.count, 'pt', feminine=noun.feminine)} {text}"
    if determiner == "some" and noun.uncountable and not plural:
        return f"um pouco de {text}"
    if determiner == "" and noun.kind == "relative" and not plural:
        determiner = "the"
    if determiner in ("", "any") or (determiner == "a" and plural):
        return text
    return f"{_PORTUGUESE[determiner][_index(phrase)]} {text}"


def _index(phrase: _NounPhrase) -> int:
    """The index of its gender and number in _PORTUGUESE."""
    return 2 * _is_plural(phrase, "pt") + phrase.noun.feminine
