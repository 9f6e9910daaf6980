"""`dragoman room`: open, join. Shows a room's captions and speaks recordings into it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Annotated, TypeAlias

import typer
from rich.console import Console

from dragoman.client.command import Exit, exit_codes, language, print_json, speech_of
from dragoman.client.dragoman import Dragoman
from dragoman.client.room import Room
from dragoman.client.room_view import RoomView
from dragoman.client.service import Refused, address
from dragoman.client.session import Message, ReceivedEvent
from dragoman.client.speech_sources import SpeechSource

app = typer.Typer(
    no_args_is_help=True,
    help="Take part in a room: show its captions, and speak recordings into it.",
)

Files = Annotated[
    list[Path] | None,
    typer.Argument(exists=True, dir_okay=False, help="Recordings to speak, one after the other."),
]
Name = Annotated[str, typer.Option(help="Your name in the room.")]
YourLanguage = Annotated[
    str, typer.Option("--language", callback=language, help="The language you speak and read.")
]
Live = Annotated[
    bool, typer.Option("--live", help="Speak in real time, split at pauses, like a microphone.")
]
Stay = Annotated[
    bool, typer.Option("--stay", help="Stay in the room after the last recording, until Ctrl-C.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON event per line.")]
Url = Annotated[
    str | None, typer.Option(help="The URL of the service; a local one is found automatically.")
]

Enter: TypeAlias = Callable[[Dragoman], Awaitable[Room]]


@app.command("open")
def open_(
    files: Files = None,
    name: Name = "Host",
    your_language: YourLanguage = "en",
    live: Live = False,
    stay: Stay = False,
    as_json: AsJson = False,
    url: Url = None,
) -> None:
    """Open a room and print its link and its code. Recordings are spoken once someone has joined."""

    def enter(dragoman: Dragoman) -> Awaitable[Room]:
        return dragoman.open_room(name, your_language, captions_only=not as_json)

    _take_part(enter, _sources(files, live), your_language, stay, as_json, url)


@app.command()
def join(
    to: Annotated[str, typer.Argument(help="The link, the id or the code of the room.")],
    files: Files = None,
    name: Name = "Guest",
    your_language: YourLanguage = "en",
    live: Live = False,
    stay: Stay = False,
    as_json: AsJson = False,
    url: Url = None,
) -> None:
    """Join a room."""

    def enter(dragoman: Dragoman) -> Awaitable[Room]:
        return dragoman.join_room(to, name, your_language, captions_only=not as_json)

    _take_part(enter, _sources(files, live), your_language, stay, as_json, url)


def _sources(files: list[Path] | None, live: bool) -> list[SpeechSource]:
    return [speech_of(file, live) for file in files or []]


def _take_part(
    enter: Enter,
    sources: list[SpeechSource],
    spoken: str,
    stay: bool,
    as_json: bool,
    url: str | None,
) -> None:
    console = Console(stderr=as_json)
    visit = _Visit(enter, sources, spoken, stay or not sources, console, as_json)
    with exit_codes(console), suppress(KeyboardInterrupt):
        asyncio.run(visit.run(url))
    if visit.failed:
        raise typer.Exit(Exit.SERVICE_ERROR)


@dataclass
class _Visit:
    enter: Enter
    sources: list[SpeechSource]
    spoken: str
    """The language of the recordings."""
    stay: bool
    console: Console
    as_json: bool
    failed: bool = False
    """Whether a recording ended with an error, or the room was left before all were spoken."""
    _others: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when someone else is there."""
    _began_s: float = field(default_factory=perf_counter)

    async def run(self, url: str | None) -> None:
        """Raises Refused, Unreachable."""
        service = address(url)
        async with Dragoman(service, source_lang=self.spoken, target_lang=None) as dragoman:
            room = await self.enter(dragoman)
            showing = asyncio.create_task(self._show(room, _page(service)))
            speaking = asyncio.create_task(self._speak(room))
            try:
                await asyncio.wait({showing, speaking}, return_when=asyncio.FIRST_COMPLETED)
                if self.stay and not showing.done():
                    await asyncio.wait({showing})
            finally:
                if not speaking.done():
                    self.failed |= showing.done()
                    speaking.cancel()
                if not showing.done():
                    await room.leave()
            await showing
            if speaking.done() and not speaking.cancelled():
                speaking.result()

    async def _show(self, room: Room, page: str) -> None:
        view = RoomView(self.console)
        if self.as_json:
            self._print(ReceivedEvent(perf_counter(), "room", room.state.model_dump(mode="json")))
        else:
            view.entered(room.state, page)
        async for received in room.received():
            if self.as_json:
                self._print(received)
            else:
                view.show(received, room.state, room.you)
            self._note(room)

    def _note(self, room: Room) -> None:
        if any(one.connected and one.participant_id != room.you for one in room.state.participants):
            self._others.set()

    async def _speak(self, room: Room) -> None:
        if not self.sources:
            return
        self._note(room)
        await self._others.wait()
        for source in self.sources:
            try:
                await room.translate(source, Message(self.spoken)).result()
            except Refused:
                self.failed = True  # the event was shown

    def _print(self, received: ReceivedEvent) -> None:
        at_ms = round((received.at_s - self._began_s) * 1000, 1)
        print_json({"at_ms": at_ms, "type": received.type, "data": received.data})


def _page(service: str) -> str:
    """The address of the web app; empty for the address of a WebSocket."""
    return f"{service.rstrip('/')}/" if service.startswith("http") else ""
