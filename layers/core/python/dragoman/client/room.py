"""A room, as one participant is in it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

from dragoman.client.message_stream import MessageStream, parsed
from dragoman.client.room_turns import RoomTurns
from dragoman.client.service import Refused, Unreachable
from dragoman.client.session import RESUME_AFTER_S, Inbox, Message, ReceivedEvent, Session
from dragoman.client.speech_sources import Speech, speech_source
from dragoman.languages import AUTO
from dragoman.protocol import CODE_LENGTH, RoomInfo, RoomState, RoomUpdate
from dragoman.protocol.events import EventData

RETRY_AFTER_S = 2.0


def room_address(written: str) -> dict[str, str]:
    """The `room_id` or the `code` in a link to a room, an id, or a code as it was read aloud."""
    if (place := written.partition("#room=")[2]) or "/" in written:
        return {"room_id": place.partition("&")[0]}
    letters = re.sub(r"[\s-]", "", written)
    if len(letters) == CODE_LENGTH and letters.isalpha():
        return {"code": letters}
    return {"room_id": written}


class Room:
    """The place of a participant. Iterate it for the events of the room and of its turns: each arrives
    once, also after a lost connection, and the end of a turn comes last. Dragoman's `open_room`,
    `join_room` and `resume_room` make one."""

    state: RoomState
    """The latest state of the room."""
    you: str
    """The participant's own id."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._inbox: Inbox = asyncio.Queue()
        self._turns: RoomTurns | None = None
        self._after: int | None = None
        self._resuming = False
        self._retry: asyncio.Task[None] | None = None

    async def enter(self, request: dict[str, Any]) -> None:
        """Sends the request that leads into the room. Raises Refused, Unreachable."""
        self._after = request.get("after")
        former, self._session.room = self._session.room, self
        try:
            await self._session.ask("room", json.dumps(request))
        except BaseException:
            self._session.room = former
            raise

    @property
    def room_id(self) -> str:
        return self.state.room_id

    @property
    def after(self) -> int:
        """The latest turn up to which everything has arrived: `resume_room` continues after it."""
        return self._turns.after if self._turns else 0

    def translate(
        self,
        speech: Speech,
        message: Message | None = None,
        *,
        content_type: str = "application/octet-stream",
    ) -> MessageStream:
        """Speaks into the room. The stream has the events of the speaker, who hears no translation.
        A text needs a `message` that names its `source_lang`."""
        spoken = replace(message or Message(AUTO), target_lang="", room_id=self.room_id)
        return MessageStream(self._session, spoken, speech_source(speech, content_type))

    async def update(
        self,
        *,
        name: str | None = None,
        language: str | None = None,
        captions_only: bool | None = None,
    ) -> None:
        """Changes the name or the language of the participant, or whether voices are made for it.
        `room_update` tells everyone; a refusal arrives as an event. Language and voices count from the
        next turn on."""
        changes = {"name": name, "language": language, "captions_only": captions_only}
        given = {field: value for field, value in changes.items() if value is not None}
        await self.request("update_participant", **given)

    async def request(self, action: str, **fields: Any) -> None:
        """Sends any other request about the room, such as `lock_room`. What follows from it arrives as
        an event."""
        await self._session.send(self._request(action, **fields))

    async def leave(self) -> None:
        """Raises Refused, Unreachable."""
        await self._session.ask("room_left", self._request("leave_room"))

    async def __aiter__(self) -> AsyncIterator[EventData]:
        """The events as models of `dragoman.protocol`, up to `room_left`. Raises Refused when the place
        is lost, and Unreachable."""
        async with aclosing(self.received()) as events:
            async for received in events:
                if (event := parsed(received)) is not None:
                    yield event

    async def received(self) -> AsyncGenerator[ReceivedEvent]:
        """The events as they arrive, with their times. Raises Refused, Unreachable."""
        while True:
            try:
                received = await asyncio.wait_for(self._inbox.get(), RESUME_AFTER_S)
            except TimeoutError:
                await self._resume_after_silence()
                continue
            if isinstance(received, Exception):
                raise received
            yield received
            if received.type == "room_left":
                return

    async def _resume_after_silence(self) -> None:
        if self._turns is None or not self._turns.under_way:
            return
        if self._session.silent_s > self._session.idle_timeout_s:
            raise Unreachable(f"The service sent nothing for {self._session.silent_s:.0f} s.")
        if self._session.silent_s >= RESUME_AFTER_S:
            await self._resume()

    # --- What the session needs ---

    def receive(self, received: ReceivedEvent) -> Iterable[str]:
        data = received.data
        match received.type:
            case "ready":  # of a new socket
                return self._continue()
            case "room":
                self._enter(RoomInfo.model_validate(data))
                return []
            case "room_update" | "room_resumed" | "room_left" if data["room_id"] != self._id:
                return []
            case "room_update":
                self._update(RoomUpdate.model_validate(data))
            case "room_resumed":
                return self._resumed(data["turn"], more=data["more"])
            case "room_left":
                self._lose_place()
            case "error" if "seq" not in data:
                if data["message_id"] is not None or data["room_id"] is None:
                    return []
                if self._is_retried(data):
                    return []
            case _ if "seq" in data and self._turns:
                for event in self._turns.receive(received):
                    self._inbox.put_nowait(event)
                return self._continue() if self._lacks_something() else []
            case _:
                return []
        self._inbox.put_nowait(received)
        return []

    def fail(self, error: Exception) -> None:
        self._inbox.put_nowait(error)

    @property
    def _id(self) -> str | None:
        return self.room_id if self._turns else None

    def _enter(self, room: RoomInfo) -> None:
        if self._turns is None:
            self.you = room.you
            self.state = room
            after = room.turn if self._after is None else self._after
            self._turns = RoomTurns(room.room_id, room.you, after)
        self._update(room)

    def _lose_place(self) -> None:
        self._turns = None
        if self._session.room is self:
            self._session.room = None

    def _update(self, state: RoomState) -> None:
        if state.revision >= self.state.revision:
            self.state = state

    def _resumed(self, turn: int, *, more: bool) -> Iterable[str]:
        self._resuming = False
        assert self._turns is not None  # noqa: S101 (an event of this room)
        for event in self._turns.resumed(turn):
            self._inbox.put_nowait(event)
        if more:
            return self._resume_after(turn)
        return self._continue() if self._turns.incomplete else []

    def _lacks_something(self) -> bool:
        return self._turns is not None and self._turns.incomplete and not self._resuming

    def _resume_after(self, turn: int) -> list[str]:
        if self._turns:
            self._turns.request()
        self._resuming = True
        return [self._request("resume_room", after=turn)]

    def _is_retried(self, refusal: dict[str, Any]) -> bool:
        """Schedules another `resume_room` after a refusal of one that may pass."""
        if refusal["code"] == "not_in_room":
            self._lose_place()
            self.fail(Refused(refusal))
            return True
        if not self._resuming or not refusal["retryable"]:
            return False
        wait_s = (refusal["retry_after_ms"] or 0) / 1000 or RETRY_AFTER_S
        self._retry = asyncio.create_task(self._resume_later(wait_s))
        return True

    async def _resume_later(self, wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        with suppress(Unreachable):  # the reader is told
            await self._resume()

    def _continue(self) -> list[str]:
        """The request for what is not known to have arrived."""
        return self._resume_after(self.after) if self._turns else []

    async def _resume(self) -> None:
        for request in self._continue():
            await self._session.send(request)

    def _request(self, action: str, **fields: Any) -> str:
        return json.dumps({"action": action, "room_id": self.room_id, **fields})
