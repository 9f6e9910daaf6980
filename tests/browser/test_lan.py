"""LAN mode as a new user meets it: phones on the network of a machine that runs `make run LAN=1`."""

import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.local.lan.gateway import AUTHORITY_PATH
from infra.local.paths import REPOSITORY
from tests.browser.conftest import Browse
from tests.browser.microphone import wav_base64
from tests.browser.participant import Participant
from tests.emulator.launched import Launched
from tests.network_namespaces import LocalNetwork, Machine
from tests.packs import with_quick_voices

pytestmark = [pytest.mark.emulator, pytest.mark.models]

FETCH: Final = """
import ssl, sys, urllib.request
trust = ssl.create_default_context(cafile=sys.argv[1])
print(urllib.request.urlopen(sys.argv[2], context=trust, timeout=10).read().decode())
"""
RESOLVE: Final = """
import sys
from zeroconf import AddressResolverIPv4, Zeroconf
network, name = Zeroconf(interfaces=[sys.argv[1]]), AddressResolverIPv4(sys.argv[2])
name.request(network, 5000)
print(*name.parsed_addresses())
network.close()
"""
CONNECT: Final = """
import socket, sys
for port in sys.argv[2:]:
    with socket.socket() as opened:
        opened.settimeout(2)
        if opened.connect_ex((sys.argv[1], int(port))) == 0:
            print(port)
"""


@dataclass(frozen=True)
class Lan:
    server: Machine
    phones: list[Machine]
    urls: list[str]
    said: list[str]
    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "dragoman" / "lan" / "authority.crt"

    @property
    def trusting(self) -> list[str]:
        """Arguments for a browser that trusts the server's key, as if its authority was installed."""
        server = x509.load_pem_x509_certificate(self.authority.with_name("server.crt").read_bytes())
        key = server.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest = Hash(SHA256())
        digest.update(key)
        spki = base64.b64encode(digest.finalize()).decode()
        return [f"--ignore-certificate-errors-spki-list={spki}"]


@pytest.fixture(scope="module")
def lan(web_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lan]:
    folder = tmp_path_factory.mktemp("lan")
    with LocalNetwork(["server", "phone-1", "phone-2"]) as network:
        server, *phones = network.machines
        launched = Launched(
            "--lan",
            environment={
                "XDG_STATE_HOME": str(folder),
                "XDG_DATA_HOME": str(folder),
                "DRAGOMAN_MODELS_DIR": str(with_quick_voices().root),
            },
            before=server.inside,
        )
        urls = [line for line in launched.said if line.startswith("https://")]
        yield Lan(server, phones, urls, launched.said, folder)
        assert launched.interrupt() == (0, "")


def python(machine: Machine, script: str, *arguments: str) -> str:
    return machine.run(sys.executable, "-c", script, *arguments, PYTHONPATH=str(REPOSITORY)).strip()


def test_address_name_code_and_certificate_are_printed(lan: Lan) -> None:
    assert lan.urls == [f"https://{lan.server.address}:8443", "https://dragoman.local:8443"]
    assert any("▄▄▄▄▄" in line for line in lan.said), "the QR code"
    assert any(f"{lan.urls[0]}{AUTHORITY_PATH}" in line for line in lan.said)


def test_a_phone_that_trusts_the_authority_verifies_the_server(lan: Lan) -> None:
    served = python(lan.phones[0], FETCH, str(lan.authority), f"{lan.urls[0]}/config.json")
    assert json.loads(served)["websocket_url"] == f"wss://{lan.server.address}:8443/socket"


def test_an_invitation_from_the_machine_itself_leads_to_the_network_address(lan: Lan) -> None:
    local = next(line for line in lan.said if line.startswith("http://"))
    served = json.loads(python(lan.server, FETCH, str(lan.authority), f"{local}/config.json"))
    assert served["page_url"] == lan.urls[0]


def test_a_phone_finds_the_server_by_name(lan: Lan) -> None:
    phone = lan.phones[0]
    assert python(phone, RESOLVE, phone.address, "dragoman.local.") == lan.server.address


def test_a_phone_reaches_one_port_only(lan: Lan) -> None:
    listening = listening_ports(lan.server)
    assert len(listening) > 3, "the emulator, the page and the functions' runtime APIs"
    reached = python(lan.phones[0], CONNECT, lan.server.address, *map(str, sorted(listening)))
    assert reached == "8443"


def test_phones_meet_in_a_room(browse: Browse, lan: Lan) -> None:
    people = [
        Participant(browse, language, name, arguments=lan.trusting, inside=phone)
        for language, name, phone in zip(("en", "pt"), ("Ben", "Ana"), lan.phones, strict=True)
    ]
    ben, ana = people
    link = ben.open_room(lan.urls[0])
    assert link.startswith(f"{lan.urls[0]}/#room=")
    assert ben.page.evaluate("isSecureContext")
    ana.join(link)
    ben.say(wav_base64("en-004"))
    for person in people:
        person.wait_for_turns(1)
    assert "feathers" in ben.reads()[0]
    assert "penas" in ana.reads()[0]
    ana.app.wait_for_audio(2.0)


def listening_ports(machine: Machine) -> set[int]:
    """The TCP ports that are listened on in the namespace, on any address."""
    tables = machine.run("cat", "/proc/net/tcp", "/proc/net/tcp6").splitlines()
    rows = [row.split() for row in tables if " 0A " in row]
    return {int(row[1].rpartition(":")[2], 16) for row in rows}
