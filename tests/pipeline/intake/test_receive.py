from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from models.errors import (
    EmptyFileError,
    FileChangedError,
    FileTooLargeError,
    NestedArchiveError,
    NotAFileError,
    SohoaError,
    StillGrowingError,
    StoreUnavailableError,
    UnknownTypeError,
    UnreadableFileError,
)
from pipeline.intake.limits import Limits
from pipeline.intake.media import JPEG, PDF
from pipeline.intake.opening import check_unchanged, open_untrusted, settle
from pipeline.intake.receive import Received, receive
from tests.pipeline.intake.builders import jpeg, scanned_pdf, zip_file
from tests.pipeline.intake.growing import growing
from tests.pipeline.intake.unprivileged import as_nobody, folder_of_nobody

LIMITS = Limits(settle_seconds=0)


def refused(path: Path, into: Path, limits: Limits = LIMITS, member: str | None = None) -> type[SohoaError]:
    """The error that `receive` raises; nothing of the file may be left."""
    with pytest.raises(SohoaError) as caught:
        receive(path, member, into, limits)
    assert not into.exists()
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return type(caught.value)


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "into"


def test_a_file_is_copied_hashed_and_told_by_its_content(tmp_path: Path, into: Path) -> None:
    file = scanned_pdf(tmp_path / "really a pdf.jpg")
    data = file.read_bytes()
    assert receive(file, None, into, LIMITS) == Received(hashlib.sha256(data).hexdigest(), len(data), PDF)
    assert into.read_bytes() == data


def test_a_member_is_what_the_file_would_be(tmp_path: Path, into: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"A/trang 1.jpg": jpeg(), "b": b"%PDF-"})
    received = receive(archive, "A/trang 1.jpg", into, LIMITS)
    assert received == Received(hashlib.sha256(jpeg()).hexdigest(), len(jpeg()), JPEG)
    assert into.read_bytes() == jpeg()


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("empty.pdf", b"", EmptyFileError),
        ("not really.pdf", b"Toi khong phai PDF" * 100, UnknownTypeError),
        ("page.html", b"<html>%PD</html>", UnknownTypeError),
        ("picture.gif", b"GIF89a" + bytes(50), UnknownTypeError),
    ],
)
def test_no_type_of_ours(tmp_path: Path, into: Path, name: str, data: bytes, error: type[SohoaError]) -> None:
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name, into) is error


def test_a_zip_in_a_zip_and_an_empty_member(tmp_path: Path, into: Path) -> None:
    inner = zip_file(tmp_path / "inner.zip", {"a.pdf": b"%PDF-"}).read_bytes()
    archive = zip_file(tmp_path / "a.zip", {"inner.zip": inner, "empty.pdf": b"", "good.pdf": b"%PDF-1.4"})
    assert refused(archive, into, member="inner.zip") is NestedArchiveError
    assert refused(archive, into, member="empty.pdf") is EmptyFileError
    assert refused(archive, into, member="missing.pdf") is UnreadableFileError
    assert receive(archive, "good.pdf", into, LIMITS).media_type == PDF


def test_links_pipes_folders_and_devices_are_not_opened(tmp_path: Path, into: Path) -> None:
    scanned_pdf(tmp_path / "real.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path / "link.pdf", tmp_path / "pipe.pdf", tmp_path, Path("/dev/zero")):
        assert refused(path, into) is NotAFileError


def test_what_is_gone_or_not_readable(tmp_path: Path, into: Path) -> None:
    def closed_file(folder: Path) -> type[SohoaError]:
        scanned_pdf(folder / "a.pdf").chmod(0)
        return refused(folder / "a.pdf", folder / "into")

    assert refused(tmp_path / "gone.pdf", into) is UnreadableFileError
    with folder_of_nobody() as folder:
        assert as_nobody(closed_file, folder) is UnreadableFileError


def test_a_name_of_250_bytes_that_is_not_utf8(tmp_path: Path, into: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + b"\xf4" * 246 + b".pdf"))
    assert receive(scanned_pdf(path), None, into, LIMITS).media_type == PDF


def test_a_file_over_the_limit_is_refused_before_it_is_copied(tmp_path: Path, into: Path) -> None:
    sparse = tmp_path / "sparse.pdf"
    with sparse.open("wb") as file:
        file.truncate(3 * 1024**3)
    started = time.process_time()
    assert refused(sparse, into) is FileTooLargeError
    assert time.process_time() - started < 0.5


def test_the_limit_holds_for_members_too(tmp_path: Path, into: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a.pdf": b"%PDF-" + bytes(5000)})
    assert refused(archive, into, Limits(file_bytes=5000, settle_seconds=0), "a.pdf") is FileTooLargeError
    assert receive(archive, "a.pdf", into, Limits(file_bytes=5005, settle_seconds=0)).size == 5005


def test_a_file_still_growing_is_refused(tmp_path: Path, into: Path) -> None:
    with growing(tmp_path / "a.pdf", b"%PDF-1.4\n"):
        assert refused(tmp_path / "a.pdf", into, Limits(settle_seconds=2)) is StillGrowingError


def test_only_a_fresh_file_costs_waiting_and_only_what_is_left(tmp_path: Path, into: Path) -> None:
    files = [scanned_pdf(tmp_path / f"{number}.pdf") for number in range(50)]
    started = time.perf_counter()
    for file in files:
        receive(file, None, into, Limits(settle_seconds=1))
    assert time.time() - files[-1].stat().st_mtime >= 1
    assert time.perf_counter() - started < 30  # not a second for each
    os.utime(files[0], (time.time() - 61, time.time() - 61))
    started = time.perf_counter()
    receive(files[0], None, into, Limits(settle_seconds=60))
    assert time.perf_counter() - started < 30


def test_a_wrong_clock_does_not_cost_waiting(tmp_path: Path, into: Path) -> None:
    file = scanned_pdf(tmp_path / "a.pdf")
    os.utime(file, (time.time() + 10**8, time.time() + 10**8))
    started = time.perf_counter()
    receive(file, None, into, Limits(settle_seconds=60))
    assert time.perf_counter() - started < 30


def test_a_file_changed_while_it_is_copied_is_refused(tmp_path: Path, into: Path) -> None:
    """The copy goes to a FIFO, so that it waits in the middle until the file was changed."""
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-" + bytes(3_000_000))
    os.utime(file, (1, 1))
    os.mkfifo(into)

    def change_then_drain() -> None:
        with into.open("rb") as pipe:
            pipe.read(1000)
            with file.open("r+b") as writer:
                writer.seek(100)
                writer.write(b"changed")
            while pipe.read(1 << 20):
                pass

    thread = threading.Thread(target=change_then_drain)
    thread.start()
    assert refused(file, into) is FileChangedError
    thread.join()


def test_a_change_is_seen_by_size_or_time(tmp_path: Path) -> None:
    file = scanned_pdf(tmp_path / "a.pdf")
    with open_untrusted(file) as opened:
        before = settle(opened, 0)
        check_unchanged(opened, before)
        os.utime(file, (1, 1))
        with pytest.raises(FileChangedError):
            check_unchanged(opened, before)


def test_where_it_cannot_be_written_the_store_is_at_fault(tmp_path: Path) -> None:
    file = scanned_pdf(tmp_path / "a.pdf")
    with pytest.raises(StoreUnavailableError):
        receive(file, None, tmp_path / "missing folder/into", LIMITS)


def test_a_full_disk_is_the_stores_fault(tmp_path: Path, into: Path) -> None:
    into.symlink_to("/dev/full")
    assert refused(scanned_pdf(tmp_path / "a.pdf"), into) is StoreUnavailableError
