"""The AsyncAPI description of the WebSocket, derived from the models of the messages."""

import ast
import inspect
from itertools import pairwise
from textwrap import dedent
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core.core_schema import DataclassField, ModelField, ModelSchema, TypedDictField

from dragoman.protocol.client_message import ClientMessage
from dragoman.protocol.events import EventData
from dragoman.protocol.fields import PROTOCOL
from dragoman.protocol.replies import Pong, Ready, RequestError, UploadReady
from dragoman.protocol.requests import AnyClientMessage, Hello, Ping, Upload
from dragoman.protocol.rooms import JoinRoom, LeaveRoom, OpenRoom, ResumeRoom, RoomInfo, RoomLeft

REPLIES: Final[dict[type[ClientMessage], type[EventData]]] = {
    Hello: Ready,
    Upload: UploadReady,
    Ping: Pong,
    OpenRoom: RoomInfo,
    JoinRoom: RoomInfo,
    ResumeRoom: RoomInfo,
    LeaveRoom: RoomLeft,
}
"""The requests with a reply. Events follow every other request."""
CHANNEL: Final = "conversation"
SCHEMA: Final = "#/components/schemas/"
Json = dict[str, Any]


def request_models() -> list[type[ClientMessage]]:
    """The models of what a client sends."""
    return list(get_args(AnyClientMessage))


def event_models() -> list[type[EventData]]:
    """The models of what the service sends, replies and notices included."""
    return [model for model in _subclasses(EventData) if hasattr(model, "type")]


def asyncapi() -> Json:
    """The document, in AsyncAPI 3 from the view of the service: it receives requests and sends events."""
    requests = {_action(model): model for model in request_models()}
    events = {model.__name__: model for model in event_models()}
    messages = {action: _request(model) for action, model in requests.items()}
    messages |= {name: _event(model) for name, model in events.items()}
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Dragoman",
            "version": str(PROTOCOL),
            "description": "Speech in one language, its text and its voice in another.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "service": {
                "host": "{host}",
                "protocol": "wss",
                "description": "`websocket_url` in the `config.json` of a deployment.",
                "variables": {"host": {"description": "The host, with the path of the stage."}},
                "security": [{"$ref": "#/components/securitySchemes/ticket"}],
            }
        },
        "channels": {
            CHANNEL: {
                "description": "One WebSocket carries every message of a speaker.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            **{action: _operation(action, model) for action, model in requests.items()},
            "events": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{CHANNEL}"},
                "messages": [_of_channel(name) for name in events],
            },
        },
        "components": {
            "messages": messages,
            "schemas": message_schemas(list(requests.values()), list(events.values())),
            "securitySchemes": {
                "ticket": {
                    "type": "httpApiKey",
                    "in": "query",
                    "name": "ticket",
                    "description": "Good for one handshake within a minute; `POST /v1/tickets` issues it.",
                }
            },
        },
    }


def _subclasses(model: type[EventData]) -> list[type[EventData]]:
    return [found for child in model.__subclasses__() for found in (child, *_subclasses(child))]


def _action(model: type[ClientMessage]) -> str:
    (action,) = get_args(model.model_fields["action"].annotation)
    return str(action)


def _of_channel(name: str) -> Json:
    return {"$ref": f"#/channels/{CHANNEL}/messages/{name}"}


def _operation(action: str, model: type[ClientMessage]) -> Json:
    operation: Json = {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "messages": [_of_channel(action)],
    }
    if reply := REPLIES.get(model):
        operation["reply"] = {
            "channel": {"$ref": f"#/channels/{CHANNEL}"},
            "messages": [_of_channel(name.__name__) for name in (reply, RequestError)],
        }
    return operation


def _request(model: type[ClientMessage]) -> Json:
    return _described(model, {"$ref": SCHEMA + model.__name__}, _action(model))


def _event(model: type[EventData]) -> Json:
    envelope = {
        "type": "object",
        "required": ["type", "data"],
        "properties": {
            "type": {"const": model.type},
            "data": {"$ref": SCHEMA + model.__name__},
        },
    }
    return _described(model, envelope, model.type)


def _described(model: type[BaseModel], payload: Json, name: str) -> Json:
    summary = {"summary": " ".join(model.__doc__.split())} if model.__doc__ else {}
    return {"name": name, **summary, "payload": payload}


class _MessageSchemas(GenerateJsonSchema):
    """Describes fields by their docstrings. Every field of an event is required: the service always
    sends all of them."""

    def model_schema(self, schema: ModelSchema) -> Json:
        described = super().model_schema(schema)
        for name, text in _field_docstrings(schema["cls"]).items():
            described["properties"][name].setdefault("description", text)
        return described

    def field_is_required(
        self, field: ModelField | DataclassField | TypedDictField, total: bool
    ) -> bool:
        return self.mode == "serialization" or super().field_is_required(field, total)


def _field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The docstring below each field, inherited ones included."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if not base.__module__.startswith("dragoman."):
            continue
        (definition,) = ast.parse(dedent(inspect.getsource(base))).body
        for field, below in pairwise(getattr(definition, "body", [])):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    found[name] = " ".join(text.split())
    return found


def message_schemas(
    requests: list[type[ClientMessage]], events: list[type[EventData]]
) -> dict[str, Json]:
    """The JSON schemas of the models and of all models they use, by name."""
    modes: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in requests),
        *((model, "serialization") for model in events),
    ]
    _, found = models_json_schema(
        modes, ref_template=SCHEMA + "{model}", schema_generator=_MessageSchemas
    )
    return dict(found["$defs"])
