"""The name `dragoman.local`, announced by multicast DNS where the network allows it."""

import contextlib
from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final

from zeroconf import (  # type: ignore[attr-defined]  # AddressResolverIPv4 is not in __all__
    AddressResolverIPv4,
    Error,
    ServiceInfo,
    Zeroconf,
)

NAME: Final = "dragoman.local"
_SERVICE_TYPE: Final = "_https._tcp.local."
_ASK_MS: Final = 1000
"""The time in which another machine that has the name would answer."""


@contextlib.contextmanager
def announced(address: IPv4Address, port: int) -> Iterator[str | None]:
    """Announces the name for the address; None if another machine has it or multicast fails."""
    try:
        responder = Zeroconf(interfaces=[str(address)])
    except OSError:
        yield None
        return
    try:
        yield NAME if _announce(responder, address, port) else None
    finally:
        with contextlib.suppress(Error, OSError):
            responder.close()


def _announce(responder: Zeroconf, address: IPv4Address, port: int) -> bool:
    service = ServiceInfo(
        _SERVICE_TYPE,
        f"Dragoman.{_SERVICE_TYPE}",
        port=port,
        addresses=[address.packed],
        server=f"{NAME}.",
    )
    try:
        if AddressResolverIPv4(f"{NAME}.").request(responder, _ASK_MS):
            return False
        responder.register_service(service)
    except (Error, OSError):
        return False
    return True
