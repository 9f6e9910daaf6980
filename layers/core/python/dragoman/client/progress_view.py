"""The output of the command line for people."""

from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from dragoman.client.conversation import Summary
from dragoman.client.session import ReceivedEvent

_ACTIVITIES = {
    "transcribing": "recognising speech",
    "translating": "translating",
    "synthesizing": "synthesizing speech",
}

_LOW_CONFIDENCE = 0.4
"""Words of lower confidence are underlined."""


class ProgressView:
    """A line for every event, and a spinner for the current stage."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = Status("sending", console=console)

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._status.stop()

    def show(self, received: ReceivedEvent, at_ms: float) -> None:
        if received.type == "processing_update":
            self._status.update(_ACTIVITIES[received.data["stage"]])
        if received.type == "partial_result":
            stable, unstable = (received.data[f"{kind}_text"] for kind in ("stable", "unstable"))
            if words := f"{escape(stable)} [dim]{escape(unstable)}[/]".strip():
                self._status.update(words)
        if received.type == "partial_translation":
            self._status.update(f"[dim]{escape(received.data['translated_text'])}[/]")
        if line := _line(received.type, received.data):
            self._print(f"[dim]{at_ms:7.0f} ms[/]  {line}")

    def summarise(self, summary: Summary) -> None:
        if (first := summary.timings.get("first_sound_ms")) is not None:
            self._print(f"[dim]{first:7.0f} ms[/]  first translated sound")
        for track, saved in summary.tracks.items():
            for path in saved if isinstance(saved, list) else filter(None, [saved]):
                self._print(f"            {track:<10} {escape(path)}")

        if summary.export:
            self._print(f"            {'texts':<10} {escape(summary.export)}")

    def _print(self, line: str) -> None:
        self._console.print(line, highlight=False, soft_wrap=True)


def _line(kind: str, data: dict[str, Any]) -> str:
    match kind:
        case "processing_started":
            return "received"
        case "processing_update":
            track = f" ({data['track']} voice)" if data.get("track") else ""
            return f"[dim]{data['stage']}{track}[/]"
        case "stt_result":
            return f"[bold]{data['language']}[/]  {_marked(data)}"
        case "translation_result":
            via = f" [dim](through {data['via']})[/]" if data.get("via") else ""
            return f"[bold green]{data['target_lang']}[/]  {escape(data['translated_text'])}{via}"
        case "audio_ready":
            quality = " (basic voice)" if data["voice_quality"] == "basic" else ""
            return f"{data['track']} voice, {data['duration_s']:.1f} s{quality}"
        case "translation_complete":
            of = "" if data["segment"] is None or data["last"] else f" (segment {data['segment']})"
            return f"complete{of}" + "".join(
                f"\n            [yellow]{w['track'] or 'segment'} is missing:[/] {escape(w['message'])}"
                for w in data["warnings"]
            )
        case "error":
            return f"[red]{data['code']}[/]  {escape(data['message'])}"
    return ""


def _marked(data: dict[str, Any]) -> str:
    """The transcript; words of low confidence are underlined, if words were requested."""
    if not data.get("words"):
        return escape(data["original_text"])
    return " ".join(
        f"[underline]{escape(word['text'])}[/]"
        if word["confidence"] < _LOW_CONFIDENCE
        else escape(word["text"])
        for word in data["words"]
    )
