"""An object store in a folder: a key is a path below it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from models.dossier import StoredObject
from models.errors import MissingObjectError, ObjectConflictError, SohoaError, StoreUnavailableError
from pipeline.keeping.objects import (
    check_key,
    check_prefix,
    check_promise,
    check_same,
    check_unchanged,
    describe,
    open_data,
    promised_sha256,
    read_chunks,
    save,
    written,
)

# Personal data: for the owner, and for the group so that backups need no more; for no one to change.
FILE_MODE, FOLDER_MODE = 0o440, 0o750
# A file nobody has written to for a day has no writer any more.
ABANDONED_SECONDS = 24 * 3600
# So many folders are remembered as being on disk; to forget them only costs time.
MAX_FORCED = 10_000


class FolderStore:
    """Objects as read-only files below `root`, on a file system of this machine with hard links.

    An object is written under a name that does not count, forced to disk, and only then given its own,
    which fails if another has it: what a crash leaves is nothing, or all of it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._drafts = self._root / ".drafts"
        with _failures_told(absent=StoreUnavailableError):
            self._drafts.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            self._clear_abandoned()
        self._forced: set[Path] = set()  # folders whose names are on disk

    def put(self, key: str, data: bytes | Path, media_type: str) -> StoredObject:
        check_key(key)
        with open_data(data) as file, _failures_told(absent=StoreUnavailableError):
            kept = self.stat(key)
            if kept is not None:
                new = check_same(kept, describe(key, read_chunks(file), media_type))
            else:
                new = self._write(key, file, media_type)
            self._force_names(self._path(key).parent)
        return new

    def get(self, key: str) -> bytes:
        check_key(key)
        with _failures_told():
            data = self._path(key).read_bytes()
        check_unchanged(hashlib.sha256(data).hexdigest(), promised_sha256(key))
        return data

    def stat(self, key: str) -> StoredObject | None:
        check_key(key)
        try:
            with _failures_told(), self._path(key).open("rb") as file:
                return describe(key, read_chunks(file))
        except MissingObjectError:
            return None

    def fetch(self, key: str, to: Path) -> None:
        check_key(key)
        with _failures_told(), self._path(key).open("rb") as file:
            save(key, read_chunks(file), to)

    def list(self, prefix: str) -> Iterator[str]:
        check_prefix(prefix)
        folder = prefix.rpartition("/")[0]
        with _failures_told():
            yield from _keys(self._root / folder, f"{folder}/" if folder else "", prefix)

    def _path(self, key: str) -> Path:
        return self._root / key

    def _write(self, key: str, file: BinaryIO, media_type: str) -> StoredObject:
        """Copy the file to disk, then give it the name it is kept under; whoever comes second compares."""
        with _draft(self._drafts) as draft:
            new = describe(key, _copied(read_chunks(file), draft), media_type)
            check_promise(key, new.sha256)
            target = self._path(key)
            try:
                target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
                os.link(draft, target)
            except (FileExistsError, NotADirectoryError):
                kept = self.stat(key)
                if kept is None:  # the key is a folder of other keys, or a part of it is an object
                    raise ObjectConflictError from None
                check_same(kept, new)
        return new

    def _force_names(self, folder: Path) -> None:
        """A name is kept through a power cut only if its folder is on disk, and that one's own name. Also
        where the name was there already: whoever made it may not have come this far."""
        _force(folder)
        above = [one for one in (folder, *folder.parents) if one.is_relative_to(self._root)]
        for one in reversed(above):
            if one not in self._forced:
                _force(one.parent)
                self._forced.add(one)
        if len(self._forced) > MAX_FORCED:
            self._forced.clear()

    def _clear_abandoned(self) -> None:
        oldest = time.time() - ABANDONED_SECONDS
        for draft in self._drafts.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process clears as well
                if draft.stat().st_mtime < oldest:
                    draft.unlink()


def _force(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A new empty file that is gone when the block ends, unless it has got another name by then."""
    descriptor, name = tempfile.mkstemp(dir=folder)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        os.unlink(name)


def _copied(chunks: Iterable[bytes], draft: Path) -> Iterator[bytes]:
    """The chunks as they pass into the file, which is on disk and read-only once they are through."""
    with draft.open("wb") as file:
        yield from written(chunks, file)
        file.flush()
        os.fchmod(file.fileno(), FILE_MODE)
        os.fsync(file.fileno())


def _keys(folder: Path, above: str, prefix: str) -> Iterator[str]:
    """The keys below `folder` in the order of the whole keys: a folder sorts as its name with the slash."""
    try:
        entries = [(entry.name + "/" * entry.is_dir(), entry) for entry in os.scandir(folder)]
    except (FileNotFoundError, NotADirectoryError):
        return
    for name, entry in sorted(entries, key=_name_of):
        key = above + name
        if name.startswith(".") or not (key.startswith(prefix) or prefix.startswith(key)):
            continue
        if name.endswith("/"):
            yield from _keys(Path(entry.path), key, prefix)
        elif key.startswith(prefix):
            yield key


def _name_of(entry: tuple[str, os.DirEntry[str]]) -> str:
    return entry[0]


@contextlib.contextmanager
def _failures_told(absent: type[SohoaError] = MissingObjectError) -> Iterator[None]:
    """Turn what the file system says into what a caller can act on, without its path."""
    try:
        yield
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise absent from None
    except OSError:
        raise StoreUnavailableError from None
