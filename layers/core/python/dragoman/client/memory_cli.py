"""`dragoman memory`: list, add, remove, where. Exits with 1 when a file is no translation memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dragoman.errors import InvalidTranslationMemory
from dragoman.mt import tmx
from dragoman.mt.memory_files import BUILT_IN, MemoryFolder
from dragoman.settings import Settings

app = typer.Typer(
    no_args_is_help=True, help="Manage translation memories: human translations of phrases."
)
_err = Console(stderr=True)


@dataclass(frozen=True)
class _Row:
    name: str
    origin: str
    phrases: dict[str, int]
    problem: str = ""


@app.command("list")
def list_memories(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the built-in memory and the added ones."""
    rows = list(_rows())
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=1))
        return
    for row in rows:
        typer.echo(f"{row.name}  {row.origin}  {row.problem or _summary(row.phrases)}")


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, metavar="FILE...")],
) -> None:
    """Check TMX files and add them. They override built-in phrases; the local stack reads them when
    it starts."""
    for file in files:
        try:
            units = _folder().add(file)
        except (InvalidTranslationMemory, OSError) as error:
            _err.print(f"[red]{error}[/]", soft_wrap=True)
            raise typer.Exit(1) from None
        typer.echo(f"{file.stem}  {_summary(_pairs(units))}")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The name in `list`.")]) -> None:
    """Remove an added memory."""
    try:
        _folder().remove(name)
    except FileNotFoundError:
        _err.print(f"[red]there is no added memory {name}[/]")
        raise typer.Exit(1) from None


@app.command()
def where() -> None:
    """Print the folder of the added memories."""
    typer.echo(_folder().root)


def _rows() -> Iterator[_Row]:
    for folder, origin in ((MemoryFolder(BUILT_IN), "built in"), (_folder(), "added")):
        for path in folder.files():
            try:
                yield _Row(path.stem, origin, _pairs(tmx.read(path)))
            except (InvalidTranslationMemory, OSError) as error:
                yield _Row(path.stem, origin, {}, str(error))


def _folder() -> MemoryFolder:
    return MemoryFolder(Settings().memory_dir)


def _pairs(units: Iterable[tmx.TranslationUnit]) -> dict[str, int]:
    """The number of phrases by direction, such as `en > pt`."""
    count: Counter[str] = Counter()
    for unit in units:
        languages = dict.fromkeys(variant.language for variant in unit.variants)
        for variant in unit.variants:
            if unit.source in (tmx.ANY_LANGUAGE, variant.language):
                count.update(
                    f"{variant.language} > {to}" for to in languages if to != variant.language
                )
    return dict(sorted(count.items()))


def _summary(pairs: dict[str, int]) -> str:
    return ", ".join(f"{pair}: {phrases} phrases" for pair, phrases in pairs.items())
