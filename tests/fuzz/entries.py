"""Every entry point with valid inputs, which the fuzzer mutates. The real handlers run over fakes,
except that recordings go to the real decoder."""

from __future__ import annotations

import base64
import io
import json
import random
import uuid
import wave
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from dragoman.audio.codec import PyAVCodec
from dragoman.aws.jwt_tickets import JwtTickets
from dragoman.conversation.connect import guest
from dragoman.http import create
from dragoman.limits.request_meter import RequestMeter
from dragoman.ports import Connection
from dragoman.protocol import Mode
from tests import audio_files
from tests.audio_files import KINDS
from tests.contracts.stub_aws import StubAws
from tests.fakes import FakeUsage, recording
from tests.functions import events
from tests.functions.conftest import Deployed
from tests.functions.events import CONNECTION, Context
from tests.fuzz.forms import form
from tests.fuzz.mutate import Mutator
from tests.fuzz.verdict import Wrong, answered, coded, discreet, typed
from tests.unit.world import ME, World, a_transcript, generous_limits, translate_message

SPEECH: Final = Path(__file__).parents[1] / "speech"
UNKNOWN: Final = (("get", "/v1/nowhere"), ("put", "/v1/tickets"), ("get", "/"))
WISHES: Final = {
    "voice": "eva", "speed": 1.3, "hotwords": ["Sintra", "Reykjavik"], "words": True,
}  # fmt: skip
"""The optional fields of a translation."""
PAGE: Final = "https://page.example"
"""The only page that may open a socket."""
FOREIGN: Final = (
    "https://evil.example", "http://page.example", "https://page.example.evil.example",
    "https://page.example:8443", "https://PAGE.example", "null", "file://", "",
)  # fmt: skip
FRESH_EVERY: Final = 500
"""Inputs: no world is asked to remember more."""


class Entry(ABC):
    """An entry point. `try_one` returns the outcome of an input as a word, and raises Wrong for a
    violation."""

    def __init__(self) -> None:
        self._tried = 0
        self.world = World()
        environment = pytest.MonkeyPatch()
        environment.setenv("POWERTOOLS_METRICS_NAMESPACE", "Dragoman")
        environment.setenv("POWERTOOLS_LOG_LEVEL", "CRITICAL")
        environment.setenv("DRAGOMAN_ALLOWED_ORIGINS", PAGE)
        self._deployed = Deployed(StubAws(), environment)
        self._renew()

    def try_one(self, chance: random.Random) -> str:
        self._tried += 1
        if self._tried % FRESH_EVERY == 0:
            self._renew()
        return self._try(Mutator(chance))

    @abstractmethod
    def _try(self, mutator: Mutator) -> str: ...

    def _renew(self) -> None:
        self.world = World()
        self.world.connections.add(replace(ME, connection_id=CONNECTION))
        clock = self.world.clock
        self._deployed.engines |= {
            name: value for name, value in vars(self.world).items() if name != "capabilities"
        } | {
            "capabilities": self.world.capabilities,
            "request_meter": RequestMeter(self.world.usage, clock),
            "tickets": JwtTickets(lambda: "k" * 64, lifetime_s=60, clock=clock),
        }
        for module in self._deployed._loaded.values():
            for port, engine in self._deployed.engines.items():
                setattr(module.wiring, port, engine)

    def _handler(self, name: str) -> Any:
        return self._deployed.load(name).handler

    def _call(self, name: str, event: Any) -> Any:
        """The result of the function. Raises what the function raises."""
        return self._handler(name)(event, Context(name))


