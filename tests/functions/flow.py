"""A message through every function, as clients and the state machine call them."""

from __future__ import annotations

import json
from typing import Any

from tests.functions.conftest import Deployed
from tests.functions.events import websocket
from tests.unit.world import translate_message

Json = dict[str, Any]
ENTERED = "2026-11-24T12:00:00.250Z"


def accepted(deployed: Deployed, **fields: Any) -> Json:
    deployed.invoke("accept", websocket("translate", translate_message(**fields)))
    return dict(json.loads(deployed.aws.executions[-1]["input"])["job"])


def run_flow(deployed: Deployed, job: Json) -> None:
    """The flow as the state machine's streaming mode runs it."""
    begun = {"job": job, "handed_over_at": ENTERED}
    received = deployed.invoke("transcribe", begun)
    told = begun | {"transcript": received}
    outcome = {}
    if received["speech"]:
        translation = deployed.invoke("translate", told)
        voice = begun | {"spoken": received["language"]}
        translated = {"track": "translated", "text": translation["text"], "language": "pt"}
        original = {"track": "original", "text": received["text"], "language": received["language"]}
        outcome = {
            "translation": translation,
            "translated": deployed.invoke("synthesize", voice | translated),
            "original": deployed.invoke("synthesize", voice | original),
        }
    deployed.invoke("complete", told | {"branches": [outcome] if outcome else []})
