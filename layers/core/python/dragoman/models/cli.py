"""`dragoman models`: list, add, verify, remove, where. Exits with 1 if a pack is missing or damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Column, Table

from dragoman.errors import ModelError
from dragoman.models.available import Available, available
from dragoman.models.catalogue import BUILT_IN
from dragoman.models.install import install
from dragoman.models.packs import Pack
from dragoman.models.resolve import PackSources, packs_of, store_at
from dragoman.models.sources import local
from dragoman.models.sources.argos_index import INDEX_URL
from dragoman.models.sources.firefox_models import DATABASE_URL
from dragoman.models.sources.http import Http
from dragoman.models.sources.model_hub import HUB_URL
from dragoman.models.sources.source import Source
from dragoman.models.store import PackStore
from dragoman.settings import Settings

UNREACHABLE = 3
"""The exit code of the command line for a service that does not respond."""
_HUB = "Base URL of the model hub."
_ARGOS = "URL of the Argos index."
_FIREFOX = "URL of the registry of Firefox's models."

app = typer.Typer(no_args_is_help=True, help="Manage model packs.")
_err = Console(stderr=True)


@app.command("list")
def list_packs(
    with_hubs: Annotated[
        bool,
        typer.Option(
            "--available",
            help="Also list the packs of the hubs. Exits with 3 if one is unreachable.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
    hub: Annotated[str, typer.Option(help=_HUB)] = HUB_URL,
    argos_index: Annotated[str, typer.Option(help=_ARGOS)] = INDEX_URL,
    firefox_database: Annotated[str, typer.Option(help=_FIREFOX)] = DATABASE_URL,
) -> None:
    """List the built-in and installed packs."""
    store = _store()
    installed = {pack.name: pack for pack in store.installed()}
    known = Available(list({**BUILT_IN, **installed}.values()), [])
    if with_hubs:
        http = Http(timeout_s=10, attempts=2)
        known = available(
            PackSources(hub, argos_index, firefox_database, http=http), installed.values()
        )
    rows = [_row(pack, pack.name in installed) for pack in known.packs]
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
    else:
        _print(rows)
    for error in known.unreached:
        _print_error(error)
    if known.unreached:
        _err.print("Some hubs are unreachable; their packs are not listed.")
        raise typer.Exit(UNREACHABLE)


@app.command()
def add(
    words: Annotated[list[str], typer.Argument(metavar="NAME|LANG[,LANG...]|FILE...")],
    origin: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="A copy of a store to use instead of the hubs: a folder, or s3://BUCKET/PREFIX.",
        ),
    ] = None,
    hub: Annotated[str, typer.Option(help=_HUB)] = HUB_URL,
    argos_index: Annotated[str, typer.Option(help=_ARGOS)] = INDEX_URL,
    firefox_database: Annotated[str, typer.Option(help=_FIREFOX)] = DATABASE_URL,
) -> None:
    """Install packs by name (whisper-small, voice:pt_BR-faber-medium, en-es), all packs of languages
    (en,pt), or files (an .argosmodel, a folder of a Firefox model). Intact packs are not installed again."""
    store = _store()
    files = [Path(word) for word in words if Path(word).exists() and "/" in word]
    names = [word for word in words if Path(word) not in files]
    with _reported_errors(), _bar() as bar:
        own = store_at(origin) if origin else None
        sources = PackSources(hub, argos_index, firefox_database, own)
        known = [*store.installed(), *(own.packs() if own else ())]
        for pack in packs_of(names, known) if names else ():
            if not store.is_intact(pack.name):
                _add(store, pack, sources.source_of(pack), bar)
        for found in map(local.source_at, files):
            _add(store, found.pack(), found, bar)


def _add(store: PackStore, pack: Pack, source: Source, bar: Progress) -> None:
    task = bar.add_task(pack.name, total=None)

    def advance(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total or None)

    install(store, pack, source, advance)
    size = store.installed_pack(pack.name).size_bytes
    bar.update(task, completed=size, total=size)


@app.command()
def verify(names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...")] = None) -> None:
    """Check every file of the named packs, or of all installed ones, against its checksum."""
    store = _store()
    damaged = 0
    for name in names or store.installed_names():
        try:
            store.where(name)
        except ModelError as error:
            damaged += 1
            _print_error(error)
        else:
            typer.echo(f"{name}: intact")
    if damaged:
        raise typer.Exit(1)


@app.command()
def remove(names: Annotated[list[str], typer.Argument(metavar="NAME...")]) -> None:
    """Delete packs from the disk."""
    store = _store()
    with _reported_errors():
        for name in names:
            store.remove(name)


@app.command()
def where(name: str) -> None:
    """Print the folder of an installed pack, after its files are checked."""
    with _reported_errors():
        typer.echo(str(_store().where(name)))


def _store() -> PackStore:
    return PackStore(Settings().models_dir)


def _row(pack: Pack, installed: bool) -> dict[str, Any]:
    return {
        "name": pack.name,
        "kind": pack.kind,
        "languages": list(pack.languages),
        "size_bytes": _described(pack).size_bytes or None,
        "licence": pack.licence,
        "quality": pack.quality,
        "source": pack.source,
        "installed": installed,
    }


_WIDEST = 500


def _print(rows: list[dict[str, Any]]) -> None:
    table = Table(
        Column("name", no_wrap=True),
        Column("kind", no_wrap=True),
        Column("languages", no_wrap=True),
        Column("MB", justify="right", no_wrap=True),
        Column("licence", no_wrap=True),
        Column("quality", no_wrap=True),
        "installed",
        box=None,
    )
    for row in rows:
        spoken = row["languages"]
        table.add_row(
            row["name"],
            row["kind"],
            " ".join(spoken) if len(spoken) < 4 else str(len(spoken)),
            f"{row['size_bytes'] / 1e6:.1f}" if row["size_bytes"] else "?",
            row["licence"],
            row["quality"],
            "yes" if row["installed"] else "",
        )
    console = Console()
    as_wide_as_needed = console.options.update(max_width=_WIDEST)
    width = console.measure(table, options=as_wide_as_needed).maximum
    console.width = max(width, console.width)
    console.print(table)


def _described(pack: Pack) -> Pack:
    """A built-in pack with the files that only its Python package lists, if that is installed."""
    try:
        built_in = pack.name in BUILT_IN and not pack.files
        return pack if not built_in else PackSources().source_of(pack).describe(pack)
    except ModelError:
        return pack


@contextmanager
def _reported_errors() -> Iterator[None]:
    """Prints an error in one line and exits with 1."""
    try:
        yield
    except (ModelError, OSError) as error:
        _print_error(error)
        raise typer.Exit(1) from error


def _print_error(error: Exception) -> None:
    _err.print(f"{error}", style="red", markup=False, highlight=False, soft_wrap=True)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=_err)
