"""The voices that packs hold, by name, so that whoever listens can choose one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from dragoman.errors import UnsupportedLanguage, UnsupportedVoice
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.choose import usable, voice_pack
from dragoman.models.kokoro_voices import KOKORO_VOICES
from dragoman.models.packs import Engine, Pack
from dragoman.models.ranking import merit
from dragoman.protocol import VoiceInfo

Sex: TypeAlias = Literal["female", "male", ""]
"""Empty where nobody tells."""

_ACCENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("en-us", "en-gb-x-rp"),
    "es": ("es-419", "es"),
    "fr": ("fr", "fr-be", "fr-ch"),
    "no": ("nb",),
    "pt": ("pt-br", "pt"),
    "zh": ("cmn",),
}
"""What espeak-ng calls the accents of a language, the one our translations are written in first.
A language that is not here has one, of its own name."""

_MALE: Final[Mapping[str, str]] = {"pt-br": "+m3"}
"""What made an accent's own voice a little clearer in a trial on twenty Portuguese sentences."""
_FEMALE: Final = "+f3"


@dataclass(frozen=True)
class InstalledVoice:
    """One way to speak a language."""

    name: str
    """As clients say it."""
    language: str
    quality: Literal["natural", "basic"]
    pack: str
    engine: Engine
    engine_name: str
    """As its engine says it."""
    sex: Sex = ""
    start_ms: int = 0
    """About how long its first sound takes, on two cores."""

    @property
    def offer(self) -> VoiceInfo:
        """As clients are told of it."""
        return VoiceInfo(
            voice=self.name,
            language=self.language,
            quality=self.quality,
            sex=self.sex,
            start_ms=self.start_ms,
        )


def voices(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> list[InstalledVoice]:
    """Every voice of a language, none for a language nobody speaks. The first, which speaks when
    nobody chose, is of the best pack; espeak-ng's come last."""
    there = usable(among)
    fit = [pack for pack in there if pack.kind == "voice" and language in pack.languages]
    if fit:
        best = voice_pack(language, there)
        fit.sort(key=lambda pack: (pack != best, pack.engine == "espeak"))
    return [
        replace(voice, start_ms=merit(pack).ms) for pack in fit for voice in _of(pack, language)
    ]


def chosen_voice(
    language: str, wanted: str = "", among: Iterable[Pack] = BUILT_IN.values()
) -> InstalledVoice:
    """The voice of that name, or the first. Raises UnsupportedLanguage, UnsupportedVoice."""
    speaking = voices(language, among)
    if not speaking:
        raise UnsupportedLanguage(f"no model pack speaks {language}")
    for voice in speaking:
        if wanted in ("", voice.name):
            return voice
    raise UnsupportedVoice


def stand_in(
    voice: InstalledVoice, among: Iterable[Pack] = BUILT_IN.values()
) -> InstalledVoice | None:
    """The basic voice that speaks when this one cannot, of the same sex where there is one."""
    if voice.quality == "basic":
        return None
    basic = [other for other in voices(voice.language, among) if other.quality == "basic"]
    alike = [other for other in basic if other.sex == voice.sex]
    return next(iter([*alike, *basic]), None)


def _of(pack: Pack, language: str) -> list[InstalledVoice]:
    if pack.engine == "kokoro":
        return [
            InstalledVoice(name, language, "natural", pack.name, pack.engine, name, voice.sex)
            for name, voice in KOKORO_VOICES.items()
            if voice.language == language
        ]
    if pack.engine != "espeak":
        name = pack.name.removeprefix(f"{pack.engine}-")
        return [InstalledVoice(name, language, "natural", pack.name, pack.engine, name)]
    first, *others = _ACCENTS.get(language, (language,))
    spoken: list[tuple[str, str, Sex]] = [
        (first, first + _MALE.get(first, ""), "male"),
        (f"{first}-female", first + _FEMALE, "female"),
    ]
    spoken += [(accent, accent, "male") for accent in others]
    return [
        InstalledVoice(
            f"espeak-{name}", language, "basic", pack.name, pack.engine, engine_name, sex
        )
        for name, engine_name, sex in spoken
    ]
