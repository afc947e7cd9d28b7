"""What only the folder has to prove: crashes, modes, leftovers, a disk that fails."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.errors import ObjectConflictError, StoreUnavailableError
from pipeline.keeping.folder import FILE_MODE, FolderStore

TEXT = "text/plain; charset=utf-8"
WRITER = """
import hashlib, itertools, os, sys
from pathlib import Path
from pipeline.keeping.folder import FolderStore
blobs = FolderStore(Path(sys.argv[1]))
for n in itertools.count():
    data = os.urandom(8) * 40_000
    blobs.put(f"originals/{hashlib.sha256(data).hexdigest()}", data, "x/y")
    os.write(1, b".")
"""


def test_a_killed_writer_leaves_whole_objects_or_none(tmp_path: Path) -> None:
    for moment in random.Random(2).sample(range(1, 60), 12):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE)
        assert writer.stdout is not None and writer.stdout.read(1) == b"."
        time.sleep(moment / 1000)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
    blobs = FolderStore(tmp_path)
    keys = list(blobs.list("originals/"))
    assert len(keys) >= 12
    for key in keys:
        assert hashlib.sha256((tmp_path / key).read_bytes()).hexdigest() == key.rpartition("/")[2]


def test_leftovers_of_crashed_writers_go_but_not_those_of_living_ones(tmp_path: Path) -> None:
    FolderStore(tmp_path)
    old, young = tmp_path / ".drafts" / "old", tmp_path / ".drafts" / "young"
    for draft in (old, young):
        draft.write_bytes(b"half of something")
    os.utime(old, (time.time() - 90_000,) * 2)
    blobs = FolderStore(tmp_path)
    assert not old.exists() and young.exists()
    assert list(blobs.list("")) == []


def test_nothing_is_left_after_a_put(tmp_path: Path) -> None:
    blobs = FolderStore(tmp_path)
    blobs.put("a", b"one", TEXT)
    with pytest.raises(ObjectConflictError):
        blobs.put("a", b"two", TEXT)
    assert list((tmp_path / ".drafts").iterdir()) == []


def test_bytes_and_names_are_forced_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    fsync = os.fsync

    def spy(descriptor: int) -> None:
        forced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    FolderStore(tmp_path / "objects").put("a/b/c", b"one", TEXT)
    made = [tmp_path / "objects" / name for name in ("a/b/c", "a/b", "a", "")]
    assert forced[0] == made[0].stat().st_ino  # the bytes before any name
    assert {path.stat().st_ino for path in made} <= set(forced)
    forced.clear()
    FolderStore(tmp_path / "objects").put("a/b/c", b"one", TEXT)
    assert {path.stat().st_ino for path in made[1:]} <= set(forced)


def test_objects_are_read_only_and_private(tmp_path: Path) -> None:
    FolderStore(tmp_path / "data" / "objects").put("a/b", b"one", TEXT)
    path = tmp_path / "data" / "objects" / "a" / "b"
    assert stat.S_IMODE(path.stat().st_mode) == FILE_MODE
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o007 == 0


def test_a_key_cannot_be_a_folder_of_keys(tmp_path: Path) -> None:
    blobs = FolderStore(tmp_path)
    blobs.put("a/b", b"one", TEXT)
    for key in ("a", "a/b/c"):
        with pytest.raises(ObjectConflictError):
            blobs.put(key, b"one", TEXT)


def test_a_file_system_that_fails_is_told_as_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnavailableError):
        FolderStore(tmp_path / "file" / "objects")
    blobs = FolderStore(tmp_path / "objects")
    (tmp_path / "objects" / ".drafts").rmdir()
    with pytest.raises(StoreUnavailableError):
        blobs.put("a", b"one", TEXT)
