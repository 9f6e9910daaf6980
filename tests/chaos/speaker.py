"""Someone whose partial recordings arrive in any order, too often, or about what is not theirs."""

from __future__ import annotations

import base64
import random
import uuid
from collections.abc import Iterator
from contextlib import suppress

from dragoman.errors import DragomanError
from dragoman.ports import Connection
from dragoman.protocol import MESSAGE_LIMIT_BYTES
from dragoman.stages.caption import caption
from dragoman.stages.stage_ports import CaptionPorts
from dragoman.stt.partial_transcripts import LocalAgreement
from tests.fakes import FakeCaptioner, FakeCaptionTranslator, FakeSpeechToText, recording
from tests.faults import Crash
from tests.infra.states import Json
from tests.unit.world import World


class CaptionedSpeaker:
    """Sends partial recordings of segments, and runs the recogniser of captions."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._captioner = FakeCaptioner()
        world.captioner = self._captioner
        self._ports = CaptionPorts(
            world.notifier,
            world.clock,
            world.codec,
            LocalAgreement(FakeSpeechToText()),
            FakeCaptionTranslator(),
        )

    def speak(self, message_id: str, segment: int, text: str, me: Connection) -> None:
        """Sends parts of the text, or what is refused, and recognises some of them."""
        requests = list(self._requests(message_id, segment, text))
        if self._chance.random() < 0.3:
            self._chance.shuffle(requests)
        for request in requests:
            with suppress(DragomanError, Crash):
                self._world.send(request, me)
        tasks, self._captioner.tasks[:] = list(self._captioner.tasks), []
        if self._chance.random() < 0.3:
            self._chance.shuffle(tasks)
        for task in tasks:
            for _ in range(self._chance.choice((0, 1, 1, 1, 2))):  # lost, run or repeated
                with suppress(DragomanError, Crash):
                    caption(task, self._ports)

    def _requests(self, message_id: str, segment: int, text: str) -> Iterator[Json]:
        words = text.split()
        for revision in range(1, len(words) + 1):
            yield _partial(message_id, segment, revision, " ".join(words[:revision]))
        if self._chance.random() < 0.2:
            yield _partial(str(uuid.UUID(int=self._chance.getrandbits(128))), segment, 1, text)
        if self._chance.random() < 0.2:
            yield _partial(message_id, segment, 1, text) | {"audio_data": "A" * MESSAGE_LIMIT_BYTES}


def _partial(message_id: str, segment: int, revision: int, text: str) -> Json:
    return {
        "action": "partial",
        "message_id": message_id,
        "segment": segment,
        "revision": revision,
        "source_lang": "en",
        "target_lang": "pt",
        "audio_data": base64.b64encode(recording(text, "en")).decode(),
    }
