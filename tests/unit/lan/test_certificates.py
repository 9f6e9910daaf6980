"""The certificates of LAN mode."""

import ssl
import stat
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from infra.local.lan.certificates import certificates

ADDRESS = IPv4Address("192.168.7.20")
NAME = "dragoman.local"


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(authority: Path, server: Path, subject: x509.DNSName | x509.IPAddress) -> None:
    policy = PolicyBuilder().store(Store([load(authority)]))
    policy.build_server_verifier(subject).verify(load(server), [])


def test_a_device_that_trusts_the_authority_accepts_the_address_and_the_name(
    tmp_path: Path,
) -> None:
    made = certificates(ADDRESS, NAME, tmp_path)
    verify(made.authority, made.server, x509.IPAddress(ADDRESS))
    verify(made.authority, made.server, x509.DNSName(NAME))
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.server, made.server_key)


def test_the_authority_cannot_vouch_for_names_and_addresses_of_the_internet(
    tmp_path: Path,
) -> None:
    public = IPv4Address("8.8.8.8")
    made = certificates(public, NAME, tmp_path / "address")
    with pytest.raises(VerificationError):
        verify(made.authority, made.server, x509.IPAddress(public))
    made = certificates(ADDRESS, "example.com", tmp_path / "name")
    with pytest.raises(VerificationError):
        verify(made.authority, made.server, x509.DNSName("example.com"))


def test_the_authority_is_kept_when_the_address_changes(tmp_path: Path) -> None:
    before = certificates(ADDRESS, NAME, tmp_path)
    after = certificates(IPv4Address("10.1.2.3"), NAME, tmp_path)
    assert before.fingerprint == after.fingerprint
    verify(after.authority, after.server, x509.IPAddress(IPv4Address("10.1.2.3")))


@pytest.mark.parametrize("damaged", ["authority.crt", "authority.key"])
def test_a_damaged_authority_is_replaced(tmp_path: Path, damaged: str) -> None:
    before = certificates(ADDRESS, NAME, tmp_path)
    (tmp_path / damaged).write_text("-----BEGIN")
    after = certificates(ADDRESS, NAME, tmp_path)
    assert before.fingerprint != after.fingerprint
    verify(after.authority, after.server, x509.DNSName(NAME))


def test_only_the_user_can_read_the_keys(tmp_path: Path) -> None:
    certificates(ADDRESS, NAME, tmp_path)
    for key in ("authority.key", "server.key"):
        assert stat.S_IMODE((tmp_path / key).stat().st_mode) == 0o600
