"""The Python client of a service."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

from dragoman.client.message_stream import MessageStream
from dragoman.client.room import Room, room_address
from dragoman.client.service import Service, address, find
from dragoman.client.session import Message, Session
from dragoman.client.speech_sources import Speech, speech_source
from dragoman.languages import AUTO
from dragoman.protocol import ExportFormat, Ready


class Dragoman:
    """A connection of one speaker. It reconnects when a socket is lost, resumes unfinished messages and
    delivers every event once. Several messages may be under way at a time.

        async with Dragoman("https://dragoman.example", source_lang="en", target_lang="pt") as dragoman:
            async for event in dragoman.translate(recording):
                ...
    """

    session: Session
    """The protocol below, for programs that measure."""
    ready: Ready
    """The languages, voices and limits of the service."""

    def __init__(
        self,
        service: Service | str | None = None,
        *,
        source_lang: str = AUTO,
        target_lang: str | None = "en",
        accepts: Sequence[str] = ("audio/ogg",),
        idle_timeout_s: float = 60.0,
    ) -> None:
        """`service` is the address of the web app, or a WebSocket address with a ticket; without it the
        environment's DRAGOMAN_URL, or the service on this machine. A `Service` can carry the secret of an
        earlier session or the token of a user. `accepts` are the content types of voices in order of
        preference. `target_lang` is None for one who only takes part in rooms. `idle_timeout_s` limits the
        wait for each event."""
        self._service = service
        self._languages = source_lang, target_lang
        self._accepts = list(accepts)
        self._idle_timeout_s = idle_timeout_s
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Raises Unreachable, Refused."""
        async with AsyncExitStack() as opening:
            service = self._service
            if not isinstance(service, Service):
                service = await asyncio.to_thread(find, address(service))
            self.service = service
            self.session = await opening.enter_async_context(
                Session.open(service, self._idle_timeout_s)
            )
            ready = await self.session.hello(*self._languages, self._accepts)
            self.ready = Ready.model_validate(ready)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    def message(self) -> Message:
        """A new message in the languages of the connection."""
        source_lang, target_lang = self._languages
        return Message(source_lang, target_lang or "")

    def translate(
        self,
        speech: Speech,
        message: Message | None = None,
        *,
        content_type: str = "application/octet-stream",
    ) -> MessageStream:
        """Sends a message: an encoded recording, a text, or the encoded recordings of its segments as they
        are spoken. `message` has its languages, voice and other options."""
        return MessageStream(
            self.session, message or self.message(), speech_source(speech, content_type)
        )

    def resume(self, message_id: str) -> MessageStream:
        """Every event of a message that this speaker sent before, with fresh links."""
        message = replace(self.message(), message_id=message_id)
        return MessageStream(self.session, message, None)

    async def open_room(self, name: str, language: str, *, captions_only: bool = False) -> Room:
        """Opens a room, whose host this speaker becomes. A language that everyone only reads
        (`captions_only`) is not spoken. Raises Refused, Unreachable."""
        return await self._enter(
            "open_room", name=name, language=language, captions_only=captions_only
        )

    async def join_room(
        self, to: str, name: str, language: str, *, captions_only: bool = False
    ) -> Room:
        """Joins a room: `to` is a link to it, its id or its code. Raises Refused, Unreachable."""
        return await self._enter(
            "join_room",
            **room_address(to),
            name=name,
            language=language,
            captions_only=captions_only,
        )

    async def resume_room(self, room_id: str, after: int = 0) -> Room:
        """Returns to a room that this speaker joined before, on this connection. Its turns after `after`
        are sent again. Raises Refused, Unreachable."""
        return await self._enter("resume_room", room_id=room_id, after=after)

    async def _enter(self, action: str, **fields: str | int | bool) -> Room:
        room = Room(self.session)
        await room.enter({"action": action, **fields})
        return room

    async def export(
        self, *message_ids: str, format: ExportFormat = ExportFormat.VTT, lang: str | None = None
    ) -> str:
        """The texts of messages with their times, in both languages or in one. Raises Refused, Unreachable."""
        return await self.session.export(message_ids, format, lang)

    async def fetch(self, url: str) -> bytes:
        """Downloads the audio of a link. Raises Unreachable."""
        return await self.session.fetch(url)
