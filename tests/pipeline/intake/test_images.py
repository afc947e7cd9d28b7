from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import (
    CorruptFileError,
    UnknownTypeError,
)
from pipeline.intake.limits import Limits
from pipeline.intake.media import JPEG, PNG
from pipeline.intake.pages import count_pages
from tests.pipeline.intake.builders import encoded, jpeg, scan_image
from tests.pipeline.intake.frames import differs, put, refused, render, tiff

LIMITS = Limits()
SIZE = (1169, 827, 3)
# Pillow speaks of the damage that these tests are about.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Truncated File Read:UserWarning"),
    pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning"),
    pytest.mark.filterwarnings("ignore:Metadata Warning:UserWarning"),
]


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
