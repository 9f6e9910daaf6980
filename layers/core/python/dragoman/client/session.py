"""One connection to the service: what a client says and hears, each event with the time it came."""

import asyncio
import base64
import json
import random
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self

import httpx2

from dragoman.client.service import TIMEOUT_S, Service, Unreachable
from dragoman.client.socket import ReconnectingSocket
from dragoman.protocol import MESSAGE_LIMIT_BYTES, Mode

ENDS = {"translation_complete", "error"}
MAX_ATTEMPTS = 5
"""How often a segment is sent to a service that says to try again."""
MAX_RETRY_WAIT_S = 10.0
"""Nobody who speaks waits for longer: a day's allowance that is used up ends the message."""
RESUME_AFTER_S = 15.0
"""Longer than any stage is silent on a healthy service."""


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
    voice: str | None = None
    """Who speaks the translation; the language's first when nobody is named."""
    speed: float = 1.0
    hotwords: tuple[str, ...] = field(default=(), repr=False)
    words: bool = False
    """Whether the confidence of every word is wanted."""
    message_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Recording:
    """One segment's audio, encoded."""

    audio: bytes = field(repr=False)
    content_type: str
    segment: int = 0
    last: bool = True


@dataclass(frozen=True)
class ReceivedEvent:
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
    """Speaks the protocol. When its socket is lost, the next one takes up what was under way, and
    what is repeated there is not heard twice. Everything raises Unreachable once none opens."""

    def __init__(self, service: Service, http: httpx2.AsyncClient, patience_s: float):
        self._socket = ReconnectingSocket(service, self._replayed_requests)
        self._http = http
        self._patience_s = patience_s
        self._hello: str | None = None
        self._open_request: str | None = None
        self._unanswered: dict[tuple[str, int | None], str] = {}
        """Requests that nothing was heard of, by message and segment (None: `finish`)."""
        self._pending: dict[tuple[str, int | None], float] = {}
        """When what was sent, and has not ended, was sent; by message and segment (None: the end of
        the message, once it was said that no segment follows)."""
        self._active: set[str] = set()
        """Messages of which something was heard, and not their end."""
        self._seen: set[tuple[str, int | None, int]] = set()
        """Message, segment and `seq` of every event that was heard."""
        self._resumed: set[str] = set()
        self._held_ends: dict[tuple[str, int | None, int], ReceivedEvent] = {}
        """Ends of resumed messages, until all that was missed before them is sure to be heard."""
        self.turned_away: list[ReceivedEvent] = []
        """Refusals of what was, or will be, sent again."""
        self._attempts: Counter[tuple[str, int | None]] = Counter()
        self._waiting: set[asyncio.Task[None]] = set()
        self._received_at_s = perf_counter()
        """When anything was heard, known or new."""
        self._answers: asyncio.Queue[ReceivedEvent | None] = asyncio.Queue()
        self._events: asyncio.Queue[ReceivedEvent | None] = asyncio.Queue()

    @classmethod
    @asynccontextmanager
    async def open(cls, service: Service, patience_s: float = 60.0) -> AsyncIterator[Self]:
        """Waits at most `patience_s` for each next event, not counting the time in which all that was
        sent has ended and the speaker goes on. Raises Unreachable."""
        async with httpx2.AsyncClient(timeout=TIMEOUT_S) as http:
            session = cls(service, http, patience_s)
            await session._socket.open()
            listening = asyncio.create_task(session._listen())
            try:
                yield session
            finally:
                for task in (listening, *session._waiting):
                    task.cancel()
                await session._socket.close()

    async def hello(self, source_lang: str, target_lang: str, accepts: list[str]) -> dict[str, Any]:
        """What the service offers. Raises Refused."""
        self._hello = json.dumps(
            {
                "action": "hello",
                "protocol": 1,
                "source_lang": source_lang,
                "target_lang": target_lang,
                "accepts": accepts,
            }
        )
        return await self._ask("ready", self._hello)

    async def speak(self, message: Message, recording: Recording) -> None:
        """Sends one segment, inline where it fits, else by upload. Raises Refused."""
        request = _request(
            message, recording, audio_data=base64.b64encode(recording.audio).decode()
        )
        if len(request) >= MESSAGE_LIMIT_BYTES:
            key = await self._upload(message, recording)
            request = _request(message, recording, audio_key=key)
        if recording.last:
            self._pending[message.message_id, None] = perf_counter()
        await self._send_reliably(message, recording.segment, request)

    async def finish(self, message: Message, segments: int) -> None:
        """Says that no segment follows."""
        request = {"action": "finish", "message_id": message.message_id, "segments": segments}
        await self._send_reliably(message, None, json.dumps(request))

    async def events(self, message: Message) -> AsyncGenerator[ReceivedEvent]:
        """Every event of the message, whatever its segment, for as long as they are asked for."""
        while True:
            silence_watch = asyncio.create_task(self._resume_after_silence(message.message_id))
            try:
                received = await self._next(self._events, self._pending_since_s)
            finally:
                silence_watch.cancel()
            if received.data.get("message_id") == message.message_id:
                yield received

    def add(self, kind: str, data: dict[str, Any]) -> None:
        """Takes something for an event that came just now."""
        self._events.put_nowait(ReceivedEvent(perf_counter(), kind, data))

    async def fetch(self, url: str) -> bytes:
        """The audio behind a link."""
        try:
            reply = await self._http.get(url)
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The audio could not be fetched.") from error
        return reply.content

    async def _upload(self, message: Message, recording: Recording) -> str:
        request = {
            "action": "upload",
            "message_id": message.message_id,
            "segment": recording.segment,
            "content_type": recording.content_type,
            "bytes": len(recording.audio),
        }
        place = await self._ask("upload_ready", json.dumps(request))
        try:
            reply = await self._http.post(
                place["url"], data=place["fields"], files={"file": ("recording", recording.audio)}
            )
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The recording could not be uploaded.") from error
        return str(place["audio_key"])

    async def _ask(self, answer: str, request: str) -> dict[str, Any]:
        self._open_request = request
        try:
            await self._socket.send(request)
            while (received := await self._next(self._answers, lambda: 0.0)).type != answer:
                if received.type == "error":
                    raise Refused(received.data)
        finally:
            self._open_request = None
        return received.data

    async def _send_reliably(self, message: Message, segment: int | None, request: str) -> None:
        """Says it, on further sockets too until something is heard of it."""
        self._unanswered[message.message_id, segment] = request
        self._pending[message.message_id, segment] = perf_counter()
        await self._socket.send(request)

    def _replayed_requests(self) -> Iterator[str]:
        """What has to be said on a new socket."""
        yield from filter(None, dict.fromkeys([self._hello, self._open_request]))
        yield from list(self._unanswered.values())
        for message_id in list(self._active):
            self._resumed.add(message_id)
            yield _resume(message_id)

    async def _resume_after_silence(self, message_id: str) -> None:
        """What was posted may be lost though the socket lives: after some silence all that was said
        is asked for again. What is known already, said again, is no silence."""
        asked_at_s = perf_counter()
        while True:
            since_s = max(asked_at_s, self._received_at_s)
            await asyncio.sleep(since_s + RESUME_AFTER_S - perf_counter())
            if since_s < self._received_at_s:
                continue
            asked_at_s = perf_counter()
            if message_id in self._active and any(
                about == message_id for about, _ in self._pending
            ):
                self._resumed.add(message_id)
                with suppress(Unreachable):
                    await self._socket.send(_resume(message_id))

    def _pending_since_s(self) -> float:
        """When the first thing was sent that has not ended; now, where there is none."""
        return min(self._pending.values(), default=perf_counter())

    async def _next(
        self, queue: asyncio.Queue[ReceivedEvent | None], since: Callable[[], float]
    ) -> ReceivedEvent:
        """Patience begins anew with whatever is heard, and not before the time that `since` gives."""
        began_s = perf_counter()
        while True:
            left_s = max(began_s, self._received_at_s, since()) + self._patience_s - perf_counter()
            if left_s <= 0:
                raise Unreachable(f"Nothing was heard for {self._patience_s:g} s.")
            with suppress(TimeoutError):
                received = await asyncio.wait_for(queue.get(), left_s)
                break
        if received is None:
            queue.put_nowait(None)
            raise Unreachable("The connection was closed.")
        return received

    async def _listen(self) -> None:
        """Until the line is dead. None marks the end."""
        async for message in self._socket.messages():
            if "type" not in message or not await self._dispatch(
                ReceivedEvent(perf_counter(), message["type"], message["data"])
            ):
                await self._socket.reconnect()
        self._answers.put_nowait(None)
        self._events.put_nowait(None)

    async def _dispatch(self, received: ReceivedEvent) -> bool:
        """Sorts what arrives: answers to what was asked, and events, each once. False when it
        takes another socket to go on."""
        data = received.data
        self._received_at_s = received.at_s
        if received.type == "going_away":
            return False
        if received.type == "more_to_resume":
            await self._socket.send(json.dumps({"action": "resume", **data}))
            return True
        if "seq" in data:
            place = (data["message_id"], data["segment"], data["seq"])
            if place not in self._seen:
                self._seen.add(place)
                await self._receive_event(place, received)
            elif place in self._held_ends:
                self._deliver(self._held_ends.pop(place))
            return True
        if received.type == "error" and self._retries(received):
            return True
        if received.type != "error" or self._open_request:
            self._answers.put_nowait(received)
            return True
        if data["segment"] is None and data["retryable"] and data["message_id"] in self._active:
            return False  # `resume` or `finish` may work next time
        self._deliver(received)
        return True

    def _retries(self, refusal: ReceivedEvent) -> bool:
        """Whether the segment that was refused will be sent again, in its time."""
        data, place = refusal.data, (refusal.data["message_id"], refusal.data["segment"])
        self._attempts[place] += 1
        wait_s = max((data["retry_after_ms"] or 0) / 1000, 0.5 * 2 ** (self._attempts[place] - 1))
        if (
            data["segment"] is None
            or place not in self._unanswered
            or not data["retryable"]
            or self._attempts[place] >= MAX_ATTEMPTS
            or wait_s > MAX_RETRY_WAIT_S
        ):
            return False
        self.turned_away.append(refusal)
        # Somewhat later each by chance: who were turned away together come back one by one.
        task = asyncio.create_task(self._send_again(place, wait_s * random.uniform(1, 1.5)))  # noqa: S311
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        return True

    async def _send_again(self, place: tuple[str, int | None], wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        if place in self._unanswered:
            with suppress(Unreachable):
                await self._socket.send(self._unanswered[place])

    async def _receive_event(
        self, place: tuple[str, int | None, int], received: ReceivedEvent
    ) -> None:
        """After a return the end may overtake what is being repeated. So the repeats are asked for
        once more: behind the last of them, which is the end, nothing is missing."""
        if received.ends_message() and received.data["message_id"] in self._resumed:
            self._held_ends[place] = received
            await self._socket.send(_resume(received.data["message_id"]))
        else:
            self._deliver(received)

    def _deliver(self, received: ReceivedEvent) -> None:
        """To whoever waits for events; what it answers need not be said again."""
        self._events.put_nowait(received)
        message_id = received.data["message_id"]
        self._socket.reset_backoff()
        self._active.add(message_id)
        self._unanswered.pop((message_id, received.data["segment"]), None)
        if received.type in ENDS:
            self._pending.pop((message_id, received.data["segment"]), None)
        if received.ends_message():
            self._active.discard(message_id)
            self._pending = {key: at for key, at in self._pending.items() if key[0] != message_id}
            self._unanswered = {
                key: r for key, r in self._unanswered.items() if key[0] != message_id
            }


def _resume(message_id: str) -> str:
    return json.dumps({"action": "resume", "message_id": message_id})


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
            "voice": message.voice,
            "speed": message.speed,
            "hotwords": message.hotwords,
            "words": message.words,
            "content_type": recording.content_type,
            **audio,
        }
    )
