from __future__ import annotations

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.errors import (
    CorruptFileError,
    SohoaError,
    TooManyPagesError,
    TooManyPixelsError,
    UnknownTypeError,
)
from pipeline.intake.jpeg import orientation_of
from pipeline.intake.limits import Limits
from pipeline.intake.media import JPEG, PNG, media_type_of
from pipeline.intake.pages import PageImage, count_pages, render_page
from tests.pipeline.intake.builders import encoded, jpeg, scan_image

LIMITS = Limits()
SIZE = (1169, 827, 3)
# Pillow speaks of the damage that these tests are about.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Truncated File Read:UserWarning"),
    pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning"),
    pytest.mark.filterwarnings("ignore:Metadata Warning:UserWarning"),
]


def put(tmp_path: Path, data: bytes) -> tuple[Path, str]:
    (tmp_path / "image").write_bytes(data)
    media_type = media_type_of(data[:1024])
    assert media_type is not None
    return tmp_path / "image", media_type


def render(tmp_path: Path, data: bytes, number: int = 1) -> PageImage:
    file, media_type = put(tmp_path, data)
    assert count_pages(file, media_type, LIMITS) >= number
    page = render_page(file, media_type, number, LIMITS)
    with Image.open(io.BytesIO(page.kept)) as kept:
        assert Image.MIME[kept.format or ""] == page.kept_media_type
        assert orientation_of(kept) == 1
        shown = np.asarray(kept.convert("RGB"))[:, :, ::-1].astype(int)
    assert shown.shape == page.pixels.shape and np.abs(shown - page.pixels).mean() < 6
    return page


def refused(
    tmp_path: Path, data: bytes, number: int | None = None, limits: Limits = LIMITS
) -> type[SohoaError]:
    """The error of counting the pages, or of rendering page `number`."""
    file, media_type = put(tmp_path, data)
    with pytest.raises(SohoaError) as caught:
        if number is None:
            count_pages(file, media_type, limits)
        else:
            assert count_pages(file, media_type, limits) >= number
            render_page(file, media_type, number, limits)
    return type(caught.value)


def tiff(*frames: Image.Image, **options: Any) -> bytes:
    return encoded(
        frames[0], "TIFF", save_all=True, append_images=frames[1:], **({"dpi": (100, 100)} | options)
    )


def colours(image: Image.Image) -> np.ndarray[Any, Any]:
    return np.asarray(image.convert("RGB"))[:, :, ::-1].astype(int)


def differs(page: PageImage, image: Image.Image) -> float:
    return float(np.abs(page.pixels - colours(image)).mean())


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_is_kept_as_it_is(tmp_path: Path, mode: str, progressive: bool) -> None:
    data = jpeg(mode=mode, progressive=progressive)
    page = render(tmp_path, data)
    assert (page.kept, page.kept_media_type, page.dpi) == (data, JPEG, 100)
    assert page.pixels.shape == SIZE and differs(page, scan_image(mode=mode)) < 6


def test_what_a_camera_appends_is_not_kept(tmp_path: Path) -> None:
    assert render(tmp_path, jpeg() + b"trailer" * 100).kept == jpeg()


