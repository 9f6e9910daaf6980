import asyncio
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dragoman.client.command import Exit, exit_codes, language_or_auto, print_json, speech_of
from dragoman.client.conversation import interpret
from dragoman.client.memory_cli import app as memory
from dragoman.client.progress_view import ProgressView
from dragoman.client.room_cli import app as room
from dragoman.client.session import Message, ReceivedEvent
from dragoman.client.speech_sources import SpeechSource, TypedMessage
from dragoman.client.stats_cli import stats
from dragoman.languages import AUTO
from dragoman.models.cli import app as models
from dragoman.protocol import ExportFormat, Mode

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Speech translation with a Dragoman service."
)
app.add_typer(models, name="models")
app.add_typer(memory, name="memory")
app.add_typer(room, name="room")
app.command()(stats)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dragoman {version('dragoman')}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


@app.command()
def translate(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="A recording.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="A text instead of a recording.")] = None,
    source: Annotated[
        str,
        typer.Option("--from", callback=language_or_auto, help="The source language, or 'auto'."),
    ] = AUTO,
    target: Annotated[str, typer.Option("--to", callback=language_or_auto)] = "en",
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
        speech_source: SpeechSource = speech_of(file, live)
    elif text is not None and file is None:
        speech_source = TypedMessage(text)
    else:
        raise typer.BadParameter("give a FILE or --text")
    out.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=as_json)
    with exit_codes(console):
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
            print_json(summary.as_dict())
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
    if summary.error:
        raise typer.Exit(Exit.SERVICE_ERROR)


def _print_json(received: ReceivedEvent, at_ms: float) -> None:
    print_json({"at_ms": at_ms, "type": received.type, "data": received.data})
