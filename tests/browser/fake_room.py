"""A scripted room: the service's side of a conversation of several people."""

from typing import Any, Final
from uuid import uuid4

from tests.browser.fake_service import Event, FakeService, complete

ROOM_ID: Final = "AbCdEfGhIjKlMnOpQrStUv"
CODE: Final = "KMPRTW"
Request = dict[str, Any]


def participant(name: str, language: str, **changes: Any) -> dict[str, Any]:
    """A participant whose id is their name in lower case."""
    base: dict[str, Any] = {"participant_id": name.lower(), "name": name, "language": language}
    base |= {"connected": True, "captions_only": False}
    return base | changes


class FakeRoom:
    """A room that answers the requests of one page, whose participant is `you`."""

    def __init__(self, service: FakeService, *others: dict[str, Any], host: str = "you") -> None:
        self.participants = list(others)
        self.host = host
        self.locked = False
        self.code: str | None = CODE
        self.code_expires_in_s = 600
        self.refusal: str | None = None
        """The code with which entering is refused."""
        self._revision = 0
        self._turns: list[Event] = []
        self._turn = 0
        self._service = service
        service.room = self._answer
        service.script = self._own_turn

    def join(self, name: str, language: str) -> None:
        """Someone joins."""
        self.participants.append(participant(name, language))
        self.update("joined", name.lower())

    def update(self, change: str, participant_id: str) -> None:
        self._service.send(self._update(change, participant_id))

    def caption(self, speaker: str, translated: str, message_id: str) -> None:
        """What a participant is saying, translated into the page's language."""
        data = {
            "message_id": message_id,
            "segment": 0,
            "revision": 1,
            "translated_text": translated,
            "source_lang": self._language(speaker),
            "target_lang": self._language("you"),
            "room_id": ROOM_ID,
            "participant_id": speaker,
        }
        self._service.send({"type": "partial_translation", "data": data})

    def say(self, speaker: str, original: str, translated: str) -> None:
        """A participant says something, which arrives translated into the page's language."""
        self._service.send(*self.turn(speaker, original, translated))

    def turn(self, speaker: str, original: str, translated: str) -> list[Event]:
        """The events of a turn for the page's participant."""
        source = self._language(speaker)
        message = {"message_id": str(uuid4()), "source_lang": source}
        return self._events(message, speaker, original, translated, self._language("you"))

    def _own_turn(self, request: Request) -> list[Event]:
        """The events for the speaker: the end for everyone else, whose translation is the original."""
        text = "What I said."
        return self._events(request, "you", text, text, request["source_lang"])

    def _events(
        self, request: Request, speaker: str, original: str, translated: str, target: str
    ) -> list[Event]:
        self._turn += 1
        room = {"room_id": ROOM_ID, "turn": self._turn, "participant_id": speaker, "languages": []}
        events = complete(request | {"target_lang": target}, original, translated)
        events[0]["data"]["room"] = room
        if target == request["source_lang"]:
            events = [one for one in events if one["type"] != "translation_result"]
            events[-1]["data"]["audio_url_translated"] = None
        self._turns += events
        return events

    def _language(self, participant_id: str) -> str:
        [found] = [p for p in self.participants if p["participant_id"] == participant_id]
        return str(found["language"])

    def leave(self, reason: str) -> None:
        """The page's participant is out of the room."""
        self._service.send(self._left(reason))

    def _answer(self, request: Request) -> list[Event]:
        match request["action"]:
            case "open_room" | "join_room" | "resume_room" if self.refusal:
                return [self._error(request, self.refusal)]
            case "open_room" | "join_room":
                own = participant(
                    request["name"],
                    request["language"],
                    participant_id="you",
                    captions_only=request["captions_only"],
                )
                self.participants.append(own)
                return [self._room()]
            case "resume_room":
                resumed = {"room_id": ROOM_ID, "turn": self._turn, "more": False}
                return [self._room(), *self._turns, {"type": "room_resumed", "data": resumed}]
            case "lock_room":
                self.locked = request["locked"]
                return [self._update("locked" if self.locked else "unlocked", "you")]
            case "renew_code":
                self.code, self.code_expires_in_s = "XYZABC", 600
                return [self._update("code_renewed", "you")]
            case "remove_participant":
                gone = request["participant_id"]
                self.participants = [p for p in self.participants if p["participant_id"] != gone]
                return [self._update("removed", gone)]
            case "update_participant":
                for one in self.participants:
                    if one["participant_id"] == "you":
                        one |= {key: request[key] for key in one.keys() & request.keys()}
                return [self._update("updated", "you")]
            case "leave_room":
                return [self._left("left")]
            case "close_room":
                return [self._left("closed")]
        return []

    def _state(self) -> dict[str, Any]:
        self._revision += 1
        return {
            "room_id": ROOM_ID,
            "revision": self._revision,
            "link": f"#room={ROOM_ID}",
            "code": self.code,
            "code_expires_in_s": self.code_expires_in_s if self.code else None,
            "locked": self.locked,
            "host": self.host,
            "participants": [dict(one) for one in self.participants],
            "turn": self._turn,
        }

    def _room(self) -> Event:
        return {"type": "room", "data": self._state() | {"you": "you"}}

    def _update(self, change: str, participant_id: str) -> Event:
        about = {"change": change, "participant_id": participant_id}
        return {"type": "room_update", "data": self._state() | about}

    def _left(self, reason: str) -> Event:
        return {"type": "room_left", "data": {"room_id": ROOM_ID, "reason": reason}}

    def _error(self, request: Request, code: str) -> Event:
        about = {"message_id": None, "segment": None, "room_id": request.get("room_id")}
        reason = {"code": code, "stage": "received", "message": "", "retryable": False}
        return {"type": "error", "data": about | reason | {"retry_after_ms": None}}
