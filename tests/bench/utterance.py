"""`python -m tests.bench.utterance`: measures the inputs of the cost model, in about a minute.

Durations and waits are those of the last `make bench`, which runs on an idle machine. This module
measures the rest, which depends little on other load: processor time, including that of the models
on one thread, memory, bytes, metrics.
"""

from __future__ import annotations

import os

# As the functions have it, and before anything imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DRAGOMAN_THREADS", "2")  # as the bench has it

import asyncio
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import mean
from time import process_time, time
from typing import Any
from uuid import UUID

from dragoman.audio.chunking import concatenate, split_into_chunks
from dragoman.client.stats import printed, summed
from dragoman.protocol.audio_keys import segment_prefixes
from dragoman.settings import Settings
from dragoman.stages.synthesize import CHUNK_FORMAT
from dragoman.wiring import Wiring
from infra.cost.measured import MEASURED
from infra.local.stack import EmulatedStack
from tests.bench.__main__ import RESULTS
from tests.bench.alone import as_benched
from tests.bench.clips import CONTENT_TYPE, Clip, clips
from tests.bench.conversations import Spoken, Way, converse
from tests.bench.engines import LANGUAGES
from tests.bench.stack import function_names, session

RUNS = 5
"""The number of messages in each direction."""
LENGTH_S = 4
ERRANDS = 5
TURNS = 3


async def through_the_stack(utterances: list[Clip]) -> dict[str, Any]:
    with EmulatedStack() as stack, tempfile.TemporaryDirectory() as out:
        logs = stack.emulator.logs
        async with session(stack) as opened:
            for clip in utterances:
                await converse(opened, clip, Way.STREAMING, Path(out))
        began_ms = time() * 1000
        async with session(stack) as opened:
            before = _printed_bytes(logs)
            spoken = [
                await converse(opened, clip, Way.STREAMING, Path(out))
                for _ in range(RUNS)
                for clip in utterances
            ]
        log_bytes = (_printed_bytes(logs) - before) / len(spoken)
        client, sweep = stack.client("lambda"), function_names(stack)["sweep"]
        before = _printed_bytes(logs)
        for _ in range(ERRANDS):
            client.invoke(FunctionName=sweep, Payload=b"{}")
        sweep_bytes = (_printed_bytes(logs) - before) / ERRANDS
        lines = [line for line in printed(logs) if line["_aws"]["Timestamp"] >= began_ms]
        return {
            "stats": summed(lines),
            "metrics": len(_metrics(lines)),
            "log_bytes": {"utterance": round(log_bytes), "sweep": round(sweep_bytes)},
            "audio_bytes": _stored_bytes(stack, spoken),
        }


def _printed_bytes(logs: Path) -> int:
    functions = (path for path in logs.glob("*.log") if path.name != "emulator.log")
    return sum(path.stat().st_size for path in functions)


def _metrics(lines: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    """The number of distinct metrics, each a name with one set of dimension values, as CloudWatch
    bills them."""
    return {
        (measure["Name"], *(str(line[name]) for name in names))
        for line in lines
        for directive in line["_aws"]["CloudWatchMetrics"]
        for measure in directive["Metrics"]
        for names in directive["Dimensions"]
    }


def _stored_bytes(stack: EmulatedStack, spoken: list[Spoken]) -> dict[str, int]:
    """The sizes of one utterance: the recording, and each voice in chunks and as one file."""
    sizes: dict[str, int] = defaultdict(int)
    for one in spoken:
        found = [
            stored
            for prefix in segment_prefixes(UUID(one.message_id), 0)
            for stored in stack.client("s3").list_objects_v2(
                Bucket=stack.outputs["AudioBucketName"], Prefix=prefix
            )["Contents"]
        ]
        for stored in found:
            name = stored["Key"].split("/", 3)[3]
            track = next((t for t in ("translated", "original") if t in name), "recording")
            kind = "" if track == "recording" else "_pieces" if name.endswith(".wav") else "_whole"
            sizes[track + kind] += stored["Size"]
    return {name: round(total / len(spoken)) for name, total in sorted(sizes.items())}


def by_threads(utterances: list[Clip], bench: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Milliseconds of each stage's models: with one thread its processor time at its best, which
    neighbours change least; with two what the bench found, which was alone."""
    wiring, best = _single_threaded(), dict[tuple[str, str], float]()
    for _ in range(1 + TURNS):  # the first warms
        for clip in utterances:
            for stage, ms in _stages(wiring, clip).items():
                best[stage, clip.name] = min(ms, best.get((stage, clip.name), ms))
    return {
        stage: {
            "1": round(mean(best[stage, clip.name] for clip in utterances), 1),
            "2": round(mean(_benched(bench, clip, laps) for clip in utterances), 1),
        }
        for stage, laps in LAPS.items()
    }


LAPS = {
    "transcribe": ("decode_ms", "recognise_ms"),
    "translate": ("translate_ms",),
    "synthesize": ("first_piece_ms", "rest_of_translated_ms", "original_ms"),
}
"""The names of the compute times of each stage in the benchmark."""


def _benched(bench: dict[str, Any], clip: Clip, laps: tuple[str, ...]) -> float:
    return sum(float(bench["compute"][clip.name][lap]["p50"]) for lap in laps)


def _single_threaded() -> Wiring:
    wiring = Wiring()
    wiring.settings = Settings(threads=1)
    return wiring


def _stages(wiring: Wiring, clip: Clip) -> dict[str, float]:
    """The compute times, as in `tests.bench.compute`."""
    codec, began = wiring.codec, _computed_ms()
    recognition = wiring.speech.recognise(codec.decode(clip.encoded), LANGUAGES)
    transcribed = _computed_ms()
    translation = wiring.translator.translate(recognition.text, recognition.language, clip.target)
    translated = _computed_ms()
    for text, language in ((translation, clip.target), (recognition.text, recognition.language)):
        pieces = list(split_into_chunks(wiring.synthesizer.speak(text, language)))
        for piece in pieces:
            codec.encode(piece, CHUNK_FORMAT)
        codec.encode(concatenate(pieces), CONTENT_TYPE)
    return {
        "transcribe": transcribed - began,
        "translate": translated - transcribed,
        "synthesize": _computed_ms() - translated,
    }


def _computed_ms() -> float:
    return process_time() * 1000


def main() -> None:
    bench = json.loads(RESULTS.read_text())
    utterances = [clip for clip in clips((LENGTH_S,)) if clip.take == 0]
    found = asyncio.run(through_the_stack(utterances))
    measured = {
        "date": bench["date"][:10],
        "machine": bench["machine"],
        "others_busy_cores": bench["busy_cores"]["others"],
        "speech_s": round(sum(clip.duration_s for clip in utterances) / len(utterances), 2),
        "threads": by_threads(utterances, bench),
        **found,
        "stats": as_benched(found["stats"], bench),
    }
    MEASURED.write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
