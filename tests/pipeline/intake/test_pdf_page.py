from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.intake.limits import Limits
from pipeline.intake.media import JPEG, PDF, PNG
from pipeline.intake.pages import render_page
from tests.pipeline.intake.builders import (
    COVER,
    add_page,
    add_scan,
    image_stream,
    jpeg,
    scan_image,
    scanned_pdf,
)
from tests.pipeline.intake.rendering import red_corner, render

LIMITS = Limits()


def test_a_page_that_is_one_jpeg_is_taken_out_as_it_is(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, jpeg())
    page = render(pdf, tmp_path)
    assert (page.kept, page.kept_media_type) == (jpeg(), JPEG)
    assert (page.dpi, page.pixels.shape) == (100, (1169, 827, 3))
    assert red_corner(page) == "top left"


@pytest.mark.parametrize(
    "instructions",
    [
        b"q\n594.9600 0 0 842.1 0.0000 0.0000 cm\n/Im0 Do\nQ",
        b"q 0.24 0 0 .24 0 0 cm q 2479.2 0 0 3508.3 0 0 cm /Im0 Do Q Q",
        b"0 g 1 0 0 1 0 0 cm 595 0 0 842 0 0 cm /Im0 Do",
        b"q q Q 595 0 0 842 +1 -1 cm /Im0 Do Q",
    ],
)
def test_scanners_write_it_in_many_ways(tmp_path: Path, instructions: bytes) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), instructions)
    assert render(pdf, tmp_path).kept == jpeg()


def test_gray_and_calibrated_scans_are_taken_out_too(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    profile = Array([Name.ICCBased, pdf.make_stream(b"profile", N=3)])
    add_page(pdf, image_stream(pdf, jpeg(mode="L"), 827, 1169, ColorSpace=Name.DeviceGray))
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, ColorSpace=profile, Filter=Array([Name.DCTDecode])))
    assert render(pdf, tmp_path, 1).kept == jpeg(mode="L")
    assert render(pdf, tmp_path, 2).kept == jpeg()


def test_a_turned_page_keeps_its_scan_as_it_is_stored(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, Rotate=90)
    page = render(pdf, tmp_path)
    assert page.kept == jpeg() and red_corner(page) == "top left"


def text_over(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), COVER + b" 1 0 0 rg 0 0 300 400 re f")


def stamped(pdf: pikepdf.Pdf) -> None:
    stamp = pdf.make_stream(
        b"0 0 1 rg 0 0 99 99 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99]
    )
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=[99, 99, 198, 198], F=4, AP=Dictionary(N=stamp)
    )
    add_scan(pdf, Annots=Array([pdf.make_indirect(note)]))


def cropped(pdf: pikepdf.Pdf) -> None:
    add_scan(pdf, CropBox=Array([0, 421, 595, 842]))


def mirrored(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"q -595 0 0 842 595 0 cm /Im0 Do Q")


def upside_down(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"q -595 0 0 -842 595 842 cm /Im0 Do Q")


def small_on_the_page(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"q 200 0 0 300 0 0 cm /Im0 Do Q")


def inverted(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, Decode=Array([1, 0, 1, 0, 1, 0])))


def masked(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169, Mask=Array([0, 100, 0, 100, 0, 100])))


def two_images(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), COVER + b" q 99 0 0 99 0 0 cm /Im0 Do Q")


def turned_by_its_own_metadata(pdf: pikepdf.Pdf) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    add_scan(pdf, jpeg(exif=exif))


def four_inks(pdf: pikepdf.Pdf) -> None:
    add_page(pdf, image_stream(pdf, jpeg(mode="CMYK"), 827, 1169, ColorSpace=Name.DeviceCMYK))


def another_codec(pdf: pikepdf.Pdf) -> None:
    pixels = zlib.compress(scan_image().tobytes())
    add_page(pdf, image_stream(pdf, pixels, 827, 1169, Filter=Name.FlateDecode))


@pytest.mark.parametrize(
    ("draw", "corner"),
    [
        (text_over, "bottom left"),
        (stamped, "top left"),
        (cropped, "top left"),
        (mirrored, "top right"),
        (upside_down, "bottom right"),
        (small_on_the_page, "bottom left"),
        (two_images, "top left"),
        (turned_by_its_own_metadata, "top left"),
        (another_codec, "top left"),
    ],
)
def test_anything_more_is_rendered(tmp_path: Path, draw: Callable[[pikepdf.Pdf], None], corner: str) -> None:
    pdf = pikepdf.new()
    draw(pdf)
    page = render(pdf, tmp_path)
    assert page.dpi == 300 and page.kept != jpeg()
    assert red_corner(page) == corner


