"""A watched folder: what a scanner or SFTP puts there is handed in by itself.

A file is whole when nobody has changed it for a while; one that is still being sent under a name of its own
(.part, .tmp) when it has its right name. It is then moved into the hidden folder `.sohoa` beside it, each
into a folder of its own, since scanners use the same names again; only then is it listed, and it is removed
when its bytes are kept as a scan. So a kill at any moment loses nothing: what was moved is listed when we
begin again.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

from app.uploads import receipt_of
from flows.workspace import PRIVATE_FOLDER
from models.errors import DropFolderError, NothingFoundError
from pipeline.intake.collect import collect
from pipeline.intake.limits import Limits
from pipeline.intake.names import is_litter, shown_name
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import ReceiptState

TAKEN = ".sohoa"
UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload")  # of WinSCP, rsync, browsers, scanners
SETTLE_SECONDS = 5.0
LOOK_SECONDS = 1.0

Looks = tuple[int, int, int]  # inode, size, time of change


class DropFolder:
    """The watched folder. `office`: whose clerks see its batches, one a day. Raises DropFolderError."""

    def __init__(
        self, folder: Path, records: Records, office: str = "", settle_seconds: float = SETTLE_SECONDS
    ) -> None:
        self._folder, self._records, self._office = folder.absolute(), records, office
        self._settle_seconds = settle_seconds
        self._taken = self._folder / TAKEN
        self._seen: dict[Path, tuple[Looks, float]] = {}
        self._batches: dict[Path, str] = {}  # of what is listed and not yet removed
        try:
            self._taken.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        except OSError:
            raise DropFolderError from None

    def look(self) -> int:
        """Hand in what is whole and remove what is kept; returns how many files were handed in. Raises
        RecordsUnavailableError: nothing is lost, look again later."""
        for file in self._whole():
            self._take(file)
        new = [one for one in sorted(self._taken.iterdir()) if one not in self._batches]
        for one in new:
            self._list(one)
        self._remove_received()
        return len(new)

    def _whole(self) -> Iterator[Path]:
        now, seen = time.monotonic(), {}
        for file in list(self._files(self._folder)):
            looks = _looks(file)
            if looks is None:
                continue
            before = self._seen.get(file)
            since = before[1] if before and before[0] == looks else now
            seen[file] = (looks, since)
            if now - since >= self._settle_seconds:
                yield file
        self._seen = seen

    def _files(self, folder: Path) -> Iterator[Path]:
        """Regular files only: a link or a pipe is nothing that a scanner makes."""
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=_name):
                if is_litter(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._files(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and not entry.name.lower().endswith(UNFINISHED):
                    yield Path(entry.path)

    def _take(self, file: Path) -> None:
        """Its own folder appears with the file in it, or not at all."""
        new = self._taken / f".{uuid.uuid4().hex}"
        place = new / file.relative_to(self._folder)
        place.parent.mkdir(parents=True, mode=PRIVATE_FOLDER)
        file.rename(place)
        new.rename(self._taken / new.name[1:])
        self._seen.pop(file, None)

    def _list(self, taken: Path) -> None:
        taken = self._finished(taken)
        day = dt.date.fromtimestamp(taken.stat().st_mtime)
        name = " ".join(filter(None, (shown_name(self._folder.name), self._office, f"{day:%d/%m/%Y}")))
        batch_id = self._records.open_batch(name, self._office)
        try:
            found = list(collect([taken], Limits()))
        except NothingFoundError:
            rmtree(taken)
            return
        self._records.add_receipts(batch_id, [receipt_of(one) for one in found])
        self._batches[taken] = batch_id

    def _finished(self, taken: Path) -> Path:
        """What a kill left under the name that it has while it is taken."""
        return taken.rename(taken.with_name(taken.name[1:])) if taken.name.startswith(".") else taken

    def _remove_received(self) -> None:
        for batch_id in set(self._batches.values()):
            left: dict[Path, bool] = {}
            for receipt in self._records.receipts(batch_id):
                if receipt.path.is_relative_to(self._taken):
                    taken = self._taken / receipt.path.relative_to(self._taken).parts[0]
                    left[taken] = left.get(taken, False) or receipt.state is not ReceiptState.RECEIVED
            for taken in [one for one, batch in self._batches.items() if batch == batch_id]:
                if left.get(taken) is False:
                    rmtree(taken, ignore_errors=True)
                    del self._batches[taken]


def _looks(file: Path) -> Looks | None:
    try:
        found = file.lstat()
    except FileNotFoundError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)
