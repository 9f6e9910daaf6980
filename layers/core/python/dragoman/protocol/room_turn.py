"""The place of a segment in a room, and the place of each language in it."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

SEQ_PER_LANGUAGE: Final = 1000
"""The events of each language are stored with the segment under numbers of their own. Whoever
receives them gets the events of one language, numbered as in a conversation of two."""


class RoomTurn(BaseModel):
    """A segment that was spoken into a room."""

    model_config = ConfigDict(frozen=True)

    room_id: str = Field(repr=False)
    turn: int
    """Its number: the order in which everyone hears the segments of the room."""
    participant_id: str
    """The speaker."""
    languages: tuple[str, ...]
    """The languages in which the others listen."""
    captions_only: tuple[str, ...] = ()
    """Those of the languages whose voice nobody hears."""

    def stored_seq(self, seq: int, language: str) -> int:
        """The number under which an event of a language is stored; an event for all has none."""
        return SEQ_PER_LANGUAGE * (self.languages.index(language) + 1) + seq if language else seq

    def language_of(self, stored_seq: int) -> str:
        """The language of a stored event; empty for an event for all."""
        place = stored_seq // SEQ_PER_LANGUAGE
        return self.languages[place - 1] if place else ""
