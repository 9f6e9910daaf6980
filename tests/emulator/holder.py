"""A process to be killed: prints "ready" and keeps a function busy for a long time."""

import sys
from pathlib import Path

from probe import Probe

from infra.local.emulator import Emulator

with Emulator(int(sys.argv[1]), logs=Path(sys.argv[2])) as emulator:
    probe = Probe(emulator)
    probe.invoke()
    print("ready", flush=True)
    probe.invoke(sleep_s=25)
