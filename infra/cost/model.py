"""The duration and cost of an utterance, by memory size, architecture and prices.

Waiting time does not depend on the memory size. Compute time scales with the vCPUs, one per 1,769 MB:
below one vCPU all of it, above one only the part of the models' work that runs on several threads, as
measured with one and two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from dragoman.stages.tentative import MAX_WAIT_S
from infra.cost.measured import CORES, MESSAGE, Ran, Utterance, function_of
from infra.cost.prices import ARM64, Prices

MB_PER_VCPU: Final = 1769
MODELS: Final = ("transcribe", "translate", "synthesize")
"""The functions with a model."""
DEPLOYED_MB: Final = {
    "transcribe": 3008,
    "translate": 1769,
    "synthesize": 3008,
    "accept": 512,
    "authorize": 512,
    "complete": 512,
    "http": 512,
    "connect": 256,
    "sweep": 256,
}
HOURS_PER_MONTH: Final = 730
SECONDS_PER_MONTH: Final = HOURS_PER_MONTH * 3600
GB: Final = 1e9
EXPRESS_MB: Final = 64
EXPRESS_MS: Final = 100
PLATFORM_LOG_BYTES: Final = 400
"""The size of Lambda's own log lines of an invocation."""
TRACES: Final = 2
"""X-Ray traces of an utterance: one of `accept` and one of the execution."""


@dataclass(frozen=True)
class Setting:
    """Memory, architecture and provisioned concurrency of a deployment."""

    memory_mb: Mapping[str, int] = field(default_factory=dict)
    """The memory of the functions that differ from `DEPLOYED_MB`."""
    architecture: str = ARM64
    provisioned: bool = False
    """Whether each function with a model has one provisioned environment."""

    def memory_of(self, function: str) -> int:
        return self.memory_mb.get(function, DEPLOYED_MB[function])


DEPLOYED: Final = Setting()
"""A deployment without options."""
PROVISIONED: Final = Setting(provisioned=True)


def compute_ms(utterance: Utterance, function: str, vcpus: float) -> float:
    """The compute time of a model, estimated from measurements with one and two threads. The part that
    the second thread shortened is assumed to scale with further ones."""
    one, two = utterance.by_threads_ms[function]
    shared = min(one, max(0.0, 2 * (one - two)))
    alone = one - shared
    return (alone + shared) / vcpus if vcpus < 1 else alone + shared / _threads(vcpus)


def _threads(vcpus: float) -> float:
    """The threads that the function uses, at most one per vCPU."""
    return min(max(1, round(vcpus)), vcpus)


def slowdown(utterance: Utterance, function: str, memory_mb: int) -> float:
    """The compute time of a model relative to that on the measured machine."""
    here = compute_ms(utterance, function, CORES)
    return compute_ms(utterance, function, memory_mb / MB_PER_VCPU) / here


def duration_ms(utterance: Utterance, invocation: str, memory_mb: int) -> float:
    ran, function = utterance.ran[invocation], function_of(invocation)
    if function not in MODELS:
        return _light_ms(ran, memory_mb)
    computed = min(ran.duration_ms, _computed_ms(utterance, invocation))
    waited = ran.duration_ms - computed
    return waited + computed * slowdown(utterance, function, memory_mb)


def _light_ms(ran: Ran, memory_mb: int) -> float:
    computed = min(ran.cpu_ms, ran.duration_ms)
    return ran.duration_ms - computed + computed / min(1.0, memory_mb / MB_PER_VCPU)


def _computed_ms(utterance: Utterance, invocation: str) -> float:
    """Elapsed compute time, estimated from the processor time of all threads."""
    one, two = utterance.by_threads_ms[function_of(invocation)]
    busy = utterance.ran[invocation].cpu_ms
    return busy * min(1.0, two / one)


def first_sound_ms(utterance: Utterance, setting: Setting) -> float:
    """The time from acceptance of the utterance to its first translated audio chunk, with measured
    waiting times and scaled compute times."""
    accepting = utterance.ran["accept"]
    slower = _light_ms(accepting, setting.memory_of("accept")) - accepting.duration_ms
    waits = sum(utterance.queueing_ms[name] for name in MODELS)
    stages = sum(
        duration_ms(utterance, name, setting.memory_of(name))
        for name in ("transcribe", "translate")
    )
    ran = utterance.ran["synthesize_translated"]
    computing = min(1.0, _computed_ms(utterance, "synthesize_translated") / ran.duration_ms)
    factor = slowdown(utterance, "synthesize", setting.memory_of("synthesize"))
    chunk = utterance.first_chunk_ms * (1 - computing + computing * factor)
    return waits + slower + stages + chunk


def gb_s(utterance: Utterance, setting: Setting, invocation: str) -> float:
    memory_mb = setting.memory_of(function_of(invocation))
    return duration_ms(utterance, invocation, memory_mb) / 1000 * memory_mb / 1024


