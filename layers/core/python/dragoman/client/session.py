"""One connection to the service: what a client says and hears, each event with the time it came."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from dragoman.client.service import TIMEOUT_S, Service, Unreachable
from dragoman.messages import MESSAGE_LIMIT_BYTES, Mode

ENDS = {"translation_complete", "error"}


class Refused(Exception):
    """The service answered with an error; `event` is that answer."""

    def __init__(self, event: dict[str, Any]) -> None:
        super().__init__(event["message"])
        self.event = event


@dataclass(frozen=True)
class Utterance:
    """One recording to be translated."""

    audio: bytes = field(repr=False)
    content_type: str
    source_lang: str
    target_lang: str
    mode: Mode
    message_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def request(self, **audio: str) -> dict[str, Any]:
        return {
            "action": "translate",
            "message_id": self.message_id,
            "segment": 0,
            "last": True,
            "mode": self.mode.value,
            "source_lang": self.source_lang,
            "target_lang": self.target_lang,
            "content_type": self.content_type,
        } | audio


@dataclass(frozen=True)
class Heard:
    """An event, and how long after the end of speech it came."""

    at_ms: float
    type: str
    data: dict[str, Any]


class Session:
    """Speaks the protocol over an open socket. Raises Unreachable when the socket is lost."""

    def __init__(self, socket: ClientConnection, http: httpx2.AsyncClient, patience_s: float):
        self._socket = socket
        self._http = http
        self._patience_s = patience_s

    @classmethod
    @asynccontextmanager
    async def open(cls, service: Service, patience_s: float = 60.0) -> AsyncIterator[Self]:
        """Waits at most `patience_s` for each next event. Raises Unreachable."""
        try:
            socket = await connect(service.websocket_url, open_timeout=TIMEOUT_S, compression=None)
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise Unreachable(f"No socket opens at {service.websocket_url}.") from error
        async with socket, httpx2.AsyncClient(timeout=TIMEOUT_S) as http:
            yield cls(socket, http, patience_s)

    async def hello(self, source_lang: str, target_lang: str, accepts: list[str]) -> dict[str, Any]:
        """What the service offers. Raises Refused, Unreachable."""
        await self._say(
            {
                "action": "hello",
                "protocol": 1,
                "source_lang": source_lang,
                "target_lang": target_lang,
                "accepts": accepts,
            }
        )
        return await self._answer("ready")

    async def translate(self, utterance: Utterance) -> AsyncIterator[Heard]:
        """Every event until the last. The clock starts when the recording begins to leave.
        Raises Unreachable."""
        began = perf_counter()
        inline = utterance.request(audio_data=base64.b64encode(utterance.audio).decode())
        if len(json.dumps(inline)) < MESSAGE_LIMIT_BYTES:
            await self._say(inline)
        else:
            try:
                key = await self._upload(utterance)
            except Refused as refusal:
                yield Heard((perf_counter() - began) * 1000, "error", refusal.event)
                return
            await self._say(utterance.request(audio_key=key))
        while True:
            event = await self._hear()
            if event["data"].get("message_id") != utterance.message_id:
                continue
            yield Heard((perf_counter() - began) * 1000, event["type"], event["data"])
            if event["type"] in ENDS:
                return

    async def fetch(self, url: str) -> bytes:
        """The audio behind a link. Raises Unreachable."""
        try:
            reply = await self._http.get(url)
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The audio could not be fetched.") from error
        return reply.content

    async def _upload(self, utterance: Utterance) -> str:
        await self._say(
            {
                "action": "upload",
                "message_id": utterance.message_id,
                "segment": 0,
                "content_type": utterance.content_type,
                "bytes": len(utterance.audio),
            }
        )
        place = await self._answer("upload_ready")
        try:
            reply = await self._http.post(
                place["url"], data=place["fields"], files={"file": ("recording", utterance.audio)}
            )
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The recording could not be uploaded.") from error
        return str(place["audio_key"])

    async def _answer(self, kind: str) -> dict[str, Any]:
        while True:
            event = await self._hear()
            if event["type"] == "error":
                raise Refused(event["data"])
            if event["type"] == kind:
                return dict(event["data"])

    async def _say(self, message: dict[str, Any]) -> None:
        try:
            await self._socket.send(json.dumps(message))
        except ConnectionClosed as error:
            raise Unreachable("The connection was closed.") from error

    async def _hear(self) -> dict[str, Any]:
        try:
            event = json.loads(await asyncio.wait_for(self._socket.recv(), self._patience_s))
        except ConnectionClosed as error:
            raise Unreachable("The connection was closed.") from error
        except TimeoutError as error:
            raise Unreachable(f"Nothing was heard for {self._patience_s:g} s.") from error
        if "type" not in event:  # API Gateway itself reports a route that failed
            raise Unreachable("The service failed to answer.")
        return dict(event)
