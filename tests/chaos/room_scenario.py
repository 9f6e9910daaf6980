"""A room in a service in which everything fails at random.

Participants speak at once, lose their connections, return, change their language while others speak, come
late, and the host leaves. Each uses the bookkeeping of the Python client. In the end everyone who is still
there reconnects and resumes the room, and the outcome is what each of them has received.
"""

from __future__ import annotations

import base64
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from dragoman.client.room_turns import RoomTurns
from dragoman.client.session import ReceivedEvent
from dragoman.conversation.capabilities import Capabilities
from dragoman.conversation.connect import disconnect
from dragoman.conversation.conversation_ports import DisconnectPorts
from dragoman.errors import DragomanError
from dragoman.ports import Connection, TakenTurn
from dragoman.protocol import RECORDING_SEQ, SEGMENT_END_SEQ, SEGMENT_START_SEQ, SEQ_PER_LANGUAGE
from dragoman.room import Room
from tests.chaos.scenario import MAX_ATTEMPTS, SWEEPS, TEXTS, Scenario
from tests.fakes import FakeMessages, FakeRooms, FakeSynthesizer, recording
from tests.faults import Crash
from tests.infra.states import Json
from tests.unit.world import World, generous_limits

LANGUAGES: Final = ("en", "pt", "es")
ROUTES: Final = {(a, b): None for a in LANGUAGES for b in LANGUAGES if a != b}
NAMES: Final = ("ann", "bob", "eva", "carl", "late")
MAX_RESUMPTIONS: Final = 50


class ThreeVoices(FakeSynthesizer):
    VOICES: ClassVar = FakeSynthesizer.VOICES | {"es": [("paz", "natural")]}


