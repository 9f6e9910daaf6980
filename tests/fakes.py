"""Fakes of the ports: small working implementations, which pass the contract suite of their port.

The synthesizer spells text in samples, the codec stores samples, and the recogniser reads the text
back.
"""

from __future__ import annotations

import json
import re
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, ClassVar

import numpy as np

from dragoman.errors import (
    AudioMissing,
    AudioTooLarge,
    AudioTooLong,
    Busy,
    DragomanError,
    EmptyAudio,
    EngineFailed,
    Gone,
    MessageNotYours,
    MessageUnknown,
    NotAdmitted,
    NotAudio,
    RateLimited,
    SegmentEnded,
    Throttled,
    UnspeakableText,
    UnsupportedLanguage,
    UnsupportedVoice,
)
from dragoman.limits import quota
from dragoman.limits.quota import QuotaUsage
from dragoman.message_status import SegmentStatus, SweepQueue, TentativeStatus
from dragoman.ports import (
    RECOGNITION_RATE_HZ,
    USER_PREFIX,
    AppendResult,
    ChargedSegment,
    CheckedTranslation,
    Claim,
    Clock,
    Connection,
    DecodedSound,
    MessageState,
    Recognition,
    SegmentRecord,
    SegmentState,
    Sound,
    SpokenText,
    StoredEvent,
    TakenTurn,
    Ticket,
    UploadForm,
)
from dragoman.protocol import (
    MESSAGE_END_SEQ,
    SEGMENT_END_SEQ,
    SEGMENT_START_SEQ,
    SEQ_PER_LANGUAGE,
    CaptionTask,
    CaptionTranslationTask,
    Job,
    Limits,
    RoomTurn,
    Term,
    Termbase,
    TranscribeTask,
    VoiceInfo,
    Word,
)
from dragoman.protocol.audio_formats import FORMATS
from dragoman.room import Room


class Breakable:
    """Works until `outage` is set; then every call raises it."""

    outage: DragomanError | None = None

    def _work(self) -> None:
        if self.outage is not None:
            raise self.outage


class TickingClock:
    """A clock that advances with every reading."""

    def __init__(self, start_s: float = 1_700_000_000.0, step_s: float = 0.001) -> None:
        self._start_s, self._step_s = start_s, step_s
        self._looks = count()

    def __call__(self) -> float:
        return self._start_s + next(self._looks) * self._step_s

    def advance(self, by_s: float) -> None:
        self._start_s += by_s


# --- Sound --------------------------------------------------------------------------------------

_LETTER_SAMPLES = 80
"""A byte of text lasts 5 ms at 16 kHz."""
_HEADER = struct.Struct("<4sI")


def spelled(text: str, language: str) -> Sound:
    """A recording from which FakeSpeechToText decodes the text: one level per byte."""
    levels = np.frombuffer(f"{language}|{text}".encode(), np.uint8).astype(np.float32)
    return Sound(np.repeat((levels + 1) / 512, _LETTER_SAMPLES), RECOGNITION_RATE_HZ)


def silence(duration_s: float) -> Sound:
    samples = np.zeros(round(duration_s * RECOGNITION_RATE_HZ), np.float32)
    return Sound(samples, RECOGNITION_RATE_HZ)


class FakeAudioCodec:
    """Samples behind a header, the same in every format."""

    formats = tuple(FORMATS)

    def __init__(self, max_audio_s: float = 60.0) -> None:
        self._max_audio_s = max_audio_s

    def decode(self, encoded: bytes) -> DecodedSound:
        if not encoded:
            raise EmptyAudio
        if len(encoded) < _HEADER.size:
            raise NotAudio
        magic, rate_hz = _HEADER.unpack_from(encoded)
        if magic != b"FAKE" or not rate_hz:
            raise NotAudio
        whole, rest = divmod(len(encoded) - _HEADER.size, 4)
        sound = Sound(np.frombuffer(encoded, np.float32, whole, _HEADER.size), rate_hz)
        if not len(sound.samples):
            raise EmptyAudio
        if sound.duration_s > self._max_audio_s:
            raise AudioTooLong(f"A recording may last {self._max_audio_s:g} s at most.")
        samples = _at_recognition_rate(sound).samples
        return DecodedSound(samples, RECOGNITION_RATE_HZ, incomplete=rest > 0)

    def encode(self, sound: Sound, content_type: str) -> bytes:
        if content_type not in self.formats:
            raise KeyError(content_type)
        return _HEADER.pack(b"FAKE", sound.sample_rate_hz) + sound.samples.tobytes()


