"""Inputs that are nearly right, and some that are nothing at all. The same dice make the same."""

from __future__ import annotations

import copy
import json
import math
import random
import string
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

Place = tuple[Any, Any]
"""A dict or list, and a key or index of it."""

NASTY: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 299, 300, 499, 500, 2**31, -(2**63), 2**64, 10**400, 0.5, -0.0,
    1e308, math.nan, math.inf, "", " ", "\x00", "\ud800", "\u202e", "é" * 50, "💬" * 10,
    "A" * 40_000, "A" * 3, "====", "en", "EN", "en-US", "pt-BR-x-y-z", "auto", "xx", "translate",
    "$connect", "__proto__", "__class__", "{{7*7}}", "${jndi:ldap://x}", "%s%n", "../../etc/passwd",
    "'; DROP TABLE messages; --", "<script>alert(1)</script>", "audio/ogg\r\nX: y", "audio/ogg; a=b",
    "urn:uuid:12345678-1234-5678-1234-567812345678", "{12345678123456781234567812345678}",
    str(uuid.UUID(int=0)), [], {}, [[]], [None], {"": None}, ["en"] * 100, {"action": "ping"},
)  # fmt: skip
DEEP: Final = 2_000
"""Brackets: more than a parser that recurses has stack for."""


class Mutator:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def value(self, value: Any) -> Any:
        """The same JSON with some of it changed."""
        mutant = copy.deepcopy(value)
        for _ in range(self.chance.choice((1, 1, 1, 2, 3, 5))):
            mutant = self._changed(mutant)
        return mutant

    def body(self, value: Any) -> str:
        """A mutated message as JSON, sometimes truncated, or not JSON."""
        kind = self.chance.random()
        if kind < 0.05:
            return self.noise(self.chance.randrange(200))
        if kind < 0.07:
            return self.chance.choice('[{"') * DEEP
        text = json.dumps(self.value(value), ensure_ascii=self.chance.random() < 0.5)
        return self.text(text) if kind > 0.75 else text

    def text(self, text: str) -> str:
        """A text with changed, missing, repeated or truncated letters."""
        letters = list(text)
        for _ in range(self.chance.choice((1, 1, 2, 8))):
            at = self.chance.randrange(len(letters) + 1)
            change: Callable[[], Any] = self.chance.choice(
                (
                    lambda at=at: letters.insert(at, self._letter()),
                    lambda at=at: letters.__setitem__(slice(at, at + 1), self._letter()),
                    lambda at=at: letters.__delitem__(slice(at, at + self.chance.randrange(20))),
                    lambda at=at: letters.__setitem__(slice(at, at), letters[: at // 2]),
                    lambda at=at: letters.__delitem__(slice(at, None)),
                )
            )
            change()
        return "".join(letters)

    def bytes(self, data: bytes, others: Sequence[bytes] = ()) -> bytes:
        """Data with flipped, missing, repeated or truncated bytes, or with bytes of another
        input."""
        mutant = bytearray(data)
        for _ in range(self.chance.choice((1, 1, 2, 4, 16, 64))):
            at = self.chance.randrange(len(mutant) + 1)
            end = at + self.chance.choice((1, 2, 4, 8, 64, 1024))
            match self.chance.randrange(7):
                case 0 | 1:
                    mutant[at:end] = self.chance.randbytes(len(mutant[at:end]))
                case 2:
                    mutant[at : at + 1] = bytes([self.chance.choice((0, 1, 127, 128, 255))])
                case 3:
                    del mutant[at:end]
                case 4:
                    mutant[at:at] = mutant[at:end]
                case 5 if others:
                    graft = self.chance.choice(others)
                    mutant[at:end] = graft[at : at + self.chance.randrange(2_000)]
                case _ if self.chance.random() < 0.1:
                    del mutant[at:]
        return bytes(mutant)

    def noise(self, length: int) -> str:
        return "".join(self._letter() for _ in range(length))

    def _letter(self) -> str:
        if self.chance.random() < 0.7:
            return self.chance.choice(string.printable)
        return chr(self.chance.choice((0, 0x7F, 0xA0, 0xFEFF, 0x202E, 0x1F4AC, 0xD7FF, 0x10FFFF)))

    def _changed(self, value: Any) -> Any:
        places = list(_places(value))
        if not places or self.chance.random() < 0.02:
            return self._nasty()
        where, key = self.chance.choice(places)
        match self.chance.randrange(6):
            case 0:
                del where[key]
            case 1 if isinstance(where, dict):
                where[self.chance.choice(("", "x", "segment", "__class__", "Error"))] = (
                    self._nasty()
                )
            case 2 if isinstance(where[key], str):
                where[key] = self.text(where[key])
            case 3:
                where[key] = self.chance.choice(([where[key]], {"a": where[key]}, str(where[key])))
            case _:
                where[key] = self._nasty()
        return value

    def _nasty(self) -> Any:
        return copy.deepcopy(self.chance.choice(NASTY))


def _places(value: Any) -> Iterator[Place]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, child in inside:
        yield value, key
        yield from _places(child)
