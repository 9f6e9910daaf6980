"""The voices that packs hold, by name, so that whoever listens can choose one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dragoman.errors import UnsupportedLanguage, UnsupportedVoice
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.choose import voice_pack
from dragoman.models.packs import Engine, Pack

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


def voices(language: str, among: Iterable[Pack] = BUILT_IN.values()) -> list[InstalledVoice]:
    """Every voice of a language, none for a language nobody speaks. The first, which speaks when
    nobody chose, is of the best pack; espeak-ng's come last."""
    fit = [pack for pack in among if pack.kind == "voice" and language in pack.languages]
    if fit:
        best = voice_pack(language, fit)
        fit.sort(key=lambda pack: (pack != best, pack.engine == "espeak"))
    return [voice for pack in fit for voice in _of(pack, language)]


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


def _of(pack: Pack, language: str) -> list[InstalledVoice]:
    if pack.engine != "espeak":
        name = pack.name.removeprefix(f"{pack.engine}-")
        return [InstalledVoice(name, language, "natural", pack.name, pack.engine, name)]
    first, *others = _ACCENTS.get(language, (language,))
    spoken = [(first, first + _MALE.get(first, "")), (f"{first}-female", first + _FEMALE)]
    spoken += [(accent, accent) for accent in others]
    return [
        InstalledVoice(f"espeak-{name}", language, "basic", pack.name, pack.engine, engine_name)
        for name, engine_name in spoken
    ]
