"""The page of figures."""

from __future__ import annotations

from itertools import groupby

from tests.quality.figures import Figure

NOTES = {
    "Recognition": """\
Word error: substitutions, insertions and deletions per word said. The recordings are ten of native
speakers ([tests/speech](../tests/speech/README.md)); generated speech is our own default voice saying the
sentences below. *Alone* is faster-whisper as it comes, over the same model: a beam of five over windows
of 30 s, no look at whether anyone speaks. On the Portuguese recordings, too, *alone* hears more than we do: a beam
of two in a short window is what makes the answer early.

*Language right* asks whether a word or two, said in one language of a conversation to be translated to
the other, was taken for that language; *told nothing*, when recognition does not know of the conversation.
The *rare names* are Reykjavik and the like, in three sentences of our own voice.""",
    "Silence and noise": """\
Silence, noise, hum, tones, music, clicks, and sounds too short to be a word. Whatever is heard there was invented.""",
    "Voices": """\
Text to voice to recognition: the words that do not come back. It says more about how clear a voice is
than how pleasant, and counts the recogniser's own mistakes too: *alone* is faster-whisper listening to it.""",
    "Short phrases": """\
Everyday phrases of one to eight words ([phrases](../tests/quality/phrases)), each with every answer that we
would accept. Case and punctuation are not compared, but a question has to stay one. The list was written
before the translation memory that answers most of it, by the same people. *Alone* is the engine without it.""",
    "Translation": """\
Against forty pairs of everyday sentences that we wrote ourselves
([pairs.tsv](../tests/quality/pairs.tsv)): few, and with one reference each, they show a drop, not a rank
among translators. The engine alone says the same, sentence by sentence, so it has no column.""",
    "Literals": """\
Generated sentences with money, quantities, percentages, times, dates, phone and document numbers,
addresses, codes, counts and years ([literal_sentences.py](../tests/quality/literal_sentences.py)). One counts
when every literal is there as the target language writes it and no digit is lost or added; of the engine
*alone* only the digits are asked.""",
}

HEAD = """\
# Quality

`make quality` measures this page and fails where a figure falls below its floor
([floors.json](../tests/quality/floors.json)); `QUALITY=--quick` leaves out the voices and writes
nothing, `QUALITY=--settle` sets the floors anew. Real models, no network; the same text is the same sound,
so that figures move only when something did.
"""


def markdown(figures: list[Figure], floors: dict[str, float]) -> str:
    parts = [HEAD]
    for part, rows in groupby(figures, key=lambda figure: figure.part):
        parts += [f"## {part}", "", NOTES[part], ""]
        parts += ["| | ours | floor | alone |", "|---|---|---|---|"]
        parts += [_row(figure, floors.get(figure.place)) for figure in rows]
        parts.append("")
    return "\n".join(parts)


def _row(figure: Figure, floor: float | None) -> str:
    cells = [figure.name, *(_said(value, figure.unit) for value in _values(figure, floor))]
    return f"| {' | '.join(cells)} |"


def _values(figure: Figure, floor: float | None) -> tuple[float | None, ...]:
    return figure.ours, floor, figure.baseline


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.1f} {unit}".strip() if value % 1 else f"{value:.0f} {unit}".strip()
