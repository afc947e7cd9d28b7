from __future__ import annotations

import io
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import (
    CorruptFileError,
    SohoaError,
    TooManyPagesError,
    TooManyPixelsError,
)
from pipeline.intake.limits import Limits
from pipeline.intake.pages import count_pages, render_page
from tests.pipeline.intake.builders import encoded, jpeg, scan_image
from tests.pipeline.intake.frames import put, refused, render, tiff

LIMITS = Limits()
# Pillow speaks of the damage that these tests are about.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Truncated File Read:UserWarning"),
    pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning"),
    pytest.mark.filterwarnings("ignore:Metadata Warning:UserWarning"),
]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_cut_off_image_is_found_before_it_is_decoded(tmp_path: Path, kind: str, share: float) -> None:
    data = encoded(scan_image(), kind)
    assert refused(tmp_path, data[: int(len(data) * share)]) is CorruptFileError


def test_progressive_jpegs_end_at_their_last_scan(tmp_path: Path) -> None:
    data = jpeg(progressive=True)
    assert refused(tmp_path, data[: len(data) // 2]) is CorruptFileError


@pytest.mark.parametrize(
    "data", [jpeg()[:20], b"\xff\xd8\xff\xd9", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*" + bytes(9)]
)
def test_nothing_but_a_header(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data) is CorruptFileError


def test_a_broken_png_is_corrupt_when_it_is_decoded(tmp_path: Path) -> None:
    data = bytearray(encoded(scan_image(), "PNG"))
    data[5000:5100] = bytes(100)
    assert refused(tmp_path, bytes(data), 1) is CorruptFileError


@pytest.mark.parametrize("compression", [None, "jpeg", "tiff_deflate", "group4"])
def test_a_cut_off_tiff_never_passes_in_silence(tmp_path: Path, compression: str | None) -> None:
    mode = "1" if compression == "group4" else "RGB"
    data = tiff(*[scan_image(400, 500, mode)] * 3, compression=compression)
    for share in (0.2, 0.5, 0.9, 0.99):
        file, media_type = put(tmp_path, data[: int(len(data) * share)])
        with pytest.raises(CorruptFileError):
            for number in range(1, count_pages(file, media_type, LIMITS) + 1):
                render_page(file, media_type, number, LIMITS)


def test_one_bad_frame_costs_one_page(tmp_path: Path) -> None:
    data = bytearray(tiff(*[scan_image(400, 500)] * 3, compression="tiff_deflate"))
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        start = image.tag_v2[273][0]  # type: ignore[attr-defined]
    data[start : start + 200] = b"\xff" * 200
    file, media_type = put(tmp_path, bytes(data))
    assert count_pages(file, media_type, LIMITS) == 3
    render_page(file, media_type, 1, LIMITS)
    render_page(file, media_type, 3, LIMITS)
    with pytest.raises(CorruptFileError):
        render_page(file, media_type, 2, LIMITS)


def test_a_chain_of_frames_that_turns_back(tmp_path: Path) -> None:
    data = bytearray(tiff(*[scan_image(60, 80)] * 3))
    offsets = _frame_offsets(data)
    data[offsets[-1] : offsets[-1] + 4] = data[4:8]  # after the last frame comes the first
    started = time.process_time()
    assert refused(tmp_path, bytes(data)) is CorruptFileError
    assert time.process_time() - started < 2


def test_a_chain_that_leaves_the_file(tmp_path: Path) -> None:
    data = bytearray(tiff(*[scan_image(60, 80)] * 2))
    at = _frame_offsets(data)[-1]
    data[at : at + 4] = struct.pack("<L", len(data) + 1000)
    assert refused(tmp_path, bytes(data)) is CorruptFileError


def _frame_offsets(data: bytearray) -> list[int]:
    """Where each frame's directory says at which offset the next one is."""
    places, at = [], struct.unpack_from("<L", data, 4)[0]
    while at:
        entries = struct.unpack_from("<H", data, at)[0]
        places.append(at + 2 + 12 * entries)
        at = struct.unpack_from("<L", data, places[-1])[0]
    return places


def test_too_many_frames(tmp_path: Path) -> None:
    data = tiff(*[Image.new("1", (8, 8))] * 30)
    assert refused(tmp_path, data, limits=Limits(pages=29)) is TooManyPagesError
    file, media_type = put(tmp_path, data)
    assert count_pages(file, media_type, Limits(pages=30)) == 30


def huge_png(side: int) -> bytes:
    """A one-bit PNG of `side` x `side` pixels; of its pixels only the first are there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">2L5B", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def huge_jpeg(side: int) -> bytes:
    data = bytearray(jpeg())
    frame = data.index(b"\xff\xc0") + 5
    data[frame : frame + 4] = side.to_bytes(2, "big") * 2
    return bytes(data)


@pytest.mark.parametrize("data", [huge_png(35_000), huge_jpeg(35_000)])
def test_35000_by_35000_pixels_are_refused_before_they_are_decoded(tmp_path: Path, data: bytes) -> None:
    started = time.thread_time()
    assert refused(tmp_path, data) is TooManyPixelsError
    assert time.thread_time() - started < 0.1


def test_a_huge_frame_costs_its_page(tmp_path: Path) -> None:
    small, huge = Image.new("1", (800, 600)), Image.new("1", (35_000, 35_000))
    data = tiff(small, huge, small, compression="group4")
    assert refused(tmp_path, data, 2) is TooManyPixelsError
    assert len(data) < 40_000
    assert render(tmp_path, data, 3).pixels.shape == (600, 800, 3)


def test_100_million_pixels_are_read_without_a_word(tmp_path: Path) -> None:
    """Above 89 million Pillow would warn, and above 179 refuse, whatever our own limit says."""
    file, media_type = put(tmp_path, encoded(Image.new("1", (10_000, 10_000)), "PNG", dpi=(300, 300)))
    assert count_pages(file, media_type, LIMITS) == 1
    assert count_pages(file, media_type, Limits(pixels=100_000_000)) == 1
    with pytest.raises(TooManyPixelsError):
        count_pages(file, media_type, Limits(pixels=99_999_999))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_noise_in_the_header_is_corrupt_and_nothing_else(tmp_path: Path, kind: str) -> None:
    """Whatever the bytes, only Sohoa's own errors come out."""
    whole = encoded(scan_image(64, 64), kind)
    generator = np.random.default_rng(3)
    for _ in range(60):
        data = bytearray(whole)
        for at in generator.integers(8, len(data), 12):
            data[at] = int(generator.integers(0, 256))
        file, media_type = put(tmp_path, bytes(data))
        try:
            for number in range(1, count_pages(file, media_type, LIMITS) + 1):
                render_page(file, media_type, number, Limits(pixels=10_000_000))
        except SohoaError:
            pass
