"""The service itself: whether it answers, and what it offers."""

from fastapi import FastAPI
from pydantic import BaseModel

from dragoman.http.bodies import MAX_BODY_BYTES
from dragoman.protocol import LanguagePair, Limits, VoiceInfo
from dragoman.protocol.audio_keys import EXTENSIONS
from dragoman.wiring import Wiring


class Health(BaseModel):
    status: str = "ok"


class ServiceInfo(BaseModel):
    languages: list[LanguagePair]
    voices: list[VoiceInfo]
    """Who speaks each language; the first of a language when nobody is named."""
    formats: list[str] = list(EXTENSIONS)
    """Content types the voices can come in."""
    body_bytes: int = MAX_BODY_BYTES
    """Of a request; longer audio is uploaded."""
    limits: Limits


def serve(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/v1/health")
    def health() -> Health:
        """Whether the service answers."""
        return Health()

    @app.get("/v1/languages")
    def languages() -> ServiceInfo:
        """Which pairs and voices there are, and how much is too much."""
        capabilities = wiring.capabilities
        return ServiceInfo(
            languages=capabilities.pairs(),
            voices=capabilities.all_voices(),
            limits=capabilities.limits,
        )
