"""Warmer over Lambda: an asynchronous invocation that only loads models."""

import json
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from dragoman.adapters.aws import client
from dragoman.ports import Clock

AWAKE_S = 240.0
"""Lambda keeps an idle environment for longer than this."""
TRY_AGAIN_S = 10.0
"""After a function that could not be woken; not at once, or each hello would wait for it."""


class LambdaWarmer:
    """Asks once in a while for each set of languages, however many say hello."""

    def __init__(self, functions: Sequence[str], clock: Clock, timeout_s: float) -> None:
        self._functions = functions
        self._clock = clock
        self._client = client("lambda", timeout_s)
        self._asked: dict[frozenset[str], float] = {}

    def warm(self, languages: Sequence[str]) -> None:
        wanted, now = frozenset(languages), self._clock()
        if now - self._asked.get(wanted, -AWAKE_S) < AWAKE_S:
            return
        self._asked[wanted] = now
        payload = json.dumps({"warm": sorted(wanted)})
        for function in self._functions:
            try:
                self._client.invoke(FunctionName=function, InvocationType="Event", Payload=payload)
            except (ClientError, BotoCoreError):
                self._asked[wanted] = now - AWAKE_S + TRY_AGAIN_S
