"""Taking in one untrusted file: copied, counted and hashed once, and looked at only then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.errors import (
    EmptyFileError,
    FileTooLargeError,
    NestedArchiveError,
    StoreUnavailableError,
    UnknownTypeError,
    UnreadableFileError,
)
from pipeline.intake.archives import read_member
from pipeline.intake.limits import Limits
from pipeline.intake.media import HEAD_BYTES, ZIP, media_type_of
from pipeline.intake.opening import check_unchanged, open_untrusted, settle

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """A file as received. `sha256` (hexadecimal) and `size` in bytes are of exactly what was copied."""

    sha256: str
    size: int
    media_type: str


def receive(path: Path, member: str | None, into: Path, limits: Limits) -> Received:
    """Copy the file at `path`, or the `member` of the ZIP there, to the file `into`, and tell what it is.

    Raises NotAFileError, UnreadableFileError, StillGrowingError, FileChangedError, EmptyFileError,
    FileTooLargeError, UnknownTypeError, NestedArchiveError; of a ZIP also what `read_member` raises;
    StoreUnavailableError if `into` cannot be written. After an error `into` does not exist.
    """
    with open_untrusted(path) as file:
        before = settle(file, limits.settle_seconds)
        with _removed_on_error(into):
            if member is not None:
                chunks = read_member(file, member, limits)
            elif before.st_size > limits.file_bytes:
                raise FileTooLargeError()
            else:
                chunks = _chunks(file)
            received = _copy(chunks, into, limits)
            check_unchanged(file, before)
    return received


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read(_CHUNK)
        except OSError:
            raise UnreadableFileError() from None
        if not chunk:
            return
        yield chunk


def _copy(chunks: Iterator[bytes], into: Path, limits: Limits) -> Received:
    digest, size, head = hashlib.sha256(), 0, b""
    with _opened_for_writing(into) as copy:
        for chunk in chunks:
            size += len(chunk)
            if size > limits.file_bytes:
                raise FileTooLargeError()
            head += chunk[: HEAD_BYTES - len(head)]
            digest.update(chunk)
            _write(copy, chunk)
    return Received(digest.hexdigest(), size, _usable_type(head))


def _usable_type(head: bytes) -> str:
    if not head:
        raise EmptyFileError()
    media_type = media_type_of(head)
    if media_type is None:
        raise UnknownTypeError()
    if media_type == ZIP:
        raise NestedArchiveError()
    return media_type


@contextmanager
def _opened_for_writing(into: Path) -> Iterator[BinaryIO]:
    try:
        copy = into.open("wb", buffering=0)
    except OSError:
        raise StoreUnavailableError() from None
    with copy:
        yield copy


def _write(copy: BinaryIO, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        try:
            left = left[copy.write(left) :]
        except OSError:
            raise StoreUnavailableError() from None


@contextmanager
def _removed_on_error(into: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        into.unlink(missing_ok=True)
        raise
