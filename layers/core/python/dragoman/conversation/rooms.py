"""Participants open, join, change and leave rooms."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from secrets import choice, token_urlsafe

from dragoman.conversation.conversation_ports import RoomEventPorts, RoomPorts
from dragoman.errors import NotInRoom, RoomUnknown, StorageUnavailable, UnsupportedLanguage
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import (
    CODE_LENGTH,
    CODE_LETTERS,
    CloseRoom,
    JoinRoom,
    LeaveRoom,
    LeftReason,
    LockRoom,
    OpenRoom,
    RemoveParticipant,
    RenewCode,
    RoomChange,
    RoomInfo,
    RoomLeft,
    RoomParticipant,
    RoomUpdate,
    Speaking,
    UpdateParticipant,
)
from dragoman.room import Participant, Room
from dragoman.stages.fan_out import FanOut

MAX_TRIES = 30
"""The attempts at a change while others change the same room: more than it has participants."""
MAX_CODES = 5
"""The number of codes that are tried until one is free."""
UPDATE_WAIT_S = 5.0
"""The maximum wait for the slowest participant of an update. Updates are not stored, so one that is not
sent is lost until the participant resumes the room; no turn waits for it."""


def open_room(message: OpenRoom, speaker: Connection, ports: RoomPorts) -> RoomInfo:
    """Creates a room with the speaker as its host. Raises UnsupportedLanguage,
    StorageUnavailable."""
    participant = _newcomer(message, speaker, 1, ports)
    room = Room(token_urlsafe(16)).join(participant, **_limits(ports))
    room = _with_code(room, ports)
    ports.rooms.note_member(speaker.owner, room.room_id)
    ports.rooms.create(room)
    return info(room, participant, ports)


def join_room(message: JoinRoom, speaker: Connection, ports: RoomPorts) -> RoomInfo:
    """Adds the speaker to the room. Raises UnsupportedLanguage, RoomUnknown, AlreadyInRoom,
    RemovedFromRoom, RoomLocked, RoomFull, TooManyLanguages, RateLimited, StorageUnavailable."""
    room_id = message.room_id or _room_of_code(message.code or "", speaker, ports)
    newcomer = _newcomer(message, speaker, 1, ports)

    def join(room: Room) -> Room:
        since = replace(newcomer, languages=((room.turns + 1, newcomer.language),))
        return room.join(since, **_limits(ports))

    if ports.rooms.get(room_id) is None:
        raise RoomUnknown
    ports.rooms.note_member(speaker.owner, room_id)
    room = change_room(room_id, ports, join)
    joined = room.participant(newcomer.participant_id)
    tell(room, RoomChange.JOINED, joined, ports, to_them=False)
    return info(room, joined, ports)


def leave_room(message: LeaveRoom, speaker: Connection, ports: RoomEventPorts) -> RoomLeft:
    """Raises NotInRoom, StorageUnavailable."""
    left = require_participant(message.room_id, speaker, ports)
    _leave(message.room_id, left, ports)
    return RoomLeft(room_id=message.room_id, reason=LeftReason.LEFT)


def leave_every_room(owner: str, ports: RoomEventPorts) -> None:
    """Removes the owner, and with it their name, from the rooms that they are in. Raises
    StorageUnavailable."""
    for room_id in ports.rooms.rooms_of(owner):
        with suppress(NotInRoom):
            left = require_room(room_id, ports).of_owner(owner)
            _leave(room_id, left, ports)
            dismiss(room_id, [left], LeftReason.LEFT, ports)


def _leave(room_id: str, left: Participant, ports: RoomEventPorts) -> None:
    """Raises NotInRoom, StorageUnavailable."""
    room = change_room(room_id, ports, lambda room: room.leave(room.of_owner(left.owner)))
    tell(room, RoomChange.LEFT, left, ports)


def update_participant(message: UpdateParticipant, speaker: Connection, ports: RoomPorts) -> None:
    """Changes the speaker's own name, language or way of listening. Raises NotInRoom, UnsupportedLanguage,
    TooManyLanguages, StorageUnavailable."""
    language = message.language
    if language is not None:
        _check_language(language, ports)

    def update(room: Room) -> Room:
        participant = room.of_owner(speaker.owner)
        if message.name is not None:
            participant = replace(participant, name=message.name)
        if language is not None:
            participant = participant.in_language(language, room.turns + 1)
        if message.captions_only is not None:
            participant = replace(participant, captions_only=message.captions_only)
        limit = ports.capabilities.limits.room_languages
        return room.change(participant).with_languages(limit)

    room = change_room(message.room_id, ports, update)
    tell(room, RoomChange.UPDATED, room.of_owner(speaker.owner), ports)


def speaking(message: Speaking, speaker: Connection, ports: RoomEventPorts) -> None:
    """Tells the others. Raises NotInRoom, StorageUnavailable."""
    room = require_room(message.room_id, ports)
    participant = room.of_owner(speaker.owner)
    change = RoomChange.SPEAKING if message.speaking else RoomChange.SILENT
    tell(room, change, participant, ports, to_them=False)


def remove_participant(
    message: RemoveParticipant, speaker: Connection, ports: RoomEventPorts
) -> None:
    """Raises NotInRoom, NotHost, ParticipantUnknown, StorageUnavailable."""
    removed: list[Participant] = []

    def remove(room: Room) -> Room:
        room.host_of(speaker.owner)
        removed[:] = [room.participant(message.participant_id)]
        return room.remove(removed[0])

    room = change_room(message.room_id, ports, remove)
    tell(room, RoomChange.REMOVED, removed[0], ports)
    dismiss(room.room_id, removed, LeftReason.REMOVED, ports)


def lock_room(message: LockRoom, speaker: Connection, ports: RoomEventPorts) -> None:
    """Raises NotInRoom, NotHost, StorageUnavailable."""

    def lock(room: Room) -> Room:
        room.host_of(speaker.owner)
        return replace(room, locked=message.locked)

    room = change_room(message.room_id, ports, lock)
    change = RoomChange.LOCKED if message.locked else RoomChange.UNLOCKED
    tell(room, change, room.of_owner(speaker.owner), ports)


def renew_code(message: RenewCode, speaker: Connection, ports: RoomPorts) -> None:
    """Raises NotInRoom, NotHost, StorageUnavailable."""

    def renew(room: Room) -> Room:
        room.host_of(speaker.owner)
        return _with_code(room, ports)

    room = change_room(message.room_id, ports, renew)
    tell(room, RoomChange.CODE_RENEWED, room.of_owner(speaker.owner), ports)


def close_room(message: CloseRoom, speaker: Connection, ports: RoomEventPorts) -> None:
    """Removes the room and notifies all participants. Raises NotInRoom, NotHost,
    StorageUnavailable."""
    room = require_room(message.room_id, ports)
    room.host_of(speaker.owner)
    ports.rooms.remove(room.room_id)
    dismiss(room.room_id, room.participants, LeftReason.CLOSED, ports)


def read_room(room_id: str, speaker: Connection, ports: RoomEventPorts) -> RoomInfo:
    """Raises NotInRoom, StorageUnavailable."""
    room = require_room(room_id, ports)
    return info(room, room.of_owner(speaker.owner), ports)


def take_place(room_id: str, speaker: Connection, ports: RoomEventPorts) -> RoomInfo:
    """Makes the speaker's connection receive the events of the room, and notifies the others and
    the connection that received them before. Raises NotInRoom, StorageUnavailable."""
    former = require_participant(room_id, speaker, ports)
    ports.rooms.note_member(speaker.owner, room_id)

    def connect(room: Room) -> Room:
        participant = room.of_owner(speaker.owner)
        return room.change(
            replace(participant, connection_id=speaker.connection_id, accepts=speaker.accepts)
        )

    room = change_room(room_id, ports, connect)
    participant = room.of_owner(speaker.owner)
    if former.connection_id not in (NO_CONNECTION, speaker.connection_id):
        dismiss(room_id, [former], LeftReason.RESUMED_ELSEWHERE, ports)
    if former.connection_id != speaker.connection_id:
        tell(room, RoomChange.CONNECTED, participant, ports, to_them=False)
    return info(room, participant, ports)


def vacate(closed: Connection, ports: RoomEventPorts) -> None:
    """Notes that the connection of a participant has closed, and notifies the others. Does nothing
    if another connection has replaced it. Raises StorageUnavailable."""
    vacant: list[Participant] = []

    def disconnect(room: Room) -> Room:
        vacant[:] = [
            replace(one, connection_id=NO_CONNECTION)
            for one in room.participants
            if one.connection_id == closed.connection_id
        ]
        return room.change(vacant[0]) if vacant else room

    if ports.rooms.get(closed.room_id) is None:
        return
    room = change_room(closed.room_id, ports, disconnect)
    if vacant:
        tell(room, RoomChange.DISCONNECTED, vacant[0], ports)


def change_room(room_id: str, ports: RoomEventPorts, change: Callable[[Room], Room]) -> Room:
    """The room after the change, which is applied again where another change came first. Raises
    NotInRoom when there is no such room, StorageUnavailable, and what the change raises."""
    for _ in range(MAX_TRIES):
        room = require_room(room_id, ports)
        changed = change(room)
        if changed == room:
            return room
        if ports.rooms.replace(changed):
            return replace(changed, revision=room.revision + 1)
    raise StorageUnavailable


def require_room(room_id: str, ports: RoomEventPorts) -> Room:
    """The room of a participant. Raises NotInRoom, also for an unknown room, and
    StorageUnavailable."""
    room = ports.rooms.get(room_id)
    if room is None:
        raise NotInRoom
    return room


def require_participant(room_id: str, speaker: Connection, ports: RoomEventPorts) -> Participant:
    """Raises NotInRoom, StorageUnavailable."""
    return require_room(room_id, ports).of_owner(speaker.owner)


def info(room: Room, receiver: Participant, ports: RoomEventPorts) -> RoomInfo:
    """The room as the participant sees it."""
    return RoomInfo(**_state(room, ports), you=receiver.participant_id)


def tell(
    room: Room,
    change: RoomChange,
    whom: Participant,
    ports: RoomEventPorts,
    *,
    to_them: bool = True,
) -> None:
    """Posts a change to every participant who is in the room, with or without whom it concerns."""
    update = RoomUpdate(**_state(room, ports), change=change, participant_id=whom.participant_id)
    with FanOut(ports.notifier, UPDATE_WAIT_S) as fan_out:
        receivers = [
            one for one in room.participants if to_them or one.participant_id != whom.participant_id
        ]
        fan_out.post(connections_of(receivers), update.wire())


def dismiss(
    room_id: str, whom: Iterable[Participant], reason: LeftReason, ports: RoomEventPorts
) -> None:
    """Tells these participants that they receive nothing more."""
    left = RoomLeft(room_id=room_id, reason=reason)
    with FanOut(ports.notifier, UPDATE_WAIT_S) as fan_out:
        fan_out.post(connections_of(whom), left.wire())


def connections_of(participants: Iterable[Participant]) -> list[str]:
    return [one.connection_id for one in participants if one.connection_id != NO_CONNECTION]


def _state(room: Room, ports: RoomEventPorts) -> dict[str, object]:
    left_s = round(room.code_expires_at_s - ports.clock())
    return {
        "room_id": room.room_id,
        "revision": room.revision,
        "link": f"#room={room.room_id}",
        "code": room.code if left_s > 0 else None,
        "code_expires_in_s": left_s if left_s > 0 else None,
        "locked": room.locked,
        "host": room.host,
        "participants": [
            RoomParticipant(
                participant_id=one.participant_id,
                name=one.name,
                language=one.language,
                connected=one.connection_id != NO_CONNECTION,
                captions_only=one.captions_only,
            )
            for one in room.participants
        ],
        "turn": room.turns,
    }


def _newcomer(
    message: OpenRoom | JoinRoom, speaker: Connection, turn: int, ports: RoomPorts
) -> Participant:
    """Raises UnsupportedLanguage."""
    _check_language(message.language, ports)
    return Participant(
        participant_id=token_urlsafe(6),
        owner=speaker.owner,
        name=message.name,
        languages=((turn, message.language),),
        connection_id=speaker.connection_id,
        accepts=speaker.accepts,
        captions_only=message.captions_only,
    )


def _check_language(language: str, ports: RoomPorts) -> None:
    known = ports.capabilities.languages
    if language not in known:
        offered = ", ".join(sorted(known))
        raise UnsupportedLanguage(f"'{language}' is not supported; {offered} are.")


def _limits(ports: RoomPorts) -> dict[str, int]:
    limits = ports.capabilities.limits
    return {
        "max_participants": limits.room_participants,
        "max_languages": limits.room_languages,
    }


def _with_code(room: Room, ports: RoomPorts) -> Room:
    """The room with a new code. Raises StorageUnavailable."""
    expires_at_s = round(ports.clock()) + ports.room_code_lifetime_s
    for _ in range(MAX_CODES):
        code = "".join(choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if ports.rooms.claim_code(code, room.room_id, expires_at_s):
            return replace(room, code=code, code_expires_at_s=expires_at_s)
    raise StorageUnavailable


def _room_of_code(code: str, speaker: Connection, ports: RoomPorts) -> str:
    """The room to which the code leads now. Raises RoomUnknown, RateLimited, StorageUnavailable."""
    key = speaker.address_key or speaker.owner
    ports.usage.count_guess(key)
    room_id = ports.rooms.room_of_code(code)
    room = ports.rooms.get(room_id) if room_id else None
    if room is None or room.code != code:  # the host may have renewed it
        raise RoomUnknown
    ports.usage.forgive_guess(key)
    return room.room_id
