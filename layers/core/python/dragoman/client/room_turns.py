"""The turns of a room, as one participant receives them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from dragoman.client.session import ENDS, ReceivedEvent
from dragoman.errors import NoSpeech
from dragoman.protocol import (
    RECORDING_SEQ,
    SEGMENT_START_SEQ,
    TRANSCRIPT_SEQ,
    TRANSLATION_SEQ,
    Stage,
    Track,
    chunk_seq,
    ready_seq,
    stage_seq,
)

MAX_ROUNDING_S = 0.0005
"""Durations are rounded to a millisecond."""


@dataclass
class _Turn:
    place: dict[str, Any] = field(default_factory=dict)
    """The number of the turn and its speaker; empty until the first event has arrived."""
    seen: set[int] = field(default_factory=set)
    """The `seq` of every event so far."""
    held: list[ReceivedEvent] = field(default_factory=list)
    """Events that arrived before the first one."""
    end: ReceivedEvent | None = None
    """The end, held back until every event before it has arrived."""
    requested: bool = False
    """Whether the events were requested again since the end arrived."""
    chunks_s: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """The seconds of the chunks of each voice."""
    voices_s: dict[str, float] = field(default_factory=dict)
    """The seconds of each whole voice."""

    def complete(self, you: str) -> bool:
        """Whether nothing is missing before the end, as far as the end tells."""
        if not self.place or self.end is None:
            return False
        data, expected = self.end.data, {stage_seq(Stage.TRANSCRIBING)}
        if self.end.type == "error":
            return data["code"] == NoSpeech.code and expected <= self.seen
        if any(warning["track"] for warning in data["warnings"]):
            return False  # a voice may have begun
        expected.add(TRANSCRIPT_SEQ)
        if data["source_lang"] != data["target_lang"]:
            expected |= {stage_seq(Stage.TRANSLATING), TRANSLATION_SEQ}
        elif self.place["participant_id"] != you and data["source_lang"] in self.place["languages"]:
            expected.add(RECORDING_SEQ)
        for track in Track:
            if data[f"audio_url_{track}"]:
                expected |= {stage_seq(Stage.SYNTHESIZING, track), ready_seq(track)}
        return expected <= self.seen and all(map(self._has_chunks, Track))

    def _has_chunks(self, track: Track) -> bool:
        """Whether the chunks are as long together as the whole voice, where there is one."""
        chunks = [seq for seq in self.seen if chunk_seq(track, 0) <= seq < ready_seq(track)]
        consecutive = len(chunks) == max(chunks, default=0) - chunk_seq(track, 0) + 1
        rounding_s = (len(chunks) + 1) * MAX_ROUNDING_S
        whole = self.chunks_s[track] >= self.voices_s.get(track, 0.0) - rounding_s
        return whole and (consecutive or not chunks)

    @property
    def number(self) -> int:
        """0 until the first event has arrived."""
        return int(self.place.get("turn", 0))

    def add(self, received: ReceivedEvent) -> None:
        data = received.data
        self.seen.add(data["seq"])
        if received.type in ENDS:
            self.end = received
        else:
            self.held.append(received)
        if received.type == "audio_chunk":
            self.chunks_s[data["track"]] += data["duration_s"]
        if received.type == "audio_ready":
            self.voices_s[data["track"]] = data["duration_s"]


class RoomTurns:
    """Hands over every event of every turn once: the first event of a turn first, its end last."""

    def __init__(self, room_id: str, you: str, after: int) -> None:
        """`you` is the participant who receives them. Turns up to `after` are not expected."""
        self._room_id = room_id
        self._you = you
        self._sent = after
        """The turn up to which the service has repeated all there are."""
        self._turns: dict[tuple[str, int], _Turn] = {}
        """Turns without an end, by message and segment."""
        self._closed: set[tuple[str, int]] = set()
        self._ended: set[int] = set()
        self._requested_before = 0
        """The turn before which unknown ones were requested last."""

    @property
    def after(self) -> int:
        """The latest turn up to which nothing is missing, as `resume_room` takes it."""
        under_way = (turn.number - 1 for turn in self._turns.values() if turn.number)
        latest = min([self._sent, *under_way])
        while latest + 1 in self._ended:
            latest += 1
        return latest

    @property
    def under_way(self) -> bool:
        return bool(self._turns)

    @property
    def incomplete(self) -> bool:
        """Whether a turn has ended, something before its end is missing, and that was not requested
        again."""
        if any(turn.end and not turn.requested for turn in self._turns.values()):
            return True
        last = max(self._ended, default=0)
        known = self._ended | {turn.number for turn in self._turns.values()}
        return last > self._requested_before and not known.issuperset(range(self._sent + 1, last))

    def request(self) -> None:
        """Notes that everything after `after` is requested again."""
        for turn in self._turns.values():
            turn.requested = turn.end is not None
        self._requested_before = max(self._ended, default=0)

    def receive(self, received: ReceivedEvent) -> list[ReceivedEvent]:
        """The events that can be handed over now that this event of a turn has arrived."""
        data = received.data
        key = data["message_id"], data["segment"]
        if key in self._closed or data["segment"] is None:
            return []
        turn = self._turns.setdefault(key, _Turn())
        if data["seq"] in turn.seen:
            return []
        turn.add(received)
        if data["seq"] == SEGMENT_START_SEQ:
            place = data["room"]
            if not place or place["room_id"] != self._room_id:  # of a room left before
                return self._close(key)
            turn.place = place
        return self._ready(key, turn)

    def resumed(self, up_to: int) -> list[ReceivedEvent]:
        """The events that can be handed over now that the turns up to this one were sent: what is still
        missing of a turn whose end had arrived before does not exist."""
        self._sent = max(self._sent, up_to)
        ready: list[ReceivedEvent] = []
        for key, turn in list(self._turns.items()):
            if turn.requested and turn.number <= up_to:
                ready += turn.held
                ready += self._close(key)
        return ready

    def _ready(self, key: tuple[str, int], turn: _Turn) -> list[ReceivedEvent]:
        if not turn.number:
            return []
        ready, turn.held = sorted(turn.held, key=lambda event: int(event.data["seq"])), []
        return ready + (self._close(key) if turn.complete(self._you) else [])

    def _close(self, key: tuple[str, int]) -> list[ReceivedEvent]:
        """Forgets the turn; its end, if it is known."""
        turn = self._turns.pop(key)
        self._closed.add(key)
        if not turn.number:
            return []
        self._ended.add(turn.number)
        return [turn.end] if turn.end else []
