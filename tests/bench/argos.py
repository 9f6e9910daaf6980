"""`python -m tests.bench.argos`: measures the cost of Argos packs and a Firefox model: import,
load, memory, and time per sentence.

Each engine runs in a separate process, on the threads of a function. The two Argos packs of
tests/packs are tiny, so their load and run costs are the minimum of any pack.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.packs import with_spanish

THREADS = 2
RUNS = 30
MEASURE = """
import json, sys, time
import psutil
from pathlib import Path
engine, folder, source, text, threads, runs = sys.argv[1:]
own = psutil.Process()
def now(): return time.perf_counter() * 1000
began, before = now(), own.memory_info().rss
if engine == "argos":
    from dragoman.mt.argos import ArgosDirection, _argostranslate
    _argostranslate(int(threads))
else:
    from dragoman.mt.bergamot import BergamotDirection
imported, had = now(), own.memory_info().rss
direction = (
    ArgosDirection(Path(folder), source, int(threads)) if engine == "argos"
    else BergamotDirection(Path(folder), source)
)
direction.translate(text)
loaded = now()
took = []
for _ in range(int(runs)):
    start = now(); direction.translate(text); took.append(now() - start)
print(json.dumps({
    "import_ms": imported - began, "load_ms": loaded - imported,
    "import_mb": (had - before) / 1e6, "load_mb": (own.memory_info().rss - had) / 1e6,
    "sentence_ms": took,
}))
"""
CASES = (
    ("argos", "argos-en-es", "en", "Where is the train station?"),
    ("argos", "argos-es-en", "es", "¿Dónde está la estación de tren?"),
    ("bergamot", "bergamot-en-pt", "en", "Where is the train station?"),
)


def main() -> None:
    store = with_spanish()
    print("| pack | MB on disk | import ms | load ms | import MB | load MB | sentence ms |")
    print("|---|---|---|---|---|---|---|")
    for engine, name, source, text in CASES:
        runs = [_measured(engine, store.where(name), source, text) for _ in range(3)]
        disk = store.installed_pack(name).size_bytes / 1e6
        figures = [
            f"{statistics.median(run[key] for run in runs):.0f}"
            for key in ("import_ms", "load_ms", "import_mb", "load_mb")
        ]
        sentence = statistics.median(ms for run in runs for ms in run["sentence_ms"])
        print(f"| {name} | {disk:.1f} | {' | '.join(figures)} | {sentence:.1f} |")


def _measured(engine: str, folder: Path, source: str, text: str) -> Any:
    arguments = [engine, str(folder), source, text, str(THREADS), str(RUNS)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
