"""What is measured, and the floor under it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FLOORS: Final = Path(__file__).with_name("floors.json")


@dataclass(frozen=True)
class Figure:
    part: str
    """The section of the report."""
    name: str
    ours: float
    unit: str = "%"
    lower_is_better: bool = True
    baseline: float | None = None
    """The engine alone, where there is such a thing."""
    margin: float = 2.0
    """How far below today's figure its floor is set: what may differ between processors."""

    @property
    def place(self) -> str:
        return f"{self.part}: {self.name}"

    @property
    def floor(self) -> float:
        """To be set from this figure."""
        below = self.margin if self.lower_is_better else -self.margin
        return round(self.ours + below, 1)

    def keeps(self, floor: float) -> bool:
        return self.ours <= floor if self.lower_is_better else self.ours >= floor


def floors() -> dict[str, float]:
    """The worst that each figure may be, by part and name."""
    return dict(json.loads(FLOORS.read_text()))


def settle(figures: list[Figure]) -> None:
    """Sets the floors anew, by these."""
    kept = {figure.place: figure.floor for figure in figures}
    FLOORS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def drops(figures: list[Figure], limits: dict[str, float]) -> list[str]:
    """What fell below its floor, or has none."""
    below = [
        f"{figure.place} is {figure.ours:.1f} {figure.unit}, its floor {limits[figure.place]:.1f}"
        for figure in figures
        if figure.place in limits and not figure.keeps(limits[figure.place])
    ]
    unbounded = [f"{figure.place} has no floor" for figure in figures if figure.place not in limits]
    return below + unbounded


def unmeasured(figures: list[Figure], limits: dict[str, float]) -> list[str]:
    """Floors that nothing was measured for."""
    missing = limits.keys() - {figure.place for figure in figures}
    return [f"{place} was not measured" for place in sorted(missing)]
