from __future__ import annotations

import os
import socket
import subprocess
import unicodedata
from pathlib import Path

import pytest

from models.errors import (
    CorruptFileError,
    NoPagesError,
    NotAFileError,
    NothingFoundError,
    StillGrowingError,
    UnreadableFileError,
    UnsafeArchiveError,
)
from pipeline.intake.collect import Found, collect
from pipeline.intake.limits import Limits
from tests.pipeline.intake.builders import zip_file
from tests.pipeline.intake.growing import growing
from tests.pipeline.intake.unprivileged import as_nobody, folder_of_nobody

LIMITS = Limits(settle_seconds=0)


def found(*paths: Path) -> list[Found]:
    return list(collect(paths, LIMITS))


def dossiers_and_names(*paths: Path) -> list[tuple[str, str]]:
    return [(one.dossier, one.name) for one in found(*paths)]


def errors(*paths: Path) -> dict[str, type | None]:
    return {one.name: type(one.error) if one.error else None for one in found(*paths)}


def put(path: Path, data: bytes = b"%PDF-1.4\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_folder_below_the_path_and_a_single_file_are_dossiers(tmp_path: Path) -> None:
    for name in ("A 1/b.pdf", "A 1/a.pdf", "A 1/phụ lục/a.pdf", "B.pdf", "C/x.tif"):
        put(tmp_path / name)
    assert dossiers_and_names(tmp_path) == [
        ("A 1", "a.pdf"),
        ("A 1", "b.pdf"),
        ("A 1", "phụ lục/a.pdf"),
        ("B", "B.pdf"),
        ("C", "x.tif"),
    ]
    assert all(one.path.is_absolute() and one.path.exists() for one in found(tmp_path))


def test_a_file_handed_in_is_a_dossier(tmp_path: Path) -> None:
    file = put(tmp_path / "H21.26-250101-0001.pdf")
    assert found(file) == [Found("H21.26-250101-0001", "H21.26-250101-0001.pdf", file)]


def test_a_relative_path_is_found_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "a.pdf")
    monkeypatch.chdir(tmp_path)
    assert [one.path for one in found(Path("a.pdf"))] == [file]


def test_given_twice_or_overlapping_a_file_is_found_once(tmp_path: Path) -> None:
    put(tmp_path / "A/a.pdf")
    zip_file(tmp_path / "A/b.zip", {"1.pdf": b"x", "2.pdf": b"y"})
    once = dossiers_and_names(tmp_path)
    ways = [tmp_path, tmp_path / "A", tmp_path / "A/a.pdf", tmp_path / "A/../A/b.zip", tmp_path]
    assert once == [("A", "a.pdf"), ("A", "b.zip/1.pdf"), ("A", "b.zip/2.pdf")]
    assert dossiers_and_names(*ways) == dossiers_and_names(*reversed(ways)) == once


def test_a_way_through_a_linked_folder_is_the_same_way(tmp_path: Path) -> None:
    put(tmp_path / "real/A/a.pdf")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert dossiers_and_names(tmp_path / "real", tmp_path / "link/A") == [("A", "a.pdf")]


def test_hidden_files_and_litter_count_nowhere(tmp_path: Path) -> None:
    for name in (".DS_Store", "A/Thumbs.db", "A/.hidden/a.pdf", "__MACOSX/A/._a.pdf", "A/a.pdf"):
        put(tmp_path / name)
    assert dossiers_and_names(tmp_path) == [("A", "a.pdf")]


