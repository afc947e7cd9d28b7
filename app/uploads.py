"""Files that came through the browser: written beside the records until they are received as scans.

`uploads/BATCH/KEY/NAME`: KEY is made from the file's path on the clerk's machine and its bytes, so what is
sent twice is there once; `uploads/BATCH/sent/…` remembers what has arrived, so that nothing is sent again. A
large file comes in pieces, and `uploads/BATCH/KEY.part` holds those that are here.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import time
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.settings import Settings
from flows.workspace import PRIVATE_FOLDER
from models.dossier import find_dossier_code
from models.errors import EmptyFileError, FileTooLargeError, UnknownTypeError
from pipeline.intake.collect import Found, collect
from pipeline.intake.limits import Limits
from pipeline.intake.media import HEAD_BYTES, ZIP, media_type_of
from pipeline.intake.names import shown_name
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import NewReceipt, ReceiptState

CHUNK = 1 << 20  # bytes
FORGOTTEN_SECONDS = 7 * 86400.0
LONGEST_NAME = 180  # bytes of UTF-8; file systems take 255
_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True)
class Arrived:
    """A file that is kept now. `is_archive`: a ZIP, whose members become scans."""

    path: Path
    sha256: str
    is_archive: bool


class Uploads:
    """The uploaded files of one batch."""

    def __init__(self, data_dir: Path, batch_id: str) -> None:
        assert _ID.fullmatch(batch_id)  # it names a folder
        self._folder = data_dir / "uploads" / batch_id
        self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def has(self, told: str) -> bool:
        """Whether the file that the browser knows so (path, size, time) has arrived and is in the records."""
        return self._mark(told).exists()

    def remember(self, told: str) -> None:
        mark = self._mark(told)
        mark.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        mark.touch()

    async def keep(self, path: str, chunks: AsyncIterator[bytes], limits: Limits) -> Arrived:
        """Write the bytes; what was written by half is gone. Raises FileTooLargeError, EmptyFileError,
        UnknownTypeError."""
        new = self._folder / f"{_key(path)}.new"
        digest, size, head = hashlib.sha256(), 0, b""
        try:
            with new.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > limits.file_bytes:
                        raise FileTooLargeError
                    head += chunk[: HEAD_BYTES - len(head)]
                    digest.update(chunk)
                    file.write(chunk)
            media_type = media_type_of(head)
            if size == 0:
                raise EmptyFileError
            if media_type is None:
                raise UnknownTypeError
            kept = self._folder / _key(path, digest.hexdigest()) / _safe_name(path)
            kept.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            new.replace(kept)
        finally:
            new.unlink(missing_ok=True)
        return Arrived(kept, digest.hexdigest(), media_type == ZIP)

    def offset(self, told: str) -> int:
        """How many bytes of a large file are here that did not arrive whole."""
        part = self._part(told)
        return part.stat().st_size if part.exists() else 0

    async def add(self, told: str, offset: int, chunks: AsyncIterator[bytes], limits: Limits) -> int | None:
        """Append a piece of a large file that begins at `offset`; returns how many bytes are here now. None:
        they end elsewhere, another tab sends them too, and nothing is changed. A piece that breaks off is
        forgotten. Raises FileTooLargeError, UnknownTypeError."""
        piece, size = self._folder / f"{uuid.uuid4().hex}.new", offset
        try:
            with piece.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > limits.file_bytes:
                        raise FileTooLargeError
                    file.write(chunk)
            return size if self._append(told, offset, piece) else None
        finally:
            piece.unlink(missing_ok=True)

    def _append(self, told: str, offset: int, piece: Path) -> bool:
        with piece.open("rb") as file, self._part(told).open("ab") as whole:
            fcntl.flock(whole, fcntl.LOCK_EX)
            if os.fstat(whole.fileno()).st_size != offset:
                return False
            if offset == 0 and media_type_of(file.read(HEAD_BYTES)) is None:
                self._part(told).unlink()
                raise UnknownTypeError
            file.seek(0)
            shutil.copyfileobj(file, whole)
        return True

    async def finish(self, path: str, told: str, limits: Limits) -> Arrived:
        """Keep a large file all of whose pieces are here. Raises as `keep` does."""
        part = self._part(told)
        arrived = await self.keep(path, _read(part), limits)
        part.unlink(missing_ok=True)
        return arrived

    def _part(self, told: str) -> Path:
        return self._folder / f"{_key(told)}.part"

    def _mark(self, told: str) -> Path:
        return self._folder / "sent" / _key(told)


async def _read(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk


def receipts_of(path: str, arrived: Arrived, limits: Limits) -> list[NewReceipt]:
    """What is to be received of an uploaded file: its first folder is the dossier, else the file itself."""
    folders = [shown_name(part) for part in PurePosixPath(path).parts[:-1] if part not in ("/", "..")]
    found = collect([arrived.path], limits)
    made = []
    for one in found:
        dossier = folders[0] if folders and not arrived.is_archive else one.dossier
        name = "/".join([*folders[1:], one.name])
        code = one.error.code if one.error else None
        made.append(NewReceipt(dossier, find_dossier_code(dossier), name, one.path, one.member, code))
    return made


def receipt_of(found: Found) -> NewReceipt:
    """A file that was found in a folder, to be received."""
    code = found.error.code if found.error else None
    return NewReceipt(
        found.dossier, find_dossier_code(found.dossier), found.name, found.path, found.member, code
    )


def remove_received(settings: Settings, records: Records, batch_id: str) -> None:
    """Drop the uploaded files of a batch that are kept as scans now, and pieces whose rest never came."""
    folder = settings.data_dir / "uploads"
    states: dict[Path, set[ReceiptState]] = defaultdict(set)
    for receipt in records.receipts(batch_id):
        if receipt.path.is_relative_to(folder):
            states[receipt.path].add(receipt.state)
    for path, found in states.items():
        if found == {ReceiptState.RECEIVED}:
            shutil.rmtree(path.parent, ignore_errors=True)
    for part in (folder / batch_id).glob("*.part"):
        if time.time() - part.stat().st_mtime > FORGOTTEN_SECONDS:
            part.unlink(missing_ok=True)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _safe_name(path: str) -> str:
    """The file's own name as a name in our folder: nothing that goes elsewhere, hides, or is too long."""
    name = shown_name(re.split(r"[/\\]", path)[-1]).lstrip(".").strip() or "scan"
    stem, dot, suffix = name.rpartition(".")
    stem, ending = (stem, f".{suffix}") if dot and len(suffix) <= 5 else (name, "")
    return stem.encode()[:LONGEST_NAME].decode(errors="ignore") + ending
