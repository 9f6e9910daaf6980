"""The address of this machine on its local network."""

import socket
from ipaddress import IPv4Address, IPv4Network
from typing import Final

NETWORKS: Final = tuple(
    IPv4Network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
    )
)
"""Networks that are not routed on the internet (IANA IPv4 special-purpose addresses)."""
_ROUTED: Final = ("192.0.2.1", 9)
"""Any address outside the machine. Connecting a UDP socket sends nothing."""


class NoLanAddress(RuntimeError):
    """This machine has no address on a local network, or not the given one."""


def lan_address(given: str = "") -> IPv4Address:
    """The given address, or that of the interface with the default route. Raises NoLanAddress."""
    address = _parsed(given) if given else _default()
    if not any(address in network for network in NETWORKS):
        raise NoLanAddress(
            f"{address} is not an address of a local network. Choose another: make run LAN=ADDRESS"
        )
    if not _is_ours(address):
        raise NoLanAddress(f"{address} is not an address of this machine.")
    return address


def _parsed(given: str) -> IPv4Address:
    try:
        return IPv4Address(given)
    except ValueError as error:
        raise NoLanAddress(f"{given} is not an IPv4 address.") from error


def _default() -> IPv4Address:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ROUTED)
        except OSError as error:
            raise NoLanAddress(
                "This machine is not connected to a network. Choose an address: make run LAN=ADDRESS"
            ) from error
        return IPv4Address(probe.getsockname()[0])


def _is_ours(address: IPv4Address) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((str(address), 0))
        except OSError:
            return False
    return True
