"""Systems that sign in with a certificate, by real TLS that a proxy ends, as nginx does."""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from app.api.certificates import thumbprint
from app.api.client import ReuseClient
from app.api.shapes import Ask
from models.errors import ClientExistsError, UnknownClientError
from tests.app.api.conftest import SECRET, Caller, request_body, served

PROXY_KEY = "khoa-cua-may-chuyen-tiep-dai-hon-32-chu"
NAMES = ("server", "first", "second")


class Pair(NamedTuple):
    """A certificate with its key: files."""

    certificate: Path
    key: Path

    @property
    def sha256(self) -> str:
        return thumbprint(self.certificate.read_text()) or ""


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    folder, made = tmp_path_factory.mktemp("certificates"), {}
    for name in NAMES:
        made[name] = Pair(folder / f"{name}.pem", folder / f"{name}.key")
        of = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
        where = ("-keyout", str(made[name].key), "-out", str(made[name].certificate))
        told = ("-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")
        subprocess.run(["openssl", "req", "-x509", *of, *where, *told], check=True, capture_output=True)
    return made


class Proxy(BaseHTTPRequestHandler):
    """Ends TLS and hands on, with the certificate of the handshake in place of whatever the caller told."""

    protocol_version = "HTTP/1.1"
    port: int

    def do_POST(self) -> None:
        assert isinstance(self.connection, ssl.SSLSocket)
        shown = self.connection.getpeercert(binary_form=True)
        pem = ssl.DER_cert_to_PEM_cert(shown) if shown else ""
        kept = {name: self.headers[name] for name in ("Authorization", "Content-Type") if self.headers[name]}
        told = {"Sohoa-Proxy-Key": PROXY_KEY, "Sohoa-Client-Certificate": quote(pem)}
        behind = http.client.HTTPConnection("127.0.0.1", self.port)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        behind.request("POST", self.path, body, {**kept, **told})
        answer = behind.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        behind.close()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def port(call: Caller) -> Iterator[int]:
    """Of the API itself, behind the proxy."""
    app = served(call.records, call.state.blobs, proxy_key=PROXY_KEY)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
def url(port: int, pairs: dict[str, Pair], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Proxy, "port", port, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pairs["server"])
    for name in NAMES[1:]:
        context.load_verify_locations(pairs[name].certificate)
    context.verify_mode = ssl.CERT_OPTIONAL
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    proxy.daemon_threads = True
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.05,))
    thread.start()
    yield f"https://127.0.0.1:{proxy.server_port}/api/v1"
    proxy.shutdown()
    thread.join()
    proxy.server_close()


class System:
    """A one-stop system that comes with a certificate, or with none."""

    def __init__(self, url: str, pairs: dict[str, Pair], name: str | None) -> None:
        trust = ssl.create_default_context(cafile=str(pairs["server"].certificate))
        if name is not None:
            trust.load_cert_chain(*pairs[name])
        self._url, self.trust = url, trust

    def token(self, **more: str) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_id": "h15"} | more
        return httpx.post(f"{self._url}/oauth/token", data=form, verify=self.trust)

    def ask(self, token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(
            f"{self._url}/exchanges", json=request_body(), headers=headers, verify=self.trust
        ).status_code


def add(call: Caller, pair: Pair, *, old_hours: float = 1) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=old_hours)
    call.records.add_client_certificate("h15", pair.sha256, until, "console")


def test_a_certificate_signs_in_and_its_token_goes_with_it_alone(
    call: Caller, url: str, pairs: dict[str, Pair]
) -> None:
    add(call, pairs["first"])
    mine, other, without = (System(url, pairs, name) for name in ("first", "second", None))
    got = mine.token()
    assert got.status_code == 200, got.text
    token = got.json()["access_token"]
    assert [system.ask(token) for system in (mine, other, without)] == [200, 401, 401]
    assert [system.token().status_code for system in (other, without)] == [401, 401]
    by_secret = without.token(client_secret=SECRET).json()["access_token"]
    assert [system.ask(by_secret) for system in (mine, without)] == [200, 200]
    client = ReuseClient(url, "h15", tls=mine.trust)
    assert client.ask(Ask.model_validate(request_body())).procedure == "1.004222"


def test_certificates_change_without_a_stop(call: Caller, url: str, pairs: dict[str, Pair]) -> None:
    first, second = System(url, pairs, "first"), System(url, pairs, "second")
    add(call, pairs["first"])
    add(call, pairs["second"])
    assert (first.token().status_code, second.token().status_code) == (200, 200)
    with pytest.raises(ClientExistsError):
        add(call, pairs["first"])
    with pytest.raises(UnknownClientError):
        call.records.add_client_certificate("nobody", "f" * 64, dt.datetime.now(dt.UTC), "console")


def test_the_certificate_before_ends(call: Caller, url: str, pairs: dict[str, Pair]) -> None:
    add(call, pairs["first"])
    add(call, pairs["second"], old_hours=-1)
    first, second = System(url, pairs, "first"), System(url, pairs, "second")
    assert (first.token().status_code, second.token().status_code) == (401, 200)


def test_only_the_proxy_may_tell_a_certificate(call: Caller, port: int, pairs: dict[str, Pair]) -> None:
    add(call, pairs["first"])
    form = {"grant_type": "client_credentials", "client_id": "h15"}
    told = {"Sohoa-Client-Certificate": quote(pairs["first"].certificate.read_text())}
    keys = ("", "x" * 40, PROXY_KEY)
    statuses = [
        httpx.post(
            f"http://127.0.0.1:{port}/api/v1/oauth/token",
            data=form,
            headers={**told, "Sohoa-Proxy-Key": key},
        ).status_code
        for key in keys
    ]
    assert statuses == [401, 401, 200]


@pytest.mark.parametrize("pem", ["", "x", "-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_has_no_thumbprint(pem: str) -> None:
    assert thumbprint(pem) is None
