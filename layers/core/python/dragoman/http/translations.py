"""Translations: asked for, looked at, forgotten."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from dragoman.conversation.forget import forget_message
from dragoman.conversation.report import Report, Status, in_order, report, wait_for_end
from dragoman.conversation.submit import submit
from dragoman.http.bodies import TranslationRequest, translation_request
from dragoman.http.identity import whoever_looks, whoever_speaks
from dragoman.http.problems import answer_failed, problems
from dragoman.ports import NOBODY, Connection
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


class NobodyListens:
    """Whoever asks over HTTP waits for the answer; the flow itself calls whoever has a socket."""

    def post(self, connection_id: str, message: dict[str, Any]) -> None:
        pass


def serve(app: FastAPI, wiring: Wiring) -> None:
    Looking = Annotated[str, Depends(whoever_looks(wiring))]

    @app.post(
        "/v1/translations",
        response_model=Report,
        responses={
            202: {"model": Report, "description": "Under way: look at `Location` later"},
            **problems(400, 401, 409, 413, 415, 422, 429, 500),
        },
    )
    def translate(
        owner: Annotated[str, Depends(whoever_speaks(wiring))],
        said: Annotated[TranslationRequest, Depends(translation_request)],
        prefer: Annotated[str, Header()] = "",
    ) -> Response:
        """Both texts and both voices of one message, when they are done. What takes too long, or
        is asked for with `Prefer: respond-async` or `Prefer: wait=SECONDS`, is answered 202 and
        goes on. Asked again with the same `message_id`, nothing is begun again, and the answer is
        how far it is."""
        asked_at_s = wiring.clock()
        began = submit(
            said,
            Connection(NOBODY, owner, said.accepts),
            offer=wiring.offer,
            audio=wiring.audio,
            messages=wiring.messages,
            notifier=NobodyListens(),
            workflow=wiring.workflow,
            usage=wiring.usage,
            room=wiring.room,
            clock=wiring.clock,
        )
        patience_s = _patience_s(prefer, wiring.settings.hold_s) if began else 0.0
        known = wait_for_end(
            said.message_id, owner, asked_at_s + patience_s,
            messages=wiring.messages, clock=wiring.clock, pause=wiring.pause,
        )  # fmt: skip
        return _outcome(known, wiring.audio.url)

    @app.get(
        "/v1/translations/{message_id}",
        response_model=FullReport,
        responses=problems(401, 404, 422, 429),
    )
    def look(message_id: MessageId, owner: Looking) -> Response:
        """What came of a message, or how far it is, and every event of it."""
        events = in_order(wiring.messages.read(str(message_id), owner))
        url_of = wiring.audio.url
        return JSONResponse(_told(report(message_id, events), url_of) | _said(events, url_of))

    @app.get(
        "/v1/translations/{message_id}/events",
        response_model=Events,
        responses=problems(401, 404, 422, 429),
    )
    def listen(
        message_id: MessageId, owner: Looking, after_seq: Annotated[int, Query(ge=0)] = 0
    ) -> Response:
        """The events with a greater `seq`, of every segment, with fresh links."""
        events = in_order(wiring.messages.read(str(message_id), owner))
        later = [event for event in events if event.seq > after_seq]
        return JSONResponse(_said(later, wiring.audio.url))

    @app.delete(
        "/v1/translations/{message_id}", status_code=204, responses=problems(401, 404, 422, 429)
    )
    def remove(message_id: MessageId, owner: Looking) -> None:
        """Forgets a message: what was said, and what came of it."""
        forget_message(message_id, owner, messages=wiring.messages, audio=wiring.audio)


def _outcome(known: Report, url_of: UrlOf) -> Response:
    """The answer to whoever waited."""
    if known.error is not None:
        return answer_failed(known.message_id, known.error)
    if known.status is Status.COMPLETE:
        return JSONResponse(_told(known, url_of))
    # Relative to the request's own address, which may have a stage's name before it.
    there = {"Location": f"translations/{known.message_id}", "Retry-After": "1"}
    return JSONResponse(_told(known, url_of), 202, there)


def _told(known: Report, url_of: UrlOf) -> dict[str, Any]:
    return known.model_dump(mode="json", context={"url_of": url_of})


def _said(events: list[MessageEvent], url_of: UrlOf) -> dict[str, Any]:
    return {"events": [event.wire(url_of=url_of) for event in events]}


def _patience_s(prefer: str, most_s: float) -> float:
    """How long the answer may take, by RFC 7240."""
    if wait := re.search(r"(?:^|[,;\s])wait=(\d{1,3})\b", prefer):
        return min(float(wait.group(1)), most_s)
    return 0.0 if "respond-async" in prefer else most_s
