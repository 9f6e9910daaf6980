"""Asynchronous invocations of Lambda functions: to load models, and to make captions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from dragoman.aws.clients import client
from dragoman.ports import Clock
from dragoman.protocol import CaptionTask, CaptionTranslationTask

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

AWAKE_S = 240.0
"""Lambda keeps an idle environment for longer."""
RETRY_AFTER_S = 10.0
"""The delay after a failure: an immediate retry would slow down every `hello`."""

HOLD_S = 0.3
"""The time for which an environment stays busy, so that the next invocation starts another one."""


class LambdaWarmer:
    """Wakes functions at most once every AWAKE_S for each set of languages. A function that is named
    twice is woken in two environments."""

    def __init__(self, functions: Sequence[str], clock: Clock, timeout_s: float) -> None:
        self._environments = Counter(functions)
        self._clock = clock
        self._client: LambdaClient = client("lambda", timeout_s)
        self._woken_at_s: dict[frozenset[str], float] = {}

    def warm(self, languages: Sequence[str]) -> None:
        wanted, now = frozenset(languages), self._clock()
        if now - self._woken_at_s.get(wanted, -AWAKE_S) < AWAKE_S:
            return
        self._woken_at_s[wanted] = now
        for function, environments in self._environments.items():
            payload = {"warm": sorted(wanted)} | ({"hold_s": HOLD_S} if environments > 1 else {})
            for _ in range(environments):
                if not self._wake(function, json.dumps(payload)):
                    self._woken_at_s[wanted] = now - AWAKE_S + RETRY_AFTER_S

    def _wake(self, function: str, payload: str) -> bool:
        try:
            self._client.invoke(FunctionName=function, InvocationType="Event", Payload=payload)
        except (ClientError, BotoCoreError):
            return False
        return True


class LambdaTasks:
    """Captioner and CaptionTranslator over a function that nobody waits for."""

    def __init__(self, function: str, timeout_s: float) -> None:
        self._function = function
        self._client: LambdaClient = client("lambda", timeout_s)

    def start(self, task: CaptionTask | CaptionTranslationTask) -> None:
        with suppress(ClientError, BotoCoreError):
            self._client.invoke(
                FunctionName=self._function, InvocationType="Event", Payload=task.model_dump_json()
            )
