"""The engine's certificates: real handshakes over a socket pair, no engine."""

import shutil
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from helpers.engine import tls

HOSTS = ("127.0.0.1", "localhost", "10.0.2.100")
NOW = datetime.now(UTC)


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, hostname: str) -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=hostname),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(6):
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                continue
    assert not ends, "the handshake did not come to an end"


def contexts(credentials):
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=credentials.server / "ca.pem")
    server.load_cert_chain(credentials.server / "cert.pem", credentials.server / "key.pem")
    server.verify_mode = ssl.CERT_REQUIRED
    client = ssl.create_default_context(cafile=credentials.client / "ca.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    client.load_cert_chain(credentials.client / "cert.pem", credentials.client / "key.pem")
    return server, client


@pytest.fixture
def credentials(tmp_path):
    return tls.ensure(tmp_path / "tls", HOSTS)


@pytest.mark.parametrize("host", HOSTS)
def test_both_sides_are_accepted(credentials, host):
    handshake(*contexts(credentials), host)


def test_another_host_is_refused(credentials):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(*contexts(credentials), "10.0.2.2")


def test_a_client_without_certificate_is_refused(credentials):
    server, _ = contexts(credentials)
    with pytest.raises(ssl.SSLError):
        handshake(server, ssl.create_default_context(cafile=credentials.client / "ca.pem"), "127.0.0.1")


def test_another_engines_client_is_refused(credentials, tmp_path):
    server, _ = contexts(credentials)
    other = tls.ensure(tmp_path / "other", HOSTS)
    client = ssl.create_default_context(cafile=credentials.client / "ca.pem")
    client.load_cert_chain(other.client / "cert.pem", other.client / "key.pem")
    with pytest.raises(ssl.SSLError):
        handshake(server, client, "127.0.0.1")


def test_the_server_cannot_pose_as_a_client(credentials):
    server, client = contexts(credentials)
    client.load_cert_chain(credentials.server / "cert.pem", credentials.server / "key.pem")
    with pytest.raises(ssl.SSLError):
        handshake(server, client, "127.0.0.1")


def test_keys_are_for_their_owner_only(credentials):
    folder = credentials.server.parent
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *folder.rglob("*")])
    assert sorted(path.name for path in folder.rglob("*.pem")) == sorted(tls.FILES * 2), "the authority's key was kept"


def fingerprint(credentials):
    return (credentials.client / "cert.pem").read_bytes()


def test_valid_ones_are_kept(credentials, tmp_path):
    before = fingerprint(credentials)
    assert fingerprint(tls.ensure(tmp_path / "tls", reversed(HOSTS))) == before


@pytest.mark.parametrize(
    "now", [NOW + tls.LIFETIME - tls.RENEW_BEFORE + timedelta(hours=1), NOW - tls.SKEW - timedelta(hours=1)]
)
def test_renewed_when_the_clock_says_so(credentials, tmp_path, now):
    before = fingerprint(credentials)
    assert fingerprint(tls.ensure(tmp_path / "tls", HOSTS, now)) != before


def test_a_clock_an_hour_behind_is_tolerated(credentials, tmp_path):
    before = fingerprint(credentials)
    assert fingerprint(tls.ensure(tmp_path / "tls", HOSTS, NOW - timedelta(hours=1))) == before


def damage_missing(credentials):
    (credentials.server / "key.pem").unlink()


def damage_cut(credentials):
    (credentials.client / "cert.pem").write_text("-----BEGIN CERTIFICATE-----\n")


def damage_mode(credentials):
    (credentials.client / "key.pem").chmod(0o644)


def damage_mixed(credentials):
    shutil.copy(credentials.server / "key.pem", credentials.client / "key.pem")


@pytest.mark.parametrize("damage", [damage_missing, damage_cut, damage_mode, damage_mixed])
def test_damage_is_mended(credentials, tmp_path, damage):
    damage(credentials)
    handshake(*contexts(tls.ensure(tmp_path / "tls", HOSTS)), "localhost")


def test_other_hosts_mean_other_certificates(credentials, tmp_path):
    handshake(*contexts(tls.ensure(tmp_path / "tls", ["engine.example"])), "engine.example")


class Version(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"ApiVersion": "1.45"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_the_environments_authority_and_proxy_do_not_get_in_the_way(credentials, tmp_path, monkeypatch):
    stranger = tls.ensure(tmp_path / "stranger", HOSTS)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stranger.client / "ca.pem"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    server = HTTPServer(("127.0.0.1", 0), Version)
    server.socket = contexts(credentials)[0].wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        client = tls.connect(f"tcp://127.0.0.1:{server.server_port}", credentials.client)
        assert client.api.api_version == "1.45"
        client.close()
    finally:
        server.shutdown()
        server.server_close()
