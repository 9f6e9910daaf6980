import asyncio
import json
import mimetypes
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dragoman.client.conversation import interpret
from dragoman.client.memory_cli import app as memory
from dragoman.client.progress_view import ProgressView
from dragoman.client.service import Unreachable
from dragoman.client.session import Message, ReceivedEvent, Refused
from dragoman.client.speech_sources import RecordedMessage, SpeechSource, TypedMessage
from dragoman.client.stats_cli import stats
from dragoman.errors import BadInput
from dragoman.languages import AUTO, normalise_or_auto
from dragoman.models.cli import app as models
from dragoman.protocol import ExportFormat, Mode

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Speech translation with a Dragoman service."
)
app.add_typer(models, name="models")
app.add_typer(memory, name="memory")
app.command()(stats)


class Exit(IntEnum):
    DONE = 0
    SERVICE_ERROR = 1
    USAGE = 2
    UNREACHABLE = 3


def _language(tag: str) -> str:
    try:
        return normalise_or_auto(tag)
    except ValueError as error:
        raise typer.BadParameter(f"'{tag}' is not a language tag") from error


@app.command()
def translate(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="A recording.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="A text instead of a recording.")] = None,
    source: Annotated[
        str, typer.Option("--from", callback=_language, help="The source language, or 'auto'.")
    ] = AUTO,
    target: Annotated[str, typer.Option("--to", callback=_language)] = "en",
    mode: Annotated[Mode, typer.Option(help="Make the two voices in sequence, or in parallel.")] = (
        Mode.STREAMING
    ),
    voice: Annotated[
        str | None, typer.Option(help="The voice of the translation, as listed by `ready`.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0.6, max=2.0, help="The speed of both voices.")] = 1.0,
    hotwords: Annotated[
        list[str] | None, typer.Option("--hotword", help="A name or term that may be spoken.")
    ] = None,
    back_translation: Annotated[
        bool, typer.Option("--back-translation", help="Also translate the translation back.")
    ] = False,
    words: Annotated[bool, typer.Option("--words", help="Mark words with low confidence.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON event per line, then a summary.")
    ] = (False),
    live: Annotated[
        bool, typer.Option("--live", help="Send in real time, split at pauses, like a microphone.")
    ] = False,
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder for both voices.")] = Path(
        "dragoman-audio"
    ),
    export: Annotated[
        ExportFormat | None,
        typer.Option(help="Save the texts with their times: as text, as subtitles, as data."),
    ] = None,
    accepts: Annotated[str, typer.Option(help="The audio format of the voices.")] = "audio/ogg",
    url: Annotated[
        str | None, typer.Option(help="The URL of the service; a local one is found automatically.")
    ] = (None),
) -> None:
    """Translate FILE, or a text, and save both voices."""
    message = Message(
        source_lang=source,
        target_lang=target,
        mode=mode,
        voice=voice,
        speed=speed,
        hotwords=tuple(hotwords or ()),
        words=words,
        back_translation=back_translation,
    )
    if file is not None and text is None:
        speech_source = _speech_source(file, live)
    elif text is not None and file is None:
        speech_source = TypedMessage(text)
    else:
        raise typer.BadParameter("give a FILE or --text")
    out.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=as_json)
    try:
        if as_json:
            work = interpret(
                url,
                message,
                speech_source,
                accepts=accepts,
                out=out,
                export=export,
                listener=_print_json,
            )
            summary = asyncio.run(work)
            print(json.dumps(summary.as_dict(), ensure_ascii=False), flush=True)  # noqa: T201
        else:
            with ProgressView(console) as view:
                work = interpret(
                    url,
                    message,
                    speech_source,
                    accepts=accepts,
                    out=out,
                    export=export,
                    listener=view.show,
                )
                summary = asyncio.run(work)
            view.summarise(summary)
    except Unreachable as gone:
        console.print(f"[red]{gone}[/]")
        raise typer.Exit(Exit.UNREACHABLE) from None
    except Refused as refusal:
        console.print(f"[red]{refusal}[/]")
        raise typer.Exit(Exit.SERVICE_ERROR) from None
    if summary.error:
        raise typer.Exit(Exit.SERVICE_ERROR)


def _speech_source(file: Path, live: bool) -> SpeechSource:
    audio = file.read_bytes()
    if not live:
        return RecordedMessage(
            audio, mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        )
    try:
        from dragoman.client.live import Microphone  # loads a model
    except ImportError:
        raise typer.BadParameter("--live needs the speech packages: dragoman[speech]") from None
    try:
        return Microphone(audio)
    except BadInput as error:
        raise typer.BadParameter(str(error)) from error


def _print_json(received: ReceivedEvent, at_ms: float) -> None:
    line = {"at_ms": at_ms, "type": received.type, "data": received.data}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
