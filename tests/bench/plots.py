"""Plots of the results, legible on light and dark pages."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from tests.bench.lengths import by_length

WAYS = {
    "blocking": "#c4554d",
    "streaming": "#2f81c7",
    "parallel": "#8a63d2",
    "live": "#2da44e",
    "compute": "#9a9a9a",
}
COMPUTE = ("#2f81c7", "#2da44e", "#8a63d2")
OVERHEAD = ("#f0883e", "#f6b26b", "#b8651b")
INK = "#123456"
"""A placeholder for the text colour of the page, replaced when the plot is written."""
STYLE = """<style>
svg { --ink: #24292f } @media (prefers-color-scheme: dark) { svg { --ink: #d0d7de } }
</style>"""

plt.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "dragoman",
        "font.family": "sans-serif",
        "font.size": 11,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
)


def draw(results: dict[str, Any], folder: Path) -> None:
    for name, plot in (
        ("first-sound", _first_sound),
        ("timeline", _timeline),
        ("load", _load),
    ):
        figure = plot(results)
        _write(figure, folder / f"{name}.svg")
        plt.close(figure)


def _first_sound(results: dict[str, Any]) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 4))
    lengths = by_length(results)
    for way, colour in WAYS.items():
        found = {
            length: ways[way]["first_sound_ms"]
            for length, ways in lengths.items()
            if ways.get(way, {}).get("first_sound_ms")
        }
        if found:
            middle = [of["p50"] for of in found.values()]
            above = [of["p95"] - of["p50"] for of in found.values()]
            axes.errorbar(
                list(found), middle, yerr=[[0.0] * len(middle), above], color=colour, marker="o",
                capsize=3, label="compute alone" if way == "compute" else way,
                linestyle=":" if way == "compute" else "-",
            )  # fmt: skip
    axes.set_title("End of speech to the first translated sound: median, and p95 above", loc="left")
    axes.set_xlabel("seconds of speech")
    axes.set_xticks(list(lengths))
    _milliseconds(axes)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def _timeline(results: dict[str, Any]) -> Figure:
    clips = results["timeline"]
    figure, axes = plt.subplots(figsize=(8, 1.6 + 0.7 * len(clips)))
    for row, clip in enumerate(clips.values()):
        at, carried, computed = 0.0, cycle(OVERHEAD), cycle(COMPUTE)
        for leg in clip["legs"]:
            colour = next(computed if leg["compute"] else carried)
            label = leg["leg"] if row == 0 else None
            axes.barh(row, leg["ms"]["p50"], left=at, color=colour, label=label)
            at += leg["ms"]["p50"]
    axes.set_yticks(range(len(clips)), list(clips))
    axes.invert_yaxis()
    axes.set_title(
        "Up to the first sound, streaming mode: medians of each step; orange: overhead outside the models",
        loc="left",
    )
    axes.set_xlabel("ms")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=9)
    return figure


def _load(results: dict[str, Any]) -> Figure:
    levels = results["load"]["levels"]
    figure, (waits, rates) = plt.subplots(1, 2, figsize=(10, 4))
    at_once = [level["conversations"] for level in levels if level["done"]]
    for percentile, line in (("p50", "-"), ("p95", "--"), ("p99", ":")):
        for name, colour in (("first_sound", WAYS["live"]), ("complete", WAYS["streaming"])):
            found = [level[f"{name}_ms"][percentile] for level in levels if level["done"]]
            label = f"{name.replace('_', ' ')}, {percentile}"
            waits.plot(at_once, found, color=colour, linestyle=line, marker="o", label=label)
    waits.set_title("Wait", loc="left")
    waits.set_yscale("log")
    waits.set_ylabel("ms")
    waits.yaxis.set_major_formatter("{x:.0f}")
    waits.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    waits.yaxis.set_minor_locator(NullLocator())
    waits.grid(axis="y", alpha=0.25)
    waits.legend(fontsize=8)
    rates.plot(
        [level["conversations"] for level in levels],
        [level["messages_per_min"] for level in levels],
        color=WAYS["parallel"],
        marker="o",
    )
    rates.set_title("Messages a minute", loc="left")
    rates.set_ylim(bottom=0)
    for axes in (waits, rates):
        axes.set_xscale("log", base=2)
        axes.set_xticks([level["conversations"] for level in levels])
        axes.set_xticklabels([str(level["conversations"]) for level in levels])
        axes.set_xlabel("concurrent conversations")
    return figure


def _milliseconds(axes: Axes) -> None:
    axes.set_ylabel("ms")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", alpha=0.25)


def _write(figure: Figure, path: Path) -> None:
    figure.savefig(path, transparent=True, bbox_inches="tight", metadata={"Date": None})
    drawn = path.read_text().replace(INK, "var(--ink)")
    head, rest = drawn.split("<defs>", 1)
    path.write_text(f"{head}{STYLE}\n<defs>{rest}")
