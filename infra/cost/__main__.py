"""`python -m infra.cost [--stats FILE]`: prints docs/cost.md.

`--stats` takes your own durations from a file with the output of `dragoman stats --json`.
"""

import argparse
import sys
from pathlib import Path

from infra.cost.measured import Utterance
from infra.cost.page import page
from infra.cost.prices import PRICES


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.cost", description=__doc__)
    parser.add_argument("--stats", type=Path, help="the output of `dragoman stats --json`")
    arguments = parser.parse_args()
    try:
        utterance = Utterance.load(arguments.stats)
    except (OSError, ValueError, LookupError) as error:
        parser.error(f"{arguments.stats} has no durations of an utterance: {error}")
    sys.stdout.write(page(utterance, PRICES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
