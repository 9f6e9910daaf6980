"""A session with the service: it sends requests, and receives every event once."""

import asyncio
import base64
import json
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Protocol, Self, TypeAlias

import httpx2

from dragoman.client.caption_pace import CaptionPace
from dragoman.client.service import PROBLEM, TIMEOUT_S, Refused, Service, Unreachable, refusal
from dragoman.client.socket import ReconnectingSocket
from dragoman.protocol import MESSAGE_LIMIT_BYTES, ExportFormat, Mode, Term

ENDS = {"translation_complete", "error"}
ROOM_EVENTS = {"room", "room_update", "room_resumed", "room_left"}
EXPORT_TIMEOUT_S = 30.0
"""API Gateway's own limit."""
MAX_ATTEMPTS = 5
"""The number of attempts to send a segment while the service refuses it as retryable."""
MAX_RETRY_WAIT_S = 10.0
"""The longest delay between attempts: a daily quota that is used up ends the message."""
RESUME_AFTER_S = 15.0
"""Longer than any stage takes without an event; after it the events are requested again."""


@dataclass(frozen=True)
class Message:
    """The options of all segments of a message."""

    source_lang: str
    target_lang: str = ""
    """Empty in a room, whose participants listen in languages of their own."""
    mode: Mode = Mode.STREAMING
    voice: str | None = None
    """The voice of the translation; None for the default voice."""
    speed: float = 1.0
    """The rate of speech, 0.6 to 2."""
    hotwords: tuple[str, ...] = field(default=(), repr=False)
    """Names and terms that may be spoken."""
    termbase: tuple[Term, ...] = field(default=(), repr=False)
    """Terms with a fixed translation."""
    words: bool = False
    """Requests the confidence of each word."""
    back_translation: bool = False
    """Requests the translation translated back."""
    room_id: str | None = field(default=None, repr=False)
    """The room into which it is spoken. It has no voice, termbase or back-translation."""
    message_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class Recording:
    """The encoded audio of one segment, or a text typed instead."""

    audio: bytes = field(repr=False)
    content_type: str
    segment: int = 0
    last: bool = True
    tentative: bool = False
    """Whether the speaker may go on. The same recording follows without it if they do not."""
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PartialSpeech:
    """A segment that is still being spoken, for captions. A source yields it often; few are sent."""

    segment: int
    begin_ms: int
    """Where in the segment the recording begins."""
    encode: Callable[[], bytes] = field(repr=False)
    """Encodes the recording so far."""


@dataclass(frozen=True)
class ReceivedEvent:
    """An event with its time of arrival on the clock of `perf_counter`."""

    at_s: float
    type: str
    data: dict[str, Any]

    def ends_message(self) -> bool:
        """Whether it is the end of the only segment or of the whole message, or a refusal."""
        if self.type not in ENDS:
            return False
        refused, segment = "seq" not in self.data, self.data.get("segment")
        return refused or segment is None or (segment == 0 and self.data["last"])


class RoomListener(Protocol):
    """What a session needs of the room that its speaker is in."""

    def receive(self, received: ReceivedEvent) -> Iterable[str]:
        """Takes any message of the service; the requests that follow from it."""

    def fail(self, error: Exception) -> None:
        """Ends the events of the room."""


Inbox: TypeAlias = "asyncio.Queue[ReceivedEvent | Exception]"
"""Received events; an exception ends them."""


