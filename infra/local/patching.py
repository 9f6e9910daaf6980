"""How the emulator is changed at runtime: piece by piece, and never a piece we do not recognise."""

import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

SetAttribute = Callable[[Any, str, Any], None]
"""`setattr`, or a test's that undoes itself."""


class PatchMisfit(RuntimeError):
    """The installed code is not the code a patch was written for."""


@dataclass(frozen=True)
class Patch:
    """One change to one function or class of a pinned package."""

    target: str
    """`module:qualified.name` of what is changed."""
    purpose: str
    fingerprint: str
    """SHA-256 of the target's source, its first 16 digits."""
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
                f"Read it again, see whether this is still needed ({self.purpose}), and adapt."
            )


def apply_all(patches: Iterable[Patch], set_attribute: SetAttribute = setattr) -> None:
    """Check every patch, then apply every patch. Raises PatchMisfit with nothing applied."""
    chosen = tuple(patches)
    for patch in chosen:
        patch.check()
    for patch in chosen:
        patch.apply(set_attribute)
