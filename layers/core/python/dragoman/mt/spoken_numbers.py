"""English and Portuguese number words up to a million."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_EN_UNITS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS: Final = (
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_PT_UNITS: Final = (
    "zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze",
    "doze", "treze", "catorze", "quinze", "dezesseis", "dezessete", "dezoito", "dezenove",
)  # fmt: skip
_PT_TENS: Final = (
    "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa",
)  # fmt: skip
_PT_HUNDREDS: Final = (
    "cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos",
    "oitocentos", "novecentos",
)  # fmt: skip
_JOINTS: Final = ("and", "e")
_PT_VARIANTS: Final = {
    "quatorze": "catorze", "dezasseis": "dezesseis", "dezassete": "dezessete",
    "dezanove": "dezenove", "uma": "um", "duas": "dois",
    **{word[:-2] + "as": word for word in _PT_HUNDREDS[1:]},
}  # fmt: skip


def _table(units: tuple[str, ...], tens: tuple[str, ...]) -> dict[str, int]:
    return {word: n for n, word in enumerate(units)} | {
        word: 10 * n for n, word in enumerate(tens, 2)
    }


_EN_VALUES: Final = _table(_EN_UNITS, _EN_TENS)
_PT_VALUES: Final = _table(_PT_UNITS, _PT_TENS) | {
    word: 100 * n for n, word in enumerate(_PT_HUNDREDS, 1)
}


def parse(words: str, language: str) -> int | None:
    """The number of the words in any usual spelling; None for anything else."""
    tokens_with_joints = words.replace("-", " ").split()
    tokens = [token for token in tokens_with_joints if token not in _JOINTS]
    if language == "pt":
        tokens = [_PT_VARIANTS.get(token, token) for token in tokens]
    if language == "en" and tokens[:1] == ["a"] and tokens[1:2] in (["hundred"], ["thousand"]):
        tokens[0] = "one"
    if not tokens or tokens_with_joints[0] in _JOINTS or tokens_with_joints[-1] in _JOINTS:
        return None
    value = _value(tokens, language)
    if value is None:
        return None
    # Only regular number words count: "three twenty" and "vinte dez" are not numbers. "three twenty" and "vinte dez" are none.
    spelled = _plain(spell(value, language).split())
    return value if spelled == _plain(tokens) else None


def _plain(tokens: list[str]) -> list[str]:
    split = " ".join(tokens).replace("-", " ").split()
    return [token for token in split if token not in _JOINTS]


def _value(tokens: list[str], language: str) -> int | None:
    thousand = {"en": "thousand", "pt": "mil"}.get(language)
    if thousand in tokens:
        at = tokens.index(thousand)
        before = _below_thousand(tokens[:at], language) if at else (1 if language == "pt" else None)
        after = _below_thousand(tokens[at + 1 :], language) if tokens[at + 1 :] else 0
        return None if before is None or after is None else 1000 * before + after
    return _below_thousand(tokens, language)


def _below_thousand(tokens: list[str], language: str) -> int | None:
    if language == "en" and "hundred" in tokens:
        at = tokens.index("hundred")
        before = _sum(tokens[:at], _EN_VALUES)
        after = _sum(tokens[at + 1 :], _EN_VALUES) if tokens[at + 1 :] else 0
        return None if before is None or after is None else 100 * before + after
    if tokens == ["cem"]:
        return 100
    return _sum(tokens, _EN_VALUES if language == "en" else _PT_VALUES)


def _sum(tokens: list[str], values: dict[str, int]) -> int | None:
    if not tokens or any(token not in values for token in tokens):
        return None
    return sum(values[token] for token in tokens)


def spell(value: int, language: str, *, feminine: bool = False) -> str:
    """The words of a number from 0 to 999,999. `feminine` applies to Portuguese: duas, duzentas."""
    return _english(value) if language == "en" else _portuguese(value, feminine)


def _english(value: int) -> str:
    if value < 20:
        return _EN_UNITS[value]
    if value < 100:
        tens = _EN_TENS[value // 10 - 2]
        return f"{tens}-{_EN_UNITS[value % 10]}" if value % 10 else tens
    if value < 1000:
        return _with_rest(f"{_EN_UNITS[value // 100]} hundred", value % 100, _english, " and ")
    rest = value % 1000
    joint = " and " if rest < 100 else " "
    return _with_rest(f"{_english(value // 1000)} thousand", rest, _english, joint)


def _portuguese(value: int, feminine: bool) -> str:
    def say(part: int) -> str:
        return _portuguese(part, feminine)

    if value < 20:
        return {1: "uma", 2: "duas"}.get(value, _PT_UNITS[value]) if feminine else _PT_UNITS[value]
    if value < 100:
        return _with_rest(_PT_TENS[value // 10 - 2], value % 10, say, " e ")
    if value == 100:
        return "cem"
    if value < 1000:
        hundreds = _PT_HUNDREDS[value // 100 - 1]
        if feminine and value >= 200:
            hundreds = hundreds[:-2] + "as"
        return _with_rest(hundreds, value % 100, say, " e ")
    rest = value % 1000
    joint = " e " if rest < 100 or rest % 100 == 0 else " "
    head = "mil" if value < 2000 else f"{say(value // 1000)} mil"
    return _with_rest(head, rest, say, joint)


def _with_rest(head: str, rest: int, say: Callable[[int], str], joint: str) -> str:
    return f"{head}{joint}{say(rest)}" if rest else head
