"""python -m tests.chaos [-n 500] [--seed 0] [--rate 0.05] [--emulator]

Exit code 1 when a promise was broken.
"""

import argparse
import sys
import time
from collections import Counter

from infra.local.synthesis import synthesize
from tests.chaos.story import Story, Told
from tests.chaos.verdict import PROMISES, broken
from tests.infra.template import Template


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("-n", type=int, default=None, help="messages; 500, or 30 on the emulator")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.05, help="share of calls that fail")
    parser.add_argument("--emulator", action="store_true", help="kill real processes instead")
    asked = parser.parse_args()
    if asked.emulator:
        from tests.chaos.emulated import storm

        return _verdict(storm(asked.n or 30, asked.seed))
    definition = Template("emulator", synthesize(("en", "pt"))).definition
    outcomes: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    began = time.perf_counter()
    for number in range(asked.n or 500):
        told = Story(definition, f"{asked.seed}/{number}", asked.rate).tell()
        found = broken(told)
        if found.total():
            print(f"message {number}: {dict(+found)}", file=sys.stderr)
        failed += found
        outcomes += outcome(told)
    outcomes["seconds"] = round(time.perf_counter() - began)
    return _verdict(outcomes | Counter({name: failed[name] for name in PROMISES}))


def outcome(told: Told) -> Counter[str]:
    """What became of it, in figures that add up over messages."""
    counted: Counter[str] = Counter({"messages": 1, "segments accepted": len(told.accepted)})
    counted["faults"] = sum(told.struck.values())
    for event in told.kept:
        data = event["data"]
        if event["type"] == "translation_complete" and data["segment"] is not None:
            counted["ended whole" if not data["warnings"] else "ended with a warning"] += 1
        if event["type"] == "error" and data["segment"] is not None:
            counted[f"ended by {data['code']}"] += 1
    counted.update({f"  {kind}": times for kind, times in told.struck.items()})
    return counted


def _verdict(figures: Counter[str]) -> int:
    for name in sorted(figures.keys() - {*PROMISES}, key=lambda name: (name.startswith(" "), name)):
        print(f"{name:<36} {figures[name]:>8}")
    print("-" * 45)
    for name in PROMISES:
        print(f"{name:<36} {figures[name]:>8}")
    return 1 if any(figures[name] for name in PROMISES) else 0


if __name__ == "__main__":
    sys.exit(main())
