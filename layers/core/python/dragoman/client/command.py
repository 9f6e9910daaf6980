"""What the commands that talk to a service have in common."""

from __future__ import annotations

import json
import mimetypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from dragoman.client.service import Refused, Unreachable
from dragoman.client.speech_sources import RecordedMessage, SpeechSource
from dragoman.errors import BadInput
from dragoman.languages import normalise, normalise_or_auto


class Exit(IntEnum):
    DONE = 0
    SERVICE_ERROR = 1
    USAGE = 2
    UNREACHABLE = 3


def language(tag: str) -> str:
    try:
        return normalise(tag)
    except ValueError as error:
        raise typer.BadParameter(f"'{tag}' is not a language tag") from error


def language_or_auto(tag: str) -> str:
    try:
        return normalise_or_auto(tag)
    except ValueError as error:
        raise typer.BadParameter(f"'{tag}' is not a language tag") from error


@contextmanager
def exit_codes(console: Console) -> Iterator[None]:
    """Turns what a service refuses, or that there is none, into a message and an exit code."""
    try:
        yield
    except Unreachable as gone:
        console.print(f"[red]{gone}[/]")
        raise typer.Exit(Exit.UNREACHABLE) from None
    except Refused as refusal:
        console.print(f"[red]{refusal}[/]")
        raise typer.Exit(Exit.SERVICE_ERROR) from None


def speech_of(file: Path, live: bool) -> SpeechSource:
    """The recording in a file, whole or in real time as from a microphone. Raises BadParameter."""
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


def print_json(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
