"""A watched folder: whole files only, each once, whatever happens."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dropping import TAKEN, DropFolder
from flows.settings import Settings
from flows.storage import open_records
from models.errors import DropFolderError
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import ReceiptRow
from tests.flows.kit import command, environment

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
SECONDS = 600


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = open_records(Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path / "data")}))
    yield records
    records.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "máy quét"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, data: bytes = PNG) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def handed_in(records: Records) -> list[ReceiptRow]:
    return [one for batch in records.batches() for one in records.receipts(batch.id)]


def looked(folder: Path, records: Records, office: str = "") -> DropFolder:
    """It has looked twice, so what does not change is whole."""
    drop = DropFolder(folder, records, office, settle_seconds=0)
    drop.look()
    drop.look()
    return drop


def test_a_folder_is_a_dossier_and_the_batch_is_of_the_office(folder: Path, records: Records) -> None:
    put(folder, "H36.15-251104-0007/tờ khai.png")
    put(folder, "H36.15-251104-0007/thẻ.png")
    put(folder, "lẻ.png")
    looked(folder, records, "H15")
    [batch] = records.batches("H15")
    assert batch.name.startswith("máy quét H15 ")
    found = {(one.dossier, one.name) for one in handed_in(records)}
    assert found == {
        ("H36.15-251104-0007", "tờ khai.png"),
        ("H36.15-251104-0007", "thẻ.png"),
        ("lẻ", "lẻ.png"),
    }


def test_what_still_grows_or_has_no_right_name_yet_waits(folder: Path, records: Records) -> None:
    drop = DropFolder(folder, records, settle_seconds=0.05)
    growing, part = put(folder, "a.png"), put(folder, "b.png.part")
    for _ in range(5):
        growing.write_bytes(growing.read_bytes() + b"x")
        drop.look()
    assert handed_in(records) == []
    part.rename(folder / "b.png")
    deadline = time.monotonic() + SECONDS
    while len(handed_in(records)) < 2 and time.monotonic() < deadline:
        drop.look()
        time.sleep(0.02)
    assert {one.name for one in handed_in(records)} == {"a.png", "b.png"}


def test_a_name_that_is_used_again_is_another_file(folder: Path, records: Records) -> None:
    put(folder, "scan0001.png")
    drop = looked(folder, records)
    put(folder, "scan0001.png", PNG + b"2")
    drop.look()
    drop.look()
    assert len({one.path for one in handed_in(records)}) == 2


def test_what_is_kept_as_a_scan_is_removed_and_what_failed_stays(folder: Path, records: Records) -> None:
    put(folder, "a.png")
    put(folder, "b.html", b"<html>")
    drop = looked(folder, records)
    good, bad = sorted(handed_in(records), key=lambda one: one.name)
    records.receipt_received(good.id, "a" * 64, len(PNG), "image/png")
    records.receipt_failed(bad.id, "E104")
    drop.look()
    assert (good.path.exists(), bad.path.exists()) == (False, True)


def test_links_pipes_and_hidden_files_are_left_alone(folder: Path, records: Records, tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.png")
    (folder / "link.png").symlink_to(secret)
    (folder / "away").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.png")
    put(folder, ".hidden.png")
    looked(folder, records)
    assert handed_in(records) == [] and secret.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, records: Records) -> None:
    with pytest.raises(DropFolderError):
        DropFolder(tmp_path / "none", records)


def test_killed_again_and_again_it_hands_in_each_file_once(
    folder: Path, records: Records, tmp_path: Path
) -> None:
    for number in range(30):
        put(folder, f"HS{number % 7}/{number}.png", PNG + bytes([number]))
    enough = (3, 30)
    for wanted in enough:
        process = subprocess.Popen(
            command("watch", folder), env=environment(tmp_path / "data"), stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + SECONDS
        while len(handed_in(records)) < wanted:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
        process.wait()
    found = handed_in(records)
    assert sorted(one.path.read_bytes()[-1] for one in found) == list(range(30))
    left = [one for one in folder.rglob("*.png") if TAKEN not in one.parts]
    assert left == []
