"""The routes of translations: request, read, delete."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from dragoman.conversation.export import MEDIA_TYPES, export, exported_segments
from dragoman.conversation.forget import forget_message
from dragoman.conversation.report import Report, Status, ordered_events, report, wait_for_end
from dragoman.conversation.submit import submit
from dragoman.errors import ExportTooLarge
from dragoman.http.bodies import MAX_BODY_BYTES, TranslationRequest, translation_request
from dragoman.http.identity import require_address_key, require_reader, require_writer
from dragoman.http.problems import answer_failed, problems
from dragoman.languages import Language
from dragoman.ports import NO_CONNECTION, Connection
from dragoman.protocol import MAX_SEGMENTS, ExportFormat, MessageEvent, MessageId
from dragoman.wiring import Wiring

MAX_MORE_MESSAGES = 100
UrlOf = Callable[[str], str]


class Event(BaseModel):
    """An event in the form of the WebSocket."""

    type: str
    data: dict[str, Any]


class Events(BaseModel):
    events: list[Event]


class FullReport(Report, Events):
    """The report of a message with all its events."""


def serve(app: FastAPI, wiring: Wiring) -> None:
    Reader = Annotated[str, Depends(require_reader(wiring))]

    @app.post(
        "/v1/translations",
        response_model=Report,
        responses={
            202: {"model": Report, "description": "In progress: read `Location` later"},
            **problems(400, 401, 409, 413, 415, 422, 429, 500),
        },
    )
    def translate(
        owner: Annotated[str, Depends(require_writer(wiring))],
        address_key: Annotated[str, Depends(require_address_key(wiring))],
        request: Annotated[TranslationRequest, Depends(translation_request)],
        prefer: Annotated[str, Header()] = "",
    ) -> Response:
        """Translates one message and returns both texts and both voices. When that takes too long,
        or with `Prefer: respond-async` or `Prefer: wait=SECONDS`, the response is 202 and the
        translation goes on. A repetition with the same `message_id` starts nothing and returns the
        progress."""
        requested_at_s = wiring.clock()
        ports = wiring.http_ports
        speaker = Connection(NO_CONNECTION, owner, request.accepts, address_key=address_key)
        began = submit(request, speaker, ports)
        wait_s = _wait_s(prefer, wiring.settings.hold_s) if began else 0.0
        until_s = requested_at_s + wait_s
        known = wait_for_end(request.message_id, owner, until_s, ports, wiring.sleep)
        return _outcome(known, wiring.audio.url)

    @app.get(
        "/v1/translations/{message_id}",
        response_model=FullReport,
        responses=problems(401, 404, 422, 429),
    )
    def read(message_id: MessageId, owner: Reader) -> Response:
        """Returns the result or the progress of a message, and all its events."""
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
        """Returns the events of every segment with a greater `seq`, with fresh links."""
        events = ordered_events(wiring.messages.read(str(message_id), owner))
        later = [event for event in events if event.seq > after_seq]
        return JSONResponse(_events_json(later, wiring.audio.url))

    @app.get(
        "/v1/translations/{message_id}/export",
        response_model=None,
        responses={
            200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}},
            **problems(401, 404, 413, 422, 429),
        },
    )
    def export_conversation(
        message_id: MessageId,
        owner: Reader,
        format: Annotated[ExportFormat, Query()] = ExportFormat.VTT,
        lang: Annotated[Language | None, Query()] = None,
        more: Annotated[list[MessageId], Query(max_length=MAX_MORE_MESSAGES)] = [],  # noqa: B006
        from_segment: Annotated[int, Query(ge=0, lt=MAX_SEGMENTS)] = 0,
    ) -> Response:
        """Returns the texts of a message with the times at which they were spoken: as plain text, as
        subtitles (SubRip, WebVTT) or as JSON. `lang` chooses one language; without it both are there.
        `more` are further messages of the conversation, in order. A response has at most 4.5 MB and 500
        segments; `from_segment` leaves earlier ones out."""
        ids = [message_id, *more]
        segments = exported_segments(ids, owner, wiring.messages, from_segment)
        content = export(segments, format, lang).encode()
        if len(content) > MAX_BODY_BYTES:
            raise ExportTooLarge(
                f"The export has {len(content)} bytes; a response may have {MAX_BODY_BYTES}. Ask for one "
                "language, for fewer messages, or for a part."
            )
        attachment = f'attachment; filename="dragoman.{format}"'
        headers = {"Content-Disposition": attachment}
        return Response(content, 200, headers, media_type=MEDIA_TYPES[format])

    @app.delete(
        "/v1/translations/{message_id}", status_code=204, responses=problems(401, 404, 422, 429)
    )
    def remove(message_id: MessageId, owner: Reader) -> None:
        """Deletes a message with its events and audio."""
        forget_message(message_id, owner, wiring.http_ports)


def _outcome(known: Report, url_of: UrlOf) -> Response:
    """The response to a translation request."""
    if known.error is not None:
        return answer_failed(known.message_id, known.error)
    if known.status is Status.COMPLETE:
        return JSONResponse(_report_json(known, url_of))
    # Relative, because the address of the request may start with the name of a stage.
    there = {"Location": f"translations/{known.message_id}", "Retry-After": "1"}
    return JSONResponse(_report_json(known, url_of), 202, there)


def _report_json(known: Report, url_of: UrlOf) -> dict[str, Any]:
    return known.model_dump(mode="json", context={"url_of": url_of})


def _events_json(events: list[MessageEvent], url_of: UrlOf) -> dict[str, Any]:
    return {"events": [event.wire(url_of=url_of) for event in events]}


def _wait_s(prefer: str, max_s: float) -> float:
    """The maximum time to the response in seconds, by RFC 7240."""
    if wait := re.search(r"(?:^|[,;\s])wait=(\d{1,3})\b", prefer):
        return min(float(wait.group(1)), max_s)
    return 0.0 if "respond-async" in prefer else max_s
