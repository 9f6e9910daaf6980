"""Warmer over Lambda: an asynchronous invocation that only loads models."""

import json
from collections import Counter
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from dragoman.aws.clients import client
from dragoman.ports import Clock

AWAKE_S = 240.0
"""Lambda keeps an idle environment for longer than this."""
TRY_AGAIN_S = 10.0
"""After a function that could not be woken; not at once, or each hello would wait for it."""

HOLD_S = 0.3
"""How long one of several environments stays busy, so that the next call has to wake another."""


class LambdaWarmer:
    """Asks once in a while for each set of languages, however many say hello. A function named
    twice is woken twice at once, in two environments."""

    def __init__(self, functions: Sequence[str], clock: Clock, timeout_s: float) -> None:
        self._environments = Counter(functions)
        self._clock = clock
        self._client = client("lambda", timeout_s)
        self._asked: dict[frozenset[str], float] = {}

    def warm(self, languages: Sequence[str]) -> None:
        wanted, now = frozenset(languages), self._clock()
        if now - self._asked.get(wanted, -AWAKE_S) < AWAKE_S:
            return
        self._asked[wanted] = now
        for function, environments in self._environments.items():
            payload = {"warm": sorted(wanted)} | ({"hold_s": HOLD_S} if environments > 1 else {})
            for _ in range(environments):
                if not self._wake(function, json.dumps(payload)):
                    self._asked[wanted] = now - AWAKE_S + TRY_AGAIN_S

    def _wake(self, function: str, payload: str) -> bool:
        try:
            self._client.invoke(FunctionName=function, InvocationType="Event", Payload=payload)
        except (ClientError, BotoCoreError):
            return False
        return True
