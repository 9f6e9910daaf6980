"""Runs a message through every function."""

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


def transcribe_task(deployed: Deployed, job: Json) -> Json:
    """The input of the first stage, with the recording with which the execution of the job began."""
    inputs = [json.loads(execution["input"]) for execution in deployed.aws.executions]
    recordings = {
        (given["job"]["message_id"], given["job"]["segment"]): given["recording"]
        for given in inputs
    }
    recording = recordings[job["message_id"], job["segment"]]
    return {"job": job, "handed_over_at": ENTERED, "recording": recording}


def run_flow(deployed: Deployed, job: Json) -> None:
    """Runs the stages as the state machine does in streaming mode."""
    entered = {"job": job, "handed_over_at": ENTERED}
    transcript = deployed.invoke("transcribe", transcribe_task(deployed, job))
    with_transcript = entered | {"transcript": transcript}
    outcome = {}
    if transcript["speech"]:
        translation = deployed.invoke("translate", with_transcript)
        voice = entered | {"spoken": transcript["language"]}
        translated = {"track": "translated", "text": translation["text"], "language": "pt"}
        original = {
            "track": "original",
            "text": transcript["text"],
            "language": transcript["language"],
        }
        outcome = {
            "translation": translation,
            "translated": deployed.invoke("synthesize", voice | translated),
            "original": deployed.invoke("synthesize", voice | original),
        }
    deployed.invoke("complete", with_transcript | {"branches": [outcome] if outcome else []})
