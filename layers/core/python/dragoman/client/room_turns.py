"""The turns of a room, as one participant receives them."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.client.session import ENDS, ReceivedEvent
from dragoman.protocol import SEGMENT_START_SEQ, TRANSCRIPT_SEQ, TRANSLATION_SEQ, Track, ready_seq


@dataclass
class _Turn:
    number: int = 0
    """0 until the first event has arrived."""
    seen: set[int] = field(default_factory=set)
    """The `seq` of every event so far."""
    held: list[ReceivedEvent] = field(default_factory=list)
    """Events that arrived before the first one."""
    end: ReceivedEvent | None = None
    """The end, held back until every event before it has arrived."""
    requested: bool = False
    """Whether the events were requested again since the end arrived."""

    @property
    def complete(self) -> bool:
        if not self.number or self.end is None or self.end.type == "error":
            return bool(self.number and self.end)
        data = self.end.data
        expected = {TRANSCRIPT_SEQ}
        if data["source_lang"] != data["target_lang"]:
            expected.add(TRANSLATION_SEQ)
        expected.update(ready_seq(track) for track in Track if data[f"audio_url_{track}"])
        return expected <= self.seen


class RoomTurns:
    """Hands over every event of every turn once: the first event of a turn first, its end last."""

    def __init__(self, room_id: str, after: int) -> None:
        """Turns up to `after` are not expected."""
        self._room_id = room_id
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
        turn.seen.add(data["seq"])
        if data["seq"] == SEGMENT_START_SEQ:
            place = data["room"]
            if not place or place["room_id"] != self._room_id:  # of a room left before
                return self._close(key)
            turn.number = place["turn"]
        if received.type in ENDS:
            turn.end = received
        else:
            turn.held.append(received)
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
        return ready + (self._close(key) if turn.complete else [])

    def _close(self, key: tuple[str, int]) -> list[ReceivedEvent]:
        """Forgets the turn; its end, if it is known."""
        turn = self._turns.pop(key)
        self._closed.add(key)
        if not turn.number:
            return []
        self._ended.add(turn.number)
        return [turn.end] if turn.end else []
