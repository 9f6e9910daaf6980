"""`dragoman models`: list, add, verify, remove, where. Exits with 1 when a pack is not as it should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Column, Table

from dragoman.errors import ModelError
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.install import install
from dragoman.models.packs import Pack
from dragoman.models.resolve import Places, packs_of
from dragoman.models.sources.argos_index import INDEX_URL
from dragoman.models.sources.model_hub import HUB_URL
from dragoman.models.store import PackStore
from dragoman.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Model packs: what is there, whether it is sound.")
_err = Console(stderr=True)


@app.command("list")
def list_packs(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
) -> None:
    """The built-in packs and whatever else is installed."""
    rows = _rows(_store())
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    table = Table(
        Column("name", no_wrap=True),
        Column("kind", no_wrap=True),
        "languages",
        Column("MB", justify="right"),
        Column("licence", no_wrap=True),
        "there",
        box=None,
    )
    for row in rows:
        spoken = row["languages"]
        table.add_row(
            row["name"],
            row["kind"],
            " ".join(spoken) if len(spoken) < 4 else f"{len(spoken)} in all",
            f"{row['size_bytes'] / 1e6:.1f}",
            row["licence"],
            "yes" if row["installed"] else "",
        )
    Console().print(table)


@app.command()
def add(
    words: Annotated[list[str], typer.Argument(metavar="NAME|LANG[,LANG...]...")],
    folder: Annotated[
        Path | None, typer.Option("--from", help="A folder of packs, instead of their own sources.")
    ] = None,
    hub: Annotated[str, typer.Option(help="Base URL of the model hub.")] = HUB_URL,
    argos_index: Annotated[str, typer.Option(help="URL of the Argos index.")] = INDEX_URL,
) -> None:
    """Install packs by name (whisper-small, voice:pt_BR-faber-medium, en-es), or all that languages
    need (en,pt). What is there and sound stays as it is."""
    store = _store()
    places = Places(hub, argos_index, folder)
    extra = PackStore(folder).installed() if folder else ()
    with _told(), _bar() as bar:
        for pack in packs_of(words, extra):
            task = bar.add_task(pack.name, total=None)

            def advance(done: int, total: int, task: TaskID = task) -> None:
                bar.update(task, completed=done, total=total or None)

            install(store, pack, places.source_of(pack), advance)
            size = store.installed_pack(pack.name).size_bytes
            bar.update(task, completed=size, total=size)


@app.command()
def verify(names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None) -> None:
    """Read every file of the named packs, or of all installed ones, and compare checksums."""
    store = _store()
    bad = 0
    for name in names or store.installed_names():
        try:
            store.where(name)
        except ModelError as error:
            bad += 1
            _complain(error)
        else:
            typer.echo(f"{name}: sound")
    if bad:
        raise typer.Exit(1)


@app.command()
def remove(names: Annotated[list[str], typer.Argument(metavar="NAME...")]) -> None:
    """Take packs off the disk."""
    store = _store()
    with _told():
        for name in names:
            store.remove(name)


@app.command()
def where(name: str) -> None:
    """The folder of an installed pack, once its files are checked."""
    with _told():
        typer.echo(str(_store().where(name)))


def _store() -> PackStore:
    return PackStore(Settings().models_dir)


def _rows(store: PackStore) -> list[dict[str, Any]]:
    installed = {pack.name: pack for pack in store.installed()}
    return [
        {
            "name": pack.name,
            "kind": pack.kind,
            "languages": list(pack.languages),
            "size_bytes": _described(pack).size_bytes,
            "licence": pack.licence,
            "source": pack.source,
            "installed": pack.name in installed,
        }
        for pack in {**BUILT_IN, **installed}.values()
    ]


def _described(pack: Pack) -> Pack:
    """A built-in pack whose files only its Python package knows, with them where it is there."""
    try:
        return pack if pack.files else Places().source_of(pack).describe(pack)
    except ModelError:
        return pack


@contextmanager
def _told() -> Iterator[None]:
    """Tell what is wrong with a pack in one line, and exit with 1."""
    try:
        yield
    except (ModelError, OSError) as error:
        _complain(error)
        raise typer.Exit(1) from error


def _complain(error: Exception) -> None:
    _err.print(f"{error}", style="red", markup=False, highlight=False, soft_wrap=True)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=_err)
