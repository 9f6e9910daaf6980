"""Writes the figures as Markdown."""

from __future__ import annotations

from itertools import groupby

from tests.quality.figures import Figure

NOTES = {
    "Recognition": """\
Word error rate: substitutions, insertions and deletions per spoken word. The recordings are ten clips of native
speakers ([tests/speech](../tests/speech/README.md)). Generated speech is the default voice reading the sentences
below. *Engine alone* is faster-whisper with its defaults on the same model: a beam of five over windows of 30 s,
without voice activity detection. Dragoman uses a beam of two over short windows, which is faster, and decodes a
recording again in the full window if the result is doubtful: two of the ten recordings, and more of those with noise
or pauses.

*Language detected*: the share of clips of one or two words whose language was detected, in a conversation of two
languages with the other one as target; *without candidate languages*, the recogniser chooses among all languages.
*Rare names* are names such as Reykjavik in three generated sentences.""",
    "Pauses within sentences": """\
The same recordings with a pause of silence about every three seconds, at the least probable frame of speech. *Engine
alone* is the column of the recordings without these pauses, also heard by Dragoman. Sentence ends count beyond those of
the text that was said.""",
    "Unusual recordings": """\
One sentence of each language, the one recognised best, in every format that the decoder reads, and quiet, shifted, clipped, damaged,
joined and otherwise unusual ([odd_recordings.py](../tests/quality/odd_recordings.py)). A sentence counts as heard if its word error rate is at most
0.2 above that of the plain recording.""",
    "Silence and noise": """\
Silence, noise, hum, tones, music, clicks, and sounds too short to be a word. Any text is a hallucination.""",
    "Voices": """\
Word error rate of synthesized sentences that are recognised again. It measures intelligibility, not pleasantness,
and includes the recogniser's own errors. *Engine alone* is faster-whisper on the same audio.""",
    "Short phrases": """\
Everyday phrases of one to eight words ([phrases](../tests/quality/phrases)), each with all accepted translations.
Case and punctuation are ignored, except that a question must remain a question. The same authors wrote the list
before the translation memory, which covers most of it. *Engine alone* works without the memory.""",
    "Translation": """\
Scores on forty pairs of everyday sentences that we wrote ourselves ([pairs.tsv](../tests/quality/pairs.tsv)). With
so few pairs and one reference each, the scores show regressions; they do not rank translators. The engine alone gives
the same translations sentence by sentence, so it has no column.""",
    "Literals": """\
Generated sentences with money, quantities, percentages, times in digits and in words, ranges of hours, dates, phone
and document numbers, addresses, codes, counts, years and names of persons ([literal_sentences.py](../tests/quality/literal_sentences.py)). A sentence is correct if every
literal has the format of the target language and no digit is lost or added. For the *engine alone* only the digits
are compared.""",
}

HEAD = """\
# Quality

Written by `make quality`, which fails if a figure is worse than its floor
([floors.json](../tests/quality/floors.json)). `QUALITY=--quick` skips the voices and does not write this page;
`QUALITY=--set-floors` replaces the floors. The measurements use real models and no network. Synthesis is
deterministic, so figures change only when code, models or data change.
"""


def markdown(figures: list[Figure], floors: dict[str, float]) -> str:
    parts = [HEAD]
    for part, rows in groupby(figures, key=lambda figure: figure.part):
        parts += [f"## {part}", "", NOTES[part], ""]
        parts += ["| figure | Dragoman | floor | engine alone |", "|---|---|---|---|"]
        parts += [_row(figure, floors.get(figure.key)) for figure in rows]
        parts.append("")
    return "\n".join(parts)


def _row(figure: Figure, floor: float | None) -> str:
    cells = [figure.name, *(_format(value, figure.unit) for value in _values(figure, floor))]
    return f"| {' | '.join(cells)} |"


def _values(figure: Figure, floor: float | None) -> tuple[float | None, ...]:
    return figure.ours, floor, figure.baseline


def _format(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.1f} {unit}".strip() if value % 1 else f"{value:.0f} {unit}".strip()
