from __future__ import annotations

import asyncio
import uuid
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.uploads import Uploads, receipts_of, remove_received
from flows.settings import Settings
from models.errors import EmptyFileError, FileTooLargeError, SohoaError, UnknownTypeError
from pipeline.intake.limits import Limits
from pipeline.keeping.records import Records

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
BATCH = str(uuid.UUID(int=1))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path)})


@pytest.fixture
def uploads(settings: Settings) -> Uploads:
    return Uploads(settings.data_dir, BATCH)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 7):
        yield data[start : start + 7]


def keep(uploads: Uploads, path: str, data: bytes = PNG, limits: Limits | None = None) -> Path:
    return asyncio.run(uploads.keep(path, _chunks(data), limits or Limits())).path


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFileError),
        (b"<html><script>alert(1)</script>", UnknownTypeError),
        (PNG + bytes(1000), FileTooLargeError),
    ],
)
def test_what_is_no_scan_is_not_kept(
    uploads: Uploads, tmp_path: Path, data: bytes, error: type[SohoaError]
) -> None:
    with pytest.raises(error):
        keep(uploads, "giả.pdf", data, Limits(file_bytes=1000))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@given(st.text(max_size=300))
def test_no_name_leaves_the_folder_of_uploads(name: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"SOHOA_DATA_DIR": folder})
        kept = keep(Uploads(settings.data_dir, BATCH), name)
        assert kept.resolve().parent.parent == Path(folder, "uploads", BATCH).resolve()
        assert kept.read_bytes() == PNG


def test_folders_are_dossiers(uploads: Uploads, settings: Settings) -> None:
    def listed(path: str) -> tuple[str, str, str | None]:
        arrived = asyncio.run(uploads.keep(path, _chunks(PNG), Limits()))
        [receipt] = receipts_of(path, arrived, Limits())
        return receipt.dossier, receipt.name, receipt.dossier_code

    assert listed("H36.15-251104-0007/a.png") == ("H36.15-251104-0007", "a.png", "H36.15-251104-0007")
    assert listed("Hồ sơ 1/trong/b.png") == ("Hồ sơ 1", "trong/b.png", None)
    assert listed("../../etc/c.png")[0] == "etc"
    assert listed("d.png")[:2] == ("d", "d.png")


def test_the_members_of_an_archive_are_listed(uploads: Uploads, tmp_path: Path) -> None:
    archive = tmp_path / "quét.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("HS1/a.png", PNG)
        file.writestr("HS2/b.png", PNG)
    arrived = asyncio.run(uploads.keep("thư mục/quét.zip", _chunks(archive.read_bytes()), Limits()))
    assert [one.dossier for one in receipts_of("thư mục/quét.zip", arrived, Limits())] == ["HS1", "HS2"]


def test_the_same_file_is_there_once_and_known_again(uploads: Uploads) -> None:
    assert keep(uploads, "a.png") == keep(uploads, "a.png")
    assert keep(uploads, "a.png") != keep(uploads, "b/a.png")
    assert keep(uploads, "a.png") != keep(uploads, "a.png", PNG + b"x")
    assert not uploads.has("a.png\n108\n1")
    uploads.remember("a.png\n108\n1")
    assert uploads.has("a.png\n108\n1") and not uploads.has("a.png\n108\n2")


def test_what_is_kept_as_a_scan_is_removed(settings: Settings, tmp_path: Path) -> None:
    records = Records(settings.database_url)
    records.migrate()
    batch_id = records.open_batch("lô")
    uploads = Uploads(settings.data_dir, batch_id)
    for name in ("a.png", "b.png"):
        arrived = asyncio.run(uploads.keep(name, _chunks(PNG + name.encode()), Limits()))
        records.add_receipts(batch_id, receipts_of(name, arrived, Limits()))
    first, second = records.receipts(batch_id)
    records.receipt_received(first.id, "0" * 64, 1, "image/png")
    remove_received(settings, records, batch_id)
    assert not first.path.exists() and second.path.exists()
    records.close()


LARGE = PNG + bytes(range(256)) * 20
TOLD = "lớn.png\n5228\n1"


def add(uploads: Uploads, offset: int, data: bytes) -> int | None:
    return asyncio.run(uploads.add(TOLD, offset, _chunks(data), Limits()))


def test_a_large_file_goes_on_where_it_broke_off(uploads: Uploads, settings: Settings) -> None:
    assert uploads.offset(TOLD) == 0
    assert add(uploads, 0, LARGE[:1000]) == 1000
    with pytest.raises(ConnectionError):
        asyncio.run(uploads.add(TOLD, 1000, _broken(LARGE[1000:2000]), Limits()))
    again = Uploads(settings.data_dir, BATCH)
    assert again.offset(TOLD) == 1000
    assert add(again, 500, LARGE[500:1500]) is None  # another tab was faster
    assert add(again, 1000, LARGE[1000:]) == len(LARGE)
    arrived = asyncio.run(again.finish("HS/lớn.png", TOLD, Limits()))
    assert arrived.path.read_bytes() == LARGE and again.offset(TOLD) == 0


def test_a_large_file_that_is_no_scan_is_refused_at_its_first_piece(uploads: Uploads, tmp_path: Path) -> None:
    with pytest.raises(UnknownTypeError):
        add(uploads, 0, b"<html>" + LARGE)
    with pytest.raises(FileTooLargeError):
        asyncio.run(uploads.add(TOLD, 900, _chunks(LARGE), Limits(file_bytes=1000)))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def _broken(data: bytes) -> AsyncIterator[bytes]:
    yield data
    raise ConnectionError
