"""Generates the TypeScript types and the AsyncAPI document from the Python models of the protocol.

python -m web.scripts.protocol            writes web/client/src/protocol.ts and docs/asyncapi.json
python -m web.scripts.protocol --check    exits with 1 if one is stale
"""

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from dragoman import errors, protocol
from dragoman.protocol.asyncapi import asyncapi, event_models, message_schemas, request_models
from dragoman.protocol.events import EventData
from dragoman.stt import voice_activity

TARGET: Final = Path(__file__).parents[1] / "client" / "src" / "protocol.ts"
ASYNCAPI: Final = Path(__file__).parents[2] / "docs" / "asyncapi.json"
HEADER: Final = """\
// Generated from dragoman/protocol, errors.py and voice_activity.py. Do not edit:
//   .venv/bin/python -m web.scripts.protocol
"""
CONSTANTS: Final = (
    "PROTOCOL", "MESSAGE_LIMIT_BYTES", "MAX_SEGMENTS", "SEQ_PER_TRACK", "SEGMENT_END_SEQ",
)  # fmt: skip

Schema = dict[str, Any]


def typescript() -> str:
    """The content of the file."""
    client, events = request_models(), event_models()
    shapes = [_interface(*shape) for shape in message_schemas(client, events).items()]
    about_message = [model for model in events if issubclass(model, protocol.MessageEvent)]
    return "\n".join(
        [
            HEADER,
            *(f"export const {name} = {getattr(protocol, name)};" for name in CONSTANTS),
            "",
            *_vad_options(),
            *shapes,
            _codes(),
            _union("ClientMessage", [model.__name__ for model in client]),
            _union("ServerEvent", [_event(model) for model in events]),
            "/** Events in the flow of a message; an `error` is one of these when it has a `seq`. */",
            _union("FlowEvent", [_event(model) for model in about_message]),
        ]
    )


def _interface(name: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"export type {name} = {_type(schema)};\n"
    if not schema["properties"]:
        return f"export type {name} = Record<string, never>;\n"
    needed = schema.get("required", [])
    lines = [
        line
        for field, shape in schema["properties"].items()
        for line in (
            *([f"  /** {_flat(shape['description'])} */"] if "description" in shape else []),
            f"  {field}{'' if field in needed else '?'}: {_type(shape)};",
        )
    ]
    about = [f"/** {_flat(schema['description'])} */"] if "description" in schema else []
    return "\n".join([*about, f"export interface {name} {{", *lines, "}", ""])


def _type(shape: Schema) -> str:
    match shape:
        case {"$ref": str(reference)}:
            return reference.rsplit("/", 1)[-1]
        case {"const": value}:
            return _literal(value)
        case {"enum": values}:
            return " | ".join(_literal(value) for value in values)
        case {"anyOf": list(options)}:
            return " | ".join(_type(option) for option in options)
        case {"type": "array", "items": items}:
            inner = _type(items)
            return f"({inner})[]" if " " in inner else f"{inner}[]"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Record<string, {_type(values)}>"
        case {"type": str(kind)}:
            return {"integer": "number", "object": "Record<string, unknown>"}.get(kind, kind)
    return "unknown"


def _literal(value: object) -> str:
    return f"'{value}'" if isinstance(value, str | StrEnum) else str(value)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _event(model: type[EventData]) -> str:
    return f"{{ type: '{model.type}'; data: {model.__name__} }}"


def _union(name: str, members: list[str]) -> str:
    return "\n".join([f"export type {name} =", *(f"  | {member}" for member in members)]) + ";\n"


def _codes() -> str:
    return _union(
        "ErrorCode", [f"'{code}'" for code in dict.fromkeys(e.code for e in errors.tree())]
    )


def _vad_options() -> list[str]:
    options = asdict(voice_activity.VadOptions())
    return [
        "/** Options of voice activity detection, the same as on the command line and the server. */",
        "export const VAD_OPTIONS = {",
        *(f"  {name}: {value}," for name, value in options.items()),
        "};",
        f"export const FRAME_SAMPLES = {voice_activity.FRAME_SAMPLES};",
        f"export const FRAME_S = {voice_activity.FRAME_S};",
        "",
    ]


def asyncapi_json() -> str:
    """The content of docs/asyncapi.json."""
    return json.dumps(asyncapi(), indent=2) + "\n"


def main(arguments: list[str]) -> int:
    fresh = {TARGET: typescript(), ASYNCAPI: asyncapi_json()}
    if "--check" in arguments:
        return int(
            any(not path.exists() or path.read_text() != text for path, text in fresh.items())
        )
    for path, text in fresh.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
