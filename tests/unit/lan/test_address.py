"""The address on which LAN mode serves."""

import pytest

from infra.local.lan.address import NoLanAddress, lan_address


@pytest.mark.parametrize("public", ["8.8.8.8", "127.0.0.1", "239.1.1.1"])
def test_an_address_outside_local_networks_is_refused(public: str) -> None:
    with pytest.raises(NoLanAddress, match="not an address of a local network"):
        lan_address(public)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(NoLanAddress, match="not an address of this machine"):
        lan_address("198.19.255.254")


def test_something_else_is_refused() -> None:
    with pytest.raises(NoLanAddress, match="not an IPv4 address"):
        lan_address("localhost")