def test_links_pipes_and_sockets_are_told_and_never_opened(tmp_path: Path) -> None:
    put(tmp_path / "outside/a.pdf")
    dossier = tmp_path / "in/A"
    put(dossier / "real.pdf")
    (dossier / "file").symlink_to(tmp_path / "outside/a.pdf")
    (dossier / "folder").symlink_to(tmp_path / "outside")
    (dossier / "loop").symlink_to(dossier)
    (dossier / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(dossier / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(dossier / "socket"))
        told = errors(tmp_path / "in")
    assert told.pop("real.pdf") is None
    assert told == dict.fromkeys(["file", "folder", "loop", "dangling", "pipe.pdf", "socket"], NotAFileError)


def test_a_link_and_a_device_handed_in_are_told(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert errors(tmp_path / "link") == {"link": NotAFileError}
    assert errors(Path("/dev/null")) == {"null": NotAFileError}


@pytest.mark.parametrize("name", ["có cách .pdf", "\"hai\" 'một'.pdf", "a\nb.pdf", "x" * 246 + ".pdf", "-rf"])
def test_any_name_is_found_and_opened_by_its_own_spelling(tmp_path: Path, name: str) -> None:
    put(tmp_path / "A" / name)
    (one,) = found(tmp_path)
    assert one.error is None and one.path.read_bytes() == b"%PDF-1.4\n"
    assert "\n" not in one.name


def test_a_decomposed_name_is_shown_composed_and_opened_as_it_is(tmp_path: Path) -> None:
    folder, file = (unicodedata.normalize("NFD", name) for name in ("Hồ sơ Đặng Thị Ễnh", "giấy tờ.pdf"))
    put(tmp_path / folder / file)
    (one,) = found(tmp_path)
    assert (one.dossier, one.name) == ("Hồ sơ Đặng Thị Ễnh", "giấy tờ.pdf")
    assert one.path == tmp_path / folder / file and one.path.exists()


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/h\xf4 so\xff.pdf")))
    (one,) = found(tmp_path)
    assert (one.dossier, one.name) == ("h� so�", "h� so�.pdf")
    assert one.path.exists()


def test_folders_nested_deeper_than_pythons_stack(tmp_path: Path) -> None:
    top = tmp_path / "d"
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=descriptor)
        below = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(os.open("a.pdf", os.O_CREAT, dir_fd=descriptor))
    os.close(descriptor)
    try:
        (one,) = found(tmp_path)
        assert one.error is None and one.dossier == "d"
    finally:
        subprocess.run(["rm", "-rf", top], check=True)  # shutil's, and so pytest's, ends at the stack


def test_an_unreadable_folder_or_file_is_told() -> None:
    def closed_dossiers(folder: Path) -> dict[str, type | None]:
        put(folder / "A/a.pdf")
        put(folder / "A/closed/b.pdf").parent.chmod(0)
        put(folder / "B/b.pdf").parent.chmod(0)
        put(folder / "c.pdf").chmod(0)
        told = errors(folder)
        for path in (folder / "A/closed", folder / "B"):
            path.chmod(0o700)
        return told

    with folder_of_nobody() as folder:
        told = as_nobody(closed_dossiers, folder)
    expected = dict.fromkeys(["closed", "B", "c.pdf"], UnreadableFileError)
    assert told == {"a.pdf": None, **expected}


def test_what_is_not_there_is_nothing_found(tmp_path: Path) -> None:
    put(tmp_path / "a.pdf")
    with pytest.raises(NothingFoundError):
        found(tmp_path, tmp_path / "misspelled")


@pytest.mark.parametrize("litter", [[], [".DS_Store"]])
def test_an_empty_folder_is_nothing_found(tmp_path: Path, litter: list[str]) -> None:
    for name in litter:
        put(tmp_path / name)
    with pytest.raises(NothingFoundError):
        found(tmp_path)


def test_a_zip_at_the_top_is_like_a_folder(tmp_path: Path) -> None:
    members = dict.fromkeys(["B/2.pdf", "A/x/1.pdf", "C.tif", "__MACOSX/A/._1.pdf", "A/Thumbs.db"], b"x")
    archive = zip_file(tmp_path / "lô 1.zip", members)
    expected = [
        Found("A", "lô 1.zip/A/x/1.pdf", archive, "A/x/1.pdf"),
        Found("B", "lô 1.zip/B/2.pdf", archive, "B/2.pdf"),
        Found("C", "lô 1.zip/C.tif", archive, "C.tif"),
    ]
    assert found(tmp_path) == found(archive) == expected


def test_a_zip_in_a_dossiers_folder_belongs_to_it(tmp_path: Path) -> None:
    archive = zip_file(put(tmp_path / "HS 1/sub/a.zip"), {"B/2.pdf": b"x", "1.pdf": b"x"})
    assert found(tmp_path) == [
        Found("HS 1", "sub/a.zip/1.pdf", archive, "1.pdf"),
        Found("HS 1", "sub/a.zip/B/2.pdf", archive, "B/2.pdf"),
    ]


def test_a_zip_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    zip_file(tmp_path / "scans.bin", {"A/1.pdf": b"x"})
    put(tmp_path / "not.zip")
    assert dossiers_and_names(tmp_path) == [("not", "not.zip"), ("A", "scans.bin/A/1.pdf")]


def test_an_unusable_zip_is_found_once_with_its_reason(tmp_path: Path) -> None:
    zip_file(tmp_path / "escapes.zip", {"ok.pdf": b"x", "../../etc/passwd": b"x"})
    whole = zip_file(tmp_path / "cut.zip", {"a.pdf": b"x" * 1000}).read_bytes()
    put(tmp_path / "cut.zip", whole[:-30])
    zip_file(tmp_path / "empty.zip", {".DS_Store": b""})
    assert errors(tmp_path) == {
        "cut.zip": CorruptFileError,
        "empty.zip": NoPagesError,
        "escapes.zip": UnsafeArchiveError,
    }


def test_members_names_are_shown_composed_whatever_their_encoding(tmp_path: Path) -> None:
    name = "Hồ sơ Ổi/giấy khai sinh.pdf"
    archive = zip_file(tmp_path / "nfd.zip", {unicodedata.normalize("NFD", name): b"x"})
    (one,) = found(archive)
    assert (one.dossier, one.name) == ("Hồ sơ Ổi", f"nfd.zip/{name}")

    unflagged = zip_file(tmp_path / "a.zip", {"H_1/x.pdf": b"x"}).read_bytes().replace(b"H_1", "Ổ".encode())
    (one,) = found(put(tmp_path / "a.zip", unflagged))
    assert (one.dossier, one.member) == ("Ổ", "Ổ/x.pdf".encode().decode("cp437"))

    dos = zip_file(tmp_path / "b.zip", {"H_/x.pdf": b"x"}).read_bytes().replace(b"H_", b"H\x93")
    (one,) = found(put(tmp_path / "b.zip", dos))
    assert one.dossier == "Hô"


def test_a_zip_still_growing_is_told_so_rather_than_corrupt(tmp_path: Path) -> None:
    whole = zip_file(tmp_path / "a.zip", {"a.pdf": os.urandom(5000)}).read_bytes()
    with growing(tmp_path / "b.zip", whole[:2000]):
        (one,) = collect([tmp_path / "b.zip"], Limits(settle_seconds=2))
    assert isinstance(one.error, StillGrowingError)
