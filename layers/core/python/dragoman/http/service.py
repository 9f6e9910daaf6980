"""The routes about the service: its health, its capabilities and the description of its WebSocket."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from dragoman.http.bodies import MAX_BODY_BYTES
from dragoman.protocol import LanguagePair, Limits, VoiceInfo
from dragoman.protocol.asyncapi import asyncapi
from dragoman.protocol.audio_formats import FORMATS
from dragoman.wiring import Wiring


class Health(BaseModel):
    status: str = "ok"


class ServiceInfo(BaseModel):
    languages: list[LanguagePair]
    voices: list[VoiceInfo]
    """The first voice of a language is its default."""
    formats: list[str] = list(FORMATS)
    """The content types of voices."""
    body_bytes: int = MAX_BODY_BYTES
    """The largest request; larger recordings are uploaded."""
    limits: Limits


def serve(app: FastAPI, wiring: Wiring) -> None:
    @app.get("/v1/health")
    def health() -> Health:
        """Responds while the service works."""
        return Health()

    @app.get("/v1/languages")
    def languages() -> ServiceInfo:
        """Lists the language pairs, the voices and the limits."""
        capabilities = wiring.capabilities
        return ServiceInfo(
            languages=capabilities.pairs(),
            voices=capabilities.all_voices(),
            limits=capabilities.limits,
        )

    @app.get("/v1/asyncapi.json")
    def websocket_description() -> dict[str, Any]:
        """Describes the WebSocket, as AsyncAPI 3."""
        return asyncapi()
