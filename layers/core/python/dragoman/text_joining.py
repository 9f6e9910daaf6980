"""Joins the texts of neighbouring speech spans into sentences.

A recogniser writes each span as a whole: with a capital letter at its start and a full stop at its end,
wherever the speaker paused. Where the words show that the sentence continues, the full stop is dropped and
the capital is lowered. Elsewhere both stay, because a pause often ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_INCOMPLETE = {
    "de": "und oder dass weil vom zum zur beim im ins sowie dessen deren mein dein sein unser",
    "en": "a an and because every if my nor of or our than the their your with",
    "es": "al aunque con cuyo de del desde e el en las los mi mis nuestro o pero que se su sus tus u y",
    "fr": "à au aux ces cette chaque d de des dont du et l les ma mes mon nos notre ou par parce qu que "
    "sa sans ses si son ta tes ton vos votre",
    "it": "a ad agli ai al alla alle allo che con da dal dalla dei del della delle dello di e ed gli i il "
    "nei nel nella nelle o perché per sul sulla",
    "pt": "à ao aos às com cuja cujo da das de do dos e em embora na nas nem num numa o os ou pela pelas "
    "pelo pelos por que se seus suas",
}
"""Words that do not end a sentence, by language."""

_FUNCTION_WORDS = {
    "de": "aber alle als am an auch auf aus bei bis damit das dann denn der des deshalb die diese dieser "
    "doch durch ein eine einem einen einer er es für gegen hat hier ich in ist ja jede "
    "man mit nach nicht nur ob obwohl ohne sich sind so um unter von vor war was wegen welche "
    "wenn wer wie wir wird wo über zu zwischen",
    "en": "about after all also although are as at be been before between both but by can could did do "
    "does due during for from had has have he her here him his how in into is it its just like more "
    "most no not on only over she should since so some such that then there these they this those "
    "through to too under until was we were what when where whether which while who whom whose "
    "within without would you",
    "es": "antes aquí así cada como cuando desde después donde durante ella ellos era es esa ese esta "
    "este está están fue ha hace han hasta hay la le les lo más mientras muy más no nos para por "
    "porque pues quien sea sido siempre sin sino sobre solo son también tan tanto te tiene tras tu un "
    "una unas unos ya yo",
    "fr": "a afin ainsi alors après aussi avant avec car ce cela cependant c'est comme dans depuis "
    "donc elle elles en encore entre est était il ils je jusqu'à la le leur leurs lors lorsque lui "
    "mais même moins ne non nous n'est on ont où pas pendant plus pour pourtant puis quand qui quoi "
    "sans se selon sont sous sur tous tout toute toutes très tu un une vers vous y",
    "it": "anche ancora appena chi ci come così cui da dopo dove durante era essere fra fino ha hanno io "
    "la le lei li lo loro lui ma mentre mia mio molto ne noi non nostra nostro o oppure ora però "
    "poi prima più qui quando quasi quella quello questa questo se sempre senza si sia sono sopra "
    "sotto sua suo sulle tra tu tua tuo tutti un una uno è",
    "pt": "a ainda além ali antes aqui as até bem cada como contra da depois desde dessa desse desta "
    "deste durante ela elas ele eles enquanto entre era essa essas esse esses esta estas este estes "
    "está estão eu foi foram há isso isto já lhe mais mas me mesmo muito mesma minha meu não nela nele "
    "nessa nesse nesta neste no nos nossa nosso num numa para pois porque porém qual quando quase quem "
    "sem sempre ser seu sobre sua são só também tem tinha todo todos tudo tão um uma umas uns você",
}
"""Further words that are written in lower case within a sentence."""

_NOT_FINAL = {language: frozenset(words.split()) for language, words in _INCOMPLETE.items()}
_LOWER_CASE = {
    language: frozenset(words.split()) | _NOT_FINAL[language]
    for language, words in _FUNCTION_WORDS.items()
}
_UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "yue", "zh"})
"""Languages written without spaces."""
_MIN_INCOMPLETE = 3
"""Shorter texts are not cut off: "Yes, and?" is complete."""
_FULL_STOP = re.compile(r"(?:\.|…)+$")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_PUNCTUATION = "\"'“”‘’«»()[],;:.!?…-–—"


def continues(before: str, after: str, language: str) -> bool:
    """Returns whether the second text continues the sentence of the first."""
    if not before or not after:
        return False
    if not _SENTENCE_END.search(before):
        return True
    if not _FULL_STOP.search(before):
        return False
    words = before.split()
    incomplete = words[-1].strip(_PUNCTUATION).lower() in _NOT_FINAL.get(language, ())
    return _starts_lower(after) or (incomplete and len(words) >= _MIN_INCOMPLETE)


def joined_parts(
    texts: Sequence[str], language: str, continued: Sequence[bool] | None = None
) -> list[str]:
    """Returns the texts as parts of one text. `continued` has a value for each but the first:
    whether it continues the sentence before it. By default the words decide."""
    if continued is None:
        continued = [continues(before, after, language) for before, after in pairwise(texts)]
    parts = list(texts)
    for index, joint in enumerate(continued):
        if joint:
            parts[index] = _FULL_STOP.sub("", parts[index])
            parts[index + 1] = _lowered(parts[index + 1], language)
    return parts


def join(texts: Sequence[str], language: str) -> str:
    """Joins texts in order; empty ones are skipped."""
    separator = "" if language in _UNSPACED else " "
    return separator.join(joined_parts([text for text in texts if text], language))


def _lowered(text: str, language: str) -> str:
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    word = first.strip(_PUNCTUATION).lower()
    known = word in _LOWER_CASE.get(language, ())
    return text.replace(first, first.lower(), 1) if known else text


def _starts_lower(text: str) -> bool:
    return next((ch for ch in text if ch.isalnum()), "").islower()
