"""Mutual TLS for an engine of ours: a private authority, two certificates, and a client that uses them."""

from __future__ import annotations

import ipaddress
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=397)
RENEW_BEFORE = timedelta(days=60)
SKEW = timedelta(days=2)
FILES = ("ca.pem", "cert.pem", "key.pem")


@dataclass(frozen=True)
class Credentials:
    """Two folders with ca.pem, cert.pem and key.pem each: `server` for dockerd, `client` for DOCKER_CERT_PATH."""

    server: Path
    client: Path


def ensure(folder: Path, hosts: Iterable[str], now: datetime | None = None) -> Credentials:
    """Return valid credentials below `folder`, made anew when absent, damaged, for other hosts or close to their end.

    hosts: every name and address the server answers to. now: for tests; defaults to this machine's clock.
    The authority's own key is never written: whoever reads the folder can use it, but not issue more.
    """
    now, wanted = now or datetime.now(UTC), sorted(set(hosts))
    credentials = Credentials(folder / "server", folder / "client")
    if not _usable(credentials, wanted, now):
        _replace(folder, wanted, now)
    return credentials


def connect(host: str, cert_dir: Path | None, **options):
    """Return a docker.DockerClient for an engine of ours at `host`: "tcp://127.0.0.1:PORT", or a unix socket.

    The environment's REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and proxies are ignored: requests prefers them to the
    authority given by code, and neither is meant for an engine on this machine's loopback.
    """
    import docker  # here, so that making certificates needs no client

    class OwnEngine(docker.APIClient):
        # The constructor already talks to the engine, and Session.__init__ sets the attribute to True.
        trust_env = property(lambda self: False, lambda self, value: None)

    client = docker.DockerClient.__new__(docker.DockerClient)
    if cert_dir is None:
        client.api = OwnEngine(base_url=host, **options)
        return client
    ca, cert, key = (str(cert_dir / name) for name in FILES)
    tls = docker.tls.TLSConfig(client_cert=(cert, key), ca_cert=ca, verify=True)
    client.api = OwnEngine(base_url=host.replace("tcp://", "https://", 1), tls=tls, **options)
    return client


def _usable(credentials: Credentials, hosts: list[str], now: datetime) -> bool:
    try:
        authorities = {(folder / "ca.pem").read_bytes() for folder in (credentials.server, credentials.client)}
        (authority,) = (x509.load_pem_x509_certificate(pem) for pem in authorities)
        for folder in (credentials.server, credentials.client):
            certificate = x509.load_pem_x509_certificate((folder / "cert.pem").read_bytes())
            key = serialization.load_pem_private_key((folder / "key.pem").read_bytes(), None)
            certificate.verify_directly_issued_by(authority)
            if key.public_key() != certificate.public_key() or (folder / "key.pem").stat().st_mode & 0o077:
                return False
            if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - RENEW_BEFORE:
                return False
            if folder == credentials.server and _hosts(certificate) != hosts:
                return False
    except Exception:  # whatever is wrong with the files, the remedy is the same: new ones
        return False
    return True


def _hosts(certificate: x509.Certificate) -> list[str]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return sorted(str(name.value) for name in names)


def _replace(folder: Path, hosts: list[str], now: datetime) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mode 0700
    try:
        authority, authority_key = _authority(now)
        names = [_general_name(host) for host in hosts]
        leaves = {"server": (ExtendedKeyUsageOID.SERVER_AUTH, names), "client": (ExtendedKeyUsageOID.CLIENT_AUTH, [])}
        for role, (usage, alternatives) in leaves.items():
            certificate, key = _leaf(role, usage, alternatives, authority, authority_key, now)
            (fresh / role).mkdir(mode=0o700)
            for name, content in zip(FILES, (_pem(authority), _pem(certificate), _key_pem(key)), strict=True):
                _write(fresh / role / name, content)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _authority(now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("docker-course engine authority")
    builder = (
        _unsigned(name, name, key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(key_cert_sign=True), critical=True)
    )
    return builder.sign(key, hashes.SHA256()), key


def _leaf(role, usage, alternatives, authority, authority_key, now):
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _unsigned(_name(f"docker-course {role}"), authority.subject, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(authority_key, hashes.SHA256()), key


def _unsigned(subject, issuer, key, now) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(**granted: bool) -> x509.KeyUsage:
    usages = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
              "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{usage: granted.get(usage, False) for usage in usages})


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