class Socket(Entry):
    """Messages of a client over an open socket."""

    def _try(self, mutator: Mutator) -> str:
        body = self._said(mutator)
        before = len(self.world.notifier.inbox(CONNECTION))
        event = events.websocket("$default", text=body)
        done = self._call("accept", event)
        if done != {"statusCode": 200}:
            raise Wrong(f"answered API Gateway {done}")
        received = [answered(event) for event in self.world.notifier.inbox(CONNECTION)[before:]]
        return received[-1] if received else "nothing to say"

    def _said(self, mutator: Mutator) -> str:
        chance, known = mutator.chance, [job.message_id for job in self.world.workflow.jobs]
        message_id = str(chance.choice(known) if known and chance.random() < 0.3 else _uuid(chance))
        said: dict[str, Any] = chance.choice(
            (
                translate_message(message_id=message_id, mode="parallel", segment=0, last=True),
                translate_message(message_id=message_id, **WISHES),
                translate_message(message_id=message_id),
                translate_message(message_id=message_id, tentative=True),
                {"action": "hello", "protocol": 1, "source_lang": "auto", "target_lang": "pt",
                 "accepts": ["audio/ogg", "audio/wav"]},
                {"action": "upload", "message_id": message_id, "segment": 0,
                 "content_type": "audio/webm;codecs=opus", "bytes": 5_000},
                {"action": "finish", "message_id": message_id, "segments": 2},
                {"action": "resume", "message_id": message_id, "after_seq": 3},
                _partial(message_id),
                {"action": "ping"},
                *self._about_rooms(chance),
            )
        )  # fmt: skip
        return json.dumps(said) if chance.random() < 0.02 else mutator.body(said)

    def _about_rooms(self, chance: random.Random) -> list[dict[str, Any]]:
        """Requests in a room of the speaker, in another one, or in none."""
        room_id = chance.choice([*self.world.rooms.ids, "nowhere"])
        person = {"name": "Ana", "language": "pt"}
        about = {"room_id": room_id}
        spoken = translate_message(room_id=room_id)
        del spoken["target_lang"]
        unfinished = _partial(str(spoken["message_id"])) | about
        del unfinished["target_lang"]
        return [
            spoken,
            unfinished,
            {"action": "open_room", **person},
            {"action": "join_room", **about, **person},
            {"action": "join_room", "code": "ABCDEF", **person},
            {"action": "leave_room", **about},
            {"action": "resume_room", "after": 0, **about},
            {"action": "update_participant", **about, **person},
            {"action": "speaking", "speaking": True, **about},
            {"action": "remove_participant", "participant_id": "somebody", **about},
            {"action": "lock_room", "locked": True, **about},
            {"action": "renew_code", **about},
            {"action": "close_room", **about},
        ]


def _partial(message_id: str) -> dict[str, Any]:
    return {
        "action": "partial", "message_id": message_id, "segment": 0, "revision": 1, "begin_ms": 8_000,
        "source_lang": "en", "target_lang": "pt",
        "audio_data": base64.b64encode(recording("Good mor", "en")).decode(),
    }  # fmt: skip


def _caption_task(message_id: Any) -> dict[str, Any]:
    return {
        "connection_id": ME.connection_id, "owner": ME.owner, "message_id": str(message_id),
        "segment": 0, "revision": 1, "begin_ms": 8_000, "languages": ["en"],
        "audience": [{"language": "pt", "connection_ids": [ME.connection_id]}],
        "audio": base64.b64encode(recording("Good mor", "en")).decode(),
        "received_at_ms": 2**52,
    }  # fmt: skip


class Floods(Entry):
    """The same cheap request again and again, from a guest of an address that many share."""

    TIMES: Final = 60
    COST: Final = 40
    LIMITS: Final[dict[str, Any]] = {
        "segments_per_minute": 60, "segments_at_once": 10, "segments_under_way": 8,
        "audio_s_per_day": 7_200,
    }  # fmt: skip

    def _renew(self) -> None:
        super()._renew()
        usage = FakeUsage(
            generous_limits(**self.LIMITS), self.world.clock, request_cost_per_minute=self.COST
        )
        meter = RequestMeter(usage, self.world.clock)
        self._deployed.engines |= {"usage": usage, "request_meter": meter}
        for module in self._deployed._loaded.values():
            module.wiring.usage, module.wiring.request_meter = usage, meter

    def _try(self, mutator: Mutator) -> str:
        chance = mutator.chance
        name = f"guest-{_uuid(chance)}"
        address = f"address-{chance.randrange(5)}"
        self.world.connections.add(Connection(name, owner=name, address_key=address))
        kind = chance.choice(
            ("hello", "upload", "finish", "resume", "translate", "tentative", "partial")
        )
        for _ in range(self.TIMES):
            said = self._request(kind, chance)
            event = events.websocket("$default", text=json.dumps(said))
            event["requestContext"]["connectionId"] = name
            self._call("accept", event)
        heard = [answered(event) for event in self.world.notifier.inbox(name)]
        served = sum(kind in ("ready", "upload_ready", "processing_started") for kind in heard)
        if served > self.COST:
            raise Wrong(f"{served} of {self.TIMES} were served: {kind}")
        return f"{kind}: {heard[-1]}"

    def _request(self, kind: str, chance: random.Random) -> dict[str, Any]:
        message_id = str(_uuid(chance))
        match kind:
            case "hello":
                return {"action": "hello", "source_lang": "en", "target_lang": "pt"}
            case "upload":
                return {"action": "upload", "message_id": message_id, "bytes": 5_000}
            case "finish":
                return {"action": "finish", "message_id": message_id, "segments": 500}
            case "resume":
                return {"action": "resume", "message_id": message_id, "from_segment": 499}
            case "partial":
                return _partial(message_id)
            case "tentative":
                return translate_message(message_id=message_id, tentative=True)
        return translate_message(message_id=message_id)


