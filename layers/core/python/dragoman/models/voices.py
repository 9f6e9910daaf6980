"""The voices of the packs, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from dragoman.errors import UnsupportedLanguage, UnsupportedVoice
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.choose import usable, voice_pack
from dragoman.models.kokoro_voices import KOKORO_VOICES
from dragoman.models.packs import Engine, Pack
from dragoman.models.ranking import score
from dragoman.protocol import VoiceInfo

Sex: TypeAlias = Literal["female", "male", ""]
"""Empty if unknown."""

_ACCENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("en-us", "en-gb-x-rp"),
    "es": ("es-419", "es"),
    "fr": ("fr", "fr-be", "fr-ch"),
    "no": ("nb",),
    "pt": ("pt-br", "pt"),
    "zh": ("cmn",),
}
"""espeak-ng's names of the accents of a language; the first is that of the translations. The accent of
any other language has the name of the language."""

_MALE: Final[Mapping[str, str]] = {"pt-br": "+m3"}
"""Variants that are a little clearer than the accent's own voice, by a trial on twenty Portuguese
sentences."""
_FEMALE: Final = "+f3"


@dataclass(frozen=True)
class InstalledVoice:
    """A voice of an installed pack."""

    name: str
    """The name in the protocol."""
    language: str
    quality: Literal["natural", "basic"]
    pack: str
    engine: Engine
    engine_name: str
    """The name in the engine."""
    sex: Sex = ""
    start_ms: int = 0
    """The approximate time to its first sound on two cores."""

    @property
    def info(self) -> VoiceInfo:
        """The voice as listed for clients."""
        return VoiceInfo(
            voice=self.name,
            language=self.language,
            quality=self.quality,
            sex=self.sex,
            start_ms=self.start_ms,
        )


def voices(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> list[InstalledVoice]:
    """Every voice of a language, which may be none. The first, the default, belongs to the best pack;
    espeak-ng's voices come last."""
    available = usable(among)
    fit = [pack for pack in available if pack.kind == "voice" and language in pack.languages]
    if fit:
        best = voice_pack(language, available)
        fit.sort(key=lambda pack: (pack != best, pack.engine == "espeak"))
    return [
        replace(voice, start_ms=score(pack).ms) for pack in fit for voice in _of(pack, language)
    ]


def chosen_voice(
    language: str, wanted: str = "", among: Iterable[Pack] = BUILT_IN.values()
) -> InstalledVoice:
    """The voice of that name, or the default. Raises UnsupportedLanguage, UnsupportedVoice."""
    available = voices(language, among)
    if not available:
        raise UnsupportedLanguage(f"no installed model pack speaks {language}")
    for voice in available:
        if wanted in ("", voice.name):
            return voice
    raise UnsupportedVoice


def fallback_voice(
    voice: InstalledVoice, among: Iterable[Pack] = BUILT_IN.values()
) -> InstalledVoice | None:
    """The basic voice that replaces this one if it fails, of the same sex if possible."""
    if voice.quality == "basic":
        return None
    basic = [other for other in voices(voice.language, among) if other.quality == "basic"]
    same_sex = [other for other in basic if other.sex == voice.sex]
    return next(iter([*same_sex, *basic]), None)


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
    variants: list[tuple[str, str, Sex]] = [
        (first, first + _MALE.get(first, ""), "male"),
        (f"{first}-female", first + _FEMALE, "female"),
    ]
    variants += [(accent, accent, "male") for accent in others]
    return [
        InstalledVoice(
            f"espeak-{name}", language, "basic", pack.name, pack.engine, engine_name, sex
        )
        for name, engine_name, sex in variants
    ]