def _at_recognition_rate(sound: Sound) -> Sound:
    if sound.sample_rate_hz == RECOGNITION_RATE_HZ:
        return sound
    wanted = np.arange(round(sound.duration_s * RECOGNITION_RATE_HZ)) / RECOGNITION_RATE_HZ
    there = np.arange(len(sound.samples)) / sound.sample_rate_hz
    samples = np.interp(wanted, there, sound.samples).astype(np.float32)
    return Sound(samples, RECOGNITION_RATE_HZ)


def recording(text: str, language: str) -> bytes:
    """A recording of the given text."""
    return FakeAudioCodec().encode(spelled(text, language), "audio/ogg")


# --- Engines ------------------------------------------------------------------------------------


class _Warmed:
    """Records the languages that were warmed."""

    def __init__(self) -> None:
        self.warmed: set[str] = set()

    def warm(self, languages: Sequence[str]) -> None:
        self.warmed |= set(languages)


class FakeSpeechToText(Breakable, _Warmed):
    """Reads spelled sound; any other sound is no speech. A word that matches a hotword is spelled like
    the hotword."""

    def recognise(
        self,
        sound: Sound,
        languages: tuple[str, ...],
        hotwords: Sequence[str] = (),
        words: bool = False,
        unexpected_language: str = "",
    ) -> Recognition:
        self._work()
        levels = np.round(sound.samples[_LETTER_SAMPLES // 2 :: _LETTER_SAMPLES] * 512) - 1
        given = languages[0] if len(languages) == 1 else ""
        try:
            language, text = bytes(levels[levels >= 0].astype(np.uint8)).decode().split("|", 1)
        except ValueError:
            return Recognition("", given, 0.0)
        pair = (given, unexpected_language) if given else languages
        detected = language if language in pair or not pair else pair[0]
        language = given or detected
        for word in hotwords:
            text = re.sub(rf"\b{re.escape(word)}\b", word, text, flags=re.IGNORECASE)
        each = tuple(Word(text=word, confidence=0.9) for word in text.split()) if words else ()
        return Recognition(
            text.strip(),
            language,
            0.9,
            language_confidence=1.0 if given else 0.8,
            detected_language=detected,
            detected_language_confidence=0.8,
            words=each,
            begin_s=0.0,
            end_s=sound.duration_s,
        )

    def continue_text(
        self, sound: Sound, languages: tuple[str, ...], prefix: str = ""
    ) -> Recognition:
        whole = self.recognise(sound, languages)
        return replace(whole, text=whole.text.removeprefix(prefix).strip())


class FakeTranslator(Breakable, _Warmed):
    """A phrase book; other text is returned in brackets. Spanish goes through English."""

    doubted: frozenset[str] = frozenset()
    """Texts whose translation is reported as uncertain."""
    PHRASES: ClassVar = {
        ("en", "pt"): {"Good morning.": "Bom dia.", "Thank you.": "Obrigado."},
        ("pt", "en"): {"Bom dia.": "Good morning.", "Obrigado.": "Thank you."},
        ("en", "es"): {"Good morning.": "Buenos días.", "Thank you.": "Gracias."},
    }

    def translate(self, text: str, source: str, target: str, terms: Sequence[Term] = ()) -> str:
        self._work()
        for match in reversed(Termbase(tuple(terms)).terms_in(text)):
            text = text[: match.begin] + match.term.target + text[match.end :]
        if via := self.via(source, target):
            return self.translate(self.translate(text, source, via), via, target)
        if not text.strip():
            raise EngineFailed
        return self.PHRASES[source, target].get(text, f"({target}) {text}")

    def translate_checked(
        self, text: str, source: str, target: str, terms: Sequence[Term] = ()
    ) -> CheckedTranslation:
        return CheckedTranslation(
            self.translate(text, source, target, terms), uncertain=text in self.doubted
        )

    def via(self, source: str, target: str) -> str | None:
        if (source, target) in self.PHRASES:
            return None
        if {(source, "en"), ("en", target)} <= self.PHRASES.keys():
            return "en"
        raise UnsupportedLanguage(f"no model pack translates {source} to {target}")


class FakeSynthesizer(_Warmed):
    """Spells text, one chunk per sentence, with a pause at the end that is longer at a lower speed.
    Languages in `failing` fail; the last voice of a language replaces a voice in `mute`."""

    VOICES: ClassVar = {
        "en": [("ann", "natural"), ("bob", "natural")],
        "pt": [("rui", "basic"), ("eva", "basic")],
    }

    def __init__(self) -> None:
        super().__init__()
        self.failing: dict[str, DragomanError] = {}
        self.mute: set[str] = set()

    @classmethod
    def offered(cls) -> dict[str, list[VoiceInfo]]:
        return {
            language: [
                VoiceInfo(voice=n, language=language, quality=q, start_ms=200 - 100 * place)
                for place, (n, q) in enumerate(voices)
            ]
            for language, voices in cls.VOICES.items()
        }

    def voice(self, language: str, wanted: str = "") -> VoiceInfo:
        if language not in self.VOICES:
            raise UnsupportedLanguage(f"no model pack speaks {language}")
        for voice in self.offered()[language]:
            if wanted in ("", voice.voice):
                return voice
        raise UnsupportedVoice

    def speak(self, text: str, language: str, wanted: str = "", speed: float = 1.0) -> SpokenText:
        if language in self.failing:
            raise self.failing[language]
        voice = self.voice(language, wanted)
        if voice.voice in self.mute:
            other = self.offered()[language][-1]
            return SpokenText(other, self._pieces(text, language, speed), voice.voice)
        return SpokenText(voice, self._pieces(text, language, speed))

    def _pieces(self, text: str, language: str, speed: float) -> Iterator[Sound]:
        if not any("0" <= letter <= "9" or letter.lower() in _LATIN for letter in text):
            raise UnspeakableText
        pieces = text.split(". ")
        said = [f"{piece}. " for piece in pieces[:-1]] + [pieces[-1]]
        spoken = [spelled(said[0], language).samples]
        spoken += [spelled(piece, "").samples[_LETTER_SAMPLES:] for piece in said[1:]]
        spoken[-1] = np.concatenate([spoken[-1], silence(0.1 / speed).samples])
        for samples in spoken:
            yield Sound(samples, RECOGNITION_RATE_HZ)


_LATIN = set("abcdefghijklmnopqrstuvwxyzáâãàçéêíóôõúü")


# --- Services -----------------------------------------------------------------------------------


class FakeNotifier:
    """The messages of every connection, after JSON."""

    def __init__(self) -> None:
        self._inboxes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.trouble: dict[str, DragomanError] = {}
        """The error of posting to a connection."""
        self.closed: list[str] = []

    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        if connection_id in self.trouble:
            raise self.trouble[connection_id]
        travelling = json.dumps(message, ensure_ascii=False).encode()
        self._inboxes[connection_id].append(json.loads(travelling))

    def close(self, connection_id: str) -> None:
        if connection_id in self.trouble and not isinstance(self.trouble[connection_id], Gone):
            raise self.trouble[connection_id]
        self.closed.append(connection_id)

    def inbox(self, connection_id: str) -> list[dict[str, Any]]:
        return list(self._inboxes[connection_id])

    def types(self, connection_id: str) -> list[str]:
        return [message["type"] for message in self._inboxes[connection_id]]

    def leave(self, connection_id: str) -> None:
        self.trouble[connection_id] = Gone()

    def throttle(self, connection_id: str) -> None:
        self.trouble[connection_id] = Throttled()


class FakeAudioStore(Breakable):
    """A bucket of files, with links and forms for browsers."""

    def __init__(self, limit_bytes: int = 12_000_000) -> None:
        self._limit_bytes = limit_bytes
        self._signatures = count(1)
        self.files: dict[str, tuple[bytes, str]] = {}

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._work()
        self.files[key] = (data, content_type)

    def get(self, key: str) -> bytes:
        self._work()
        if key not in self.files:
            raise AudioMissing
        data, _ = self.files[key]
        if len(data) > self._limit_bytes:
            raise AudioTooLarge(f"A recording may have {self._limit_bytes} bytes at most.")
        return data

    def url(self, key: str) -> str:
        """A link with a new signature each time."""
        return f"https://audio.example/{key}?signature={next(self._signatures)}"

    def upload_form(self, key: str, content_type: str, limit_bytes: int) -> UploadForm:
        fields = {"key": key, "Content-Type": content_type, "limit": str(limit_bytes)}
        return UploadForm("https://audio.example/", fields)

    def remove(self, prefix: str) -> None:
        self._work()
        self.files = {key: file for key, file in self.files.items() if not key.startswith(prefix)}

    def submit_form(self, form: UploadForm, data: bytes) -> bool:
        """Submits a form as a browser does; False when it is refused."""
        if not 1 <= len(data) <= int(form.fields["limit"]):
            return False
        self.files[form.fields["key"]] = (data, form.fields["Content-Type"])
        return True

    def fetch(self, url: str) -> tuple[bytes, str]:
        """The file of a link, with its content type."""
        return self.files[url.removeprefix("https://audio.example/").split("?")[0]]


class FakeConnections(Breakable):
    def __init__(self) -> None:
        self._open: dict[str, Connection] = {}
        self._warned: set[str] = set()

    def add(self, connection: Connection) -> None:
        self._work()
        self._open[connection.connection_id] = connection
        self._warned.discard(connection.connection_id)

    def get(self, connection_id: str) -> Connection | None:
        self._work()
        return self._open.get(connection_id)

    def remove(self, connection_id: str) -> Connection | None:
        self._work()
        return self._open.pop(connection_id, None)

    def list_of_user(self, owner: str) -> list[str]:
        self._work()
        return [
            name
            for name, connection in self._open.items()
            if connection.owner == owner and owner.startswith(USER_PREFIX)
        ]

    def list_unwarned(self, opened_before_s: float) -> dict[str, int]:
        self._work()
        return {
            name: connection.opened_at_s
            for name, connection in self._open.items()
            if name not in self._warned and 0 < connection.opened_at_s < opened_before_s
        }

    def mark_warned(self, connection_id: str) -> None:
        self._work()
        self._warned.add(connection_id)


class FakeRooms(Breakable):
    def __init__(self, clock: Clock | None = None, retention_s: int = 86_400) -> None:
        self.clock = clock or TickingClock()
        self._retention_s = retention_s
        self._rooms: dict[str, tuple[Room, float]] = {}
        """The used tickets with their expiry times."""
        self._codes: dict[str, tuple[str, int]] = {}
        self._turns: defaultdict[str, list[TakenTurn]] = defaultdict(list)
        self._members: defaultdict[str, list[str]] = defaultdict(list)

    def create(self, room: Room) -> None:
        self._work()
        self._rooms[room.room_id] = room, self.clock() + self._retention_s

    def get(self, room_id: str) -> Room | None:
        self._work()
        room, expires_at_s = self._rooms.get(room_id, (None, 0.0))
        return room if expires_at_s > self.clock() else None

    def replace(self, room: Room) -> bool:
        self._work()
        stored, expires_at_s = self._rooms.get(room.room_id, (None, 0.0))
        if stored is None or stored.revision != room.revision:
            return False
        changed = replace(room, revision=room.revision + 1, turns=stored.turns)
        self._rooms[room.room_id] = changed, expires_at_s
        return True

    def remove(self, room_id: str) -> None:
        self._work()
        self._rooms.pop(room_id, None)

    def next_turn(self, room_id: str, message_id: str, segment: int) -> Room | None:
        room = self.get(room_id)
        if room is None:
            return None
        room = replace(room, turns=room.turns + 1)
        self._rooms[room_id] = room, self.clock() + self._retention_s
        self._turns[room_id].append(TakenTurn(room.turns, message_id, segment))
        return room

    def turns_after(self, room_id: str, after: int) -> list[TakenTurn]:
        self._work()
        return [taken for taken in self._turns[room_id] if taken.turn > after][:100]

    @property
    def ids(self) -> list[str]:
        return list(self._rooms)

    def note_member(self, owner: str, room_id: str) -> None:
        self._work()
        if room_id not in self._members[owner]:
            self._members[owner].append(room_id)

    def rooms_of(self, owner: str) -> list[str]:
        self._work()
        return list(self._members[owner])

    def claim_code(self, code: str, room_id: str, expires_at_s: int) -> bool:
        self._work()
        leads_to, until_s = self._codes.get(code, (room_id, 0))
        if leads_to != room_id and until_s > self.clock():
            return False
        self._codes[code] = room_id, expires_at_s
        return True

    def room_of_code(self, code: str) -> str | None:
        self._work()
        leads_to, until_s = self._codes.get(code, (None, 0))
        return leads_to if until_s > self.clock() else None


_REACHED_BY = {
    SEGMENT_START_SEQ: SegmentStatus.ACCEPTED,
    SEGMENT_END_SEQ: SegmentStatus.ENDED,
}


@dataclass
class _Segment:
    owner: str
    listener: str
    status: SegmentStatus = SegmentStatus.CLAIMED
    request: str = ""
    tentative: str = ""
    tentative_at_ms: int = 0
    last: bool = False
    since_s: int = 0
    events: dict[int, str] = field(default_factory=dict)
    """The keys in the order in which they were stored."""

    def in_order(self) -> list[StoredEvent]:
        """Without the events for single languages of a room."""
        return [
            json.loads(event)
            for seq, event in sorted(self.events.items())
            if seq < SEQ_PER_LANGUAGE
        ]


class FakeMessages(Breakable):
    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or TickingClock()
        self._segments: dict[tuple[str, int], _Segment] = {}

    def claim(
        self,
        message_id: str,
        segment: int,
        speaker: Connection,
        last: bool = False,
        request: str = "",
    ) -> Claim:
        mine = self._claim(message_id, segment, speaker)
        mine.last = mine.last or last
        mine.request = request or mine.request
        same = request and mine.tentative == request
        return Claim(mine.status, mine.tentative_at_ms if same else None)

    def claim_tentatively(
        self, message_id: str, segment: int, speaker: Connection, request: str, at_ms: int
    ) -> bool:
        mine = self._claim(message_id, segment, speaker)
        if mine.request or mine.status is not SegmentStatus.CLAIMED:
            return False
        mine.tentative, mine.tentative_at_ms = request, at_ms
        return True

    def _claim(self, message_id: str, segment: int, speaker: Connection) -> _Segment:
        self._work()
        mine = self._segments.setdefault(
            (message_id, segment), _Segment(speaker.owner, speaker.connection_id)
        )
        if mine.owner != speaker.owner:
            raise MessageNotYours
        mine.listener = speaker.connection_id or mine.listener
        return mine

    def tentative_status(self, message_id: str, segment: int, request: str) -> TentativeStatus:
        self._work()
        mine = self._segments.get((message_id, segment))
        if mine is None or mine.tentative != request:
            return TentativeStatus.DROPPED
        if mine.status is SegmentStatus.CLAIMED:
            return TentativeStatus.PENDING
        return TentativeStatus.ACCEPTED if mine.request == request else TentativeStatus.DROPPED

    def drop_tentative(self, message_id: str, segment: int, request: str) -> bool:
        if self.tentative_status(message_id, segment, request) is not TentativeStatus.PENDING:
            return False
        self._segments[message_id, segment].tentative = ""
        return True

    def status(self, message_id: str, segment: int, owner: str) -> SegmentStatus | None:
        self._work()
        if (mine := self._segments.get((message_id, segment))) is None:
            return None
        if mine.owner != owner:
            raise MessageNotYours
        return mine.status

    def append(self, message_id: str, segment: int, seq: int, event: StoredEvent) -> AppendResult:
        self._work()
        mine = self._known(message_id, segment)
        if seq not in mine.events and seq != MESSAGE_END_SEQ:
            if mine.status.has_ended:
                raise SegmentEnded
            reached = mine.status.advance(_REACHED_BY.get(seq, SegmentStatus.RUNNING))
            if seq in _REACHED_BY:
                mine.status = reached
        if seq == SEGMENT_START_SEQ and mine.status is SegmentStatus.ACCEPTED:
            mine.since_s = round(self.clock())
        stored = mine.events.setdefault(seq, json.dumps(event))
        if SEGMENT_START_SEQ not in mine.events:
            return AppendResult(json.loads(stored), mine.listener)
        turn = json.loads(mine.events[SEGMENT_START_SEQ])["data"].get("room")
        room = RoomTurn.model_validate(turn) if turn else None
        return AppendResult(json.loads(stored), mine.listener, room, mine.tentative)

    def advance(
        self, message_id: str, segment: int, status: SegmentStatus, since_s: int | None = None
    ) -> None:
        self._work()
        if mine := self._segments.get((message_id, segment)):
            mine.status = mine.status.advance(status)
            if since_s is not None and mine.status is status:
                mine.since_s = since_s

    def list_queue(self, queue: SweepQueue, before_s: float) -> list[SegmentRecord]:
        self._work()
        return [
            SegmentRecord(
                message_id,
                number,
                mine.owner,
                mine.last,
                mine.since_s,
                tuple(mine.in_order()),
            )
            for (message_id, number), mine in self._segments.items()
            if mine.status.queue is queue and mine.since_s < before_s
        ]

    def count_live(self, accepted_after_s: float, limit: int) -> int:
        self._work()
        found = [
            mine
            for mine in self._segments.values()
            if mine.status.queue is SweepQueue.LIVE and mine.since_s > accepted_after_s
        ]
        return min(len(found), limit)

    def order(self, message_id: str, segment: int) -> list[int]:
        """The `seq` of every event of a segment, in the order in which they were stored."""
        return list(self._segments[message_id, segment].events)

    def expire(self, message_id: str) -> None:
        """Deletes a message, as the table does after a day."""
        self._segments = {key: s for key, s in self._segments.items() if key[0] != message_id}

    def segment_events(self, message_id: str, segment: int) -> dict[int, StoredEvent]:
        self._work()
        mine = self._segments.get((message_id, segment))
        return {s: json.loads(event) for s, event in sorted(mine.events.items())} if mine else {}

    def segments_of(self, owner: str) -> list[tuple[str, int]]:
        self._work()
        return [key for key, segment in self._segments.items() if segment.owner == owner]

    def erase(self, message_id: str, segment: int) -> None:
        self._work()
        self._segments.pop((message_id, segment), None)

    def _known(self, message_id: str, segment: int) -> _Segment:
        if (message_id, segment) not in self._segments:
            raise MessageUnknown
        return self._segments[message_id, segment]

    def _of_owner(self, message_id: str, owner: str) -> dict[int, _Segment]:
        return {
            number: segment
            for (name, number), segment in sorted(self._segments.items())
            if name == message_id and segment.owner == owner
        }

    def finish(self, message_id: str, segments: int, speaker: Connection) -> None:
        self._work()
        mine = self._of_owner(message_id, speaker.owner).get(segments - 1)
        if mine is None:
            raise MessageUnknown
        mine.last = True

    def state(self, message_id: str, owner: str) -> MessageState:
        self._work()
        mine = self._of_owner(message_id, owner)
        return MessageState(
            message_id=message_id,
            owner=owner,
            segments={number: _state(segment) for number, segment in mine.items()},
            last=min((number for number, segment in mine.items() if segment.last), default=None),
            end_stored=any(MESSAGE_END_SEQ in segment.events for segment in mine.values()),
        )

    def segments_from(self, message_id: str, owner: str, first: int) -> list[int]:
        self._work()
        mine = [n for n in self._of_owner(message_id, owner) if n == 0 or n >= first]
        if not mine:
            raise MessageUnknown
        return mine

    def listen(
        self, message_id: str, speaker: Connection, segments: Sequence[int] = (0,)
    ) -> list[StoredEvent]:
        self._work()
        there = self._of_owner(message_id, speaker.owner)
        if not set(segments) <= set(there):
            raise MessageUnknown
        mine = [there[number] for number in segments]
        for segment in mine:
            segment.listener = speaker.connection_id or segment.listener
        return [event for segment in mine for event in segment.in_order()]

    def read(self, message_id: str, owner: str) -> dict[int, list[StoredEvent]]:
        self._work()
        mine = self._of_owner(message_id, owner)
        if not mine:
            raise MessageUnknown
        return {number: segment.in_order() for number, segment in mine.items()}


def _state(segment: _Segment) -> SegmentState:
    end = segment.events.get(SEGMENT_END_SEQ)
    return SegmentState(segment.status, json.loads(end) if end else None, segment.since_s)


class FakeTickets:
    """Numbered tickets, without signatures."""

    lifetime_s = 60

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Ticket] = {}

    def issue(self, identity: str, address_key: str = "") -> str:
        number = f"ticket-{len(self._issued)}"
        expires_at_s = int(self._clock()) + self.lifetime_s
        self._issued[number] = Ticket(number, identity, expires_at_s, address_key)
        return number

    def address_key(self, address: str) -> str:
        return f"key of {address}"

    def read(self, ticket: str) -> Ticket:
        found = self._issued.get(ticket)
        if found is None or found.expires_at_s <= self._clock():
            raise NotAdmitted
        return found


class FakeUsage(Breakable):
    def __init__(
        self,
        limits: Limits,
        clock: Clock,
        tickets_per_minute: int = 30,
        reads_per_minute: int = 300,
        request_cost_per_minute: int = 1_000_000,
        room_code_attempts: int = 10,
        max_audio_s_per_day: float = 1e9,
    ) -> None:
        self._room_code_attempts = room_code_attempts
        self._request_cost_per_minute = request_cost_per_minute
        self._max_audio_s_per_day = max_audio_s_per_day
        self._service_audio_s: defaultdict[int, float] = defaultdict(float)
        self._limits = limits
        self._clock = clock
        self._tickets_per_minute = tickets_per_minute
        self._reads_per_minute = reads_per_minute
        self._redeemed: set[str] = set()
        self._blocked_until_s: defaultdict[str, float] = defaultdict(float)
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._used: dict[tuple[str, int], QuotaUsage] = {}

    def redeem(self, ticket: Ticket) -> None:
        self._work()
        if ticket.ticket_id in self._redeemed:
            raise NotAdmitted
        self._redeemed.add(ticket.ticket_id)

    def block(self, owner: str, until_s: float) -> None:
        self._work()
        self._blocked_until_s[owner] = max(until_s, self._blocked_until_s[owner])

    def require_unblocked(self, owner: str) -> None:
        self._work()
        if self._blocked_until_s[owner] > self._clock():
            raise NotAdmitted

    def count_write(self, key: str) -> None:
        self._count("write", key, self._tickets_per_minute)

    def count_read(self, key: str) -> None:
        self._count("read", key, self._reads_per_minute)

    def count_cost(self, owner: str, address_key: str, cost: int) -> None:
        self._count("cost", owner, self._request_cost_per_minute, cost)
        if address_key:
            limit = quota.ADDRESS_LIMIT_FACTOR * self._request_cost_per_minute
            self._count("cost", address_key, limit, cost)

    def count_guess(self, key: str) -> None:
        self._count("guess", key, self._room_code_attempts, window_s=600)

    def forgive_guess(self, key: str) -> None:
        self._work()
        self._requests["guess", key, int(self._clock() // 600)] -= 1

    def _count(self, kind: str, key: str, limit: int, cost: int = 1, window_s: int = 60) -> None:
        self._work()
        now_s = self._clock()
        window = int(now_s // window_s)
        self._requests[kind, key, window] += cost
        if self._requests[kind, key, window] > limit:
            wait_s = (window + 1) * window_s - now_s
            raise RateLimited(retry_after_ms=round(wait_s * 1000))

    def reserve(self, segment: ChargedSegment) -> None:
        self._work()
        now_ms, day = segment.received_at_ms, quota.day(segment)
        after = {}
        for account in quota.accounts(segment, self._limits):
            limits = account.limits
            used = self._used.get((account.key, day), QuotaUsage())
            used = used.without(quota.earlier_leases(used.leases, segment), limits)
            used = replace(used, leases=used.leases - quota.expired(used.leases, now_ms))
            quota.check(used, limits, now_ms)
            empty_at_ms = quota.segment_bucket(limits).add(used.empty_at_ms, now_ms)
            after[account.key, day] = QuotaUsage(
                empty_at_ms=round(empty_at_ms),
                leases=used.leases | {quota.lease(segment)},
                audio_s=used.audio_s + limits.audio_s,
            )
        if self._service_audio_s[day] >= self._max_audio_s_per_day:
            raise Busy(retry_after_ms=quota.DAY_MS - now_ms % quota.DAY_MS)
        self._used |= after

    def settle(self, segment: ChargedSegment, audio_s: float) -> None:
        self._work()
        day, lease = quota.day(segment), quota.lease(segment)
        for account in quota.accounts(segment, self._limits):
            used = self._used.get((account.key, day), QuotaUsage())
            if lease in used.leases:
                self._used[account.key, day] = replace(
                    used,
                    leases=used.leases - {lease},
                    audio_s=used.audio_s - self._limits.audio_s + audio_s,
                )
                if account.key.startswith("speaker"):
                    self._service_audio_s[day] += audio_s


class FakeWorkflow(Breakable):
    """Records the executions that were started."""

    def __init__(self) -> None:
        self.started: list[TranscribeTask] = []

    @property
    def jobs(self) -> list[Job]:
        return [task.job for task in self.started]

    def start(self, job: Job, recording: str = "") -> None:
        self._work()
        self.started.append(TranscribeTask(job=job, recording=recording))


class FakeCaptionTranslator:
    """Keeps the tasks that were started."""

    def __init__(self) -> None:
        self.tasks: list[CaptionTranslationTask] = []

    def start(self, task: CaptionTranslationTask) -> None:
        self.tasks.append(task)


class FakeCaptioner:
    """Keeps the tasks that were started."""

    def __init__(self) -> None:
        self.tasks: list[CaptionTask] = []

    def start(self, task: CaptionTask) -> None:
        self.tasks.append(task)


class FakeWarmer:
    """Records the languages that were warmed."""

    def __init__(self) -> None:
        self.woken: list[set[str]] = []

    def warm(self, languages: Sequence[str]) -> None:
        self.woken.append(set(languages))
