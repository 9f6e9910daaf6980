"""One connection to the service: what a client says and hears, each event with the time it came."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
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
class Message:
    """What is common to the segments of one message."""

    source_lang: str
    target_lang: str
    mode: Mode
    message_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Recording:
    """One segment's audio, encoded."""

    audio: bytes = field(repr=False)
    content_type: str
    segment: int = 0
    last: bool = True


@dataclass(frozen=True)
class Heard:
    """An event, and when it came on the clock of `perf_counter`."""

    at_s: float
    type: str
    data: dict[str, Any]

    def ends_message(self) -> bool:
        """The only segment's end, or the whole message's; also the refusal of a request."""
        if self.type not in ENDS:
            return False
        refused, segment = "seq" not in self.data, self.data.get("segment")
        return refused or segment is None or (segment == 0 and self.data["last"])


class Session:
    """Speaks the protocol over an open socket. Everything raises Unreachable once it is lost."""

    def __init__(self, socket: ClientConnection, http: httpx2.AsyncClient, patience_s: float):
        self._socket = socket
        self._http = http
        self._patience_s = patience_s
        self._asking = False
        self._answers: asyncio.Queue[Heard | None] = asyncio.Queue()
        self._events: asyncio.Queue[Heard | None] = asyncio.Queue()

    @classmethod
    @asynccontextmanager
    async def open(cls, service: Service, patience_s: float = 60.0) -> AsyncIterator[Self]:
        """Waits at most `patience_s` for each next event. Raises Unreachable."""
        try:
            socket = await connect(service.websocket_url, open_timeout=TIMEOUT_S, compression=None)
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise Unreachable(f"No socket opens at {service.websocket_url}.") from error
        async with socket, httpx2.AsyncClient(timeout=TIMEOUT_S) as http:
            session = cls(socket, http, patience_s)
            listening = asyncio.create_task(session._listen())
            try:
                yield session
            finally:
                listening.cancel()

    async def hello(self, source_lang: str, target_lang: str, accepts: list[str]) -> dict[str, Any]:
        """What the service offers. Raises Refused."""
        return await self._ask(
            "ready",
            action="hello",
            protocol=1,
            source_lang=source_lang,
            target_lang=target_lang,
            accepts=accepts,
        )

    async def speak(self, message: Message, recording: Recording) -> None:
        """Sends one segment, inline where it fits, else by upload. Raises Refused."""
        inline = _request(message, recording, audio_data=base64.b64encode(recording.audio).decode())
        if len(inline) < MESSAGE_LIMIT_BYTES:
            await self._send(inline)
        else:
            key = await self._upload(message, recording)
            await self._send(_request(message, recording, audio_key=key))

    async def finish(self, message: Message, segments: int) -> None:
        """Says that no segment follows."""
        await self._send(
            json.dumps({"action": "finish", "message_id": message.message_id, "segments": segments})
        )

    async def events(self, message: Message) -> AsyncGenerator[Heard]:
        """Every event of the message, whatever its segment, for as long as they are asked for."""
        while True:
            heard = await self._next(self._events)
            if heard.data.get("message_id") == message.message_id:
                yield heard

    def hear(self, kind: str, data: dict[str, Any]) -> None:
        """Takes something for an event that came just now."""
        self._events.put_nowait(Heard(perf_counter(), kind, data))

    async def fetch(self, url: str) -> bytes:
        """The audio behind a link."""
        try:
            reply = await self._http.get(url)
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The audio could not be fetched.") from error
        return reply.content

    async def _upload(self, message: Message, recording: Recording) -> str:
        place = await self._ask(
            "upload_ready",
            action="upload",
            message_id=message.message_id,
            segment=recording.segment,
            content_type=recording.content_type,
            bytes=len(recording.audio),
        )
        try:
            reply = await self._http.post(
                place["url"], data=place["fields"], files={"file": ("recording", recording.audio)}
            )
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The recording could not be uploaded.") from error
        return str(place["audio_key"])

    async def _ask(self, answer: str, **request: Any) -> dict[str, Any]:
        self._asking = True
        try:
            await self._send(json.dumps(request))
            while (heard := await self._next(self._answers)).type != answer:
                if heard.type == "error":
                    raise Refused(heard.data)
        finally:
            self._asking = False
        return heard.data

    async def _send(self, message: str) -> None:
        try:
            await self._socket.send(message)
        except ConnectionClosed as error:
            raise Unreachable("The connection was closed.") from error

    async def _next(self, queue: asyncio.Queue[Heard | None]) -> Heard:
        try:
            heard = await asyncio.wait_for(queue.get(), self._patience_s)
        except TimeoutError as error:
            raise Unreachable(f"Nothing was heard for {self._patience_s:g} s.") from error
        if heard is None:
            queue.put_nowait(None)
            raise Unreachable("The connection was closed.")
        return heard

    async def _listen(self) -> None:
        """Sorts what arrives: answers to what was asked, and events. None marks the end."""
        with suppress(ConnectionClosed):
            async for raw in self._socket:
                now, event = perf_counter(), json.loads(raw)
                if "type" not in event:  # API Gateway itself reports a route that failed
                    break
                heard = Heard(now, event["type"], event["data"])
                answers = "seq" not in heard.data and (self._asking or heard.type != "error")
                (self._answers if answers else self._events).put_nowait(heard)
        self._answers.put_nowait(None)
        self._events.put_nowait(None)


def _request(message: Message, recording: Recording, **audio: str) -> str:
    return json.dumps(
        {
            "action": "translate",
            "message_id": message.message_id,
            "segment": recording.segment,
            "last": recording.last,
            "mode": message.mode.value,
            "source_lang": message.source_lang,
            "target_lang": message.target_lang,
            "content_type": recording.content_type,
            **audio,
        }
    )