class Session:
    """The client side of the protocol. After the loss of a socket it reconnects, resumes unfinished
    messages and drops repeated events. Methods raise Unreachable once no socket opens."""

    def __init__(self, service: Service, http: httpx2.AsyncClient, idle_timeout_s: float):
        self._service = service
        self._socket = ReconnectingSocket(service, self._replayed_requests)
        self._http = http
        self.idle_timeout_s = idle_timeout_s
        self._hello: str | None = None
        self._open_request: str | None = None
        self._unanswered: dict[tuple[str, int | None], str] = {}
        """Requests without any event, by message and segment (None for `finish`)."""
        self._pending: dict[tuple[str, int | None], float] = {}
        """When each request without an end was sent, by message and segment (None for the end of the
        message, once its last segment was sent)."""
        self._active: set[str] = set()
        """Messages with events and without an end."""
        self._seen: set[tuple[str, int | None, int]] = set()
        """The message, segment and `seq` of every event so far."""
        self._resumed: set[str] = set()
        self._held_ends: dict[tuple[str, int | None, int], ReceivedEvent] = {}
        """The ends of resumed messages, held back until every earlier event has arrived."""
        self.turned_away: list[ReceivedEvent] = []
        """Refusals of segments that are sent again."""
        self._has_captions = False
        self._caption_pace = CaptionPace()
        self._attempts: Counter[tuple[str, int | None]] = Counter()
        self._waiting: set[asyncio.Task[None]] = set()
        self._received_at_s = perf_counter()
        """The arrival of the latest event, new or repeated."""
        self._one_question = asyncio.Lock()
        self._answers: Inbox = asyncio.Queue()
        self._events: defaultdict[str, Inbox] = defaultdict(self._inbox)
        """The inbox of each message."""
        self._own: set[str] = set()
        """The messages that were sent or resumed here; events of others come from a room."""
        self.room: RoomListener | None = None
        self._closed: Unreachable | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, service: Service, idle_timeout_s: float = 60.0) -> AsyncIterator[Self]:
        """Opens a session that waits at most `idle_timeout_s` for each event while a request is pending.
        Raises Unreachable."""
        async with httpx2.AsyncClient(timeout=TIMEOUT_S) as http:
            session = cls(service, http, idle_timeout_s)
            await session._socket.open()
            listening = asyncio.create_task(session._listen())
            try:
                yield session
            finally:
                for task in (listening, *session._waiting):
                    task.cancel()
                await session._socket.close()

    async def hello(
        self, source_lang: str, target_lang: str | None, accepts: list[str]
    ) -> dict[str, Any]:
        """Introduces the client; the capabilities of the service. Raises Refused."""
        self._hello = json.dumps(
            {
                "action": "hello",
                "protocol": 1,
                "source_lang": source_lang,
                "target_lang": target_lang,
                "accepts": accepts,
            }
        )
        ready = await self.ask("ready", self._hello)
        self._has_captions = bool(ready.get("captions"))
        return ready

    async def speak(self, message: Message, recording: Recording) -> None:
        """Sends one segment, inline if it fits, else by upload. A tentative one is sent once if it fits,
        and only to a service that recognises speech in advance. Raises Refused."""
        content = (
            {"audio_data": base64.b64encode(recording.audio).decode()}
            if recording.text is None
            else {"text": recording.text}
        )
        request = _request(message, recording, **content)
        if recording.tentative:
            if self._has_captions and not message.room_id and len(request) < MESSAGE_LIMIT_BYTES:
                await self._socket.send(request)
            return
        if len(request) >= MESSAGE_LIMIT_BYTES and recording.text is None:
            key = await self._upload(message, recording)
            request = _request(message, recording, audio_key=key)
        if recording.last:
            self._pending[message.message_id, None] = perf_counter()
        await self._send_reliably(message, recording.segment, request)

    async def caption(self, message: Message, speech: PartialSpeech) -> None:
        """Sends a partial recording if one is due, unless the service has no captions, or the message is
        spoken into a room. The answer is an event of the message; there may be none."""
        if not self._has_captions or message.room_id:
            return
        revision = self._caption_pace.next_revision((message.message_id, speech.segment))
        if revision is None:
            return
        request = {
            "action": "partial",
            "message_id": message.message_id,
            "segment": speech.segment,
            "revision": revision,
            "begin_ms": speech.begin_ms,
            "source_lang": message.source_lang,
            "target_lang": message.target_lang,
            "audio_data": base64.b64encode(speech.encode()).decode(),
        }
        text = json.dumps(request)
        if len(text) < MESSAGE_LIMIT_BYTES:
            await self._socket.send(text)

    async def finish(self, message: Message, segments: int) -> None:
        """Gives the number of segments, after the last one was sent."""
        request = {"action": "finish", "message_id": message.message_id, "segments": segments}
        await self._send_reliably(message, None, json.dumps(request))

    async def resume(self, message: Message) -> None:
        """Requests the events of a message that was sent before."""
        await self._send_reliably(message, None, _resume(message.message_id))

    async def send(self, request: str) -> None:
        """Sends a request that has no answer of its own."""
        await self._socket.send(request)

    async def reconnect(self) -> None:
        """Replaces the socket by another one."""
        await self._socket.reconnect()

    @property
    def silent_s(self) -> float:
        """Seconds since anything was received."""
        return perf_counter() - self._received_at_s

    async def events(self, message: Message) -> AsyncGenerator[ReceivedEvent]:
        """The events of every segment of the message, until the caller stops."""
        message_id = message.message_id
        try:
            while True:
                silence_watch = asyncio.create_task(self._resume_after_silence(message_id))
                try:
                    received = await self._next(
                        self._events[message_id], lambda: self._pending_since_s(message_id)
                    )
                finally:
                    silence_watch.cancel()
                yield received
        finally:
            self._events.pop(message_id, None)

    def add(self, message: Message, kind: str, data: dict[str, Any]) -> None:
        """Adds an event of the client's own."""
        self._events[message.message_id].put_nowait(ReceivedEvent(perf_counter(), kind, data))

    def fail(self, message: Message, error: Exception) -> None:
        """Ends the events of a message with an error of the client's own."""
        self._events[message.message_id].put_nowait(error)

    async def export(
        self, message_ids: Sequence[str], format: ExportFormat, lang: str | None
    ) -> str:
        """The texts of messages with their times. Raises Refused, Unreachable."""
        first, *more = message_ids
        options = {"format": format, "more": more} | ({"lang": lang} if lang else {})
        url = f"{self._service.http_url}/v1/translations/{first}/export"
        try:
            reply = await self._http.get(
                url, params=options, headers=self._service.authorization, timeout=EXPORT_TIMEOUT_S
            )
            if reply.headers.get("content-type") == PROBLEM:
                raise refusal(reply)
            reply.raise_for_status()
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable("The texts could not be fetched.") from error
        return reply.text

    async def fetch(self, url: str) -> bytes:
        """Downloads the audio of a link."""
        try:
            reply = await self._http.get(url)
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The audio could not be downloaded.") from error
        return reply.content

    async def _upload(self, message: Message, recording: Recording) -> str:
        request = {
            "action": "upload",
            "message_id": message.message_id,
            "segment": recording.segment,
            "content_type": recording.content_type,
            "bytes": len(recording.audio),
        }
        key = await self.ask("upload_ready", json.dumps(request))
        try:
            reply = await self._http.post(
                key["url"], data=key["fields"], files={"file": ("recording", recording.audio)}
            )
            reply.raise_for_status()
        except httpx2.HTTPError as error:
            raise Unreachable("The recording could not be uploaded.") from error
        return str(key["audio_key"])

    async def ask(self, answer: str, request: str) -> dict[str, Any]:
        """The data of the answer to a request. Raises Refused."""
        async with self._one_question:
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
        """Sends a request, on every new socket again until it has an event."""
        self._unanswered[message.message_id, segment] = request
        self._pending[message.message_id, segment] = perf_counter()
        self._own.add(message.message_id)
        await self._socket.send(request)

    def _replayed_requests(self) -> Iterator[str]:
        """The requests for a new socket."""
        yield from filter(None, dict.fromkeys([self._hello, self._open_request]))
        yield from list(self._unanswered.values())
        for message_id in list(self._active):
            self._resumed.add(message_id)
            yield _resume(message_id)

    async def _resume_after_silence(self, message_id: str) -> None:
        """Requests all events again after a silence: an event may be lost on a socket that lives.
        A repeated event interrupts the silence."""
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

    def _pending_since_s(self, message_id: str) -> float:
        """When the oldest pending request of a message was sent; now when none is pending."""
        pending = (at for (about, _), at in self._pending.items() if about == message_id)
        return min(pending, default=perf_counter())

    def _inbox(self) -> Inbox:
        inbox: Inbox = asyncio.Queue()
        if self._closed:
            inbox.put_nowait(self._closed)
        return inbox

    async def _next(self, inbox: Inbox, since: Callable[[], float]) -> ReceivedEvent:
        """The next item. The time limit restarts with every event, and not before `since`."""
        began_s = perf_counter()
        while True:
            left_s = (
                max(began_s, self._received_at_s, since()) + self.idle_timeout_s - perf_counter()
            )
            if left_s <= 0:
                raise Unreachable(f"The service sent nothing for {self.idle_timeout_s:g} s.")
            with suppress(TimeoutError):
                received = await asyncio.wait_for(inbox.get(), left_s)
                break
        if isinstance(received, Exception):
            inbox.put_nowait(received)
            raise received
        return received

    async def _listen(self) -> None:
        """Receives until no socket opens, which ends every inbox."""
        async for message in self._socket.messages():
            if "type" not in message or not await self._dispatch(
                ReceivedEvent(perf_counter(), message["type"], message["data"])
            ):
                await self._socket.reconnect()
        self._closed = Unreachable("The connection was closed.")
        for inbox in (self._answers, *self._events.values()):
            inbox.put_nowait(self._closed)
        if self.room:
            self.room.fail(self._closed)

    async def _dispatch(self, received: ReceivedEvent) -> bool:
        """Passes a message to the queue of replies or of events, each event once. False when a new
        socket is needed."""
        data = received.data
        self._received_at_s = received.at_s
        if received.type == "going_away":
            return False
        if await self._dispatch_to_room(received):
            return True
        if received.type == "more_to_resume":
            await self._socket.send(json.dumps({"action": "resume", **data}))
            return True
        if data.get("revision") is not None:  # of a partial recording
            self._caption_pace.answer(
                (data["message_id"], data.get("segment")),
                data["revision"],
                has_words=bool(data.get("stable_text") or data.get("unstable_text")),
            )
            if received.type != "error" and data["message_id"] in self._events:
                self._events[data["message_id"]].put_nowait(received)
            return True  # nothing depends on a refusal
        if data.get("tentative"):
            return True  # the segment will be sent again
        if "seq" in data:
            key = (data["message_id"], data["segment"], data["seq"])
            if key not in self._seen:
                self._seen.add(key)
                await self._receive_event(key, received)
            elif key in self._held_ends:
                self._deliver(self._held_ends.pop(key))
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

    async def _dispatch_to_room(self, received: ReceivedEvent) -> bool:
        """Whether a message concerns nothing but the room."""
        if self.room:
            for request in self.room.receive(received):
                await self._socket.send(request)
        if received.type in ROOM_EVENTS:
            if self._open_request:
                self._answers.put_nowait(received)
            return True
        return "seq" in received.data and received.data["message_id"] not in self._own

    def _retries(self, refusal: ReceivedEvent) -> bool:
        """Schedules another attempt for a refused segment; whether it did."""
        data, key = refusal.data, (refusal.data["message_id"], refusal.data["segment"])
        self._attempts[key] += 1
        wait_s = max((data["retry_after_ms"] or 0) / 1000, 0.5 * 2 ** (self._attempts[key] - 1))
        if (
            data["segment"] is None
            or key not in self._unanswered
            or not data["retryable"]
            or self._attempts[key] >= MAX_ATTEMPTS
            or wait_s > MAX_RETRY_WAIT_S
        ):
            return False
        self.turned_away.append(refusal)
        # A random delay spreads the clients that were refused together.
        task = asyncio.create_task(self._send_again(key, wait_s * random.uniform(1, 1.5)))  # noqa: S311
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        return True

    async def _send_again(self, key: tuple[str, int | None], wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        if key in self._unanswered:
            with suppress(Unreachable):
                await self._socket.send(self._unanswered[key])

    async def _receive_event(
        self, key: tuple[str, int | None, int], received: ReceivedEvent
    ) -> None:
        """Delivers a new event. After a reconnection an end may overtake the replay; it is then held
        back while the events are requested once more, since the end comes last in a replay."""
        if received.ends_message() and received.data["message_id"] in self._resumed:
            self._held_ends[key] = received
            await self._socket.send(_resume(received.data["message_id"]))
        else:
            self._deliver(received)

    def _deliver(self, received: ReceivedEvent) -> None:
        """Adds the event to the queue, and forgets the requests that it answers."""
        message_id = received.data["message_id"]
        if message_id is None:
            return
        self._events[message_id].put_nowait(received)
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
    if message.room_id:
        audience: dict[str, Any] = {"room_id": message.room_id}
    else:
        audience = {
            "target_lang": message.target_lang,
            "voice": message.voice,
            "termbase": [term.model_dump() for term in message.termbase],
            "back_translation": message.back_translation,
        }
    return json.dumps(
        {
            "action": "translate",
            "message_id": message.message_id,
            "segment": recording.segment,
            "last": recording.last,
            "tentative": recording.tentative,
            "mode": message.mode.value,
            "source_lang": message.source_lang,
            "speed": message.speed,
            "hotwords": message.hotwords,
            "words": message.words,
            "content_type": recording.content_type,
            **audience,
            **audio,
        }
    )
