"""A WebSocket client that sends exactly what a test gives it, valid or not."""

import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx2
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from dragoman.protocol import MESSAGE_LIMIT_BYTES
from infra.local.deployed_stack import DeployedStack

SPEECH = Path(__file__).parent.parent / "speech"
PATIENCE_S = 120
CAPTION_S = 3
"""The time after which a partial recording was dropped."""


HTTP = httpx2.Client(timeout=20)
"""One client, because each reads the certificates of this machine."""


def new_id() -> str:
    return str(uuid.uuid4())


def ticket(stack: DeployedStack, session: str | None = None) -> str:
    asked = {"session": session} if session else {}
    reply = HTTP.post(stack.tickets_url, json=asked)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["ticket"])


class Talk:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.heard: list[dict[str, Any]] = []
        """Every event that `hear` has returned."""

    @classmethod
    @contextmanager
    def open(cls, stack: DeployedStack, session: str | None = None) -> Iterator[Self]:
        """Opens a socket with the session's secret, or as a new guest."""
        with cls.shown(stack, ticket(stack, session)) as talk:
            yield talk

    @classmethod
    @contextmanager
    def shown(
        cls, stack: DeployedStack, ticket: str | None, origin: str | None = None
    ) -> Iterator[Self]:
        """Opens a socket with a ticket and an Origin header. Raises InvalidStatus when refused."""
        url = f"{stack.websocket_url}?ticket={ticket}" if ticket else stack.websocket_url
        with connect(
            url,
            compression=None,
            max_size=None,
            max_queue=None,  # unread events do not delay the end of the connection
            origin=Origin(origin) if origin else None,
            open_timeout=PATIENCE_S,
        ) as socket:
            yield cls(socket)

    def say(self, message: Any) -> None:
        self._socket.send(message if isinstance(message, str) else json.dumps(message))

    def say_in_frames(self, *frames: str) -> None:
        self._socket.send(iter(frames))

    def hear(self) -> dict[str, Any]:
        self.heard.append(json.loads(self._socket.recv(timeout=PATIENCE_S)))
        return dict(self.heard[-1])

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The data of the next event of this type with these fields."""
        while True:
            event = self.hear()
            data = dict(event["data"])
            if event["type"] == kind and fields.items() <= data.items():
                return data

    def ask(self, message: Any) -> dict[str, Any]:
        self.say(message)
        return self.hear()

    def ask_caption(self, message: dict[str, Any]) -> dict[str, Any]:
        """Sends a partial recording, and again as a later revision while a busy service drops it. The
        translations of earlier ones are passed over."""
        for later in range(PATIENCE_S // CAPTION_S):
            self.say(message | {"revision": message["revision"] + later})
            while (event := self.hear_caption()) is not None:
                if event["type"] != "partial_translation":
                    return event
        raise TimeoutError("no caption")

    def hear_caption(self) -> dict[str, Any] | None:
        """The next event; None when no more comes for a while."""
        try:
            return dict(json.loads(self._socket.recv(timeout=CAPTION_S)))
        except TimeoutError:
            return None

    def translate(self, audio: bytes, **fields: Any) -> str:
        """Sends one message, inline if it fits; returns its id."""
        message = {
            "action": "translate",
            "message_id": new_id(),
            "source_lang": "en",
            "target_lang": "pt",
        } | fields
        inline = json.dumps(message | {"audio_data": base64.b64encode(audio).decode()})
        if len(inline) < MESSAGE_LIMIT_BYTES:
            self.say(inline)
        else:
            self.say(message | {"audio_key": self.upload(audio, message["message_id"])})
        return str(message["message_id"])

    def translate_text(self, text: str, **fields: Any) -> str:
        """Sends one typed message; returns its id."""
        message_id = new_id()
        languages = {"source_lang": "en", "target_lang": "pt"}
        about = {"action": "translate", "message_id": message_id, "text": text}
        self.say(about | languages | fields)
        return message_id

    def upload(self, audio: bytes, message_id: str) -> str:
        """Uploads a recording; returns its key."""
        place = self.ask({"action": "upload", "message_id": message_id, "bytes": len(audio)})
        assert place["type"] == "upload_ready", place
        reply = HTTP.post(place["data"]["url"], data=place["data"]["fields"], files={"file": audio})
        assert reply.status_code == 204, reply.text
        return str(place["data"]["audio_key"])

    def until_end(self) -> list[dict[str, Any]]:
        """The events of a message of one segment."""
        events = [self.hear()]
        while events[-1]["type"] not in {"translation_complete", "error"}:
            events.append(self.hear())
        return events


def fetch(url: str) -> bytes:
    reply = HTTP.get(url)
    reply.raise_for_status()
    return reply.content


def recording(name: str) -> bytes:
    return (SPEECH / f"{name}.ogg").read_bytes()
