"""The measurements of `make quality`. Each function yields figures as they are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, permutations
from typing import Any, Final

from sacrebleu import corpus_bleu, corpus_chrf

from dragoman.models.voices import voices as installed_voices
from dragoman.ports import Sound
from tests.quality import material
from tests.quality.figures import Figure
from tests.quality.joins import joins
from tests.quality.literal_sentences import digits, keeps_literals, literal_sentences
from tests.quality.material import LANGUAGES, wiring
from tests.quality.numerals import in_digits
from tests.quality.odd_recordings import odd_recordings
from tests.quality.short_phrases import short_phrases
from tests.words import words

UNRELATED_HOTWORDS: Final = (
    "Reykjavik",
    "Guinevere Fitzgerald",
    "Kubernetes",
    "Bartolomeu",
    "Aconcagua",
)
"""Names that occur in none of the material except `NAMED`."""
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
VOICE_ONLY_LANGUAGES: Final = ("es", "fr", "it")
"""Languages with natural voices, for which there are no recordings."""
GENERATED, GENERATED_BY_EACH = 24, 12
"""Sentences spoken by the default voice, and by each voice."""


def native_speech() -> Iterator[Figure]:
    for language in LANGUAGES:
        pairs = list(material.recordings(language))
        yield _compare(f"recordings, {language}", language, pairs)
        with_hotwords = [
            (t, material.transcribe(sound, language, UNRELATED_HOTWORDS)) for t, sound in pairs
        ]
        yield Figure(
            "Recognition",
            f"recordings, {language}, with five unrelated hotwords",
            material.word_error_percent(with_hotwords),
        )


def perturbed_speech() -> Iterator[Figure]:
    for language in LANGUAGES:
        pairs = list(material.recordings(language))
        for name, perturb in (
            ("with noise 10 dB below the speech", material.with_noise),
            ("15 % faster", material.faster),
        ):
            changed = [(text, perturb(sound)) for text, sound in pairs]
            yield _compare(f"recordings, {language}, {name}", language, changed)


def generated_speech() -> Iterator[Figure]:
    for language in LANGUAGES:
        texts = material.sentences(language)[:GENERATED]
        pairs = [(text, material.synthesize(text, language)) for text in texts]
        yield _compare(f"generated speech, {language}", language, pairs)


def _compare(name: str, language: str, pairs: list[tuple[str, Sound]]) -> Figure:
    ours, baseline = _word_errors(language, pairs)
    return Figure("Recognition", name, ours, baseline=baseline)


def _word_errors(language: str, pairs: list[tuple[str, Sound]]) -> tuple[float, float]:
    """Word error in percent of Dragoman and of the engine alone."""
    ours, baseline = (
        material.word_error_percent((text, recognise(sound, language)) for text, sound in pairs)
        for recognise in (material.transcribe, material.transcribe_baseline)
    )
    return ours, baseline


def language() -> Iterator[Figure]:
    """Whether the language of one or two words is detected, with the other language as target."""
    begun = [(lang, begin) for lang in LANGUAGES for begin in material.recording_starts(lang, 1.3)]
    short = [(lang, material.synthesize(text, lang)) for lang in LANGUAGES for text in SHORT[lang]]
    for what, spoken in (("first 1.3 s of recordings", begun), ("generated short words", short)):
        for name, with_candidates in (("", True), (", without candidate languages", False)):
            right = sum(
                _detect_language(sound, lang, with_candidates) == lang for lang, sound in spoken
            )
            yield Figure(
                "Recognition", f"language detected, {what}{name}", 100 * right / len(spoken),
                lower_is_better=False, margin=10,
            )  # fmt: skip


def _detect_language(sound: Sound, spoken: str, with_candidates: bool) -> str:
    """The detected language, of two candidates with the other as target, or of all languages."""
    [other] = set(LANGUAGES) - {spoken}
    given: dict[str, Any] = (
        {"languages": LANGUAGES, "unexpected_language": other}
        if with_candidates
        else {"languages": ()}
    )
    return wiring().speech.recognise(sound, **given).language


def hotwords() -> Iterator[Figure]:
    pairs = [(names, material.synthesize(text, "en")) for text, names in NAMED]
    count = sum(len(names) for names, _ in pairs)
    for given, how in (((), ""), (UNRELATED_HOTWORDS, ", as hotwords")):
        found = sum(
            set(words(name)) <= set(words(material.transcribe(sound, "en", given)))
            for names, sound in pairs
            for name in names
        )
        yield Figure(
            "Recognition", f"rare names recognised{how}", 100 * found / count,
            lower_is_better=False, margin=17,
        )  # fmt: skip


def silence() -> Iterator[Figure]:
    sounds = list(material.nonspeech_sounds())
    recognisers: list[tuple[str, Callable[[Sound], str]]] = [
        ("", lambda sound: wiring().speech.recognise(sound, LANGUAGES).text),
        (
            ", with five hotwords",
            lambda sound: material.transcribe(sound, "en", UNRELATED_HOTWORDS),
        ),
    ]
    alone = sum(bool(material.transcribe_baseline(s, "en")) for _, s in sounds)
    for name, recognise in recognisers:
        invented = sum(bool(recognise(sound)) for _, sound in sounds)
        yield Figure(
            "Silence and noise", f"hallucinations in sounds without speech{name}",
            invented, unit="", margin=0, baseline=None if name else alone,
        )  # fmt: skip


def voices() -> Iterator[Figure]:
    """Synthesizes sentences and recognises them again."""
    installed = wiring().packs.installed()
    for language in (*LANGUAGES, *VOICE_ONLY_LANGUAGES):
        texts = material.sentences(language)[:GENERATED_BY_EACH]
        for voice in installed_voices(language, installed):
            if voice.quality == "basic" and language in VOICE_ONLY_LANGUAGES:
                continue
            pairs = [(text, material.synthesize(text, language, voice.name)) for text in texts]
            ours, baseline = (
                material.word_error_percent(
                    (in_digits(text, language), in_digits(recognise(sound, language), language))
                    for text, sound in pairs
                )
                for recognise in (material.transcribe, material.transcribe_baseline)
            )
            name = f"{voice.name} ({voice.quality})"
            yield Figure("Voices", name, ours, margin=4, baseline=baseline)


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
    """Translates sentences with numbers, money, times, addresses and so on. Each literal must occur
    once, in the format of the target language. For the engine alone only the digits must be right."""
    pairs = list(permutations(LANGUAGES, 2))
    for source, target in pairs:
        sentences = [one for one in literal_sentences(LITERAL_SENTENCES) if one.source == source]
        kept = sum(
            keeps_literals(one, wiring().translator.translate(one.text, source, target))
            for one in sentences
        )
        alone = sum(
            digits(material.translate_baseline(one.text, source, target))
            == digits("".join(one.expected))
            for one in sentences
        )
        yield Figure(
            "Literals", f"{source} to {target}, sentences with every literal intact", 100 * kept / len(sentences),
            lower_is_better=False, margin=0.5, baseline=100 * alone / len(sentences),
        )  # fmt: skip


SLOW: Final = (generated_speech, voices)


def everything(quick: bool) -> Iterator[Figure]:
    """All figures; a quick run leaves out `SLOW`."""
    parts = (
        native_speech,
        perturbed_speech,
        generated_speech,
        language,
        hotwords,
        joins,
        odd_recordings,
        silence,
        voices,
        short_phrases,
        translation,
        literals,
    )
    return chain.from_iterable(part() for part in parts if not quick or part not in SLOW)
