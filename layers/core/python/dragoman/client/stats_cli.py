"""`dragoman stats`: figures of the service on this machine, for people or as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

from dragoman.client.service import running_logs
from dragoman.client.stats import printed, summed

NOT_RUNNING = 3
Row = tuple[str, ...]


def stats(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    logs: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="The log folder; that of the running service by default.",
        ),
    ] = None,
) -> None:
    """Show how long each stage took and waited, by pair and mode, and its errors."""
    folder = logs or running_logs()
    if folder is None:
        Console(stderr=True).print("[red]No Dragoman runs here. `make run` starts one.[/]")
        raise typer.Exit(NOT_RUNNING)
    found = summed(printed(folder))
    if as_json:
        typer.echo(json.dumps(found, indent=1))
        return
    console = Console()
    _show(console, ("stage", "pair", "mode", "n", "ms", "waited ms", "real time"), _stages(found))
    _show(console, ("first sound", "mode", "n", "ms"), _first_sounds(found))
    _show(console, ("request", "action", "n", "ms"), _requests(found))
    _show(console, ("error", "code", "pair", "mode", "n"), _counts(found["errors"]))
    _show(console, ("refusal", "code", "n"), _counts(found["refusals"]))
    _show(console, ("cold start", "n"), _counts(found["cold_starts"]))
    _show(console, ("in all", "n"), ((k, str(v)) for k, v in found["counts"].items() if v))


def _show(console: Console, names: Row, rows: Iterator[Row]) -> None:
    table = Table(*(Column(name, no_wrap=True) for name in names), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    if table.row_count:
        console.print(table, "")


def _stages(found: dict[str, Any]) -> Iterator[Row]:
    for row in found["stages"]:
        yield (
            " ".join(filter(None, (row["service"], row["track"]))),
            row["pair"],
            row["mode"],
            str(row["duration"]["n"]),
            _ms(row["duration"]),
            _ms(row.get("queueing")),
            _ratio(row.get("real_time_factor")),
        )


def _first_sounds(found: dict[str, Any]) -> Iterator[Row]:
    for row in found["first_sound_ms"]:
        yield row["pair"], row["mode"], str(row["n"]), _ms(row)


def _requests(found: dict[str, Any]) -> Iterator[Row]:
    for row in found["requests"]:
        yield row["service"], row["action"], str(row["ms"]["n"]), _ms(row["ms"])


def _counts(rows: list[dict[str, Any]]) -> Iterator[Row]:
    for row in rows:
        yield tuple(str(value) for value in row.values())


def _ms(figures: dict[str, float] | None) -> str:
    return f"{figures['p50']:.0f} / {figures['p95']:.0f}" if figures else ""


def _ratio(figures: dict[str, float] | None) -> str:
    return f"{figures['p50']:.3f} / {figures['p95']:.3f}" if figures else ""
