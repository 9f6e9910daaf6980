"""python -m tests.chaos [-n 500] [--rooms 100] [--seed 0] [--rate 0.05] [--emulator]

The exit code is 1 when a guarantee was violated.
"""

import argparse
import sys
import time
from collections import Counter

from infra.local.synthesis import synthesize
from tests.chaos.guarantees import GUARANTEES, violations
from tests.chaos.room_scenario import RoomScenario
from tests.chaos.scenario import Outcome, Scenario
from tests.infra.template import Template


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("-n", type=int, default=None, help="messages; 500, or 30 on the emulator")
    parser.add_argument("--rooms", type=int, default=100, help="rooms of four or five people")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.05, help="share of calls that fail")
    parser.add_argument("--emulator", action="store_true", help="kill real processes instead")
    options = parser.parse_args()
    if options.emulator:
        from tests.chaos.on_emulator import run_all

        return _report(run_all(options.n or 30, options.seed))
    definition = Template("emulator", synthesize(("en", "pt"))).definition
    outcomes: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    began = time.perf_counter()
    for number in range(options.n or 500):
        outcome = Scenario(definition, f"{options.seed}/{number}", options.rate).run()
        found = violations(outcome)
        if found.total():
            print(f"message {number}: {dict(+found)}", file=sys.stderr)
        failed += found
        outcomes += tally(outcome)
    for number in range(options.rooms):
        found = RoomScenario(definition, f"{options.seed}/{number}", options.rate).play()
        broken = Counter({name: found.pop(name, 0) for name in GUARANTEES})
        if broken.total():
            print(f"room {number}: {dict(+broken)}", file=sys.stderr)
        failed += broken
        outcomes += found
    outcomes["seconds"] = round(time.perf_counter() - began)
    return _report(outcomes | Counter({name: failed[name] for name in GUARANTEES}))


def tally(outcome: Outcome) -> Counter[str]:
    """Counts about one message, which add up over messages."""
    counted: Counter[str] = Counter({"messages": 1, "segments accepted": len(outcome.accepted)})
    counted["faults"] = sum(outcome.faults.values())
    for event in outcome.stored:
        data = event["data"]
        if event["type"] == "translation_complete" and data["segment"] is not None:
            counted["ended whole" if not data["warnings"] else "ended with a warning"] += 1
        if event["type"] == "error" and data["segment"] is not None:
            counted[f"ended by {data['code']}"] += 1
    counted.update({f"  {kind}": times for kind, times in outcome.faults.items()})
    return counted


def _report(figures: Counter[str]) -> int:
    for name in sorted(
        figures.keys() - {*GUARANTEES}, key=lambda name: (name.startswith(" "), name)
    ):
        print(f"{name:<36} {figures[name]:>8}")
    print("-" * 45)
    for name in GUARANTEES:
        print(f"{name:<36} {figures[name]:>8}")
    return 1 if any(figures[name] for name in GUARANTEES) else 0


if __name__ == "__main__":
    sys.exit(main())
