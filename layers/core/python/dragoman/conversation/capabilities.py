"""What this deployment can do for a client."""

from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.errors import UnsupportedLanguage, UnsupportedVoice
from dragoman.languages import AUTO
from dragoman.protocol import Limits, PairOffer, VoiceOffer
from dragoman.protocol.audio_keys import EXTENSIONS

DEFAULT_FORMAT = "audio/ogg"


@dataclass(frozen=True)
class Offer:
    voices: Mapping[str, list[VoiceOffer]]
    """Who speaks each language, the first when nobody is named."""
    limits: Limits
    routes: Mapping[tuple[str, str], str | None]
    """The pairs that are offered, each with the language between where there is one."""

    def pairs(self) -> list[PairOffer]:
        """Every direction, with the quality of the voice that speaks the translation."""
        return [
            PairOffer(
                source=source, target=target, voice_quality=self.voices[target][0].quality, via=via
            )
            for (source, target), via in self.routes.items()
        ]

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys(language for pair in self.routes for language in pair))

    def heard_for(self, target: str) -> tuple[str, ...]:
        """What may be said to someone who hears that language: it itself, and all that is
        translated into it."""
        return (target, *(source for source, into in self.routes if into == target))

    def every_voice(self) -> list[VoiceOffer]:
        return [voice for speaking in self.voices.values() for voice in speaking]

    def quickest(self, language: str) -> str:
        """The voice of a language, which is offered, that begins to speak soonest."""
        return min(self.voices[language], key=lambda voice: voice.start_ms).voice

    def check(self, source: str, target: str) -> None:
        """Raises UnsupportedLanguage when either is not offered, both are the same, or nothing
        translates between them."""
        for language in (source, target):
            if language not in self.languages and not (language == AUTO and language is source):
                known = ", ".join(sorted(self.languages))
                raise UnsupportedLanguage(f"'{language}' is not offered here; there is {known}.")
        if source == target:
            raise UnsupportedLanguage(f"'{source}' to itself needs no interpreter.")
        if source != AUTO and (source, target) not in self.routes:
            raise UnsupportedLanguage(f"'{source}' to '{target}' is not offered here.")

    def check_voice(self, voice: str, language: str) -> None:
        """Raises UnsupportedVoice when the language, which is offered, has no such voice."""
        known = [offered.voice for offered in self.voices[language]]
        if voice not in known:
            raise UnsupportedVoice(f"'{voice}' does not speak '{language}'; {', '.join(known)} do.")


def voice_format(accepts: tuple[str, ...]) -> str:
    """The first format of the client's that voices can be made in, or the default."""
    bare = (content_type.split(";")[0].strip().lower() for content_type in accepts)
    return next((known for known in bare if known in EXTENSIONS), DEFAULT_FORMAT)
