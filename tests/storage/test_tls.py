"""A database elsewhere must prove who it is: a real server with a certificate of its own authority."""

import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from bot.database_url import normalise
from storage.clock import SystemClock
from storage.database import Sessions
from tests.fakes import postgres

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A server on loopback whose certificate says ``localhost``; yields its port and its authority's certificate."""
    if postgres.binaries() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no PostgreSQL server on this machine")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    authority = tmp_path_factory.mktemp("authority") / "root.crt"

    def prepare(place: Path) -> str:
        _certify(authority, place / "server.crt", place / "server.key")
        tls = f"-c ssl=on -c ssl_cert_file={place}/server.crt -c ssl_key_file={place}/server.key"
        return f"{tls} -c listen_addresses=127.0.0.1 -p {port}"

    with postgres.running_server(prepare):
        yield port, authority


async def _asked(url: str) -> bool:
    """Connect as the product does; return whether the connection is encrypted."""
    sessions = Sessions(normalise(url))
    try:
        async with sessions.read() as session:
            query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            return bool((await session.execute(text(query))).scalar_one())
    finally:
        await sessions.close()


async def test_the_name_and_the_authority_must_be_right(
    server: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, authority = server
    monkeypatch.setenv("PGSSLROOTCERT", str(authority))
    assert await _asked(f"postgresql://tester@localhost:{port}/postgres?sslmode=verify-full")
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        await _asked(f"postgresql://tester@127.0.0.1:{port}/postgres?sslmode=verify-full")
    stranger = tmp_path / "stranger.crt"
    _certify(stranger, tmp_path / "server.crt", tmp_path / "server.key")
    monkeypatch.setenv("PGSSLROOTCERT", str(stranger))
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
        await _asked(f"postgresql://tester@localhost:{port}/postgres?sslmode=verify-full")


async def test_only_the_waiver_speaks_in_the_clear(server: tuple[int, Path]) -> None:
    assert not await _asked(f"postgresql://tester@127.0.0.1:{server[0]}/postgres?sslmode=disable-i-know")


def _certify(authority: Path, certificate: Path, key: Path) -> None:
    """Write an authority's certificate, and one it signed for ``localhost`` with its key."""
    root, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    ca = x509.BasicConstraints(ca=True, path_length=None)
    signed = _draft(root_name, root_name, root.public_key()).add_extension(ca, critical=True)
    authority.write_bytes(signed.sign(root, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    signed = _draft(name, root_name, own.public_key()).add_extension(names, critical=False)
    certificate.write_bytes(signed.sign(root, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key.write_bytes(own.private_bytes(*pem))
    key.chmod(0o600)


def _draft(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now: datetime = SystemClock().now().astimezone(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
