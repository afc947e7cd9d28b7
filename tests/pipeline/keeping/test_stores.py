"""One contract for every object store: a folder and a bucket of a real S3 server."""

from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from models.errors import (
    MissingObjectError,
    ObjectConflictError,
    ObjectCorruptError,
    ObjectKeyError,
    SohoaError,
)
from pipeline.keeping.objects import ObjectStore, media_type_of
from pipeline.keeping.stores import open_store
from tests.servers import S3Server

JPEG = b"\xff\xd8\xff\xe0 not really"
KEY = "documents/d1/v0001/text.txt"
TEXT = "text/plain; charset=utf-8"


def content_key(data: bytes) -> str:
    return f"originals/{hashlib.sha256(data).hexdigest()}"


@pytest.fixture(params=["folder", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    folder = tmp_path / "objects"
    if request.param == "folder":
        return {"folder": folder}
    server: S3Server = request.getfixturevalue("s3")
    return {
        "folder": folder,
        "endpoint": server.endpoint,
        "access_key": server.access_key,
        "secret_key": server.secret_key,
        "bucket": server.new_bucket(),
    }


@pytest.fixture
def blobs(settings: dict[str, Any]) -> ObjectStore:
    return open_store(**settings)


def test_what_is_put_can_be_got(blobs: ObjectStore) -> None:
    data = "Họ, chữ đệm, tên\n".encode()
    kept = blobs.put(KEY, data, TEXT)
    assert (kept.key, kept.sha256, kept.size) == (KEY, hashlib.sha256(data).hexdigest(), len(data))
    assert blobs.get(KEY) == data
    assert blobs.stat(KEY) == kept


def test_an_empty_object_is_an_object(blobs: ObjectStore) -> None:
    kept = blobs.put(KEY, b"", TEXT)
    assert blobs.get(KEY) == b""
    assert blobs.stat(KEY) == kept


@pytest.mark.parametrize(
    ("key", "data", "media_type"),
    [
        ("documents/d1/v0001/document.json", b"{}", "application/json"),
        ("documents/d1/v0001/archive.pdf", b"%PDF-1.7", "application/pdf"),
        (content_key(JPEG), JPEG, "image/jpeg"),
        (content_key(b"\x89PNG\r\n\x1a\n"), b"\x89PNG\r\n\x1a\n", "image/png"),
        (content_key(b"?"), b"?", "application/octet-stream"),
    ],
)
def test_the_media_type_is_known_afterwards(
    blobs: ObjectStore, key: str, data: bytes, media_type: str
) -> None:
    blobs.put(key, data, media_type)
    kept = blobs.stat(key)
    assert kept is not None and kept.media_type == media_type == media_type_of(key, data)


def test_a_file_can_be_put_and_fetched(blobs: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(JPEG)
    blobs.put(content_key(JPEG), tmp_path / "source", "image/jpeg")
    (tmp_path / "copy").write_bytes(b"what was here before, and longer than the object")
    blobs.fetch(content_key(JPEG), tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == JPEG


def test_the_same_bytes_again_change_nothing(blobs: ObjectStore) -> None:
    assert blobs.put(KEY, b"one", TEXT) == blobs.put(KEY, b"one", TEXT)
    assert list(blobs.list("")) == [KEY]


@pytest.mark.parametrize("other", [b"two", b"longer", b""])
def test_other_bytes_are_refused(blobs: ObjectStore, other: bytes) -> None:
    blobs.put(KEY, b"one", TEXT)
    with pytest.raises(ObjectConflictError):
        blobs.put(KEY, other, TEXT)
    assert blobs.get(KEY) == b"one"


def test_a_content_address_must_be_true(blobs: ObjectStore) -> None:
    with pytest.raises(ObjectConflictError):
        blobs.put(content_key(b"one"), b"two", TEXT)
    assert list(blobs.list("")) == []


def test_what_is_missing_is_told(blobs: ObjectStore, tmp_path: Path) -> None:
    assert blobs.stat(KEY) is None
    assert list(blobs.list("documents/")) == []
    with pytest.raises(MissingObjectError):
        blobs.get(KEY)
    with pytest.raises(MissingObjectError):
        blobs.fetch(KEY, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    blobs.put(KEY, b"one", TEXT)
    with pytest.raises(MissingObjectError):
        blobs.get("documents/d1/v0001")  # a folder of keys is no object
    assert blobs.stat("documents/d1/v0001") is None


def test_lists_by_prefix_in_order(blobs: ObjectStore) -> None:
    keys = ["a", "b-c/1", "b/1", "b/10", "b/2/x", "b/2/y.json", "b2/1", "c"]
    for key in reversed(keys):
        blobs.put(key, key.encode(), TEXT)
    assert list(blobs.list("")) == keys
    assert list(blobs.list("b/")) == ["b/1", "b/10", "b/2/x", "b/2/y.json"]
    assert list(blobs.list("b")) == ["b-c/1", "b/1", "b/10", "b/2/x", "b/2/y.json", "b2/1"]
    assert list(blobs.list("b/1")) == ["b/1", "b/10"]
    assert list(blobs.list("b/2/x")) == ["b/2/x"]
    assert list(blobs.list("b/3/")) == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/a",
        "a/",
        "a//b",
        "..",
        "a/../b",
        ".a",
        "a/.b",
        "a b",
        "a\\b",
        "a\nb",
        "a\n",
        "a\0b",
        "họ",
        "a/" * 300 + "a",
    ],
)
def test_unusual_keys_are_refused(blobs: ObjectStore, key: str, tmp_path: Path) -> None:
    calls: list[Callable[[], object]] = [
        lambda: blobs.put(key, b"", TEXT),
        lambda: blobs.get(key),
        lambda: blobs.stat(key),
        lambda: blobs.fetch(key, tmp_path / "copy"),
    ]
    for call in calls:
        with pytest.raises(ObjectKeyError):
            call()


@pytest.mark.parametrize("prefix", ["/", "../", "a/../", ".drafts", "a b"])
def test_unusual_prefixes_are_refused(blobs: ObjectStore, prefix: str) -> None:
    with pytest.raises(ObjectKeyError):
        list(blobs.list(prefix))


def test_twenty_threads_put_one_object(blobs: ObjectStore) -> None:
    data = os.urandom(300_000)
    with ThreadPoolExecutor(20) as pool:
        kept = list(pool.map(lambda _: blobs.put(KEY, data, TEXT), range(20)))
    assert set(kept) == {blobs.stat(KEY)}
    assert list(blobs.list("")) == [KEY]
    assert blobs.get(KEY) == data


def test_processes_put_one_object(settings: dict[str, Any]) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_put_fifty, [settings] * 4)) == [50] * 4
    assert len(list(open_store(**settings).list("many/"))) == 50


def _put_fifty(settings: dict[str, Any]) -> int:
    blobs = open_store(**settings)
    return len([blobs.put(f"many/{n}", bytes([n]) * 5000, TEXT) for n in range(50)])


def test_a_large_file_passes_in_pieces(blobs: ObjectStore, tmp_path: Path) -> None:
    source, copy, size = tmp_path / "large", tmp_path / "copy", 50 * 1024 * 1024
    piece = os.urandom(1024 * 1024)
    with source.open("wb") as file:
        for n in range(50):
            file.write(piece[n:] + piece[:n])
    tracemalloc.start()
    try:
        kept = blobs.put("large", source, "application/octet-stream")
        blobs.fetch("large", copy)
        assert blobs.stat("large") == kept
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (kept.size, copy.stat().st_size) == (size, size)
    assert kept.sha256 == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert peak < size - 5 * 1024 * 1024


def test_changed_bytes_are_noticed(
    settings: dict[str, Any], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    blobs, key = open_store(**settings), content_key(JPEG)
    blobs.put(key, JPEG, "image/jpeg")
    _tamper(settings, key, b"other", request)
    with pytest.raises(ObjectCorruptError):
        blobs.get(key)
    with pytest.raises(ObjectCorruptError):
        blobs.fetch(key, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def _tamper(settings: dict[str, Any], key: str, data: bytes, request: pytest.FixtureRequest) -> None:
    if "bucket" not in settings:
        path = settings["folder"] / key
        path.chmod(0o600)
        path.write_bytes(data)
        return
    client = request.getfixturevalue("s3").client()
    client.put_object(settings["bucket"], key, io.BytesIO(data), len(data))


def test_errors_say_nothing_of_keys(blobs: ObjectStore) -> None:
    with pytest.raises(SohoaError) as caught:
        blobs.get("documents/secret-name")
    assert "secret-name" not in str(caught.value)
    assert caught.value.__suppress_context__
