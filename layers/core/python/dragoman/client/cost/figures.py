"""All that the page says, for programs."""

from collections.abc import Mapping
from typing import Any

from dragoman.client.cost.choose import GOAL_MS, Choice, cheapest, judged, uniform
from dragoman.client.cost.measured import Utterance
from dragoman.client.cost.model import MODELS, Setting, of_utterance
from dragoman.client.cost.prices import Prices
from dragoman.client.cost.traffic import of_hour, of_idle_month

DEPLOYED = Setting()
"""As the stack is deployed when nobody says otherwise."""
PROVISIONED = Setting(provisioned=True)


def figures(utterance: Utterance, prices: Prices) -> dict[str, Any]:
    """All that the page says, for programs."""
    best = cheapest(utterance, prices)
    return {
        "prices": {"date": prices.date, "region": prices.region},
        "measured": {"date": utterance.date, "machine": utterance.machine},
        "utterance": {"speech_s": utterance.speech_s, "calls": utterance.calls},
        "per_1000_utterances": _rounded(of_utterance(utterance, DEPLOYED, prices), 1000),
        "per_conversation_hour": _rounded(of_hour(utterance, DEPLOYED, prices)),
        "idle_month": _rounded(of_idle_month(utterance, DEPLOYED, prices)),
        "provisioned": {
            "per_1000_utterances": _rounded(of_utterance(utterance, PROVISIONED, prices), 1000),
            "idle_month": _rounded(of_idle_month(utterance, PROVISIONED, prices)),
        },
        "deployed": _choice(judged(utterance, DEPLOYED, prices)),
        "sizes": [_choice(choice) for choice in uniform(utterance, prices)],
        "goal_ms": GOAL_MS,
        "cheapest": _choice(best) if best else None,
    }


def _rounded(parts: Mapping[str, float], times: int = 1) -> dict[str, float]:
    found = {name: round(dollars * times, 6) for name, dollars in parts.items()}
    return found | {"total": round(sum(parts.values()) * times, 6)}


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "memory_mb": {name: choice.setting.memory_of(name) for name in MODELS},
        "architecture": choice.setting.architecture,
        "first_sound_ms": round(choice.first_sound_ms),
        "computing_per_1000": round(choice.computing * 1000, 6),
    }
