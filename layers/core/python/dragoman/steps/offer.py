"""What this deployment can do for a client."""

from dataclasses import dataclass

from dragoman.errors import UnsupportedLanguage
from dragoman.languages import AUTO, pairs
from dragoman.messages import Limits, PairOffer
from dragoman.steps.keys import EXTENSIONS

DEFAULT_FORMAT = "audio/ogg"


@dataclass(frozen=True)
class Offer:
    voices: dict[str, str]
    """Quality of the voice (`natural` or `basic`) by language; these languages are offered."""
    limits: Limits

    def pairs(self) -> list[PairOffer]:
        """Every direction, with the quality of the voice that speaks the translation."""
        return [
            PairOffer(source=source, target=target, voice_quality=self.voices[target])
            for source, target in pairs(list(self.voices))
        ]

    def check(self, source: str, target: str) -> None:
        """Raises UnsupportedLanguage when either is not offered or both are the same."""
        for language in (source, target):
            if language not in self.voices and not (language == AUTO and language is source):
                known = ", ".join(sorted(self.voices))
                raise UnsupportedLanguage(f"'{language}' is not offered here; there is {known}.")
        if source == target:
            raise UnsupportedLanguage(f"'{source}' to itself needs no interpreter.")


def voice_format(accepts: tuple[str, ...]) -> str:
    """The first format of the client's that voices can be made in, or the default."""
    bare = (content_type.split(";")[0].strip().lower() for content_type in accepts)
    return next((known for known in bare if known in EXTENSIONS), DEFAULT_FORMAT)
