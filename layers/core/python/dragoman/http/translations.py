"""Translations: asked for, looked at, forgotten."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from dragoman.conversation.forget import forget_message
from dragoman.conversation.report import Report, Status, ordered_events, report, wait_for_end
from dragoman.conversation.submit import submit
from dragoman.http.bodies import TranslationRequest, translation_request
from dragoman.http.identity import require_reader, require_writer
from dragoman.http.problems import answer_failed, problems
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import MessageEvent, MessageId
from dragoman.wiring import Wiring

UrlOf = Callable[[str], str]


class Event(BaseModel):
    """As the WebSocket says it."""

    type: str
    data: dict[str, Any]


class Events(BaseModel):
    events: list[Event]


class FullReport(Report, Events):
    """What is known of a message, and all that was said of it."""


class NullNotifier:
    """Whoever asks over HTTP waits for the answer; the flow itself calls whoever has a socket."""

    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        pass


def serve(app: FastAPI, wiring: Wiring) -> None:
    Reader = Annotated[str, Depends(require_reader(wiring))]

    @app.post(
        "/v1/translations",
        response_model=Report,
        responses={
            202: {"model": Report, "description": "Under way: look at `Location` later"},
            **problems(400, 401, 409, 413, 415, 422, 429, 500),
        },
    )
    def translate(
        owner: Annotated[str, Depends(require_writer(wiring))],
        request: Annotated[TranslationRequest, Depends(translation_request)],
        prefer: Annotated[str, Header()] = "",
    ) -> Response:
        """Both texts and both voices of one message, when they are done. What takes too long, or
        is asked for with `Prefer: respond-async` or `Prefer: wait=SECONDS`, is answered 202 and
        goes on. Asked again with the same `message_id`, nothing is begun again, and the answer is
        how far it is."""
        requested_at_s = wiring.clock()
        began = submit(
            request,
            Connection(NO_CONNECTION, owner, request.accepts),
            capabilities=wiring.capabilities,
            audio=wiring.audio,
            messages=wiring.messages,
            notifier=NullNotifier(),
            workflow=wiring.workflow,
            usage=wiring.usage,
            capacity_gate=wiring.capacity_gate,
            clock=wiring.clock,
        )
        wait_s = _wait_s(prefer, wiring.settings.hold_s) if began else 0.0
        known = wait_for_end(
            request.message_id, owner, requested_at_s + wait_s,
            messages=wiring.messages, clock=wiring.clock, pause=wiring.pause,
        )  # fmt: skip
        return _outcome(known, wiring.audio.url)

    @app.get(
        "/v1/translations/{message_id}",
        response_model=FullReport,
        responses=problems(401, 404, 422, 429),
    )
    def look(message_id: MessageId, owner: Reader) -> Response:
        """What came of a message, or how far it is, and every event of it."""
        events = ordered_events(wiring.messages.read(str(message_id), owner))
        url_of = wiring.audio.url
        return JSONResponse(
            _report_json(report(message_id, events), url_of) | _events_json(events, url_of)
        )

    @app.get(
        "/v1/translations/{message_id}/events",
        response_model=Events,
        responses=problems(401, 404, 422, 429),
    )
    def listen(
        message_id: MessageId, owner: Reader, after_seq: Annotated[int, Query(ge=0)] = 0
    ) -> Response:
        """The events with a greater `seq`, of every segment, with fresh links."""
        events = ordered_events(wiring.messages.read(str(message_id), owner))
        later = [event for event in events if event.seq > after_seq]
        return JSONResponse(_events_json(later, wiring.audio.url))

    @app.delete(
        "/v1/translations/{message_id}", status_code=204, responses=problems(401, 404, 422, 429)
    )
    def remove(message_id: MessageId, owner: Reader) -> None:
        """Forgets a message: what was said, and what came of it."""
        forget_message(message_id, owner, messages=wiring.messages, audio=wiring.audio)


def _outcome(known: Report, url_of: UrlOf) -> Response:
    """The answer to whoever waited."""
    if known.error is not None:
        return answer_failed(known.message_id, known.error)
    if known.status is Status.COMPLETE:
        return JSONResponse(_report_json(known, url_of))
    # Relative to the request's own address, which may have a stage's name before it.
    there = {"Location": f"translations/{known.message_id}", "Retry-After": "1"}
    return JSONResponse(_report_json(known, url_of), 202, there)


def _report_json(known: Report, url_of: UrlOf) -> dict[str, Any]:
    return known.model_dump(mode="json", context={"url_of": url_of})


def _events_json(events: list[MessageEvent], url_of: UrlOf) -> dict[str, Any]:
    return {"events": [event.wire(url_of=url_of) for event in events]}


def _wait_s(prefer: str, most_s: float) -> float:
    """How long the answer may take, by RFC 7240."""
    if wait := re.search(r"(?:^|[,;\s])wait=(\d{1,3})\b", prefer):
        return min(float(wait.group(1)), most_s)
    return 0.0 if "respond-async" in prefer else most_s
