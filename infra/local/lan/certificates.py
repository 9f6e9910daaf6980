"""A certificate authority of this user, and the server's certificate that it signs.

The authority is made at the first run and kept, because phones trust it. It can only vouch for names
under `.local` and for addresses of local networks, so trusting it exposes nothing else.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

import platformdirs
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from infra.local.lan.address import NETWORKS

AUTHORITY_LIFETIME: Final = timedelta(days=3650)
SERVER_LIFETIME: Final = timedelta(days=397)
"""Browsers accept no longer one."""
EARLIER: Final = timedelta(days=1)
"""Certificates are valid from before now, as the clocks of devices differ."""
LOCAL_DOMAIN: Final = "local"


@dataclass(frozen=True)
class Certificates:
    authority: Path
    """The certificate that devices have to trust, PEM."""
    server: Path
    """The server's certificate, PEM."""
    server_key: Path
    fingerprint: str
    """SHA-256 of the authority's certificate, as colon-separated hex bytes."""


def default_folder() -> Path:
    return Path(platformdirs.user_data_dir("dragoman")) / "lan"


def certificates(address: IPv4Address, name: str, folder: Path | None = None) -> Certificates:
    """A new certificate of the server, signed by the authority of the folder, which is made if it is
    missing, damaged or about to expire."""
    folder = folder or default_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, authority_key = _load_authority(folder) or _make_authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    server = _server_certificate(address, name, key.public_key(), authority, authority_key)
    _write(folder / "server.key", _pem(key), secret=True)
    _write(folder / "server.crt", server.public_bytes(Encoding.PEM))
    return Certificates(
        authority=folder / "authority.crt",
        server=folder / "server.crt",
        server_key=folder / "server.key",
        fingerprint=authority.fingerprint(SHA256()).hex(":").upper(),
    )


def _load_authority(
    folder: Path,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    try:
        certificate = x509.load_pem_x509_certificate((folder / "authority.crt").read_bytes())
        key = load_pem_private_key((folder / "authority.key").read_bytes(), None)
    except (OSError, ValueError):
        return None
    matches = certificate.public_key() == key.public_key()
    outlives = certificate.not_valid_after_utc > datetime.now(UTC) + SERVER_LIFETIME
    usable = isinstance(key, ec.EllipticCurvePrivateKey) and matches and outlives
    return (certificate, key) if usable else None  # type: ignore[return-value]


def _make_authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dragoman on this network")])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        _builder(name, name, key.public_key(), AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(_local_names_only(), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, SHA256())
    )
    _write(folder / "authority.key", _pem(key), secret=True)
    _write(folder / "authority.crt", certificate.public_bytes(Encoding.PEM))
    return certificate, key


def _server_certificate(
    address: IPv4Address,
    name: str,
    key: ec.EllipticCurvePublicKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.IPAddress(address), x509.DNSName(name)])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _builder(subject, authority.subject, key, SERVER_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority_key, SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lifetime: timedelta
) -> x509.CertificateBuilder:
    begin = datetime.now(UTC) - EARLIER
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + lifetime)
    )


def _local_names_only() -> x509.NameConstraints:
    addresses = [x509.IPAddress(network) for network in NETWORKS]
    return x509.NameConstraints([x509.DNSName(LOCAL_DOMAIN), *addresses], None)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, *, secret: bool = False) -> None:
    """Replaces a file. A secret one is readable by this user only."""
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    mode = 0o600 if secret else 0o644
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    temporary.replace(path)
