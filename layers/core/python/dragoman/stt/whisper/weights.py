"""Reader of CTranslate2's binary model files.

A header (format version, name and revision of the model), then the tensors: name, rank, dimensions,
data type, size in bytes, data; finally aliases of tensors. All little-endian.
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

_MIN_VERSION = 4
"""The first format version with the data type of each tensor."""
_DTYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


class Weights:
    """The tensors of a model by name, memory-mapped."""

    def __init__(self, file: Path) -> None:
        """Raises PackCorrupt for an unknown format."""
        try:
            with file.open("rb") as opened:
                mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            self._tensors = _tensors(mapped)
        except (struct.error, ValueError, IndexError, KeyError) as error:
            raise PackCorrupt(f"{file.name} is not a CTranslate2 model") from error

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The stored tensor: floats, or 8-bit integers with scales in a tensor `NAME_scale`."""
        try:
            return self._tensors[name]
        except KeyError as error:
            raise PackCorrupt(f"the model has no tensor {name}") from error

    def matrix(self, name: str, rows: Any = ...) -> NDArray[np.float32]:
        """Returns the dequantized matrix [outputs, inputs], or some of its rows."""
        stored: NDArray[np.float32] = self[name][rows].astype(np.float32)
        scale = f"{name}_scale"
        if scale not in self:
            return stored
        scales: NDArray[np.float32] = self[scale].reshape(-1)[rows].astype(np.float32)
        return stored / scales[..., np.newaxis]

    def vector(self, name: str) -> NDArray[np.float32]:
        return self[name].astype(np.float32)

    def layers(self, part: str) -> int:
        """Returns the number of layers of the `decoder` or `encoder`."""
        prefix = f"{part}/layer_"
        numbers = {name.removeprefix(prefix).split("/")[0] for name in self._tensors}
        return sum(number.isdigit() for number in numbers)


def _tensors(file: mmap.mmap) -> Mapping[str, NDArray[Any]]:
    at = 0

    def number(code: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(f"<{code}", file, at)
        at += struct.calcsize(f"<{code}")
        return int(value)

    def name() -> str:
        nonlocal at
        size = number("H")
        at += size
        return file[at - size : at].rstrip(b"\0").decode()

    version = number("I")
    if version < _MIN_VERSION:
        raise ValueError(version)
    name()
    number("I")
    tensors = {}
    for _ in range(number("I")):
        tensor = name()
        shape = [number("I") for _ in range(number("B"))]
        dtype, size = _DTYPES[number("B")], number("I")
        count = size // np.dtype(dtype).itemsize
        tensors[tensor] = np.frombuffer(file, dtype, count, at).reshape(shape)
        at += size
    for _ in range(number("I")):
        alias, target = name(), name()
        tensors[alias] = tensors[target]
    return tensors
