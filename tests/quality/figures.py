"""Figures of `make quality` and the floors below which they must not fall."""

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
    """The same figure of the engine alone, if there is one."""
    margin: float = 2.0
    """The distance of the floor from the figure, which allows for differences between processors."""

    @property
    def key(self) -> str:
        return f"{self.part}: {self.name}"

    @property
    def floor(self) -> float:
        """The floor that this figure sets."""
        below = self.margin if self.lower_is_better else -self.margin
        return round(self.ours + below, 1)

    def meets(self, floor: float) -> bool:
        return self.ours <= floor if self.lower_is_better else self.ours >= floor


def floors() -> dict[str, float]:
    """The worst accepted value of each figure, by key."""
    return dict(json.loads(FLOORS.read_text()))


def set_floors(figures: list[Figure]) -> None:
    """Replaces the floors by those of the given figures."""
    new = {figure.key: figure.floor for figure in figures}
    FLOORS.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n")


def drops(figures: list[Figure], limits: dict[str, float]) -> list[str]:
    """Figures below their floor, and figures without a floor."""
    below = [
        f"{figure.key} is {figure.ours:.1f} {figure.unit}, its floor {limits[figure.key]:.1f}"
        for figure in figures
        if figure.key in limits and not figure.meets(limits[figure.key])
    ]
    unbounded = [f"{figure.key} has no floor" for figure in figures if figure.key not in limits]
    return below + unbounded


def unmeasured(figures: list[Figure], limits: dict[str, float]) -> list[str]:
    """Floors of figures that were not measured."""
    missing = limits.keys() - {figure.key for figure in figures}
    return [f"{key} was not measured" for key in sorted(missing)]
