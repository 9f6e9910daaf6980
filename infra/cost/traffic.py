"""The cost of an hour of conversation, and of a month without use."""

from __future__ import annotations

from typing import Final

from infra.cost.measured import MESSAGE, ROOM_LANGUAGES, Utterance
from infra.cost.model import (
    GB,
    HOURS_PER_MONTH,
    MODELS,
    PLATFORM_LOG_BYTES,
    SECONDS_PER_MONTH,
    Setting,
    computing,
    of_utterance,
)
from infra.cost.prices import Prices

SPEAKING: Final = 0.5
"""The share of an hour in which one of the two people speaks."""
PING_EVERY_MIN: Final = 4
SWEEPS: Final = HOURS_PER_MONTH * 60
WATCHED_METRICS: Final = 21
"""Metrics that the alarms evaluate."""
IDLE_METRICS: Final = 2
"""Metrics that are reported without use: those of the sweeper."""
IMAGES_GB: Final = 2.0
"""The size of the images of the three functions with models; assumed, not measured."""


def utterances_per_hour(utterance: Utterance) -> float:
    return 3600 * SPEAKING / utterance.speech_s


def of_hour(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    """The cost of an hour of conversation of two people at one page, in dollars by item."""
    pings = 60 / PING_EVERY_MIN
    each = sum(of_utterance(utterance, setting, prices).values())
    ping = (
        2 * prices.websocket_message
        + prices.dynamodb_read
        + computing(utterance, setting, prices, ("accept",))
    )
    return {
        "Utterances": utterances_per_hour(utterance) * each,
        "Open connection": 60 * prices.websocket_minute + pings * ping,
        "Opening a connection": _opening(utterance, setting, prices),
        "Metrics": utterance.metrics * prices.metric_month / HOURS_PER_MONTH,
    }


def of_room_turn(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    """The cost of a turn in a room with `ROOM_LANGUAGES`, in dollars by item."""
    spoken, *others = ROOM_LANGUAGES
    translated = {language for language in others if language != spoken}
    listeners = sum(language != spoken for language in others)
    each_language = ("translate", "synthesize_translated")
    invocations = (
        "accept",
        "transcribe",
        *(name for _ in translated for name in each_language),
        "synthesize_original",
        "complete",
    )
    calls, alone = utterance.calls["room"], of_utterance(utterance, setting, prices)
    chunks = utterance.calls["synthesize_translated"]["s3_puts"] - 1
    heard: float = utterance.audio_bytes["translated_pieces"] * listeners
    heard += utterance.audio_bytes["recording"] * (len(others) - listeners)
    downloads = chunks * listeners + len(others) - listeners
    logged: float = utterance.log_bytes["utterance"] + PLATFORM_LOG_BYTES * len(invocations)
    logged += utterance.log_bytes["utterance"] * len(each_language) / len(MESSAGE)
    return {
        "S3 requests": calls["s3_puts"] * prices.s3_put
        + (calls["s3_gets"] + downloads) * prices.s3_get,
        "DynamoDB": calls["dynamodb_writes"] * prices.dynamodb_write
        + calls["dynamodb_reads"] * prices.dynamodb_read,
        "WebSocket messages": (1 + calls["posts"]) * prices.websocket_message,
        "Audio transfer": heard / GB * prices.transfer_gb,
        "Lambda": computing(utterance, setting, prices, invocations),
        "X-Ray": alone["X-Ray"],
        "Logs": logged / GB * prices.logs_gb,
        # The languages run at once.
        "Step Functions": alone["Step Functions"],
    }


def of_room_hour(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    """The cost of an hour of a room with `ROOM_LANGUAGES`, in dollars by item."""
    people = len(ROOM_LANGUAGES)
    turn = sum(of_room_turn(utterance, setting, prices).values())
    pair = of_hour(utterance, setting, prices)
    calls = utterance.calls["join_room"]
    join = (
        calls["dynamodb_writes"] * prices.dynamodb_write
        + calls["dynamodb_reads"] * prices.dynamodb_read
        + (1 + calls["posts"]) * prices.websocket_message
        + computing(utterance, setting, prices, ("accept:hello",))
    )
    return {
        "Turns": utterances_per_hour(utterance) * turn,
        "Open connections": people * pair["Open connection"],
        "Opening connections and joining": people * (pair["Opening a connection"] + join),
        "Metrics": pair["Metrics"],
    }


def _opening(utterance: Utterance, setting: Setting, prices: Prices) -> float:
    """The cost of a ticket, the handshake, `hello` with its warm-up, and the disconnect."""
    calls: dict[str, float] = {}
    for name in ("ticket", "authorize", "connect", "hello", "disconnect"):
        for kind, count in utterance.calls[name].items():
            calls[kind] = calls.get(kind, 0) + count
    invoked = ("authorize:$connect", "connect:$connect", "accept:hello")
    return (
        computing(utterance, setting, prices, invoked)
        # `http` and `disconnect` are assumed to take as long as `authorize` and `connect`.
        + computing(utterance, setting, prices, invoked[:2])
        + calls["invocations"] * prices.lambda_request
        + calls["dynamodb_writes"] * prices.dynamodb_write
        + calls["dynamodb_reads"] * prices.dynamodb_read
        + calls["secret_reads"] * prices.secret_read
        + (1 + calls["posts"]) * prices.websocket_message
        + prices.http_request
    )


def of_idle_month(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    sweep = computing(utterance, setting, prices, ("sweep",))
    sweep += utterance.calls["sweep"]["dynamodb_reads"] * prices.dynamodb_read
    logged = utterance.log_bytes["sweep"] + PLATFORM_LOG_BYTES
    found = {
        "Dashboard": prices.dashboard_month,
        "Alarms": WATCHED_METRICS * prices.alarm_month,
        "Metrics of the sweeper": IDLE_METRICS * prices.metric_month,
        "Sweeper, every minute": SWEEPS * (sweep + logged / GB * prices.logs_gb),
        "Ticket key": prices.secret_month,
        "Images": IMAGES_GB * prices.images_gb_month,
    }
    return found | (
        {"Provisioned environments": provisioned_month(setting, prices)}
        if setting.provisioned
        else {}
    )


def provisioned_month(setting: Setting, prices: Prices) -> float:
    """The cost of one provisioned environment of each function with a model for a month, in dollars."""
    return sum(
        setting.memory_of(name)
        / 1024
        * SECONDS_PER_MONTH
        * prices.lambda_provisioned_idle_gb_s[setting.architecture]
        for name in MODELS
    )
