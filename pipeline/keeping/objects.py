"""Objects: bytes under a key, written once and never changed, whatever keeps them."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from models.dossier import StoredObject
from models.errors import ObjectConflictError, ObjectCorruptError, ObjectKeyError

CHUNK = 1024 * 1024
MAX_KEY = 512

# Letters that mean the same in a file name, a URL and a manifest; no part begins with a dot, so none is `..`.
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,199})*")
_PREFIX = re.compile(rf"(?:{_KEY.pattern}/?)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")

_BY_SUFFIX = {".json": "application/json", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf"}
_BY_CONTENT = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
)
OCTETS = "application/octet-stream"


class ObjectStore(Protocol):
    """A write-once store of objects.

    Keys are parts of ASCII letters, digits and `._-` joined by `/`; a key whose last part is a SHA-256 holds
    the bytes with that hash and no others. Every method raises ObjectKeyError for any other key,
    StoreUnavailableError where the store does not answer, StoreRefusedError where it does not let us in.
    Safe to use from several threads and processes at once.
    """

    def put(self, key: str, data: bytes | Path, media_type: str) -> StoredObject:
        """Keep the bytes, or those of the file, under `key`: once this returns they are there to stay, and
        until then none is seen. The same bytes again change nothing; others raise ObjectConflictError."""
        ...

    def get(self, key: str) -> bytes:
        """The object's bytes; raises MissingObjectError, or ObjectCorruptError if they are not those put."""
        ...

    def stat(self, key: str) -> StoredObject | None:
        """What is kept under `key`; reads the whole object where the store has not kept its hash."""
        ...

    def fetch(self, key: str, to: Path) -> None:
        """Copy the object into the file `to`, made or replaced, a piece at a time; raises as `get` does, and
        then leaves no file."""
        ...

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with `prefix`, sorted."""
        ...


def check_key(key: str) -> None:
    """Raises ObjectKeyError unless the key can be kept by every store."""
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        raise ObjectKeyError


def check_prefix(prefix: str) -> None:
    """Raises ObjectKeyError unless keys can begin with `prefix`."""
    if len(prefix) > MAX_KEY or not _PREFIX.fullmatch(prefix):
        raise ObjectKeyError


def promised_sha256(key: str) -> str | None:
    """The hash of the bytes that a content-addressed key promises."""
    name = key.rpartition("/")[2]
    return name if _SHA256.fullmatch(name) else None


def check_promise(key: str, sha256: str) -> None:
    """Raises ObjectConflictError where a content-addressed key would hold other bytes than it promises."""
    if promised_sha256(key) not in (None, sha256):
        raise ObjectConflictError


def check_same(kept: StoredObject, new: StoredObject) -> StoredObject:
    """`new`, whose bytes are those already kept; raises ObjectConflictError if they are not."""
    if (kept.sha256, kept.size) != (new.sha256, new.size):
        raise ObjectConflictError
    return new


def open_data(data: bytes | Path) -> BinaryIO:
    """What is to be kept, as a file to read."""
    return data.open("rb") if isinstance(data, Path) else io.BytesIO(data)


def read_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The file from where it stands, a piece at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def written(chunks: Iterable[bytes], file: BinaryIO) -> Iterator[bytes]:
    """The chunks as they pass into the file."""
    for chunk in chunks:
        file.write(chunk)
        yield chunk


def save(key: str, chunks: Iterable[bytes], to: Path, *expected: str | None) -> None:
    """Write the object's bytes into the file `to`; raises ObjectCorruptError where a hash is not as expected.
    Whatever goes wrong, no file is left."""
    try:
        with to.open("wb") as copy:
            sha256 = describe(key, written(chunks, copy)).sha256
        check_unchanged(sha256, promised_sha256(key), *expected)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def describe(key: str, chunks: Iterable[bytes], media_type: str | None = None) -> StoredObject:
    """The object these bytes are; without `media_type` the key tells it or, failing that, the bytes do."""
    sha256, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        head = head or chunk[:16]
        sha256.update(chunk)
        size += len(chunk)
    known = media_type or media_type_of(key, head)
    return StoredObject(key=key, sha256=sha256.hexdigest(), size=size, media_type=known)


def media_type_of(key: str, head: bytes) -> str:
    """The media type by the key's suffix, else by the first bytes: no store has to remember it."""
    found = _BY_SUFFIX.get(PurePosixPath(key).suffix)
    return found or next((media for magic, media in _BY_CONTENT if head.startswith(magic)), OCTETS)


def check_unchanged(sha256: str, *expected: str | None) -> None:
    """Raises ObjectCorruptError unless the hash of what was read is what was expected, where it is known."""
    if any(known not in (None, sha256) for known in expected):
        raise ObjectCorruptError