class CountedRooms(FakeRooms):
    """Records the participants of each turn at the moment when it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.audiences: dict[int, Room] = {}
        self.taken: list[TakenTurn] = []

    def next_turn(self, room_id: str, message_id: str, segment: int) -> Room | None:
        room = super().next_turn(room_id, message_id, segment)
        if room:
            self.audiences[room.turns] = room
            self.taken.append(TakenTurn(room.turns, message_id, segment))
        return room

    def now(self, room_id: str) -> Room:
        """The room as it is stored."""
        room = self.get(room_id)
        assert room is not None
        return room


@dataclass
class Person:
    """A participant, with the events that their client handed over."""

    owner: str
    language: str
    connection: Connection
    turns: RoomTurns | None = None
    """None while they are not in the room."""
    joined_after: int = 0
    read: int = 0
    """How many messages of the connection were read."""
    got: list[ReceivedEvent] = field(default_factory=list)
    raw: list[Json] = field(default_factory=list)
    """Every event of a turn as it arrived, on all connections."""
    gone: bool = False
    """Whether they left the room, or never come back."""
    resumed: bool = False
    """Whether the latest `resume_room` was answered to its end."""


class RoomScenario(Scenario):
    """`messages` and `rooms` are the stores."""

    def __init__(
        self, definition: Json, seed: object, rate: float, messages: FakeMessages | None = None
    ) -> None:
        self.rooms = CountedRooms()
        world = World(
            capabilities=Capabilities(ThreeVoices.offered(), generous_limits(), ROUTES),
            messages=messages or FakeMessages(),
            rooms=self.rooms,
            synthesizer=ThreeVoices(),
        )
        super().__init__(definition, seed, rate, world=world)
        self._people: dict[str, Person] = {}
        self._room_id = ""
        self._failed = False
        """Whether the latest request raised."""

    def play(self) -> Counter[str]:
        """The number of violations of each guarantee for any listener, and counts of what happened."""
        for number, name in enumerate(NAMES[:4]):
            self._enter(name, LANGUAGES[number % len(LANGUAGES)])
        if not self._people:
            return Counter()
        for _ in range(self._chance.randint(5, 25)):
            self._do_something()
            self._read()
        self._run_everything()
        for _ in range(SWEEPS):
            self._world.clock.advance(120)
            self._sweep()
            self._run_everything()
        self._world.clock.advance(600)
        self._faults.rate = 0
        self._sweep()
        self._read()
        for person in self._present():
            self._come_back(person)
        return self._violations()

    # --- what people do ---

    def _do_something(self) -> None:
        person = self._chance.choice(self._present())
        match self._chance.choice(
            ("speak", "speak", "speak", "run", "die", "return", "change", "leave", "late")
        ):
            case "speak":
                self._speak(person)
            case "run":
                self._run_something()
            case "die":
                self._world.notifier.leave(person.connection.connection_id)
                if self._chance.random() < 0.5:
                    self._try(lambda: self._close(person.connection))
            case "return":
                self._come_back(person)
            case "change":
                language = self._chance.choice(LANGUAGES)
                self._ask(person, {"action": "update_participant", "language": language})
            case "leave" if len(self._present()) > 2:
                self._leave(self._present()[0])  # the host, who has been there longest
            case "late" if NAMES[4] not in self._people:
                self._enter(NAMES[4], self._chance.choice(LANGUAGES))

    def _enter(self, name: str, language: str) -> None:
        person = Person(name, language, self._new_connection(name))
        about = {"name": name, "language": language}
        for _ in range(MAX_ATTEMPTS):
            to: Json = {"action": "join_room"} if self._room_id else {"action": "open_room"}
            for answer in self._send(person, to | about):
                if answer["type"] == "room":
                    return self._entered(person, answer["data"])
                if answer["data"].get("code") == "already_in_room":  # the answer was lost
                    room = self.rooms.now(self._room_id)
                    you = room.of_owner(name).participant_id
                    self._entered(person, {"room_id": room.room_id, "turn": 0, "you": you})
                    return self._come_back(person)
        return None

    def _entered(self, person: Person, room: Json) -> None:
        self._room_id = room["room_id"]
        person.turns = RoomTurns(self._room_id, room["you"], room["turn"])
        person.joined_after = room["turn"]
        self._people[person.owner] = person

    def _speak(self, person: Person) -> None:
        room = self.rooms.now(self._room_id)
        spoken = room.of_owner(person.owner).language
        text = self._chance.choice(TEXTS) if spoken == "en" else ""
        message = {
            "action": "translate",
            "message_id": str(uuid.UUID(int=self._chance.getrandbits(128), version=4)),
            "room_id": self._room_id,
            "source_lang": spoken,
            "content_type": "audio/ogg",
            "audio_data": base64.b64encode(recording(text, spoken)).decode(),
        }
        self._ask(person, message)

    def _leave(self, person: Person) -> None:
        if person.gone:
            return
        self._ask(person, {"action": "leave_room"})
        room = self.rooms.now(self._room_id)
        person.gone = all(one.owner != person.owner for one in room.participants)

    def _come_back(self, person: Person) -> None:
        """Opens a new connection, and resumes the room until nothing is missing."""
        self._read_of(person)
        person.connection, person.read = self._new_connection(person.owner), 0
        assert person.turns is not None
        for _ in range(MAX_RESUMPTIONS):
            person.resumed = False
            person.turns.request()
            self._send(person, {"action": "resume_room", "after": person.turns.after})
            self._read_of(person)
            if self._faults.rate or (person.resumed and not person.turns.incomplete):
                return

    # --- the connection ---

    def _new_connection(self, owner: str) -> Connection:
        connection = Connection(f"c{len(self._connections)}", owner=owner)
        self._connections.append(connection)
        self._connected.add(connection)
        return connection

    def _close(self, connection: Connection) -> None:
        world = self._world
        ports = DisconnectPorts(world.rooms, world.notifier, world.clock, world.connections)
        disconnect(connection.connection_id, ports)

    def _ask(self, person: Person, request: Json) -> None:
        """Sends a request until it is not refused, or often enough."""
        for _ in range(MAX_ATTEMPTS):
            answers = self._send(person, request)
            refused = any(a["type"] == "error" and "seq" not in a["data"] for a in answers)
            if not refused and not self._failed:
                return

    def _send(self, person: Person, request: Json) -> list[Json]:
        """What the connection received meanwhile."""
        before = len(self._inbox_of(person))
        if request["action"] != "open_room":
            request = {"room_id": self._room_id} | request
        self._failed = not self._try(lambda: self._world.send(request, person.connection))
        self._queue_started()
        return self._inbox_of(person)[before:]

    def _inbox_of(self, person: Person) -> list[Json]:
        return self._world.notifier.inbox(person.connection.connection_id)

    def _try(self, do: Any) -> bool:
        try:
            do()
        except (DragomanError, Crash):
            return False
        return True

    def _read(self) -> None:
        for person in self._people.values():
            self._read_of(person)

    def _read_of(self, person: Person) -> None:
        inbox = self._inbox_of(person)
        new, person.read = inbox[person.read :], len(inbox)
        assert person.turns is not None
        for message in new:
            if "seq" in message["data"]:
                person.raw.append(message)
                received = ReceivedEvent(0.0, message["type"], message["data"])
                person.got += person.turns.receive(received)
            elif message["type"] == "room_resumed":
                person.got += person.turns.resumed(message["data"]["turn"])
                person.resumed = not message["data"]["more"]

    def _present(self) -> list[Person]:
        return [person for person in self._people.values() if not person.gone]

    # --- the outcome ---

    def _violations(self) -> Counter[str]:
        found: Counter[str] = Counter(
            {"rooms": 1, "room faults": sum(self._faults.struck.values())}
        )
        for turn, taken in enumerate(self.rooms.taken, start=1):
            stored = FakeMessages.segment_events(self._table, taken.message_id, taken.segment)
            if not _is_of_turn(stored, turn):
                continue  # it was not accepted, or took another turn
            found["room turns accepted"] += 1
            for person in self._present():
                if self._was_there(person, turn):
                    found["turns heard"] += 1
                    got = [e for e in person.got if e.data["message_id"] == taken.message_id]
                    wanted = self._wanted(person, stored, turn)
                    found["lost"] += len(wanted ^ {event.data["seq"] for event in got})
                    found["out of order"] += _out_of_order(got)
                    found["unfinished"] += SEGMENT_END_SEQ not in wanted
        for person in self._present():
            found["duplicated"] += _duplicated(person)
        return found

    def _was_there(self, person: Person, turn: int) -> bool:
        room = self.rooms.audiences[turn]
        return turn > person.joined_after and any(
            one.owner == person.owner for one in room.participants
        )

    def _wanted(self, person: Person, stored: dict[int, Json], turn: int) -> set[int]:
        """The `seq` of the events of a turn that a participant should receive, by the languages of the
        moment when the turn was taken."""
        place = stored[SEGMENT_START_SEQ]["data"]["room"]
        [here] = [p for p in self.rooms.audiences[turn].participants if p.owner == person.owner]
        speaks = here.participant_id == place["participant_id"]
        wanted = {seq for seq in stored if seq < SEQ_PER_LANGUAGE}
        recording = stored.get(RECORDING_SEQ)
        if speaks or (recording and recording["data"]["language"] != here.language):
            wanted.discard(RECORDING_SEQ)
        if not speaks and here.language in place["languages"]:
            base = SEQ_PER_LANGUAGE * (place["languages"].index(here.language) + 1)
            wanted |= {seq - base for seq in stored if base <= seq < base + SEQ_PER_LANGUAGE}
        return wanted


def _is_of_turn(stored: dict[int, Json], turn: int) -> bool:
    started = stored.get(SEGMENT_START_SEQ)
    return started is not None and started["data"]["room"]["turn"] == turn


def _out_of_order(got: list[ReceivedEvent]) -> int:
    """Whether the first event was not the first, or something came after the end."""
    seqs = [event.data["seq"] for event in got]
    return int(bool(seqs) and (seqs[0] != SEGMENT_START_SEQ or SEGMENT_END_SEQ in seqs[:-1]))


def _duplicated(person: Person) -> int:
    """How many positions had two contents, or were handed over twice. An error may follow an end."""
    said: dict[tuple[str, int], Json] = {}
    duplicated = 0
    for event in person.raw:
        if event["type"] == "error":
            continue
        content = {name: value for name, value in event["data"].items() if "url" not in name}
        position = content["message_id"], content["seq"]
        duplicated += said.setdefault(position, content) != content
    handed_over = Counter((e.data["message_id"], e.data["seq"]) for e in person.got)
    return duplicated + sum(times - 1 for times in handed_over.values())
