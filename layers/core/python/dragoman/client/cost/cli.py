"""`dragoman cost`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from dragoman.client.cost.figures import figures
from dragoman.client.cost.measured import Utterance
from dragoman.client.cost.page import page
from dragoman.client.cost.prices import PRICES


def cost(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    stats: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Durations of your own: what `stats --json` printed."
        ),
    ] = None,
) -> None:
    """What an utterance, an hour of conversation and an idle month cost on AWS, at list prices."""
    try:
        utterance = Utterance.load(stats)
    except (ValueError, LookupError) as error:
        raise typer.BadParameter(f"{stats} has no utterance in it: {error}") from error
    if as_json:
        typer.echo(json.dumps(figures(utterance, PRICES), indent=1))
    else:
        typer.echo(page(utterance, PRICES), nl=False)
