"""ZIP archives, distrusted: what one says of itself is checked first, what comes out is counted again.

Only the directory at the end is parsed to begin with; a member is unpacked one at a time, as a stream.
"""

from __future__ import annotations

import functools
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from models.errors import (
    ArchiveBombError,
    CorruptFileError,
    EncryptedFileError,
    InputError,
    UnknownTypeError,
    UnreadableFileError,
    UnsafeArchiveError,
)
from pipeline.intake.limits import Limits

_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_END = struct.Struct("<4s4H2LH")  # end of central directory: APPNOTE 4.3.16
_END_64 = struct.Struct("<4sQ2H2L4Q")  # the same in ZIP64: APPNOTE 4.3.14
_END_64_LOCATOR = struct.Struct("<4sLQL")
_LOCAL = struct.Struct("<4s5H3L2H")  # local file header: APPNOTE 4.3.7
_DIRECTORY_ENTRY_BYTES = 1024  # generous for one member: 46 bytes, its name, extra fields


def list_members(file: BinaryIO, limits: Limits) -> list[tuple[str, str, InputError | None]]:
    """The files in the ZIP: name in the archive, path shown (parts divided by /), why it cannot be used.

    Raises UnsafeArchiveError, ArchiveBombError, CorruptFileError for the archive as a whole.
    """
    members = _directory(file, limits).values()
    return [(member.filename, _shown_path(member), _reason(member)) for member in members]


def read_member(file: BinaryIO, name: str, limits: Limits) -> Iterator[bytes]:
    """The bytes of one member, in chunks, at most as many as the archive's directory declares.

    Raises what `list_members` does; EncryptedFileError, UnknownTypeError (a method other than stored and
    deflated); CorruptFileError for missing bytes or a wrong checksum, ArchiveBombError for too many;
    UnreadableFileError if the archive has no such member.
    """
    member = _directory(file, limits).get(name)
    if member is None:
        raise UnreadableFileError()
    if (reason := _reason(member)) is not None:
        raise reason
    packed = _packed(file, member)
    yield from _checked(_inflated(packed) if member.compress_type == zipfile.ZIP_DEFLATED else packed, member)


def _reason(member: zipfile.ZipInfo) -> InputError | None:
    if member.flag_bits & _ENCRYPTED:
        return EncryptedFileError()
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return UnknownTypeError()
    return None


def _directory(file: BinaryIO, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The checked members by name. Parsed once for all members: an archive may have thousands."""
    status = os.fstat(file.fileno())
    return _parse_directory(
        _SameFile(file, (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)), limits
    )


class _SameFile:
    """An open file that is equal to another while both show the same, unchanged file."""

    def __init__(self, file: BinaryIO, identity: tuple[int, ...]) -> None:
        self.file: BinaryIO | None = file
        self.identity = identity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameFile) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)


@functools.lru_cache(maxsize=4)
def _parse_directory(same: _SameFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    file, same.file = same.file, None  # the cache must not keep the file open
    assert file is not None
    _check_directory_size(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            members, start = archive.infolist(), archive.start_dir
    except Exception:  # whatever the parser makes of hostile bytes
        raise CorruptFileError() from None
    _check_names(members)
    _check_sizes(members, start, limits)
    return _by_name([member for member in members if not member.is_dir()])


def _check_directory_size(file: BinaryIO, limits: Limits) -> None:
    """Refuse a directory of too many members before it is read into memory."""
    size = os.fstat(file.fileno()).st_size
    tail_at = max(0, size - _END.size - 0xFFFF)
    tail = _read_at(file, tail_at, size - tail_at)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise CorruptFileError()
    _, _, _, _, members, directory, _, _ = _END.unpack_from(tail, at)
    locator_at = at - _END_64_LOCATOR.size
    if locator_at >= 0 and tail.startswith(b"PK\x06\x07", locator_at):
        record = _read_at(file, _END_64_LOCATOR.unpack_from(tail, locator_at)[2], _END_64.size)
        if len(record) < _END_64.size:
            raise CorruptFileError()
        members, directory = _END_64.unpack(record)[7:9]
    if members > limits.archive_members or directory > limits.archive_members * _DIRECTORY_ENTRY_BYTES:
        raise ArchiveBombError()


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):  # symlink, FIFO, device
            raise UnsafeArchiveError()
        if any(_leaves_folder(name) for name in (member.orig_filename, _shown_path(member))):
            raise UnsafeArchiveError()


def _leaves_folder(name: str) -> bool:
    return (
        name.startswith("/")
        or ".." in name.split("/")
        or "\\" in name
        or "\0" in name
        or _DRIVE.match(name) is not None
    )


def _check_sizes(members: list[zipfile.ZipInfo], directory_at: int, limits: Limits) -> None:
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if len(members) > limits.archive_members or unpacked > limits.archive_bytes:
        raise ArchiveBombError()
    if unpacked > limits.archive_ratio_from and unpacked > packed * limits.archive_ratio:
        raise ArchiveBombError()
    # Members that share their bytes unpack to far more than the file could hold.
    in_place = sorted(members, key=_header_at)
    ends = [*(member.header_offset for member in in_place[1:]), directory_at]
    for member, end in zip(in_place, ends, strict=True):
        if member.header_offset + _LOCAL.size + member.compress_size > end:
            raise ArchiveBombError()


def _header_at(member: zipfile.ZipInfo) -> int:
    return member.header_offset


def _by_name(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Two members of one name cannot be told apart: one would be lost in silence."""
    named = {member.filename: member for member in members}
    if len(named) != len(members):
        raise CorruptFileError()
    return named


def _shown_path(member: zipfile.ZipInfo) -> str:
    """The member's name in letters. Without the UTF-8 flag the format means code page 437, but many
    programs write UTF-8 all the same, and hardly any cp437 name is valid UTF-8 by chance."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _packed(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes as they lie in the archive."""
    header = _read_at(file, member.header_offset, _LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise CorruptFileError()
    name_length, extra_length = _LOCAL.unpack(header)[-2:]
    at = member.header_offset + _LOCAL.size + name_length + extra_length
    end = at + member.compress_size
    while at < end:
        chunk = _read_at(file, at, min(_CHUNK, end - at))
        if not chunk:
            raise CorruptFileError()
        at += len(chunk)
        yield chunk


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for chunk in packed:
        while chunk:
            yield _inflate(inflater, chunk)
            chunk = inflater.unconsumed_tail
    if not inflater.eof:
        yield _inflate(inflater, b"")
    if not inflater.eof:
        raise CorruptFileError()


def _inflate(inflater: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return inflater.decompress(chunk, _CHUNK)
    except zlib.error:
        raise CorruptFileError() from None


def _checked(chunks: Iterator[bytes], member: zipfile.ZipInfo) -> Iterator[bytes]:
    size, checksum = 0, 0
    for chunk in chunks:
        size += len(chunk)
        if size > member.file_size:
            raise ArchiveBombError()
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if size != member.file_size or checksum != member.CRC:
        raise CorruptFileError()


def _read_at(file: BinaryIO, at: int, length: int) -> bytes:
    try:
        return os.pread(file.fileno(), length, at)
    except OSError:
        raise UnreadableFileError() from None
    except (ValueError, OverflowError):  # an offset no file has
        raise CorruptFileError() from None
