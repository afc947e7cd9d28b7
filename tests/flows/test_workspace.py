"""The data folder: one command at a time, and nothing left of one that was killed."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.workspace import workspace
from models.errors import BusyError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path / "data")})


def test_one_command_at_a_time(settings: Settings) -> None:
    with workspace(settings), pytest.raises(BusyError), workspace(settings):
        pass
    with workspace(settings):
        pass


def test_temporary_files_are_inside_and_go(settings: Settings) -> None:
    before = tempfile.gettempdir()
    with workspace(settings):
        with tempfile.NamedTemporaryFile(delete=False) as file:
            path = Path(file.name)
        assert path.is_relative_to(settings.work_dir)
        assert os.environ["TMPDIR"] == tempfile.gettempdir()
    assert not path.exists()
    assert tempfile.gettempdir() == before


def test_what_a_killed_command_left_is_removed(settings: Settings) -> None:
    left = settings.work_dir / "tmp" / "page.pgm"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a picture of a page")
    with workspace(settings):
        assert not left.exists()


def test_only_the_owner_may_look(settings: Settings) -> None:
    with workspace(settings):
        assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
