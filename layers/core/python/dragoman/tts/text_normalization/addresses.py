"""E-mail and network addresses, hashtags and user names."""

from __future__ import annotations

import re
from typing import Final

from dragoman.tts.text_normalization.number_words import digit_by_digit
from dragoman.tts.text_normalization.spoken_language import SpokenLanguage

_TLD: Final = (
    r"(?:com|org|net|edu|gov|io|app|dev|info|biz|tv|me|ai|br|uk|us|pt|es|fr|it|de|eu|ca|co)"
)
_READ_AS_WORDS: Final = frozenset({"co", "io", "me"})
_EMAIL: Final = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_WEB: Final = r"(?:https?://|www\.)(?=\w)[^\s<>\"'()]*[\w/]"
_BARE: Final = rf"(?<![\w@.-])(?:[\w-]*[A-Za-z][\w-]*\.)+(?:com|org|net|edu|gov|io|app|dev|info)(?:\.{_TLD})?(?:/[^\s<>\"'()]*[\w/])?(?![\w-]|\.\w)"
_IP: Final = r"(?<![\w.,-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?(?![\w-]|\.[0-9])"
_HASHTAG: Final = r"(?<![\w&])#(?=[^\W\d_])(\w+)"
_USER: Final = r"(?<![\w.])@(?=[^\W\d_])(\w+)"


def expand_addresses(text: str, language: SpokenLanguage) -> str:
    words = language.addresses
    text = re.sub(f"{_EMAIL}|{_WEB}|{_BARE}", lambda found: _say(found[0], language), text)
    text = re.sub(_IP, lambda found: _say_ip(found, language), text)
    text = re.sub(
        _HASHTAG, lambda found: f"{words.hashtag} {_say(_words(found[1]), language)}", text
    )
    return re.sub(_USER, lambda found: f"{words.at} {_say(found[1], language)}", text)


def _say(address: str, language: SpokenLanguage) -> str:
    """Signs and digits in words, country codes as letters. The protocol is not read."""
    address = re.sub(r"^https?://", "", address).rstrip("/")
    parts = re.findall(r"[^\W\d_]+|[0-9]+|.", address)
    spoken = []
    for index, part in enumerate(parts):
        if part.isdecimal():
            spoken.append(digit_by_digit(part, language.num2words))
        elif part.isalnum():
            country = (
                index and parts[index - 1] == "." and len(part) == 2 and part not in _READ_AS_WORDS
            )
            spoken.append(part.upper() if country else part)
        else:
            spoken.append(_sign(part, language))
    return " ".join(filter(None, spoken))


def _words(hashtag: str) -> str:
    """HappyNewYear as three words."""
    return re.sub(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])", " ", hashtag)


def _sign(sign: str, language: SpokenLanguage) -> str:
    words = language.addresses
    known = {"@": words.at, ".": words.dot, "/": words.slash, "-": words.dash, "_": words.underscore,
             ":": words.colon, "+": language.digits.plus, "=": language.symbols.between_numbers["="],
             "&": language.symbols.anywhere["&"]}  # fmt: skip
    return known.get(sign, "")


def _say_ip(found: re.Match[str], language: SpokenLanguage) -> str:
    parts = found[0].split(":")[0].split(".")
    if any(int(part) > 255 or part != str(int(part)) for part in parts):
        return found[0]
    return _say(found[0], language)
