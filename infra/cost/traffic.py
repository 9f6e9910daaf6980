"""What an hour of conversation costs, and a month in which nobody speaks."""

from __future__ import annotations

from typing import Final

from infra.cost.measured import Utterance
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
"""Share of an hour in which someone speaks; then the other listens."""
PING_EVERY_MIN: Final = 4
SWEEPS: Final = HOURS_PER_MONTH * 60
WATCHED_METRICS: Final = 19
"""That alarms look at."""
IDLE_METRICS: Final = 2
"""That are reported although nobody speaks: the sweeper's."""
IMAGES_GB: Final = 2.0
"""Of the three functions with models; assumed, not measured."""


def utterances_per_hour(utterance: Utterance) -> float:
    return 3600 * SPEAKING / utterance.speech_s


def of_hour(utterance: Utterance, setting: Setting, prices: Prices) -> dict[str, float]:
    """Of two people at one page, who talk for an hour."""
    pings = 60 / PING_EVERY_MIN
    each = sum(of_utterance(utterance, setting, prices).values())
    ping = (
        2 * prices.websocket_message
        + prices.dynamodb_read
        + computing(utterance, setting, prices, ("accept",))
    )
    return {
        "Utterances": utterances_per_hour(utterance) * each,
        "The open connection": 60 * prices.websocket_minute + pings * ping,
        "Opening it": _opening(utterance, setting, prices),
        "Metrics, by the hour": utterance.metrics * prices.metric_month / HOURS_PER_MONTH,
    }


def _opening(utterance: Utterance, setting: Setting, prices: Prices) -> float:
    """A ticket, the handshake, `hello`, which wakes the models, and the end."""
    asked: dict[str, float] = {}
    for name in ("ticket", "authorize", "connect", "hello", "disconnect"):
        for kind, count in utterance.calls[name].items():
            asked[kind] = asked.get(kind, 0) + count
    invoked = ("authorize:$connect", "connect:$connect", "accept:hello")
    return (
        computing(utterance, setting, prices, invoked)
        # The ticket's function and the one that forgets the connection: as long as those above.
        + computing(utterance, setting, prices, invoked[:2])
        + asked["invocations"] * prices.lambda_request
        + asked["dynamodb_writes"] * prices.dynamodb_write
        + asked["dynamodb_reads"] * prices.dynamodb_read
        + asked["secret_reads"] * prices.secret_read
        + (1 + asked["posts"]) * prices.websocket_message
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
        "The sweeper, every minute": SWEEPS * (sweep + logged / GB * prices.logs_gb),
        "The key of tickets": prices.secret_month,
        "Images": IMAGES_GB * prices.images_gb_month,
    }
    return found | (
        {"Environments that wait": waiting(setting, prices)} if setting.provisioned else {}
    )


def waiting(setting: Setting, prices: Prices) -> float:
    """A month of one provisioned environment of each function with a model."""
    return sum(
        setting.memory_of(name)
        / 1024
        * SECONDS_PER_MONTH
        * prices.lambda_waiting_gb_s[setting.architecture_of(name)]
        for name in MODELS
    )
