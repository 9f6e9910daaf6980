"""The normal form in which phrases are compared: without case, punctuation, contractions and
spelling variants."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import Final

_PUNCTUATION: Final = ' \t\r\n.!?…,;:"“”„«»()[]{}*¡¿'
_MARKS: Final = ".!?…"
_FOLDED: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "\u00a0": " "}
    | dict.fromkeys("-–—‐‑_/", " ")
    | {"¿": "", "¡": ""}
)
_VERBS = "is are was were do does did have has had would could should must need might"
_BEFORE_IS = (
    "it he she that this what where who how when why there here everything everybody everyone"
    " something nothing someone somebody name time"
)
_PERSONS = ("i", "you", "he", "she", "it", "we", "they", "that", "there", "what", "who")

_ENGLISH: Final = {
    **{f"{verb}n't": f"{verb} not" for verb in _VERBS.split()},
    **{f"{verb}nt": f"{verb} not" for verb in _VERBS.split()},
    **{f"{word}'s": f"{word} is" for word in _BEFORE_IS.split()},
    **{
        f"{person}'{short}": f"{person} {full}"
        for person, (short, full) in product(
            _PERSONS, (("m", "am"), ("re", "are"), ("ve", "have"), ("ll", "will"), ("d", "would"))
        )
    },
    **{"whats": "what is", "thats": "that is", "wheres": "where is", "hows": "how is"},
    **{"im": "i am", "ive": "i have", "youre": "you are", "theyre": "they are"},
    **{"can't": "can not", "cant": "can not", "cannot": "can not"},
    **{"won't": "will not", "shan't": "shall not", "let's": "let us", "lets": "let us"},
    **{"gonna": "going to", "wanna": "want to", "gotta": "have to", "gimme": "give me"},
    **{"lemme": "let me", "dunno": "do not know", "ok": "okay", "o.k": "okay", "okey": "okay"},
    **{"alright": "all right", "mum": "mom", "dr": "doctor", "a.m": "am", "p.m": "pm"},
    **{"colour": "color", "centre": "center", "favourite": "favorite", "cancelled": "canceled"},
    **{"apologise": "apologize", "wifi": "wi fi", "email": "e mail", "tyre": "tire"},
    **{"goodbye": "good bye", "anymore": "any more", "thankyou": "thank you"},
}
_PORTUGUESE: Final = {
    **{"tá": "está", "tô": "estou", "cê": "você", "vc": "você", "pra": "para", "pro": "para o"},
    **{"num": "em um", "numa": "em uma", "d'água": "de água", "ok": "okay", "okey": "okay"},
    **{"brigado": "obrigado", "brigada": "obrigada", "obg": "obrigado", "quê": "que"},
    **{"porquê": "por que", "pára": "para", "idéia": "ideia", "vôo": "voo", "facto": "fato"},
    **{"receção": "recepção", "óptimo": "ótimo", "exactamente": "exatamente", "dr": "doutor"},
    **{"dra": "doutora", "wifi": "wi fi", "email": "e mail", "peraí": "espera aí"},
}
_EXPANSIONS: Final = {"en": _ENGLISH, "pt": _PORTUGUESE}
_ARTICLE_OF_POSSESSIVE = re.compile(r"\b(?:o|a|os|as) (?=(?:meu|minha|seu|sua|nosso|nossa)s?\b)")
_CLEFT = re.compile(r"^((?:o )?que|onde|aonde|quem|quando|como|qual|quanto|por que)( foi)? é que ")
_HAVE_GOT = re.compile(r"\b(?:have|has|is) got(?= (?:a|an|the|no|some|my|any|to|it)\b)")


def phrase_key(text: str, language: str) -> str:
    """The words, separated by spaces, with a comma between parts and a final `?` for a question.
    Empty for a text without words."""
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = text.translate(_FOLDED)
    elif "-" in text or "/" in text or "`" in text or "_" in text:
        text = text.translate(_FOLDED)
    expansions = _EXPANSIONS.get(language, {})
    words: list[str] = []
    for token in text.casefold().split():
        word = token if token.isalnum() else token.strip(_PUNCTUATION)
        word = expansions.get(word) or (word if word.isalnum() else word.replace("'", ""))
        if word:
            words.append(word)
        if words and token[-1] == ",":
            words[-1] += ","
    key = " ".join(words).rstrip(",")
    if language == "en" and " got " in key:
        key = _HAVE_GOT.sub(lambda found: "have" if found.group()[:4] == "have" else "has", key)
    elif language == "pt":
        key = _CLEFT.sub(r"\1\2 ", _ARTICLE_OF_POSSESSIVE.sub("", key))
    return f"{key}?" if key and mark_of(text) == "?" else key


def mark_of(text: str) -> str:
    """The final mark of a text: `?`, `!`, `…`, `.`, or nothing."""
    if text[-1:].isalnum():
        return ""
    if text[-1:] in _MARKS and text[-2:-1].isalnum():
        return text[-1:]
    ending = text.rstrip(" \t\r\n\"'“”»)")
    marks = ending[len(ending.rstrip(_MARKS)) :]
    if marks.startswith(("..", "…")):
        return "…"
    return next((mark for mark in "?!." if mark in marks), "")


def without_mark(text: str) -> str:
    return text.rstrip(" \t\r\n" + _MARKS + ",;:")


def without_accents(key: str) -> str:
    decomposed = unicodedata.normalize("NFD", key)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
