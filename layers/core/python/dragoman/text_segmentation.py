"""Finds sentences and scripts of a text without a model."""

import unicodedata

from sentencex import segment

_SCRIPTS = {
    "am": {"ETHIOPIC"}, "ar": {"ARABIC"}, "as": {"BENGALI"}, "ba": {"CYRILLIC"},
    "be": {"CYRILLIC"}, "bg": {"CYRILLIC"}, "bn": {"BENGALI"}, "bo": {"TIBETAN"},
    "bpy": {"BENGALI"}, "cmn": {"CJK"}, "grc": {"GREEK"}, "hak": {"CJK"}, "hyw": {"ARMENIAN"},
    "kok": {"DEVANAGARI"}, "ky": {"CYRILLIC"}, "nog": {"CYRILLIC"}, "ps": {"ARABIC"},
    "sa": {"DEVANAGARI"}, "sd": {"ARABIC"}, "shn": {"MYANMAR"}, "tg": {"CYRILLIC"},
    "ti": {"ETHIOPIC"}, "tt": {"CYRILLIC"}, "ug": {"ARABIC"}, "yi": {"HEBREW"}, "yue": {"CJK"},
    "el": {"GREEK"}, "fa": {"ARABIC"}, "gu": {"GUJARATI"}, "he": {"HEBREW"},
    "hi": {"DEVANAGARI"}, "hy": {"ARMENIAN"}, "ja": {"CJK", "HIRAGANA", "KATAKANA"},
    "ka": {"GEORGIAN"}, "kk": {"CYRILLIC"}, "km": {"KHMER"}, "kn": {"KANNADA"},
    "ko": {"HANGUL", "CJK"}, "lo": {"LAO"}, "mk": {"CYRILLIC"}, "ml": {"MALAYALAM"},
    "mn": {"CYRILLIC"}, "mr": {"DEVANAGARI"}, "my": {"MYANMAR"}, "ne": {"DEVANAGARI"},
    "or": {"ORIYA"}, "pa": {"GURMUKHI"}, "ru": {"CYRILLIC"}, "si": {"SINHALA"},
    "sr": {"CYRILLIC", "LATIN"}, "ta": {"TAMIL"}, "te": {"TELUGU"}, "th": {"THAI"},
    "uk": {"CYRILLIC"}, "ur": {"ARABIC"}, "zh": {"CJK"},
}  # fmt: skip
_LATIN = {"LATIN"}


def sentences(text: str, language: str) -> list[str]:
    """The sentences of the text in order, without surrounding spaces or empty ones."""
    return [piece for raw in segment(language, text) if (piece := raw.strip())]


def readable(text: str, language: str) -> bool:
    """Whether a voice of the language can read any of the text aloud: it has digits, or letters of
    a script of the language."""
    scripts = _SCRIPTS.get(language, _LATIN)
    return any(ch.isdigit() or (ch.isalpha() and _script(ch) in scripts) for ch in text)


def _script(letter: str) -> str:
    """The first word of the letter's Unicode name, which is its script in all alphabets named
    here."""
    return unicodedata.name(letter, "").split(" ")[0]
