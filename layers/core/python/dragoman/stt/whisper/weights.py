"""What lies in the model file of a Whisper pack, which is CTranslate2's own binary form.

A header (version of the form, name and revision of the network), then tensor after tensor: name,
rank, dimensions, kind of number, size in bytes, numbers; at last other names for some of them. All
little-endian.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import PackCorrupt

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OLDEST_FORM = 4
"""The first that says what kind of number a tensor holds."""
_KINDS = (np.float32, np.int8, np.int16, np.int32, np.float16)


class Weights:
    """The tensors of a network by name, read from disk when they are asked for."""

    def __init__(self, file: Path) -> None:
        """Raises PackCorrupt for a file in no known form."""
        try:
            with file.open("rb") as opened:
                mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            self._tensors = _tensors(mapped)
        except (struct.error, ValueError, IndexError, KeyError) as error:
            raise PackCorrupt(f"{file.name} is no model that CTranslate2 would read") from error

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def __getitem__(self, name: str) -> NDArray[Any]:
        """As kept: 16 or 32 bits a number, or 8 beside a tensor `NAME_scale`."""
        try:
            return self._tensors[name]
        except KeyError as error:
            raise PackCorrupt(f"the model has no {name}") from error

    def matrix(self, name: str, rows: Any = ...) -> NDArray[np.float32]:
        """[outputs, inputs], or the rows asked for, whether it is kept whole or in 8 bits with a
        scale for each output."""
        kept: NDArray[np.float32] = self[name][rows].astype(np.float32)
        scale = f"{name}_scale"
        if scale not in self:
            return kept
        scales: NDArray[np.float32] = self[scale].reshape(-1)[rows].astype(np.float32)
        return kept / scales[..., np.newaxis]

    def vector(self, name: str) -> NDArray[np.float32]:
        return self[name].astype(np.float32)

    def layers(self, part: str) -> int:
        """How many layers the part has: `decoder` or `encoder`."""
        begin = f"{part}/layer_"
        numbers = {name.removeprefix(begin).split("/")[0] for name in self._tensors}
        return sum(number.isdigit() for number in numbers)


def _tensors(file: mmap.mmap) -> Mapping[str, NDArray[Any]]:
    at = 0

    def number(kind: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{kind}", file, at)
        at += struct.calcsize(f"<{kind}")
        return int(value)

    def name() -> str:
        nonlocal at
        size = number("H")
        at += size
        return file[at - size : at].rstrip(b"\0").decode()

    form = number("I")
    if form < _OLDEST_FORM:
        raise ValueError(form)
    name()
    number("I")
    found = {}
    for _ in range(number("I")):
        tensor = name()
        shape = [number("I") for _ in range(number("B"))]
        kind, size = _KINDS[number("B")], number("I")
        count = size // np.dtype(kind).itemsize
        found[tensor] = np.frombuffer(file, kind, count, at).reshape(shape)
        at += size
    for _ in range(number("I")):
        alias, of = name(), name()
        found[alias] = found[of]
    return found