class FirstVersion(Socket):
    """Messages of a client of the first version over a socket whose address has a mode."""

    def _said(self, mutator: Mutator) -> str:
        chance = mutator.chance
        _open(self, {"mode": chance.choice(list(Mode))})
        said = {
            name: translate_message()[name] for name in ("source_lang", "target_lang", "audio_data")
        }
        said["message_id"] = str(_uuid(chance))
        if chance.random() < 0.3:
            said |= {"action": "translate"}
        return json.dumps(said) if chance.random() < 0.05 else mutator.body(said)


class Doors(Entry):
    """A socket that opens at whatever address, and closes for whatever reason."""

    def _try(self, mutator: Mutator) -> str:
        query = {"ticket": "t" * 40, "mode": mutator.chance.choice(list(Mode))}
        if mutator.chance.random() < 0.9:
            query = {str(name): str(value) for name, value in _pairs(mutator.value(query))}
        _open(self, query)
        connection = self.world.connections.get(CONNECTION)
        if connection is None or connection.owner != ME.owner:
            raise Wrong(f"opened for {connection}")
        closed = events.websocket("$disconnect")
        closed["requestContext"] |= {
            "disconnectStatusCode": mutator.chance.choice((-1, 1000, 1001, 1006, 4999)),
            "disconnectReason": mutator.text("Going away"),
        }
        if (done := self._call("disconnect", closed)) != {"statusCode": 200}:
            raise Wrong(f"closing was answered {done}")
        if self.world.connections.get(CONNECTION) is not None:
            raise Wrong("closed, and still there")
        return f"mode {connection.mode}"


class Stages(Entry):
    """Events of the state machine."""

    def _try(self, mutator: Mutator) -> str:
        name, task = self._task(mutator.chance)
        mutant = json.loads(json.dumps(mutator.value(task)))
        try:
            result = self._call(name, mutant)
        except Exception as error:
            return typed(error)
        if result is not None:
            json.dumps(result)
        for event in self.world.notifier.inbox(ME.connection_id)[-1:]:
            answered(event, ours=False)
        return f"{name} done"

    def _task(self, chance: random.Random) -> tuple[str, dict[str, Any]]:
        job = self.world.claimed(message_id=_uuid(chance))
        state = {
            "job": job.model_dump(mode="json"),
            "transcript": a_transcript().model_dump(mode="json"),
        }
        failure = {"Error": "UnspeakableText", "Cause": json.dumps({"errorMessage": "No letters."})}
        translation = {"text": "Bom dia.", "compute_ms": 5}
        voice = {"key": "messages/x", "duration_s": 1.0, "compute_ms": 5}
        outcome = {"translation": translation, "translated": voice, "original": failure}
        tasks: dict[str, dict[str, Any]] = {
            "transcribe": {
                "job": state["job"] | {"tentative": chance.choice(("", "a"))},
                "recording": translate_message()["audio_data"],
            },
            "captions": _caption_task(job.message_id),
            "translate": state,
            "synthesize": {
                "job": state["job"], "track": "translated", "text": "Bom dia.", "language": "pt",
            },
            "complete": state | {"branches": [outcome]},
            "fail": {"job": state["job"], "failure": failure},
        }  # fmt: skip
        name = chance.choice(list(tasks))
        return name, tasks[name]