def computing(
    utterance: Utterance, setting: Setting, prices: Prices, invocations: tuple[str, ...] = MESSAGE
) -> float:
    """The price of Lambda for the invocations, in dollars."""
    total = 0.0
    for name in invocations:
        function = function_of(name.partition(":")[0])
        provisioned = setting.provisioned and function in MODELS
        rates = prices.lambda_provisioned_gb_s if provisioned else prices.lambda_gb_s
        memory_mb = setting.memory_of(function)
        took_ms = (
            duration_ms(utterance, name, memory_mb)
            if ":" not in name
            else _light_ms(utterance.ran[name], memory_mb)
        )
        rate = rates[setting.architecture]
        total += took_ms / 1000 * memory_mb / 1024 * rate + prices.lambda_request
    return total


def of_utterance(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    """The cost of an utterance in dollars, by item."""
    calls = _sum_calls(utterance, MESSAGE)
    run_ms = sum(duration_ms(utterance, n, setting.memory_of(function_of(n))) for n in MESSAGE[1:])
    run_ms += sum(utterance.queueing_ms[name] for name in (*MODELS[1:], "complete"))
    express_gb_s = ceil(run_ms / EXPRESS_MS) * EXPRESS_MS / 1000 * EXPRESS_MB / 1024
    stored = sum(n for name, n in utterance.audio_bytes.items() if name != "recording")
    logged = utterance.log_bytes["utterance"] + PLATFORM_LOG_BYTES * len(MESSAGE)
    return {
        "Lambda": computing(utterance, setting, prices),
        "DynamoDB": calls["dynamodb_writes"] * prices.dynamodb_write
        + calls["dynamodb_reads"] * prices.dynamodb_read,
        "S3 requests": calls["s3_puts"] * prices.s3_put
        + (calls["s3_gets"] + _chunks(utterance)) * prices.s3_get,
        "WebSocket messages": (1 + calls["posts"]) * prices.websocket_message,
        "Audio transfer": utterance.audio_bytes["translated_pieces"] / GB * prices.transfer_gb,
        "X-Ray": TRACES * prices.trace,
        "Logs": logged / GB * prices.logs_gb,
        "Step Functions": prices.express_request + express_gb_s * prices.express_gb_s,
        "S3 storage, one day": stored / GB * prices.s3_gb_month * 24 / HOURS_PER_MONTH,
    }


CAPTION_EVERY_S: Final = 0.8
"""The interval at which a client sends the recording so far."""
EARLY_CAPTIONS: Final = 1
"""The first recording is sent early, and the next ones more often until there are words: 111 in place of 96
in the speech of tests/speech, which has 19 segments."""


def of_captions(utterance: Utterance, setting: Setting, prices: Prices) -> float:
    """Dollars for the captions of an utterance. `accept` takes as long as for `hello`, and the
    recogniser as long as for the whole utterance."""
    calls = _sum_calls(utterance, ("partial", "captions"))
    caption = (
        computing(utterance, setting, prices, ("accept:hello", "transcribe"))
        + calls["dynamodb_writes"] * prices.dynamodb_write
        + calls["dynamodb_reads"] * prices.dynamodb_read
        + (1 + calls["posts"]) * prices.websocket_message
        + 2 * PLATFORM_LOG_BYTES / GB * prices.logs_gb
        + 2 * prices.trace
    )
    return caption * (EARLY_CAPTIONS + utterance.speech_s / CAPTION_EVERY_S)


DROPPED_STARTS: Final = 0.8
"""Suspected pauses of a segment in which the speaker goes on: 49 of the 59 segments of 394 s of recordings."""


def of_early_starts(utterance: Utterance, setting: Setting, prices: Prices) -> float:
    """Dollars for the executions of an utterance that are started at a suspected pause and dropped. Each
    recognises the utterance, and waits as long as it may."""
    waiting_gb_s = MAX_WAIT_S * setting.memory_of("transcribe") / 1024
    dropped = (
        computing(utterance, setting, prices, ("accept:hello", "transcribe"))
        + waiting_gb_s * prices.lambda_gb_s[setting.architecture]
        + prices.express_request
        + prices.websocket_message
        + 2 * PLATFORM_LOG_BYTES / GB * prices.logs_gb
    )
    return DROPPED_STARTS * dropped


def _sum_calls(utterance: Utterance, names: tuple[str, ...]) -> dict[str, float]:
    """The number of calls by kind; 0 for a kind that none makes."""
    summed: defaultdict[str, float] = defaultdict(float)
    for name in names:
        for kind, number in utterance.calls[name].items():
            summed[kind] += number
    return summed


def _chunks(utterance: Utterance) -> float:
    """Chunks of the translated voice, each of which the client downloads. The whole file is stored too."""
    return utterance.calls["synthesize_translated"]["s3_puts"] - 1
