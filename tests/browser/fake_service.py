"""A scripted service for browser tests that need no stack: it answers each request with events."""

import io
import json
import wave
from collections.abc import Callable
from secrets import token_hex
from typing import Any, Final

import numpy as np
from playwright.sync_api import Page, Route, WebSocketRoute

ORIGIN: Final = "http://localhost:9"
"""Never contacted: every request is intercepted."""
Event = dict[str, Any]
PAIRS: Final = (("en", "pt"), ("pt", "en"))
TEXTS: Final = {"en": "Where is the station?", "pt": "Onde fica a estação?"}


def tone(seconds: float) -> bytes:
    samples = 8000 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * 22_050)) / 22_050)
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        file.writeframes(samples.astype(np.int16).tobytes())
    return target.getvalue()


class FakeService:
    """Answers `translate` with `script(request)`, by default a complete message."""

    def __init__(self, page: Page) -> None:
        self.requests: list[dict[str, Any]] = []
        self.deletions = 0
        self.session = token_hex(16)
        """The session secret of a new guest."""
        self.sessions: list[str | None] = []
        """The secrets with which tickets were requested."""
        self.tokens: list[str | None] = []
        """The access tokens with which tickets were requested."""
        self.admits: Callable[[str | None], bool] = lambda token: True
        """Whether a ticket is given for an access token."""
        self.pairs: tuple[tuple[str, str], ...] = PAIRS
        self.voices: list[dict[str, Any]] = []
        self.captions = False
        self.limits: dict[str, Any] = {"message_bytes": 32768, "audio_s": 60, "segments": 500}
        self.script: Callable[[dict[str, Any]], list[Event]] = complete
        self.room: Callable[[dict[str, Any]], list[Event]] = lambda request: []
        """Answers the requests that have no other answer, such as those about rooms."""
        self.audio_s = 0.5
        self._socket: WebSocketRoute | None = None
        page.route_web_socket(lambda url: True, self._connect)
        page.route(f"{ORIGIN}/**", self._fulfil)

    def of(self, action: str) -> list[dict[str, Any]]:
        return [request for request in self.requests if request["action"] == action]

    def send(self, *events: Event) -> None:
        assert self._socket
        for event in events:
            self._socket.send(json.dumps(event))

    def disconnect(self) -> None:
        assert self._socket
        self._socket.close()

    def _connect(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        socket.on_message(self._on_message)

    def _on_message(self, message: str | bytes) -> None:
        request = json.loads(message)
        self.requests.append(request)
        match request["action"]:
            case "hello":
                pairs = [
                    {"source": a, "target": b, "voice_quality": "natural", "via": None}
                    for a, b in self.pairs
                ]
                ready = {"protocol": 1, "connection_id": "c", "limits": self.limits}
                self.send(
                    {
                        "type": "ready",
                        "data": ready
                        | {"languages": pairs, "voices": self.voices, "captions": self.captions},
                    }
                )
            case "ping":
                self.send({"type": "pong", "data": {}})
            case "translate":
                self.send(*self.script(request))
            case _:
                self.send(*self.room(request))

    def _fulfil(self, route: Route) -> None:
        request = route.request
        if request.method == "DELETE":
            self.deletions += 1
            route.fulfill(json={"segments": 1, "more": False})
        elif request.url.endswith("/tickets"):
            asked = (request.post_data_json or {}).get("session")
            token = (request.headers.get("authorization") or "").removeprefix("Bearer ") or None
            self.sessions.append(asked)
            self.tokens.append(token)
            if self.admits(token):
                route.fulfill(json={"ticket": "t", "session": asked or self.session})
            else:
                route.fulfill(status=401, json={"message": "Unauthorized"})
        else:
            headers = {"Access-Control-Allow-Origin": "*"}
            route.fulfill(body=tone(self.audio_s), content_type="audio/wav", headers=headers)


def event(request: dict[str, Any], seq: int, kind: str, **data: Any) -> Event:
    """An event of the segment of a `translate` request."""
    segment = {
        "message_id": request["message_id"],
        "segment": request.get("segment", 0),
        "seq": seq,
        "elapsed_ms": 10 * seq,
    }
    return {"type": kind, "data": segment | data}


def transcript(request: dict[str, Any], text: str | None = None, **data: Any) -> Event:
    source = request["source_lang"]
    defaults = {
        "original_text": text or request.get("text") or TEXTS.get(source, "…"),
        "language": source,
        "language_confidence": 1.0,
        "confidence": 0.95,
        "words": [],
    }
    return event(request, 3, "stt_result", **defaults | data)


def complete(
    request: dict[str, Any],
    original: str | None = None,
    translated: str | None = None,
    stt: dict[str, Any] | None = None,
    **data: Any,
) -> list[Event]:
    """All events of a segment."""
    source, target = request["source_lang"], request["target_lang"]
    heard = transcript(request, original, **stt or {})
    translation = translated or TEXTS.get(target, "…")
    pair = {"source_lang": source, "target_lang": target, "via": None}
    name = f"{request['message_id']}-{request.get('segment', 0)}"
    end = {
        "last": True,
        "original_text": heard["data"]["original_text"],
        "translated_text": translation,
        "confidence": heard["data"]["confidence"],
        "audio_url_original": f"{ORIGIN}/{name}/original.wav",
        "audio_url_translated": f"{ORIGIN}/{name}/translated.wav",
        "timings": {},
        "warnings": [],
    }
    return [
        event(request, 1, "processing_started", stage="received", mode="streaming"),
        event(request, 2, "processing_update", stage="transcribing", track=None),
        heard,
        event(request, 5, "translation_result", translated_text=translation, **pair),
        event(request, 300, "translation_complete", **end | pair | data),
    ]
