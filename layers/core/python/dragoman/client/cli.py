import asyncio
import json
import mimetypes
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dragoman.client.conversation import Letter, Speaker, interpret
from dragoman.client.models_cli import app as models
from dragoman.client.screen import Screen
from dragoman.client.service import Unreachable, address, find
from dragoman.client.session import Heard, Message, Refused
from dragoman.client.stats_cli import stats
from dragoman.errors import BadInput
from dragoman.languages import AUTO, normalise
from dragoman.protocol import Mode

app = typer.Typer(no_args_is_help=True, add_completion=False, help="A serverless interpreter.")
app.add_typer(models, name="models")
app.command()(stats)


class Exit(IntEnum):
    DONE = 0
    SERVICE_SAID_ERROR = 1
    USAGE = 2
    UNREACHABLE = 3


def _language(tag: str) -> str:
    try:
        return tag if tag == AUTO else normalise(tag)
    except ValueError as error:
        raise typer.BadParameter(f"'{tag}' is not a language tag") from error


@app.command()
def translate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A recording.")],
    source: Annotated[str, typer.Option("--from", callback=_language, help="Or 'auto'.")] = AUTO,
    target: Annotated[str, typer.Option("--to", callback=_language)] = "en",
    mode: Annotated[Mode, typer.Option(help="Voices one after the other, or at once.")] = (
        Mode.STREAMING
    ),
    voice: Annotated[
        str | None, typer.Option(help="Who speaks the translation, of those that `ready` names.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0.6, max=2.0, help="Of both voices.")] = 1.0,
    hotwords: Annotated[
        list[str] | None, typer.Option("--hotword", help="A name or term that may be said.")
    ] = None,
    words: Annotated[bool, typer.Option("--words", help="Mark the words heard badly.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="An event a line, then a summary.")] = (
        False
    ),
    live: Annotated[
        bool, typer.Option("--live", help="In real time, as a microphone hears it, cut at pauses.")
    ] = False,
    out: Annotated[Path, typer.Option(file_okay=False, help="Where both voices are saved.")] = Path(
        "dragoman-audio"
    ),
    accepts: Annotated[str, typer.Option(help="Audio format of the voices.")] = "audio/ogg",
    url: Annotated[str | None, typer.Option(help="The service; found by itself when local.")] = (
        None
    ),
) -> None:
    """Speak FILE to the other side and save what they hear."""
    message = Message(
        source_lang=source,
        target_lang=target,
        mode=mode,
        voice=voice,
        speed=speed,
        hotwords=tuple(hotwords or ()),
        words=words,
    )
    speaker = _speaker(file, live)
    out.mkdir(parents=True, exist_ok=True)
    console = Console(stderr=as_json)
    try:
        service = find(address(url))
        if as_json:
            summary = asyncio.run(
                interpret(service, message, speaker, accepts=accepts, out=out, listener=_print_json)
            )
            print(json.dumps(summary.as_dict(), ensure_ascii=False), flush=True)  # noqa: T201
        else:
            with Screen(console) as screen:
                summary = asyncio.run(
                    interpret(
                        service, message, speaker, accepts=accepts, out=out, listener=screen.show
                    )
                )
            screen.summarise(summary)
    except Unreachable as gone:
        console.print(f"[red]{gone}[/]")
        raise typer.Exit(Exit.UNREACHABLE) from None
    except Refused as refusal:
        console.print(f"[red]{refusal}[/]")
        raise typer.Exit(Exit.SERVICE_SAID_ERROR) from None
    if summary.error:
        raise typer.Exit(Exit.SERVICE_SAID_ERROR)


def _speaker(file: Path, live: bool) -> Speaker:
    audio = file.read_bytes()
    if not live:
        return Letter(audio, mimetypes.guess_type(file.name)[0] or "application/octet-stream")
    from dragoman.client.live import Microphone  # loads a model

    try:
        return Microphone(audio)
    except BadInput as error:
        raise typer.BadParameter(str(error)) from error


def _print_json(heard: Heard, at_ms: float) -> None:
    line = {"at_ms": at_ms, "type": heard.type, "data": heard.data}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
