"""python -m tests.fuzz [-n 10000] [--seed 1] [--only ENTRY] [--input NUMBER]

Exit code 1 when an input had anything but a typed error or an answer.
"""

import argparse
import sys
import time

from tests.fuzz.entries import ENTRIES
from tests.fuzz.run import dice, fuzz


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=ENTRIES)
    parser.add_argument("--input", type=int, help="tries this one of --only, in this process")
    arguments = parser.parse_args()
    if arguments.only and arguments.input is not None:
        entry, _ = ENTRIES[arguments.only]
        print(entry().try_one(dice(entry, arguments.input, arguments.seed)))
        return 0
    tried, wrong = 0, 0
    for name, (entry, share) in ENTRIES.items():
        if arguments.only in (None, name):
            began = time.perf_counter()
            found = fuzz(
                entry, round(arguments.n * (1 if arguments.only else share)), arguments.seed
            )
            took_s = time.perf_counter() - began
            print(f"{name}: {found.tried} inputs, {took_s:.0f} s, {found.peak_mb} MB at most")
            for outcome, times in found.outcomes.most_common():
                print(f"    {times:>7}  {outcome}")
            for number, what in list(found.wrong.items())[:20]:
                print(f"    input {number}: {what}", file=sys.stderr)
            tried, wrong = tried + found.tried, wrong + len(found.wrong)
    print(f"{tried} inputs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