@pytest.mark.parametrize("draw", [inverted, masked, four_inks])
def test_other_colours_are_rendered(tmp_path: Path, draw: Callable[[pikepdf.Pdf], None]) -> None:
    pdf = pikepdf.new()
    draw(pdf)
    page = render(pdf, tmp_path)
    assert page.dpi == 300 and page.pixels.shape == (3509, 2480, 3)


def test_what_is_cropped_away_is_not_read(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    cropped(pdf)
    assert render(pdf, tmp_path).pixels.shape == (1755, 2480, 3)


def test_the_scans_of_a_pdf_without_user_password(tmp_path: Path) -> None:
    lock = pikepdf.Encryption(user="", owner="owner", R=6)
    assert render_page(scanned_pdf(tmp_path / "a.pdf", encryption=lock), PDF, 1, LIMITS).kept == jpeg()


@pytest.mark.parametrize("contents", [None, b"", b"q Q"])
def test_an_empty_page_is_a_white_page(tmp_path: Path, contents: bytes | None) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf)
    if contents is None:
        del page.obj.Contents
    else:
        page.obj.Contents = pdf.make_stream(contents)
    image = render(pdf, tmp_path)
    assert image.pixels.shape == (3509, 2480, 3) and image.pixels.min() == 255
    assert image.kept_media_type == PNG and len(image.kept) < 50_000


def test_vector_pages_are_kept_without_loss_where_they_are_black_and_white(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 g 100 100 200 200 re f")
    page = render(pdf, tmp_path)
    assert page.kept_media_type == PNG and np.array_equal(np.unique(page.pixels), [0, 255])


@pytest.mark.parametrize("box", [[0, 0, 14_400, 7_200], [0, 0, 10**5, 10**5], [0, 0, 2400, 3200]])
def test_a_page_larger_than_any_paper_is_taken_for_a4(tmp_path: Path, box: list[int]) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 0 9 9 re f", MediaBox=Array(box))
    page = render(pdf, tmp_path)
    height, width = page.pixels.shape[:2]
    assert 3000 < max(height, width) < 4200 and abs(height / width - box[3] / box[2]) < 0.01
    assert abs(page.dpi - max(height, width) / 11.69) < 1


def test_a_poster_in_user_units(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), b"0 g 9 9 9 9 re f", size=(59.5, 84.2), UserUnit=10)
    page = render(pdf, tmp_path)
    assert page.dpi == 300 and abs(page.pixels.shape[0] - 3508) <= 2


def test_a_photo_placed_at_one_point_a_pixel(tmp_path: Path) -> None:
    """Telephones do so: 4000 points are 55 inches, and no paper."""
    pdf = pikepdf.new()
    data = jpeg(2400, 3200)
    add_page(pdf, image_stream(pdf, data, 2400, 3200), b"q 2400 0 0 3200 0 0 cm /Im0 Do Q", size=(2400, 3200))
    page = render(pdf, tmp_path)
    assert page.kept == data and 270 < page.dpi < 280


@pytest.mark.parametrize("box", [[595, 842, 0, 0], [0, 842, 595, 0], [-10, -10, 585, 832]])
def test_a_media_box_from_any_corner(tmp_path: Path, box: list[int]) -> None:
    pdf = pikepdf.new()
    left, bottom = min(box[::2]), min(box[1::2])
    place = f"q 595 0 0 842 {left} {bottom} cm /Im0 Do Q".encode()
    add_page(pdf, image_stream(pdf, jpeg(), 827, 1169), place, MediaBox=Array(box))
    assert render(pdf, tmp_path).kept == jpeg()


def test_without_a_media_box_the_page_is_still_read(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, MediaBox=Array([0, 0, Name.A, 842]))
    assert red_corner(render(pdf, tmp_path)) == "top left"


def test_a_crop_box_outside_the_page_is_ignored(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_scan(pdf, CropBox=Array([-100, -100, 800, 900]))
    assert render(pdf, tmp_path).kept == jpeg()
