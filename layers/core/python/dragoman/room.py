"""A room: a conversation of participants, each on a device and in a language of their own.

Turns are numbered from 1 in the order in which the room accepts them: one order for everyone. A
change of language counts from the next turn on, so that no turn changes its language midway.
"""

from dataclasses import dataclass, replace

from dragoman.errors import (
    AlreadyInRoom,
    NotHost,
    NotInRoom,
    ParticipantUnknown,
    RemovedFromRoom,
    RoomFull,
    RoomLocked,
    TooManyLanguages,
)

MAX_LANGUAGE_CHANGES = 8
"""The changes of language of a participant that are kept: more than turns are under way at once."""


@dataclass(frozen=True)
class Participant:
    participant_id: str
    owner: str
    """The person: the same on every connection of theirs. Nobody else learns it."""
    name: str
    languages: tuple[tuple[int, str], ...]
    """The languages of the participant, each with the first turn for which it counts."""
    connection_id: str = ""
    """The connection that receives the events; empty while there is none."""
    accepts: tuple[str, ...] = ()
    """Content types that the client can play, in order of preference."""
    captions_only: bool = False
    """Whether the participant reads and hears no voices."""

    @property
    def language(self) -> str:
        return self.languages[-1][1]

    def language_in(self, turn: int) -> str:
        """The language for a turn; for a turn before the participant came, their first."""
        counting = [language for first, language in self.languages if first <= turn]
        return counting[-1] if counting else self.languages[0][1]

    def in_language(self, language: str, first_turn: int) -> "Participant":
        if language == self.language:
            return self
        before = tuple(change for change in self.languages if change[0] < first_turn)
        changes = (*before, (first_turn, language))
        return replace(self, languages=changes[-MAX_LANGUAGE_CHANGES:])


@dataclass(frozen=True)
class Room:
    room_id: str
    """Unguessable: who knows it may join."""
    participants: tuple[Participant, ...] = ()
    """The participants in the order in which they joined."""
    host: str = ""
    """The participant who may remove others, lock and close the room; empty in an empty room."""
    locked: bool = False
    code: str = ""
    code_expires_at_s: int = 0
    """Unix time."""
    removed: tuple[str, ...] = ()
    """The owners whom the host removed: they cannot come back."""
    turns: int = 0
    """The number of the latest turn."""
    revision: int = 0
    """Rises with every change of the room."""

    def of_owner(self, owner: str) -> Participant:
        """Raises NotInRoom."""
        for participant in self.participants:
            if participant.owner == owner:
                return participant
        raise NotInRoom

    def participant(self, participant_id: str) -> Participant:
        """Raises ParticipantUnknown."""
        for participant in self.participants:
            if participant.participant_id == participant_id:
                return participant
        raise ParticipantUnknown

    def host_of(self, owner: str) -> Participant:
        """The participant of the owner, who has to be the host. Raises NotInRoom, NotHost."""
        participant = self.of_owner(owner)
        if participant.participant_id != self.host:
            raise NotHost
        return participant

    def languages(self) -> list[str]:
        """The languages of the participants, each once."""
        return list(dict.fromkeys(one.language for one in self.participants))

    def audience_of(self, speaker: Participant) -> dict[str, bool]:
        """The languages in which the others listen, and whether anyone hears the voice of each."""
        heard: dict[str, bool] = {}
        for one in self.participants:
            if one != speaker:
                heard[one.language] = heard.get(one.language, False) or not one.captions_only
        return heard

    def join(self, newcomer: Participant, *, max_participants: int, max_languages: int) -> "Room":
        """Raises AlreadyInRoom, RemovedFromRoom, RoomLocked, RoomFull, TooManyLanguages."""
        if any(one.owner == newcomer.owner for one in self.participants):
            raise AlreadyInRoom
        if newcomer.owner in self.removed:
            raise RemovedFromRoom
        if self.locked:
            raise RoomLocked
        if len(self.participants) >= max_participants:
            raise RoomFull(f"A room has {max_participants} participants at most.")
        joined = replace(
            self,
            participants=(*self.participants, newcomer),
            host=self.host or newcomer.participant_id,
        )
        return joined.with_languages(max_languages)

    def with_languages(self, max_languages: int) -> "Room":
        """The room itself. Raises TooManyLanguages."""
        if len(self.languages()) > max_languages:
            raise TooManyLanguages(f"A room has {max_languages} languages at most.")
        return self

    def change(self, participant: Participant) -> "Room":
        """The room with this participant in place of the one with the same id."""
        return replace(
            self,
            participants=tuple(
                participant if one.participant_id == participant.participant_id else one
                for one in self.participants
            ),
        )

    def leave(self, participant: Participant) -> "Room":
        """The room without the participant; the one who has been there longest becomes host in
        place of a host who leaves."""
        stay = tuple(one for one in self.participants if one != participant)
        host = self.host
        if host == participant.participant_id:
            host = stay[0].participant_id if stay else ""
        return replace(self, participants=stay, host=host)

    def remove(self, participant: Participant) -> "Room":
        return replace(self.leave(participant), removed=(*self.removed, participant.owner))
