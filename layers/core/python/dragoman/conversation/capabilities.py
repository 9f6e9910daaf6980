"""The languages, voices and limits of this deployment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dragoman.errors import UnsupportedLanguage, UnsupportedVoice
from dragoman.languages import AUTO
from dragoman.protocol import LanguagePair, Limits, VoiceInfo
from dragoman.protocol.audio_formats import DEFAULT_FORMAT, FORMATS, VoiceFormat

_OTHER_NAMES: Mapping[str, VoiceFormat] = {
    "audio/*": DEFAULT_FORMAT,
    "*/*": DEFAULT_FORMAT,
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    "audio/mp3": "audio/mpeg",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/vnd.wave": "audio/wav",
}
"""Media ranges, and other common names of the formats."""


@dataclass(frozen=True)
class Capabilities:
    voices: Mapping[str, list[VoiceInfo]]
    """By language, the default voice first."""
    limits: Limits
    routes: Mapping[tuple[str, str], str | None]
    """The supported pairs of source and target, each with the intermediate language if it has one."""

    def pairs(self) -> list[LanguagePair]:
        """Every pair, with the quality of the default voice of its target."""
        return [
            LanguagePair(
                source=source, target=target, voice_quality=self.voices[target][0].quality, via=via
            )
            for (source, target), via in self.routes.items()
        ]

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys(language for pair in self.routes for language in pair))

    def sources_for(self, target: str) -> tuple[str, ...]:
        """The languages that a speaker may use: the target itself and every source translated to it."""
        return (target, *(source for source, into in self.routes if into == target))

    def all_voices(self) -> list[VoiceInfo]:
        return [voice for voices in self.voices.values() for voice in voices]

    def quickest(self, language: str) -> str:
        """The voice of a language, which is offered, that begins to speak soonest."""
        return min(self.voices[language], key=lambda voice: voice.start_ms).voice

    def check(self, source: str, target: str) -> None:
        """Raises UnsupportedLanguage when either language or the pair is not supported."""
        for language in (source, target):
            if language not in self.languages and not (language == AUTO and language is source):
                known = ", ".join(sorted(self.languages))
                raise UnsupportedLanguage(f"'{language}' is not supported; {known} are.")
        if source == target:
            raise UnsupportedLanguage(f"The source and the target are both '{source}'.")
        if source != AUTO and (source, target) not in self.routes:
            raise UnsupportedLanguage(f"'{source}' to '{target}' is not supported.")

    def check_voice(self, voice: str, language: str) -> None:
        """Raises UnsupportedVoice when the language, which is supported, has no such voice."""
        known = [info.voice for info in self.voices[language]]
        if voice not in known:
            raise UnsupportedVoice(f"'{voice}' does not speak '{language}'; {', '.join(known)} do.")


def voice_format(accepts: tuple[str, ...]) -> VoiceFormat:
    """The first content type of the client's that voices can be encoded in, or the default."""
    return next(iter(_formats(accepts)), DEFAULT_FORMAT)


def shared_format(listeners: Iterable[tuple[str, ...]]) -> VoiceFormat:
    """The first format that all listeners can play; where they share none, the default. A listener
    who can play none of ours does not count."""
    playable = [known for accepts in listeners if (known := _formats(accepts))]
    shared = (format for format in FORMATS if all(format in known for known in playable))
    return next(shared, DEFAULT_FORMAT)


def _formats(accepts: tuple[str, ...]) -> list[VoiceFormat]:
    """The formats in which voices can be encoded, in the order of the client."""
    bare = (content_type.split(";")[0].strip().lower() for content_type in accepts)
    known = (_OTHER_NAMES.get(name, name) for name in bare)
    return [format for name in known for format in FORMATS if name == format]