class Tickets(Entry):
    """Handshakes."""

    def _try(self, mutator: Mutator) -> str:
        tickets = self._deployed.engines["tickets"]
        ticket = tickets.issue(guest("s" * 22))
        event = events.handshake(ticket, PAGE)
        if mutator.chance.random() < 0.2:
            event = events.handshake(ticket, mutator.chance.choice(FOREIGN) or "x")
            shown = ticket
        elif mutator.chance.random() < 0.5:
            shown = mutator.text(ticket)
            event["queryStringParameters"] = {"ticket": shown}
        else:
            shown = ticket
            known = event.pop("headers"), event.pop("queryStringParameters")
            headers, asked = mutator.value(known[0]), mutator.value(known[1])
            event["headers"] = {str(k): str(v) for k, v in _pairs(headers)}
            event["queryStringParameters"] = {str(k): str(v) for k, v in _pairs(asked)} or None
            shown = (event["queryStringParameters"] or {}).get("ticket", "")
        policy = self._call("authorize", event)
        effect = policy["policyDocument"]["Statement"][0]["Effect"]
        # Base64 has more than one spelling of a signature's last letter: the same ticket, spent once.
        if effect == "Allow" and shown[:-1] != ticket[:-1]:
            raise Wrong(f"let in with {shown!r} for {ticket!r}")
        origins = [value for name, value in event["headers"].items() if name.lower() == "origin"]
        if effect == "Allow" and origins and origins[-1] != PAGE:
            raise Wrong(f"let in from {origins!r}")
        return str(effect)


class Http(Entry):
    """Every request that the API describes, and some that it does not."""

    def _try(self, mutator: Mutator) -> str:
        chance = mutator.chance
        operations = self._described if chance.random() < 0.9 else UNKNOWN
        if chance.random() < 0.2:
            return self._judged(self._call("http", self._form(mutator)))
        method, path = chance.choice(operations)
        body = {
            "session": "s" * 22,
            "audio_data": "UklGRg==",
            "bytes": 100,
            **self._asked(),
        }
        event = self._event(
            method.upper(), self._path(path, mutator), self._headers(mutator), chance
        )
        event["body"] = mutator.body(body).encode(errors="replace").decode()
        if chance.random() < 0.3:
            event["rawQueryString"] = mutator.text("after_seq=3&segment=0")
        if chance.random() < 0.3:
            _send(event, chance.randbytes(chance.randrange(300)))
        return self._judged(self._call("http", event))

    def _form(self, mutator: Mutator) -> dict[str, Any]:
        """A translation asked for as the documents show it, with curl."""
        fields = {**self._asked(), "message_id": str(_uuid(mutator.chance)), "mode": "parallel"}
        content_type, body = form(fields, recording("Good morning.", "en"), mutator)
        headers = self._headers(mutator) | {"content-type": content_type}
        event = self._event("POST", "/v1/translations", headers, mutator.chance)
        _send(event, body)
        return event

    def _asked(self) -> dict[str, Any]:
        return {"source_lang": "en", "target_lang": "pt", "accepts": ["audio/ogg"], **WISHES}

    def _event(
        self, method: str, path: str, headers: dict[str, str], chance: random.Random
    ) -> dict[str, Any]:
        return events.http(
            method,
            path,
            headers=headers,
            user="ann" if chance.random() < 0.1 else None,
            address=f"198.51.100.{chance.randrange(250)}",
        )

    def _judged(self, reply: dict[str, Any]) -> str:
        status, text = reply["statusCode"], str(reply.get("body") or "")
        if status < 400:
            return str(status)
        if status == 500:
            raise Wrong(f"500: {text[:300]}")
        said = json.loads(text)
        if status in (404, 405):
            discreet(text)
            return str(status)
        return coded(said["code"], said["title"])

    @cached_property
    def _described(self) -> list[tuple[str, str]]:
        paths = create(self._deployed.load("http").wiring).openapi()["paths"]
        return [(method, path) for path, methods in paths.items() for method in methods]

    def _path(self, path: str, mutator: Mutator) -> str:
        message_id = str(_uuid(mutator.chance))
        filled = "/".join(message_id if part.startswith("{") else part for part in path.split("/"))
        return mutator.text(filled) if mutator.chance.random() < 0.2 else filled

    def _headers(self, mutator: Mutator) -> dict[str, str]:
        chance = mutator.chance
        headers = {"authorization": f"Bearer {'s' * 22}", "accept": "*/*"}
        if chance.random() < 0.5:
            headers["content-type"] = chance.choice(
                (
                    "application/json",
                    "multipart/form-data; boundary=x",
                    "text/plain",
                    "audio/ogg",
                    "",
                )
            )
        if chance.random() < 0.3:
            headers = {name: mutator.text(value) for name, value in headers.items()}
        return headers | {"prefer": "respond-async"}  # no flow runs here that one could wait for


