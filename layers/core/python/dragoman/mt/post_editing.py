"""Corrects words that engines choose wrongly in everyday speech.

A rule has the words of the source that decide the meaning ("table for"), the wrong words of the translation
("tabela") and the right ones.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final, NamedTuple

from dragoman.mt.durations import PORTUGUESE_DURATION


class _Rule(NamedTuple):
    source: re.Pattern[str]
    wrong: re.Pattern[str]
    right: str | dict[str, str]
    """The replacement, which may refer to groups; or those of each wrong word."""


def _rule(source: str, wrong: str, right: str | dict[str, str]) -> _Rule:
    return _Rule(re.compile(source, re.IGNORECASE), re.compile(wrong, re.IGNORECASE), right)


_CHECK: Final = {
    article + old: new + " conta"
    for old in (" cheque", " projeto de lei")
    for article, new in (
        ("o", "a"), ("do", "da"), ("no", "na"), ("ao", "à"), ("pelo", "pela"), ("um", "uma"), ("meu", "minha"),
        ("nosso", "nossa"), ("seu", "sua"),
    )
}  # fmt: skip
_CHARGE: Final = {
    "cobrar": "carregar", "cobra": "carrega", "cobram": "carregam", "cobrando": "carregando", "cobrado": "carregado",
}  # fmt: skip
_SINCE_AGO: Final = r"\bsince .* ago\b"
"""How a state that goes on is rewritten for the engine."""
_TIME_SPAN: Final = (
    r"(?:(?:about|almost|more than|over) )?"
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|a couple of|a few"
    r"|many|several|some) (?:minute|hour|day|week|month|year)s?"
)
_RULES: Final = {
    ("en", "pt"): (
        _rule(
            r"\btake\b.*\b(?:a day|daily|capsules?|dose|drops?|hours|meals?|pills?|tablets?)\b",
            r"\b(?:levar|leve|levo|leva)\b",
            {"levar": "tomar", "leve": "tome", "levo": "tomo", "leva": "toma"},
        ),
        _rule(_SINCE_AGO, rf"\bdesde(?= {PORTUGUESE_DURATION})", "há"),
        _rule(_SINCE_AGO, r" atrás\b", ""),
        _rule(
            r"\bare hurting\b",
            r"\bestão (?:se )?(?:ferindo|machucando|magoando)\b",
            "estão doendo",
        ),
        _rule(r"\bback hurts\b", r"\bcostas dói\b", "costas doem"),
        _rule(
            r"\b(?:car|close|open|taxi|cab)\b.*\btrunk\b|\btrunk of\b", r"\btronco\b", "porta-malas"
        ),
        _rule(r"\btables? (?:for|by|near|outside|inside)\b", r"\btabela", "mesa"),
        _rule(
            r"\b(?:get|have|bring|split|pay|see|with|on|want|like) (?:me |us )?(?:the|our|my|your) (?:check|bill)\b",
            r"\b(?:o|do|no|ao|pelo|um|meu|nosso|seu) (?:cheque|projeto de lei)\b",
            _CHECK,
        ),
        _rule(
            r"\b(?:phone|battery|laptop|tablet|computer|headphones)\b.*\bcharg|\bcharg.*\b(?:phone|battery|laptop|tablet)",
            r"\bcobra(?:r|m|ndo|do)?\b",
            _CHARGE,
        ),
        _rule(
            r"\b(?:pressure|sugar|temperature|fever|cholesterol|rate) (?:is|are)\b.*\b(?:high|low|normal)\b"
            r"|\b(?:coffee|food|meal|milk|pizza|rice|room|shower|soup|steak|tea|water) (?:is|are)\b.*"
            r"\b(?:cold|hot|sour|warm|salty|ready)\b",
            r"\b(?:é|são)\b",
            {"é": "está", "são": "estão"},
        ),
    ),
    ("pt", "en"): (
        _rule(
            r"\breceitas?\b(?! federal)",
            r"\brevenues?\b",
            {"revenue": "prescription", "revenues": "prescriptions"},
        ),
        _rule(
            r"\bpresta(?:ção|ções)\b",
            r"\bprovisions?\b",
            {"provision": "installment", "provisions": "installments"},
        ),
        _rule(
            r"\bhá\b",
            rf"((?:'ve|\bhave|\bhas) (?:been|had)\b.*?) ({_TIME_SPAN}) ago\b",
            r"\1 for \2",
        ),
        _rule(
            r"\best(?:ou|á|amos|ão) com (?:\w+ )?"
            r"(?:alergia|coceira|diarreia|dificuldade|dor|enjoo|febre|inchaço|náusea|sangramento|sintomas?|tontura|tosse)",
            r"\bbeen with\b",
            "had",
        ),
        _rule(r"\bescadas?\b(?! de mão)", r"\bladders?\b", "stairs"),
        _rule(r"\bna linha\b", r"\bin (?:the )?line\b", "on the line"),
        _rule(
            r"\bconsultas?\b",
            r"\bquer(?:y|ies)\b",
            {"query": "appointment", "queries": "appointments"},
        ),
        _rule(
            r"\bbat(?:i|eu|emos|eram) (?:com )?(?:a|o|as|os|minha|meu|seu|sua) "
            r"(?:boca|braço|cabeça|carro|costas|cotovelo|joelho|mão|moto|nariz|perna|pé|rosto|testa)\b",
            r"\bbeat\b",
            "hit",
        ),
        _rule(r"\b(?:quilos?|kg)\b", r"\bpounds?\b", {"pound": "kilo", "pounds": "kilos"}),
        _rule(r"^volt(?:e|a|em)\b", r"^go back\b", "Come back"),
        _rule(
            r"\b(?:carro|ônibus|moto|caminhão|táxi|trem|elevador)\b.*\bquebrou\b",
            r"\bbroke\b(?! down)",
            "broke down",
        ),
        _rule(r"\bfebre\b", r"\bbeen (?:a )?fever\b", "had a fever"),
    ),
}


def post_edit(translated: str, text: str, source: str, target: str) -> str:
    """The translation of the text with the right words."""
    for rule in _RULES.get((source, target), ()):
        if rule.source.search(text):
            translated = rule.wrong.sub(partial(_right, rule), translated)
    return translated


def _right(rule: _Rule, found: re.Match[str]) -> str:
    wrong = found[0]
    right = found.expand(rule.right) if isinstance(rule.right, str) else rule.right[wrong.lower()]
    return right[:1].upper() + right[1:] if wrong[:1].isupper() else right
