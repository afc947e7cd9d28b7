from __future__ import annotations

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name

from models.errors import (
    CorruptFileError,
    EncryptedFileError,
    NoPagesError,
    RenderTimeoutError,
    SohoaError,
    TooManyPagesError,
)
from pipeline.intake.limits import Limits
from pipeline.intake.media import PDF
from pipeline.intake.pages import count_pages
from tests.pipeline.intake.builders import add_page, save, scanned_pdf

LIMITS = Limits()


def refused(file: Path, limits: Limits = LIMITS) -> type[SohoaError]:
    with pytest.raises(SohoaError) as caught:
        count_pages(file, PDF, limits)
    return type(caught.value)


def blank_pdf(path: Path, pages: int) -> Path:
    pdf = pikepdf.new()
    for _ in range(pages):
        add_page(pdf)
    return save(pdf, path)


def plain_bytes(pages: int = 3) -> bytes:
    """A PDF whose every object can be seen and changed."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = add_page(pdf)
        page.Contents = pdf.make_stream(b"0 0 100 100 re f\n" * 50)
    data = io.BytesIO()
    pdf.save(data, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return data.getvalue()


@pytest.mark.parametrize("pages", [1, 3, 17])
def test_pages_are_counted(tmp_path: Path, pages: int) -> None:
    assert count_pages(scanned_pdf(tmp_path / "a.pdf", pages), PDF, LIMITS) == pages


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_a_password_is_needed(tmp_path: Path, revision: Literal[2, 3, 4, 6]) -> None:
    metadata = revision >= 4
    lock = Encryption(
        user="người dùng" if revision == 6 else "user", owner="o", R=revision, metadata=metadata, aes=metadata
    )
    assert refused(scanned_pdf(tmp_path / "a.pdf", encryption=lock)) is EncryptedFileError


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_a_pdf_that_opens_without_its_owners_password_is_fine(
    tmp_path: Path, revision: Literal[2, 3, 4, 6]
) -> None:
    metadata = revision >= 4
    lock = Encryption(user="", owner="owner", R=revision, metadata=metadata, aes=metadata)
    assert count_pages(scanned_pdf(tmp_path / "a.pdf", 2, encryption=lock), PDF, LIMITS) == 2


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\n%%EOF", b"%PDF-1.7\n" + bytes(500), b"%PDF-1.4\n" + b"junk " * 99]
)
def test_nothing_but_a_header(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    assert refused(tmp_path / "a.pdf") is CorruptFileError


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_off_pdf_is_corrupt_even_where_poppler_would_repair_it(tmp_path: Path, share: float) -> None:
    data = plain_bytes()
    (tmp_path / "a.pdf").write_bytes(data[: int(len(data) * share)])
    assert refused(tmp_path / "a.pdf") is CorruptFileError


def test_a_repair_that_would_lose_pages_in_silence_is_refused(tmp_path: Path) -> None:
    """Poppler finds fewer pages here, and says nothing of it."""
    data = scanned_pdf(tmp_path / "a.pdf", 3).read_bytes()
    (tmp_path / "a.pdf").write_bytes(data[: data.rindex(b"startxref")])
    assert refused(tmp_path / "a.pdf") is CorruptFileError


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"junk\n" * 20, b""), (b"", b"\n" * 50 + b"bytes of a mail program"), (b"\xef\xbb\xbf", b"\r\n")],
)
def test_bytes_around_a_whole_pdf_do_not_matter(tmp_path: Path, before: bytes, after: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(before + plain_bytes() + after)
    assert count_pages(tmp_path / "a.pdf", PDF, LIMITS) == 3


def test_only_the_last_word_missing_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(plain_bytes().removesuffix(b"%%EOF\n"))
    assert count_pages(tmp_path / "a.pdf", PDF, LIMITS) == 3


def test_the_declared_count_must_be_true(tmp_path: Path) -> None:
    data = plain_bytes()
    for lie in (b"/Count 2", b"/Count 9"):
        (tmp_path / "a.pdf").write_bytes(data.replace(b"/Count 3", lie))
        assert refused(tmp_path / "a.pdf") is CorruptFileError


def test_no_pages(tmp_path: Path) -> None:
    assert refused(blank_pdf(tmp_path / "a.pdf", 0)) is NoPagesError


def test_a_pdf_of_5000_pages_is_over_the_limit_and_quickly_so(tmp_path: Path) -> None:
    file = blank_pdf(tmp_path / "a.pdf", 5000)
    started = time.perf_counter()
    assert refused(file) is TooManyPagesError
    assert time.perf_counter() - started < 20
    assert count_pages(file, PDF, Limits(pages=5000)) == 5000


def test_a_page_tree_that_turns_back(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf)
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    pdf.Root.Pages.Count = 2
    assert refused(save(pdf, tmp_path / "a.pdf")) is CorruptFileError


def test_a_page_tree_that_unfolds_to_billions(tmp_path: Path) -> None:
    """Ten levels of ten references to the same node; the count says 1."""
    pdf = pikepdf.new()
    node = add_page(pdf).obj
    for _ in range(10):
        node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node] * 10), Count=1))
    pdf.Root.Pages = node
    started = time.perf_counter()
    assert refused(save(pdf, tmp_path / "a.pdf"), Limits(render_seconds=1)) in (
        CorruptFileError,
        RenderTimeoutError,
    )
    assert time.perf_counter() - started < 60  # seconds; without a limit it takes years


def test_objects_packed_into_a_bomb(tmp_path: Path) -> None:
    """400 kB that unpack to 400 MB before the first page is found."""
    (tmp_path / "a.pdf").write_bytes(_object_bomb(megabytes=400))
    assert refused(tmp_path / "a.pdf") is CorruptFileError


def test_the_count_of_a_long_pdf_is_quick(tmp_path: Path) -> None:
    file = scanned_pdf(tmp_path / "a.pdf", 300)
    started = time.perf_counter()
    assert count_pages(file, PDF, LIMITS) == 300
    assert time.perf_counter() - started < 20


def test_a_count_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    file = scanned_pdf(tmp_path / "a.pdf")
    assert refused(file, Limits(render_seconds=-5)) is RenderTimeoutError
    assert not [process for process in Path("/proc").glob("[0-9]*") if _works_on(process, file)]


def _works_on(process: Path, file: Path) -> bool:
    try:
        return str(file).encode() in (process / "cmdline").read_bytes().split(b"\0")
    except OSError:  # it has just ended
        return False


def _object_bomb(megabytes: int) -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>> ",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>> ",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>> ",
    )
    offsets = (0, len(objects[0]), len(objects[0] + objects[1]))
    head = " ".join(f"{number} {offset}" for number, offset in enumerate(offsets, 1)).encode() + b" "
    packer = zlib.compressobj(9)
    packed = packer.compress(head + b"".join(objects))
    packed += b"".join(packer.compress(b" " * 1024**2) for _ in range(megabytes)) + packer.flush()
    data = b"%PDF-1.5\n"
    at_objects = len(data)
    data += b"4 0 obj<</Type/ObjStm/N 3/First %d/Length %d/Filter/FlateDecode>>stream\n" % (
        len(head),
        len(packed),
    )
    data += packed + b"\nendstream endobj\n"
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, at_objects, 0), (1, len(data), 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    at_table = len(data)
    data += b"5 0 obj<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table) + table
    return data + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % at_table