class Audio(Entry):
    """A recording from a stranger, to the decoder itself."""

    def __init__(self) -> None:
        super().__init__()
        self._codec = PyAVCodec(max_audio_s=60)

    def _try(self, mutator: Mutator) -> str:
        files = _recordings()
        file = mutator.chance.choice(_odd_waves() if mutator.chance.random() < 0.2 else files)
        mutant = mutator.bytes(file, files)
        if mutator.chance.random() < 0.03:
            mutant = mutator.chance.randbytes(mutator.chance.randrange(3_000))
        try:
            sound = self._codec.decode(mutant)
        except Exception as error:
            return typed(error)
        if sound.duration_s > 60:
            raise Wrong(f"{sound.duration_s} s were let through")
        return "heard"


ENTRIES: Final[dict[str, tuple[type[Entry], float]]] = {
    "socket": (Socket, 0.35),
    "first version": (FirstVersion, 0.05),
    "floods": (Floods, 0.01),
    "doors": (Doors, 0.02),
    "http": (Http, 0.20),
    "stages": (Stages, 0.19),
    "audio": (Audio, 0.15),
    "tickets": (Tickets, 0.03),
}
"""The entry points with their share of all inputs."""


@cache
def _recordings() -> list[bytes]:
    """One and a half seconds of speech in every container that is read; with covers, pictures that
    move, attachments, subtitles; tags and tables without end; two tracks, two files in one; and
    playlists."""
    whole = PyAVCodec(max_audio_s=60).decode((SPEECH / "fleurs-en-004.ogg").read_bytes())
    speech = whole.samples[: round(1.5 * whole.sample_rate_hz)]
    plain = {name: kind.write(speech) for name, kind in KINDS.items()}
    cover = audio_files.picture(2_000)
    mp4, mp3 = plain["MP4/AAC"], plain["MP3"]
    return [
        *plain.values(),
        audio_files.with_id3_covers(mp3, cover, 3),
        audio_files.with_mp4_cover(mp4, cover),
        audio_files.with_flac_cover(plain["FLAC"], cover),
        audio_files.with_attachment(speech, cover, "image/png"),
        audio_files.with_attachment(speech, b"font" * 500, "application/x-truetype-font"),
        audio_files.film(KINDS["MP4/AAC"], speech),
        audio_files.film(KINDS["WebM/Opus"], speech, "libvpx"),
        audio_files.film(KINDS["Matroska/MP3"], speech, "libx264"),
        audio_files.with_subtitles(KINDS["Matroska/MP3"], speech),
        audio_files.with_flac_tags(plain["FLAC"], 300),
        audio_files.with_riff_tags(plain["WAV"], 300),
        audio_files.with_claimed_samples(mp4, 100_000),
        audio_files.with_claimed_chunks(100, 100_000),
        audio_files.with_tracks(mp4, 20),
        audio_files.write([speech, speech], KINDS["MP4/AAC"]),
        KINDS["WAV"].write(np.stack([speech, -speech])),
        mp3 + plain["ADTS"] + plain["WAV"],
        plain["Ogg/Opus"] + plain["Ogg/Vorbis"],
        *(trick.encode() for trick in audio_files.POINTING_ELSEWHERE),
    ]


@cache
def _odd_waves() -> list[bytes]:
    """Noise with unusual sample rates and channel counts; at a few samples per second a clip lasts
    long."""
    noise, files = random.Random(0), []  # noqa: S311
    for rate_hz in (1, 7, 100, 1_000, 3_999, 4_000, 7_000, 192_001):
        for channels in (1, 3, 7, 8, 9, 255):
            out = io.BytesIO()
            with wave.open(out, "wb") as file:
                file.setframerate(rate_hz)
                file.setnchannels(channels)
                file.setsampwidth(2)
                file.writeframes(noise.randbytes(2 * channels * min(rate_hz * 30, 2_000)))
            files.append(out.getvalue())
    return files


def _open(entry: Entry, query: dict[str, str]) -> None:
    """Raises Wrong when that is not possible."""
    opened = events.websocket("$connect", principal=ME.owner)
    opened["queryStringParameters"] = query or None
    if (done := entry._call("connect", opened)) != {"statusCode": 200}:
        raise Wrong(f"opening was answered {done}")


def _send(event: dict[str, Any], body: bytes) -> None:
    """A body in the form of API Gateway for binary data."""
    event["body"] = base64.b64encode(body).decode()
    event["isBase64Encoded"] = True


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _uuid(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
