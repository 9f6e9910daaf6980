"""The service itself: whether it answers, and what it offers."""

from fastapi import FastAPI
from pydantic import BaseModel

from dragoman.http.bodies import LARGEST_BODY_BYTES
from dragoman.protocol import Limits, PairOffer, VoiceOffer
from dragoman.protocol.audio_keys import EXTENSIONS
from dragoman.wiring import Wiring


class Health(BaseModel):
    status: str = "ok"


class Offered(BaseModel):
    languages: list[PairOffer]
    voices: list[VoiceOffer]
    """Who speaks each language; the first of a language when nobody is named."""
    formats: list[str] = list(EXTENSIONS)
    """Content types the voices can come in."""
    body_bytes: int = LARGEST_BODY_BYTES
    """Of a request; longer audio is uploaded."""
    limits: Limits


def serve(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/v1/health")
    def health() -> Health:
        """Whether the service answers."""
        return Health()

    @app.get("/v1/languages")
    def languages() -> Offered:
        """Which pairs and voices there are, and how much is too much."""
        offer = wiring.offer
        return Offered(languages=offer.pairs(), voices=offer.every_voice(), limits=offer.limits)
