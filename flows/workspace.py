"""One command at a time on a data folder, with a place for files that nobody needs afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flows.settings import Settings
from models.errors import BusyError

PRIVATE_FOLDER = 0o700  # personal data is in it


@contextlib.contextmanager
def workspace(settings: Settings) -> Iterator[None]:
    """Hold the data folder while the block runs; raises BusyError if another command holds it.

    What a killed command left behind, temporary pictures of pages among it, is removed.
    """
    settings.data_dir.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    with (settings.data_dir / "lock").open("w") as lock:
        _hold(lock.fileno())
        shutil.rmtree(settings.work_dir, ignore_errors=True)
        try:
            with _temporary_files_in(settings.work_dir / "tmp"):
                yield
        finally:
            shutil.rmtree(settings.work_dir, ignore_errors=True)


def _hold(file_descriptor: int) -> None:
    """The kernel lets go of it when the process ends, however it ends."""
    try:
        fcntl.flock(file_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BusyError from None


@contextlib.contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Also for the programs we start, and for libraries that write pictures of pages to a file."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    try:
        yield
    finally:
        tempfile.tempdir = None
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
