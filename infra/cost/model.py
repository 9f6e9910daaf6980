"""How long an utterance takes and what it costs, for memory sizes, architectures and prices.

A function that waits, waits as long in any size. What it computes scales with its share of a vCPU,
one for each 1,769 MB: below one vCPU everything; above it only what the models do on further
threads, which was measured with one and with two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from infra.cost.measured import CORES, MESSAGE, Ran, Utterance, function_of
from infra.cost.prices import ARM64, X86_64, Prices

MB_PER_VCPU: Final = 1769
MODELS: Final = ("transcribe", "translate", "synthesize")
"""The functions that carry one."""
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
"""What Lambda itself prints of an invocation."""
TRACES: Final = 2
"""Of an utterance: of `accept`, and of the execution."""


@dataclass(frozen=True)
class Setting:
    """How the functions are deployed."""

    memory_mb: Mapping[str, int] = field(default_factory=dict)
    """Of those with a model, where it is not the usual one."""
    architecture: str = ARM64
    provisioned: bool = False
    """One environment of each function with a model always waits."""

    def memory_of(self, function: str) -> int:
        return self.memory_mb.get(function, DEPLOYED_MB[function])

    def architecture_of(self, function: str) -> str:
        return X86_64 if function == "translate" else self.architecture


DEPLOYED: Final = Setting()
"""The sizes that a deployment without options has."""
PROVISIONED: Final = Setting(provisioned=True)


def compute_ms(utterance: Utterance, function: str, vcpus: float) -> float:
    """Of a model's own work, as measured with one and two threads: that part of it which gains by
    a second goes on gaining."""
    one, two = utterance.by_threads_ms[function]
    shared = min(one, max(0.0, 2 * (one - two)))
    alone = one - shared
    return (alone + shared) / vcpus if vcpus < 1 else alone + shared / _threads(vcpus)


def _threads(vcpus: float) -> float:
    """As many as the function is told to use, and no more than it has vCPUs for."""
    return min(max(1, round(vcpus)), vcpus)


def slowdown(utterance: Utterance, function: str, memory_mb: int) -> float:
    """How many times longer a model computes than on the machine that was measured."""
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
    """By the clock, from what the threads took together."""
    one, two = utterance.by_threads_ms[function_of(invocation)]
    busy = utterance.ran[invocation].cpu_ms
    return busy * min(1.0, two / one)


def first_sound_ms(utterance: Utterance, setting: Setting) -> float:
    """From accepting the utterance to announcing the first piece of its translated voice: every
    wait as measured, every stage as it scales."""
    accepting = utterance.ran["accept"]
    slower = _light_ms(accepting, setting.memory_of("accept")) - accepting.duration_ms
    waits = sum(utterance.queueing_ms[name] for name in MODELS)
    stages = sum(
        duration_ms(utterance, name, setting.memory_of(name))
        for name in ("transcribe", "translate")
    )
    ran = utterance.ran["synthesize_translated"]
    computing = min(1.0, _computed_ms(utterance, "synthesize_translated") / ran.duration_ms)
    pace = slowdown(utterance, "synthesize", setting.memory_of("synthesize"))
    piece = utterance.first_piece_ms * (1 - computing + computing * pace)
    return waits + slower + stages + piece


def gb_s(utterance: Utterance, setting: Setting, invocation: str) -> float:
    memory_mb = setting.memory_of(function_of(invocation))
    return duration_ms(utterance, invocation, memory_mb) / 1000 * memory_mb / 1024


def computing(
    utterance: Utterance, setting: Setting, prices: Prices, invocations: tuple[str, ...] = MESSAGE
) -> float:
    """Of Lambda, by what ran and for how long."""
    total = 0.0
    for name in invocations:
        function = function_of(name.partition(":")[0])
        waits = setting.provisioned and function in MODELS
        rates = prices.lambda_provisioned_gb_s if waits else prices.lambda_gb_s
        memory_mb = setting.memory_of(function)
        took_ms = (
            duration_ms(utterance, name, memory_mb)
            if ":" not in name
            else _light_ms(utterance.ran[name], memory_mb)
        )
        rate = rates[setting.architecture_of(function)]
        total += took_ms / 1000 * memory_mb / 1024 * rate + prices.lambda_request
    return total


def of_utterance(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    """Dollars, by what they are for."""
    asked = _together(utterance, MESSAGE)
    run_ms = sum(duration_ms(utterance, n, setting.memory_of(function_of(n))) for n in MESSAGE[1:])
    run_ms += sum(utterance.queueing_ms[name] for name in (*MODELS[1:], "complete"))
    express_gb_s = ceil(run_ms / EXPRESS_MS) * EXPRESS_MS / 1000 * EXPRESS_MB / 1024
    stored = sum(utterance.audio_bytes.values())
    logged = utterance.log_bytes["utterance"] + PLATFORM_LOG_BYTES * len(MESSAGE)
    return {
        "Lambda": computing(utterance, setting, prices),
        "DynamoDB": asked["dynamodb_writes"] * prices.dynamodb_write
        + asked["dynamodb_reads"] * prices.dynamodb_read,
        "S3 requests": asked["s3_puts"] * prices.s3_put
        + (asked["s3_gets"] + _pieces(utterance)) * prices.s3_get,
        "WebSocket messages": (1 + asked["posts"]) * prices.websocket_message,
        "Sound to the listener": utterance.audio_bytes["translated_pieces"]
        / GB
        * prices.transfer_gb,
        "X-Ray": TRACES * prices.trace,
        "Logs": logged / GB * prices.logs_gb,
        "Step Functions": prices.express_request + express_gb_s * prices.express_gb_s,
        "S3 storage, one day": stored / GB * prices.s3_gb_month * 24 / HOURS_PER_MONTH,
    }


def _together(utterance: Utterance, names: tuple[str, ...]) -> dict[str, float]:
    kinds = {kind for name in names for kind in utterance.calls[name]}
    return {kind: sum(utterance.calls[name].get(kind, 0) for name in names) for kind in kinds}


def _pieces(utterance: Utterance) -> float:
    """Of the translated voice, each of which the listener fetches; the whole is stored beside."""
    return utterance.calls["synthesize_translated"]["s3_puts"] - 1
