"""What the command line shows of a room."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape

from dragoman.client.session import ReceivedEvent
from dragoman.protocol import RoomState

_CHANGES = {
    "joined": "has joined",
    "left": "has left",
    "removed": "was removed",
    "connected": "is back",
    "disconnected": "has lost the connection",
    "updated": "has changed name or language",
    "speaking": "speaks",
}


class RoomView:
    """A line for each caption in the participant's language, and for who comes and goes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._turns: dict[tuple[str, int], dict[str, Any]] = {}
        """The turn of each segment, as its first event names it."""
        self._names: dict[str, str] = {}

    def entered(self, state: RoomState, page: str) -> None:
        """Shows how others join. `page` is the address of the web app; empty if it is not known."""
        self._know(state)
        self._print(f"{escape(page)}{escape(state.link)}" if page else escape(state.room_id))
        if state.code:
            self._print(f"[bold]{state.code[:3]} {state.code[3:]}[/]")
        for one in state.participants:
            self._print(f"[dim]{escape(one.name)} ({one.language})[/]")

    def show(self, received: ReceivedEvent, state: RoomState, you: str) -> None:
        """Shows an event; `you` is the id of the participant who reads it."""
        data = received.data
        match received.type:
            case "room_update" if change := _CHANGES.get(data["change"]):
                self._know(state)
                if data["participant_id"] != you:
                    self._print(f"[dim]{self._name(data['participant_id'])} {change}[/]")
            case "processing_started":
                self._turns[data["message_id"], data["segment"]] = data["room"]
            case "stt_result" if not self._is_translated(data, state, you):
                self._caption(data, data["language"], data["original_text"])
            case "translation_result":
                self._caption(data, data["target_lang"], data["translated_text"])
            case "room_left" if data["reason"] != "left":
                self._print(f"[dim]you are no longer in the room: {escape(data['reason'])}[/]")
            case "error":
                self._print(f"[red]{data['code']}[/]  {escape(data['message'])}")

    def _is_translated(self, stt_result: dict[str, Any], state: RoomState, you: str) -> bool:
        """Whether a translation of the transcript follows for this participant."""
        turn = self._turns[stt_result["message_id"], stt_result["segment"]]
        [language] = [one.language for one in state.participants if one.participant_id == you]
        return bool(
            turn["participant_id"] != you
            and language in turn["languages"]
            and language != stt_result["language"]
        )

    def _caption(self, data: dict[str, Any], language: str, text: str) -> None:
        turn = self._turns[data["message_id"], data["segment"]]
        speaker = self._name(turn["participant_id"])
        self._print(f"[dim]{turn['turn']:3}[/]  [bold]{speaker}[/] ({language})  {escape(text)}")

    def _know(self, state: RoomState) -> None:
        self._names |= {one.participant_id: one.name for one in state.participants}

    def _name(self, participant_id: str) -> str:
        return escape(self._names.get(participant_id, "someone"))

    def _print(self, line: str) -> None:
        self._console.print(line, highlight=False, soft_wrap=True)
