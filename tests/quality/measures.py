"""Everything that is measured. Each yields its figures as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, permutations
from typing import Any, Final

from sacrebleu import corpus_bleu, corpus_chrf

from dragoman.models.voices import voices as installed_voices
from dragoman.ports import Sound
from tests.quality import material
from tests.quality.figures import Figure
from tests.quality.literal_sentences import digits, keeps_literals, literal_sentences
from tests.quality.material import LANGUAGES, wiring
from tests.quality.numerals import in_digits
from tests.quality.short_phrases import short_phrases
from tests.words import words

STRANGE: Final = ("Reykjavik", "Guinevere Fitzgerald", "Kubernetes", "Bartolomeu", "Aconcagua")
"""Names that nobody says in any of the material, but where it says so."""
NAMED: Final = (
    ("My cousin Bartolomeu moved to Reykjavik.", ("Bartolomeu", "Reykjavik")),
    ("We run Kubernetes in the office.", ("Kubernetes",)),
    ("Guinevere Fitzgerald climbed the Aconcagua.", ("Guinevere", "Fitzgerald", "Aconcagua")),
)
SHORT: Final = {
    "en": ("Yes.", "No.", "Thank you.", "Good.", "Why not?", "I see.", "Two.", "Maybe."),
    "pt": ("Sim.", "Não.", "Obrigado.", "Está bem.", "Por quê?", "Entendo.", "Dois.", "Talvez."),
}


LITERAL_SENTENCES = 1_000
"""Sentences with literals, in each direction."""
NATURAL_BESIDE: Final = ("es", "fr", "it")
"""Languages that have natural voices and no other material."""
GENERATED, GENERATED_BY_EACH = 24, 12
"""Sentences that our own voice, and each voice, says."""


def native_speech() -> Iterator[Figure]:
    for language in LANGUAGES:
        said = list(material.recordings(language))
        yield _beside(f"recordings, {language}", language, said)
        strange = [(t, material.heard(sound, language, STRANGE)) for t, sound in said]
        yield Figure(
            "Recognition",
            f"recordings, {language}, with five hotwords nobody says",
            material.error_percent(strange),
        )


def generated_speech() -> Iterator[Figure]:
    for language in LANGUAGES:
        texts = material.sentences(language)[:GENERATED]
        said = [(text, material.spoken(text, language)) for text in texts]
        yield _beside(f"our own voice, {language}", language, said)


def _beside(name: str, language: str, said: list[tuple[str, Sound]]) -> Figure:
    ours, alone = _by_both(language, said)
    return Figure("Recognition", name, ours, baseline=alone)


def _by_both(language: str, said: list[tuple[str, Sound]]) -> tuple[float, float]:
    """Word error of ours, and of the engine alone."""
    ours, alone = (
        material.error_percent((text, hear(sound, language)) for text, sound in said)
        for hear in (material.heard, material.heard_by_the_engine_alone)
    )
    return ours, alone


def language() -> Iterator[Figure]:
    """A word or two, to be translated to the other language: in which language were they?"""
    begun = [(lang, begin) for lang in LANGUAGES for begin in material.beginnings(lang, 1.3)]
    short = [(lang, material.spoken(text, lang)) for lang in LANGUAGES for text in SHORT[lang]]
    for what, spoken in (("first 1.3 s of recordings", begun), ("generated short words", short)):
        for name, told in (("", True), (", told nothing", False)):
            right = sum(_guess(sound, lang, told) == lang for lang, sound in spoken)
            yield Figure(
                "Recognition", f"language right, {what}{name}", 100 * right / len(spoken),
                lower_is_better=False, margin=10,
            )  # fmt: skip


def _guess(sound: Sound, spoken: str, told: bool) -> str:
    """As between the two languages of a conversation, the other being asked for; or of all."""
    [other] = set(LANGUAGES) - {spoken}
    given: dict[str, Any] = (
        {"languages": LANGUAGES, "unexpected_language": other} if told else {"languages": ()}
    )
    return wiring().speech.recognise(sound, **given).language


def hotwords() -> Iterator[Figure]:
    said = [(names, material.spoken(text, "en")) for text, names in NAMED]
    count = sum(len(names) for names, _ in said)
    for given, how in (((), ""), (STRANGE, ", given as hotwords")):
        found = sum(
            set(words(name)) <= set(words(material.heard(sound, "en", given)))
            for names, sound in said
            for name in names
        )
        yield Figure(
            "Recognition", f"rare names heard right{how}", 100 * found / count,
            lower_is_better=False, margin=17,
        )  # fmt: skip


def silence() -> Iterator[Figure]:
    sounds = list(material.nothing_said())
    hearings: list[tuple[str, Callable[[Sound], str]]] = [
        ("", lambda sound: wiring().speech.recognise(sound, LANGUAGES).text),
        (", with five hotwords", lambda sound: material.heard(sound, "en", STRANGE)),
    ]
    alone = sum(bool(material.heard_by_the_engine_alone(s, "en")) for _, s in sounds)
    for name, hear in hearings:
        invented = sum(bool(hear(sound)) for _, sound in sounds)
        yield Figure(
            "Silence and noise", f"texts invented in sounds without speech{name}",
            invented, unit="", margin=0, baseline=None if name else alone,
        )  # fmt: skip


def voices() -> Iterator[Figure]:
    """Text to voice to recognition: how much of it comes back."""
    installed = wiring().packs.installed()
    for language in (*LANGUAGES, *NATURAL_BESIDE):
        texts = material.sentences(language)[:GENERATED_BY_EACH]
        for voice in installed_voices(language, installed):
            if voice.quality == "basic" and language in NATURAL_BESIDE:
                continue
            said = [(text, material.spoken(text, language, voice.name)) for text in texts]
            ours, alone = (
                material.error_percent(
                    (in_digits(text, language), in_digits(hear(sound, language), language))
                    for text, sound in said
                )
                for hear in (material.heard, material.heard_by_the_engine_alone)
            )
            name = f"{voice.name} ({voice.quality})"
            yield Figure("Voices", name, ours, margin=4, baseline=alone)


def translation() -> Iterator[Figure]:
    for source, target in permutations(LANGUAGES, 2):
        texts, wanted = (list(material.sentences(lang)) for lang in (source, target))
        got = [wiring().translator.translate(text, source, target) for text in texts]
        for name, score in (
            ("chrF", corpus_chrf(got, [wanted])),
            ("BLEU", corpus_bleu(got, [wanted])),
        ):
            yield Figure(
                "Translation", f"{source} to {target}, {name}", score.score, unit="",
                lower_is_better=False, margin=1,
            )  # fmt: skip


def literals() -> Iterator[Figure]:
    """Sentences with numbers, money, times, addresses and so on: is each literal there, once, as
    the target writes it? The engine alone is asked for the digits only."""
    pairs = list(permutations(LANGUAGES, 2))
    for source, target in pairs:
        asked = [one for one in literal_sentences(LITERAL_SENTENCES) if one.source == source]
        kept = sum(
            keeps_literals(one, wiring().translator.translate(one.text, source, target))
            for one in asked
        )
        alone = sum(
            digits(material.translated_by_the_engine_alone(one.text, source, target))
            == digits("".join(one.expected))
            for one in asked
        )
        yield Figure(
            "Literals", f"{source} to {target}, sentences that keep them", 100 * kept / len(asked),
            lower_is_better=False, margin=0.5, baseline=100 * alone / len(asked),
        )  # fmt: skip


SLOW: Final = (generated_speech, voices)


def everything(quick: bool) -> Iterator[Figure]:
    """All figures; when it has to be quick, without those that take long."""
    parts = (
        native_speech,
        generated_speech,
        language,
        hotwords,
        silence,
        voices,
        short_phrases,
        translation,
        literals,
    )
    return chain.from_iterable(part() for part in parts if not quick or part not in SLOW)
