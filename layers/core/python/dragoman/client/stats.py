"""The metrics of a service on this machine, summed up from its logs: the figures of the dashboard on
AWS."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from dragoman.observability import metric_names
from dragoman.observability.metric_names import Metric

Json = dict[str, Any]
STAGE: Final = ("service", "track", "pair", "mode")
TOTALS: Final = (
    metric_names.ENDS,
    metric_names.FAILURES,
    metric_names.MISSING_VOICES,
    metric_names.NO_SPEECH,
    metric_names.FALLBACK_PASSES,
    metric_names.SEGMENTS_ENDED,
)


def printed(logs: Path) -> Iterator[Json]:
    """Every line in the embedded metric format, of all files of the folder."""
    for path in sorted(logs.glob("*.log")):
        for line in path.read_text(errors="replace").splitlines():
            if found := _measured(line):
                yield found


def _measured(line: str) -> Json | None:
    try:
        record = json.loads(line)
        namespace = record["_aws"]["CloudWatchMetrics"][0]["Namespace"]
    except (ValueError, LookupError, TypeError):
        return None
    return dict(record) if namespace == metric_names.NAMESPACE else None


def summed(lines: Iterable[Json]) -> Json:
    """Milliseconds and ratios as `p50` and `p95` of `n`; counts as sums."""
    known = list(lines)
    return {
        "stages": [
            _of_stage(key, group)
            for key, group in _grouped(_having(known, metric_names.DURATION), *STAGE)
        ],
        "first_sound_ms": [
            key | spread(_values(group, metric_names.FIRST_SOUND))
            for key, group in _grouped(_having(known, metric_names.FIRST_SOUND), "pair", "mode")
        ],
        "requests": [
            key
            | {
                "ms": spread(_values(group, metric_names.ANSWERING)),
                "cpu_ms": _plain(group, "cpu_ms"),
            }
            for key, group in _grouped(_having(known, metric_names.ANSWERING), "service", "action")
        ],
        "scheduled": [
            key | {"ms": _plain(group, "ms"), "cpu_ms": _plain(group, "cpu_ms")}
            for key, group in _grouped(_having(known, metric_names.SEGMENTS_ENDED), "service")
        ],
        "errors": _counted(known, metric_names.ERRORS, "service", "code", "pair", "mode"),
        "refusals": _counted(known, metric_names.REFUSALS, "service", "code"),
        "cold_starts": _counted(known, metric_names.COLD_STARTS, "service"),
        "counts": {m.name: round(sum(_values(_having(known, m), m))) for m in TOTALS},
    }


def spread(values: Iterable[float]) -> Json:
    measured = list(values)
    if not measured:
        return {"n": 0}
    p95 = quantiles(measured, n=20, method="inclusive")[-1] if len(measured) > 1 else measured[0]
    return {"p50": round(median(measured), 3), "p95": round(p95, 3), "n": len(measured)}


def _of_stage(key: Json, group: list[Json]) -> Json:
    timed = (metric_names.DURATION, metric_names.QUEUEING, metric_names.REAL_TIME_FACTOR)
    found = {m.name: spread(_values(_having(group, m), m)) for m in timed}
    plain = {name: _plain(group, name) for name in ("cpu_ms", "first_piece_ms")}
    peak_mb = max((line["peak_mb"] for line in group if "peak_mb" in line), default=None)
    filled = {name: figures for name, figures in (found | plain).items() if figures["n"]}
    return key | filled | {"peak_mb": peak_mb}


def _having(lines: Iterable[Json], metric: Metric) -> list[Json]:
    return [line for line in lines if metric.name in line]


def _values(lines: Iterable[Json], metric: Metric) -> list[float]:
    return [float(value) for line in lines for value in line[metric.name]]


def _plain(lines: Iterable[Json], name: str) -> Json:
    return spread(float(line[name]) for line in lines if name in line)


def _grouped(lines: Iterable[Json], *names: str) -> list[tuple[Json, list[Json]]]:
    groups: Mapping[tuple[Any, ...], list[Json]] = defaultdict(list)
    for line in lines:
        groups[tuple(line.get(name, "") for name in names)].append(line)
    return [(dict(zip(names, key, strict=True)), groups[key]) for key in sorted(groups)]


def _counted(lines: Iterable[Json], metric: Metric, *names: str) -> list[Json]:
    counts: Counter[tuple[Any, ...]] = Counter()
    for line in _having(lines, metric):
        counts[tuple(line.get(name, "") for name in names)] += round(sum(line[metric.name]))
    return [dict(zip(names, key, strict=True)) | {"n": counts[key]} for key in sorted(counts)]
