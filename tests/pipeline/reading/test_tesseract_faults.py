"""A tesseract that hangs, crashes or prints rubbish costs the page, in time, and leaves nothing behind."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineFailedError, ReadingTimeoutError
from pipeline.reading.tesseract import TesseractEngine

WHITE = np.full((50, 80), 255, np.uint8)
HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first in PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def fake(programs: Path, body: str) -> None:
    program = programs / "tesseract"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_a_hanging_tesseract_is_killed(programs: Path, tmp_path: Path) -> None:
    fake(programs, f'echo $$ > "{tmp_path}/pid"\nexec sleep 600')
    started = time.monotonic()
    with pytest.raises(ReadingTimeoutError):
        TesseractEngine(timeout=3).read(WHITE, 300)
    assert time.monotonic() - started < 50
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_tesseract_that_ignores_the_signal_is_killed_too(programs: Path, tmp_path: Path) -> None:
    fake(programs, f'trap "" TERM\necho $$ > "{tmp_path}/pid"\nwhile :; do sleep 0.1; done')
    with pytest.raises(ReadingTimeoutError):
        TesseractEngine(timeout=3).read(WHITE, 300)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 60
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    "body",
    [
        "exit 1",
        "kill -SEGV $$",
        "kill -KILL $$",
        "exit 0",
        'echo nonsense > "$2.tsv"',
        'printf "\\377\\376" > "$2.tsv"',
        f'printf "{HEADER}\\n5\\t1\\t1\\t1\\t1\\t1\\tx\\t0\\t9\\t9\\t90\\tabc\\n" > "$2.tsv"',
        f'printf "{HEADER}\\n5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t9\\t9\\tnan\\tabc\\n" > "$2.tsv"',
        f'printf "{HEADER}\\n5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t999\\t9\\t90\\tabc\\n" > "$2.tsv"',
        f'printf "{HEADER}\\n5\\t1\\t1\\n" > "$2.tsv"',
    ],
)
def test_a_crashing_or_rambling_tesseract_fails_the_page(programs: Path, body: str) -> None:
    fake(programs, body)
    with pytest.raises(EngineFailedError) as caught:
        TesseractEngine(timeout=20).read(WHITE, 300)
    assert caught.value.__cause__ is None


def test_no_tesseract_at_all_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineFailedError):
        TesseractEngine().read(WHITE, 300)


def test_nothing_stays_in_the_folders_for_temporary_files(
    programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake(programs, "exit 1")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with pytest.raises(EngineFailedError):
        TesseractEngine().read(WHITE, 300)
    assert list(scratch.iterdir()) == []
