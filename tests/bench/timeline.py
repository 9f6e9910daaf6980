"""The steps between the end of speech and the first sound, and a simulation of the parallel mode with
separate cores for each branch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tests.bench.conversations import Spoken
from tests.bench.figures import each, figures

STEPS = (
    ("processing_started", "accept: check, store, acknowledge"),
    ("processing_update transcribing", "start the flow, invoke transcribe"),
    ("stt_result", "fetch, decode, recognise"),
    ("processing_update translating", "invoke translate"),
    ("translation_result", "translate"),
    ("processing_update synthesizing translated", "invoke synthesize"),
    ("audio_chunk translated 0", "first audio chunk"),
)
"""The events up to the first sound, each with the step that precedes it."""
COMPUTE = {"fetch, decode, recognise", "translate", "first audio chunk"}
"""Steps in which models compute; the others are overhead."""


def to_first_sound(spoken: Sequence[Spoken], taken_in_at_s: dict[str, float]) -> dict[str, Any]:
    """The median of each step; service and client use the same clock."""
    found = each([_legs(one, taken_in_at_s[one.message_id]) for one in spoken])
    legs = [{"leg": leg, "compute": leg in COMPUTE, "ms": ms} for leg, ms in found.items()]
    return {"n": len(spoken), "legs": legs}


def _legs(spoken: Spoken, taken_in_at_s: float) -> dict[str, float]:
    events = spoken.last_segment()
    sent_ms = (taken_in_at_s - spoken.sent_at_s) * 1000
    emitted_ms = [0.0, *(float(events[name][1]) for name, _ in STEPS)]
    received_ms = events[STEPS[-1][0]][0]
    legs = {"send, route, invoke accept": sent_ms}
    legs |= {
        what: after - before
        for (_, what), (before, after) in zip(STEPS, pairwise(emitted_ms), strict=True)
    }
    legs["store and send the chunk"] = received_ms - sent_ms - emitted_ms[-1]
    legs["download it"] = spoken.first_sound_ms - received_ms
    return legs


# --- Branches with cores of their own -----------------------------------------------------------


def replayed(streaming: Sequence[Spoken]) -> dict[str, Any]:
    """Simulates both modes from stage durations that were measured in sequence."""
    runs = [_stages(one) for one in streaming]
    one_by_one = [r["recognise"] + r["translated"] + r["original"] + r["end"] for r in runs]
    side_by_side = [r["recognise"] + max(r["translated"], r["original"]) + r["end"] for r in runs]
    return {
        "stages_ms": each(runs),
        "streaming_complete_ms": figures(one_by_one),
        "parallel_complete_ms": figures(side_by_side),
        "first_sound_ms": figures(one.first_sound_ms for one in streaming),
    }


def _stages(spoken: Spoken) -> dict[str, float]:
    """The durations of the parts between the end of speech and the end, transitions included."""
    at = {name: at_ms for name, (at_ms, _) in spoken.last_segment().items()}
    recognised_ms, translated = at["stt_result"], at["audio_ready translated"]
    original = at["audio_ready original"]
    return {
        "recognise": recognised_ms,
        "translated": translated - recognised_ms,
        "original": original - translated,
        "end": spoken.complete_ms - original,
    }
