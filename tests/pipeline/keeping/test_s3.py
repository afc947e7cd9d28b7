"""What only the S3 store has to prove: a server that is away, silent, busy, or does not let us in."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from minio import Minio

from models.errors import StoreRefusedError, StoreUnavailableError
from pipeline.keeping import s3 as s3_module
from pipeline.keeping.s3 import S3Store
from tests.servers import S3Server

TEXT = "text/plain; charset=utf-8"


class Door:
    """A port in front of the server that can be shut, or stand open with nobody behind it."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def open(self, *, answer: bytes | None = None, silent: bool = False) -> Iterator[None]:
        """Let callers through; or answer every one the same; or let them wait."""
        callers: list[socket.socket] = []
        with socket.create_server(("127.0.0.1", self.port), backlog=50) as listener:
            threading.Thread(
                target=self._serve, args=(listener, callers, answer, silent), daemon=True
            ).start()
            yield
            listener.shutdown(socket.SHUT_RDWR)
        for caller in callers:
            caller.close()

    def _serve(
        self, listener: socket.socket, callers: list[socket.socket], answer: bytes | None, silent: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = listener.accept()
                callers.append(caller)
                if answer is not None:
                    caller.recv(65536)
                    caller.sendall(answer)
                    caller.close()
                elif not silent:
                    server = socket.create_connection(self.target)
                    callers.append(server)
                    for here, there in ((caller, server), (server, caller)):
                        threading.Thread(target=_pump, args=(here, there), daemon=True).start()


def _pump(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)


@pytest.fixture
def door(s3: S3Server) -> Door:
    url = urlsplit(s3.endpoint)
    assert url.hostname is not None and url.port is not None
    return Door((url.hostname, url.port))


@pytest.fixture
def blobs(s3: S3Server, door: Door) -> S3Store:
    return S3Store(door.endpoint, s3.access_key, s3.secret_key, s3.new_bucket(), s3.region)


def check_unavailable(blobs: S3Store, tmp_path: Path, *, seconds: float) -> None:
    calls = (
        lambda: blobs.put("a", b"one", TEXT),
        lambda: blobs.get("a"),
        lambda: blobs.stat("a"),
        lambda: blobs.fetch("a", tmp_path / "copy"),
        lambda: list(blobs.list("")),
    )
    for call in calls:
        start = time.monotonic()
        with pytest.raises(StoreUnavailableError) as caught:
            call()
        assert time.monotonic() - start < seconds
        assert caught.value.code == "E301" and caught.value.transient


def test_a_server_that_is_down_is_told_soon_and_used_when_it_is_back(
    blobs: S3Store, door: Door, tmp_path: Path
) -> None:
    check_unavailable(blobs, tmp_path, seconds=30)
    with door.open():
        blobs.put("a", b"one", TEXT)
    check_unavailable(blobs, tmp_path, seconds=30)
    with door.open():
        assert blobs.get("a") == b"one"


def test_a_silent_server_is_not_waited_for_long(
    s3: S3Server, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_module, "READ_SECONDS", 0.2)
    blobs = S3Store(door.endpoint, s3.access_key, s3.secret_key, s3.new_bucket(), s3.region)
    with door.open(silent=True):
        check_unavailable(blobs, tmp_path, seconds=30)


@pytest.mark.parametrize(
    "status", ["503 Service Unavailable", "500 Internal Server Error", "429 Too Many Requests"]
)
def test_a_busy_server_is_told_as_unavailable(
    blobs: S3Store, door: Door, tmp_path: Path, status: str
) -> None:
    page = b"<html>busy</html>"
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n"
    with door.open(answer=head.encode() + b"Connection: close\r\n\r\n" + page):
        check_unavailable(blobs, tmp_path, seconds=30)


def test_a_server_that_vanishes_while_it_answers_is_unavailable(
    blobs: S3Store, door: Door, tmp_path: Path
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n"
    with door.open(answer=head + b"only a little"):
        for call in (lambda: blobs.get("a"), lambda: blobs.fetch("a", tmp_path / "copy")):
            with pytest.raises(StoreUnavailableError):
                call()
    assert not (tmp_path / "copy").exists()


def test_wrong_keys_are_told_as_refused(s3: S3Server) -> None:
    bucket = s3.new_bucket()
    for access_key, secret_key in ((s3.access_key, "not-the-secret"), ("nobody", s3.secret_key)):
        blobs = S3Store(s3.endpoint, access_key, secret_key, bucket, s3.region)
        with pytest.raises(StoreRefusedError) as caught:
            blobs.put("a", b"one", TEXT)
        assert caught.value.__suppress_context__
        with pytest.raises(StoreRefusedError):
            blobs.get("a")


@pytest.mark.parametrize("endpoint", ["", "localhost:9000", "ftp://localhost", "http://"])
def test_an_endpoint_that_is_no_url_is_told_as_refused(endpoint: str) -> None:
    with pytest.raises(StoreRefusedError):
        S3Store(endpoint, "key", "secret", "bucket", "us-east-1")


def test_a_bucket_name_that_cannot_be_is_told_as_refused(s3: S3Server) -> None:
    with pytest.raises(StoreRefusedError):
        S3Store(s3.endpoint, s3.access_key, s3.secret_key, "No Bucket", s3.region).get("a")


def test_a_missing_bucket_is_made(s3: S3Server) -> None:
    for _ in range(2):
        blobs = S3Store(s3.endpoint, s3.access_key, s3.secret_key, "made-by-sohoa", s3.region)
        blobs.put("a", b"one", TEXT)
    assert list(blobs.list("")) == ["a"]


def test_the_hash_is_known_though_the_server_forgot_it(s3: S3Server) -> None:
    bucket = s3.new_bucket()
    kept = S3Store(s3.endpoint, s3.access_key, s3.secret_key, bucket, s3.region).put("a.txt", b"one", TEXT)
    client = s3.client()
    assert "x-amz-meta-sha256" in _headers(client, bucket)
    client.put_object(bucket, "a.txt", io.BytesIO(b"one"), 3)
    assert "x-amz-meta-sha256" not in _headers(client, bucket)
    blobs = S3Store(s3.endpoint, s3.access_key, s3.secret_key, bucket, s3.region)
    assert blobs.stat("a.txt") == kept
    assert blobs.get("a.txt") == b"one"


def _headers(client: Minio, bucket: str) -> set[str]:
    return {name.lower() for name in client.stat_object(bucket, "a.txt").metadata or {}}
