"""The HTTP API over fakes, called with the events of API Gateway."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from mangum import Mangum

from dragoman.errors import BadInput
from dragoman.http import TEXT_MEDIA_TYPES, create
from dragoman.protocol import Job
from dragoman.settings import Settings
from dragoman.wiring import Wiring
from tests.fakes import FakeTickets, FakeWorkflow, recording
from tests.functions.events import Context, http
from tests.unit.world import World

ANN, BOB = ("a-secret-of-ann-s-own-making", "a-secret-of-bob-s-own-making")
GOOD_MORNING = recording("Good morning.", "en")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: Any
    """None where it is not JSON."""
    text: str = ""


class DoneAtOnce(FakeWorkflow):
    """A workflow whose executions have ended when `start` returns."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def start(self, job: Job, recording: str = "") -> None:
        super().start(job, recording)
        self.run(job)

    def run(self, job: Job) -> None:
        try:
            self._world.flow(job)
        except BadInput as error:
            self._world.fail(job, type(error).__name__, json.dumps({"errorMessage": str(error)}))


@dataclass
class Service:
    world: World = field(default_factory=World)
    on_pause: Callable[[], None] = lambda: None
    """Called while a request waits."""
    pauses_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        wiring = Wiring()
        wiring.settings = Settings(tickets_per_minute=1_000_000)
        for port in (
            "capabilities",
            "messages",
            "audio",
            "usage",
            "capacity_gate",
            "clock",
            "rooms",
            "notifier",
        ):
            setattr(wiring, port, getattr(self.world, port))
        wiring.tickets = FakeTickets(self.world.clock)
        wiring.sleep = self._pause
        wiring.workflow = self.world.workflow = DoneAtOnce(self.world)
        self.wiring = wiring
        self.app: FastAPI = create(wiring)
        self._serve = Mangum(
            self.app,
            lifespan="off",
            text_mime_types=TEXT_MEDIA_TYPES,
        )

    def defer_executions(self) -> FakeWorkflow:
        """Records executions from now on; the test runs them."""
        self.wiring.workflow = self.world.workflow = FakeWorkflow()
        return self.world.workflow

    def _pause(self, for_s: float) -> None:
        self.pauses_s.append(for_s)
        self.world.clock.advance(for_s)
        self.on_pause()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        form: dict[str, Any] | None = None,
        audio: tuple[str, bytes, str] | None = None,
        text: str | None = None,
        who: str | None = ANN,
        **headers: str,
    ) -> Answer:
        """`body` travels as JSON, `form` and the file `audio` as a form, `text` as it is."""
        all_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            all_headers["authorization"] = f"Bearer {who}"
        event = http(method, path, body, headers=all_headers)
        if form is not None:
            files = {"audio": audio} if audio else {"nothing": ("", b"", "")}
            request = httpx2.Request(method, "http://service", data=form, files=files)
            event["body"] = base64.b64encode(request.read()).decode()
            event["isBase64Encoded"] = True
            event["headers"]["content-type"] = request.headers["content-type"]
            event["headers"]["content-length"] = request.headers["content-length"]
        if text is not None:
            event["body"] = text
        answer = self._serve(event, Context("http"))  # type: ignore[arg-type]
        text, headers = answer.get("body", ""), answer.get("headers", {})
        is_json = text and "json" in headers.get("content-type", "")
        return Answer(answer["statusCode"], headers, json.loads(text) if is_json else None, text)

    def translate(self, who: str = ANN, **fields: Any) -> Answer:
        """Requests a translation, of "Good morning." by default."""
        request = {
            "target_lang": "pt",
            "audio_data": base64.b64encode(GOOD_MORNING).decode(),
        } | fields
        return self.ask("POST", "/v1/translations", request, who=who)


@pytest.fixture
def service() -> Service:
    return Service()