def test_a_preview_inside_does_not_pass_for_the_end(tmp_path: Path) -> None:
    preview = jpeg(60, 80)
    segment = b"\xff\xe1" + struct.pack(">H", len(preview) + 8) + b"Exif\0\0" + preview
    data = jpeg()[:2] + segment + jpeg()[2:]
    assert render(tmp_path, data).kept == data
    assert refused(tmp_path, data[: len(data) // 2]) is CorruptFileError


@pytest.mark.parametrize("orientation", range(2, 9))
def test_pixels_and_kept_image_are_turned_upright(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = scan_image()
    stored = upright
    if orientation >= 5:
        stored = stored.transpose(Image.Transpose.TRANSPOSE)
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        6: Image.Transpose.FLIP_TOP_BOTTOM,
        7: Image.Transpose.ROTATE_180,
        8: Image.Transpose.FLIP_LEFT_RIGHT,
    }
    if orientation in back:
        stored = stored.transpose(back[orientation])
    jpeg_page = render(tmp_path, encoded(stored, "JPEG", exif=exif, quality=95))
    assert jpeg_page.pixels.shape == SIZE and differs(jpeg_page, upright) < 6
    for compression in (None, "tiff_deflate"):
        data = tiff(stored, compression=compression, tiffinfo={0x0112: orientation})
        assert differs(render(tmp_path, data), upright) < 1
    assert differs(render(tmp_path, encoded(stored, "PNG", exif=exif)), upright) < 1


def test_four_inks_are_shown_in_their_colours(tmp_path: Path) -> None:
    picture = scan_image(mode="CMYK")
    for data in (encoded(picture, "JPEG", quality=95), tiff(picture)):
        page = render(tmp_path, data)
        red = page.pixels[100, 100].astype(int)
        assert red[2] - red[0] > 100 and red[2] - red[1] > 100
        assert page.pixels.mean() > 150


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_small_png_is_kept_as_it_is(tmp_path: Path, mode: str) -> None:
    picture = Image.new("RGB", (827, 1169), "white")
    picture.paste("black", (100, 100, 400, 400))
    data = encoded(picture.convert(mode), "PNG", dpi=(100, 100))
    page = render(tmp_path, data)
    assert (page.kept, page.kept_media_type, page.dpi) == (data, PNG, 100)
    assert differs(page, picture.convert(mode)) == 0


def test_a_large_png_is_kept_as_jpeg_for_the_original_is_kept_anyway(tmp_path: Path) -> None:
    data = encoded(scan_image(), "PNG")
    page = render(tmp_path, data)
    assert page.kept_media_type == JPEG and len(page.kept) < len(data) / 2
    assert differs(page, scan_image()) == 0


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_transparent_parts_are_paper(tmp_path: Path, kind: str) -> None:
    for mode in ("RGBA", "LA"):
        picture = Image.new(mode, (200, 300), (0,) * len(mode))
        picture.paste((0,) * (len(mode) - 1) + (255,), (50, 50, 100, 100))
        page = render(tmp_path, encoded(picture, kind))
        assert page.pixels[0, 0].tolist() == [255, 255, 255] and page.pixels[60, 60].tolist() == [0, 0, 0]


def test_a_transparent_palette(tmp_path: Path) -> None:
    picture = Image.new("P", (200, 300), 0)
    picture.putpalette([0, 0, 0, 250, 0, 0])
    picture.paste(1, (50, 50, 100, 100))
    page = render(tmp_path, encoded(picture, "PNG", transparency=0))
    assert page.pixels[0, 0].tolist() == [255, 255, 255] and page.pixels[60, 60].tolist() == [0, 0, 250]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits(tmp_path: Path, kind: str) -> None:
    values = np.asarray(scan_image(mode="L")).astype(np.uint16) * 257
    page = render(tmp_path, encoded(Image.fromarray(values), kind))
    assert differs(page, scan_image(mode="L")) == 0


def test_floating_point_is_nothing_that_offices_scan(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(np.zeros((50, 50), np.float32)), "TIFF")
    assert refused(tmp_path, data, 1) is UnknownTypeError


@pytest.mark.parametrize(
    ("mode", "compression"),
    [
        ("1", "group4"),
        ("1", "group3"),
        ("1", None),
        ("L", "tiff_lzw"),
        ("P", "packbits"),
        ("RGB", "jpeg"),
        ("RGB", "tiff_adobe_deflate"),
        ("RGB", None),
    ],
)
def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path, mode: str, compression: str | None) -> None:
    frames = [scan_image(600 + 10 * number, 800, mode) for number in range(3)]
    data = tiff(*frames, compression=compression)
    file, media_type = put(tmp_path, data)
    assert count_pages(file, media_type, LIMITS) == 3
    for number, frame in enumerate(frames, 1):
        page = render(tmp_path, data, number)
        assert page.pixels.shape[:2] == (800, 590 + 10 * number) and differs(page, frame) < 6


def test_a_big_tiff(tmp_path: Path) -> None:
    assert render(tmp_path, encoded(scan_image(), "TIFF", big_tiff=True)).pixels.shape == SIZE


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    page = render(tmp_path, tiff(scan_image(1728, 1145, "1"), dpi=(204, 98), compression="group4"))
    assert page.dpi == 204
    assert abs(page.pixels.shape[0] / page.pixels.shape[1] - 1145 / 98 / (1728 / 204)) < 0.01


@pytest.mark.parametrize(
    ("claimed", "dpi"),
    [((100, 100), 100), ((72, 72), 72), (None, 100), ((1, 1), 100), ((9999, 9999), 100), ((40, 40), 100)],
)
def test_a_resolution_is_believed_where_it_makes_paper(
    tmp_path: Path, claimed: tuple[int, int] | None, dpi: int
) -> None:
    options = {"dpi": claimed} if claimed else {}
    assert render(tmp_path, encoded(scan_image(), "PNG", **options)).dpi == dpi


def test_more_than_400_dpi_is_brought_down_to_300(tmp_path: Path) -> None:
    page = render(tmp_path, jpeg(1654, 2338, dpi=(600, 600)))
    assert (page.dpi, page.pixels.shape) == (300, (1169, 827, 3))


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
    started = time.perf_counter()
    assert refused(tmp_path, bytes(data)) is CorruptFileError
    assert time.perf_counter() - started < 2


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
