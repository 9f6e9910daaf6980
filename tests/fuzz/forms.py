"""A request as a form, its recording a file: nearly right in its fields, its file or its bytes."""

from __future__ import annotations

from typing import Any, Final

import httpx2

from tests.fuzz.mutate import Mutator

BOUNDARY: Final = "0f1e2d3c4b5a"
AS_IT_IS: Final = 0.05
"""The share of valid forms."""


def form(fields: dict[str, Any], recording: bytes, mutator: Mutator) -> tuple[str, bytes]:
    """The content type and the body of a form."""
    chance = mutator.chance
    content_type, kind = f"multipart/form-data; boundary={BOUNDARY}", "audio/ogg"
    if chance.random() < AS_IT_IS:
        return content_type, _encoded(content_type, fields, recording, kind)
    mutant = mutator.value(fields)
    fields = mutant if isinstance(mutant, dict) else fields
    if chance.random() < 0.2:
        kind = "".join(filter(str.isprintable, mutator.text(kind)))  # the encoder takes no other
        recording = mutator.bytes(recording)
    body = _encoded(content_type, fields, recording, kind)
    if chance.random() < 0.3:
        body = mutator.bytes(body)
    return mutator.text(content_type) if chance.random() < 0.1 else content_type, body


def _encoded(content_type: str, fields: dict[str, Any], recording: bytes, kind: str) -> bytes:
    data = {_text(name): _values(value) for name, value in fields.items()}
    files = {"audio": ("speech.ogg", recording, _text(kind))}
    headers = {"content-type": content_type}
    return httpx2.Request("POST", "http://x", data=data, files=files, headers=headers).read()


def _values(value: Any) -> list[str]:
    """A list is a field that is there several times."""
    return [_text(each) for each in (value if isinstance(value, list) else [value])]


def _text(value: Any) -> str:
    return str(value).encode(errors="replace").decode()
