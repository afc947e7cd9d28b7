from __future__ import annotations

import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import (
    ArchiveBombError,
    CorruptFileError,
    EncryptedFileError,
    SohoaError,
    UnknownTypeError,
    UnsafeArchiveError,
)
from pipeline.intake.archives import list_members, read_member
from pipeline.intake.limits import Limits
from tests.pipeline.intake.builders import zip_file

LIMITS = Limits(settle_seconds=0)
MEGABYTE = 1024**2


def listed(path: Path, limits: Limits = LIMITS) -> dict[str, type | None]:
    with path.open("rb") as file:
        return {name: type(error) if error else None for name, _, error in list_members(file, limits)}


def read(path: Path, member: str, limits: Limits = LIMITS) -> bytes:
    with path.open("rb") as file:
        return b"".join(read_member(file, member, limits))


def refused(path: Path, limits: Limits = LIMITS) -> type[SohoaError]:
    with pytest.raises(SohoaError) as caught:
        listed(path, limits)
    return type(caught.value)


def changed(path: Path, change: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(change(path.read_bytes()))
    return path


def with_entries(path: Path, entries: list[zipfile.ZipInfo], data: bytes = b"x") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for entry in entries:
            archive.writestr(entry, data)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("data", [b"", b"x", bytes(3 * MEGABYTE), bytes(range(256)) * 10_000])
def test_a_member_comes_out_as_it_went_in(tmp_path: Path, method: int, data: bytes) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a": b"before", "thư mục/b": data}, compress_type=method)
    assert listed(archive) == {"a": None, "thư mục/b": None}
    assert read(archive, "thư mục/b") == data


def test_bytes_before_the_archive_do_not_matter(tmp_path: Path) -> None:
    archive = changed(zip_file(tmp_path / "a.zip", {"a": b"data"}), b"self-extracting".__add__)
    assert read(archive, "a") == b"data"


@pytest.mark.parametrize(
    "name",
    ["../a.pdf", "A/../../a", "/etc/passwd", "C:/a.pdf", "c:a.pdf", "A\\a.pdf", "..\\a.pdf", "..", "A/.."],
)
def test_names_that_leave_the_folder(tmp_path: Path, name: str) -> None:
    archive = zip_file(tmp_path / "a.zip", {"good.pdf": b"x", "x" * len(name): b"x"})
    changed(archive, lambda data: data.replace(b"x" * len(name), name.encode()))
    assert refused(archive) is UnsafeArchiveError


def test_dots_within_a_name_are_fine(tmp_path: Path) -> None:
    names = {"a..pdf": b"", "..a/b...pdf": b"", "A/...": b""}
    assert set(listed(zip_file(tmp_path / "a.zip", names))) == set(names)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_in_an_archive(tmp_path: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("link.pdf")
    entry.external_attr = (kind | 0o777) << 16
    assert refused(with_entries(tmp_path / "a.zip", [entry], b"/etc/passwd")) is UnsafeArchiveError


def test_two_members_of_one_name(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a1.pdf": b"one", "a2.pdf": b"two"})
    assert refused(changed(archive, lambda data: data.replace(b"a2.pdf", b"a1.pdf"))) is CorruptFileError


def test_a_bomb_by_its_ratio_is_refused_unopened(tmp_path: Path) -> None:
    bomb = zip_file(tmp_path / "a.zip", {"a.pdf": bytes(110 * MEGABYTE)})
    started = time.process_time()
    assert refused(bomb) is ArchiveBombError
    assert time.process_time() - started < 0.1
    assert listed(zip_file(tmp_path / "white page.zip", {"a.tif": bytes(26 * MEGABYTE)})) == {"a.tif": None}


def test_too_much_altogether(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a": bytes(600), "b": bytes(600)})
    assert refused(archive, Limits(archive_bytes=1199)) is ArchiveBombError
    assert len(listed(archive, Limits(archive_bytes=1200))) == 2


def test_too_many_members(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {f"{number}.pdf": b"" for number in range(30)})
    assert refused(archive, Limits(archive_members=29)) is ArchiveBombError
    assert len(listed(archive, Limits(archive_members=30))) == 30


def test_a_directory_of_millions_is_not_read_into_memory(tmp_path: Path) -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 9, 0, 0, 0, 0, 0, 0, 0)
    directory = entry * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    (tmp_path / "a.zip").write_bytes(directory + end)
    tracemalloc.start()
    assert refused(tmp_path / "a.zip") is ArchiveBombError
    assert tracemalloc.get_traced_memory()[1] < 5 * MEGABYTE
    tracemalloc.stop()


def test_a_zip64_directory_of_millions(tmp_path: Path) -> None:
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**7, 10**7, 46 * 10**7, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (tmp_path / "a.zip").write_bytes(record + locator + end)
    assert refused(tmp_path / "a.zip") is ArchiveBombError


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    """Every entry of the directory points to the first member's data."""
    archive = zip_file(tmp_path / "a.zip", {f"{number}.pdf": bytes(MEGABYTE) for number in range(5)})

    def overlap(data: bytes) -> bytes:
        changed_data = bytearray(data)
        at = data.find(b"PK\x01\x02")
        while at >= 0:
            changed_data[at + 42 : at + 46] = bytes(4)
            at = data.find(b"PK\x01\x02", at + 1)
        return bytes(changed_data)

    assert refused(changed(archive, overlap)) is ArchiveBombError


def test_a_member_that_unpacks_to_more_than_declared(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a.pdf": bytes(50 * MEGABYTE)})
    true, lie = (struct.pack("<L", size) for size in (50 * MEGABYTE, 1000))
    changed(archive, lambda data: data.replace(true, lie))
    assert listed(archive) == {"a.pdf": None}
    tracemalloc.start()
    with pytest.raises(ArchiveBombError):
        read(archive, "a.pdf")
    assert tracemalloc.get_traced_memory()[1] < 5 * MEGABYTE
    tracemalloc.stop()


def test_encrypted_members_cost_only_themselves(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a.pdf": b"x", "b.pdf": b"y"})

    def encrypt_first(data: bytes) -> bytes:
        at = data.index(b"PK\x01\x02") + 8
        return data[:at] + b"\x01" + data[at + 1 :]

    changed(archive, encrypt_first)
    assert listed(archive) == {"a.pdf": EncryptedFileError, "b.pdf": None}
    assert read(archive, "b.pdf") == b"y"
    with pytest.raises(EncryptedFileError):
        read(archive, "a.pdf")


def test_an_unusual_method_costs_only_its_member(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.pdf", b"x", zipfile.ZIP_BZIP2)
        archive.writestr("b.pdf", b"y")
    assert listed(tmp_path / "a.zip") == {"a.pdf": UnknownTypeError, "b.pdf": None}


def test_a_wrong_checksum(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a.pdf": b"right"}, compress_type=zipfile.ZIP_STORED)
    changed(archive, lambda data: data.replace(b"right", b"wrong"))
    with pytest.raises(CorruptFileError):
        read(archive, "a.pdf")


def test_broken_deflate(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a.pdf": b"some text that packs" * 20})
    changed(archive, lambda data: data[:40] + b"\xff" * 8 + data[48:])
    with pytest.raises(CorruptFileError):
        read(archive, "a.pdf")


@pytest.mark.parametrize("left", [10, 200, -1, -15, -60])
def test_a_cut_off_archive(tmp_path: Path, left: int) -> None:
    archive = zip_file(tmp_path / "a.zip", {"a.pdf": bytes(range(256)) * 10})
    assert refused(changed(archive, lambda data: data[:left])) is CorruptFileError


def test_a_thousand_members_are_listed_once_not_a_thousand_times(tmp_path: Path) -> None:
    archive = zip_file(tmp_path / "a.zip", {f"{number:04}.pdf": b"x" for number in range(3000)})
    started = time.process_time()
    for number in range(300):
        assert read(archive, f"{number:04}.pdf") == b"x"
    assert time.process_time() - started < 1.5
