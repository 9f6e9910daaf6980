"""`python -m tests.quality [--quick] [--settle]`: measures how well people are heard and answered.

The exit code is 1 when a figure fell below its floor. The full run writes docs/quality.md.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from rich.console import Console

from tests.quality.figures import Figure, drops, floors, settle, unmeasured
from tests.quality.measures import everything
from tests.quality.report import markdown

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", action="store_true", help="no generated speech, no page")
    which.add_argument("--settle", action="store_true", help="set the floors anew by this run")
    asked = parser.parse_args()
    console, began = Console(), perf_counter()
    figures: list[Figure] = []
    for figure in everything(asked.quick):
        figures.append(figure)
        alone = f"  (alone {figure.baseline:.1f})" if figure.baseline is not None else ""
        said = f"{figure.place}  {figure.ours:.1f} {figure.unit}{alone}"
        console.print(f"{perf_counter() - began:5.0f} s  {said}", highlight=False, soft_wrap=True)
    if asked.settle:
        settle(figures)
    limits = floors()
    wrong = drops(figures, limits)
    if not asked.quick:
        PAGE.write_text(markdown(figures, limits))
        wrong += unmeasured(figures, limits)
    for line in wrong:
        console.print(f"[red]{line}[/]", soft_wrap=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
