"""Many measurements in a few numbers."""

from collections.abc import Iterable
from statistics import median

import numpy as np

Figures = dict[str, float]


def figures(values: Iterable[float], *percentiles: int) -> Figures:
    """`p50`, `p95` and whichever others are asked for, and from how many; of nothing, only `n`."""
    measured = list(values)
    if not measured:
        return {"n": 0}
    wanted = sorted({50, 95, *percentiles})
    found = {f"p{p}": round(float(np.percentile(measured, p)), 1) for p in wanted}
    return found | {"n": len(measured)}


def each(measured: list[dict[str, float]]) -> dict[str, Figures]:
    """The figures of every name, in the order in which names first appear."""
    names = dict.fromkeys(name for one in measured for name in one)
    return {name: figures(one[name] for one in measured if name in one) for name in names}


def p50(found: Figures | None) -> float | None:
    return (found or {}).get("p50")


def middle(values: Iterable[float]) -> float:
    return round(median(values), 1)
