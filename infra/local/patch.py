"""Runtime patches of pinned packages, applied only to source code that they were written for."""

import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

SetAttribute = Callable[[Any, str, Any], None]
"""`setattr`, or that of pytest's monkeypatch."""


class PatchMisfit(RuntimeError):
    """The installed code differs from the code that a patch was written for."""


@dataclass(frozen=True)
class Patch:
    """A change of one function or class of a pinned package."""

    target: str
    """`module:qualified.name` of the function or class."""
    purpose: str
    fingerprint: str
    """The first 16 hex digits of the SHA-256 of the target's source."""
    apply: Callable[[SetAttribute], None]

    def source(self) -> str:
        module, _, name = self.target.partition(":")
        return inspect.getsource(attrgetter(name)(importlib.import_module(module)))

    def check(self) -> None:
        """Raises PatchMisfit."""
        found = hashlib.sha256(self.source().encode()).hexdigest()[:16]
        if found != self.fingerprint:
            raise PatchMisfit(
                f"{self.target} has changed (fingerprint {found}, not {self.fingerprint}). "
                f"Check whether the patch is still needed ({self.purpose}), and adapt it."
            )


def apply_all(patches: Iterable[Patch], set_attribute: SetAttribute = setattr) -> None:
    """Checks all patches, then applies them. Raises PatchMisfit before applying any."""
    chosen = tuple(patches)
    for patch in chosen:
        patch.check()
    for patch in chosen:
        patch.apply(set_attribute)
