"""The real adapters in this process, set as the functions have them."""

from functools import cache

from dragoman.wiring import Wiring

LANGUAGES = ("en", "pt")


@cache
def engines() -> Wiring:
    """Loaded and warm."""
    wiring = Wiring()
    wiring.speech.warm(LANGUAGES)
    wiring.translator.warm(LANGUAGES)
    wiring.synthesizer.warm(LANGUAGES)
    return wiring
