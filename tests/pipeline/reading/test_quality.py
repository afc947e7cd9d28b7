"""What is measured of a scan, and what a clerk is told of a bad one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from models.geometry import IDENTITY, Box
from models.page import Quality
from models.quality import load_quality_rules, reasons_to_rescan
from pipeline.reading.quality import measure_quality
from pipeline.reading.read import read_page
from pipeline.reading.segments import Piece
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import font, letter, paper, pixels, turned


def stamped() -> Image.Image:
    page = paper(2480, 3508)
    page.paste(letter(), (200, 200))
    draw = ImageDraw.Draw(page)
    draw.ellipse((1500, 2200, 1920, 2620), outline=(205, 40, 50), width=9)
    draw.ellipse((1590, 2290, 1830, 2530), outline=(205, 40, 50), width=5)
    return page


def faded(page: Image.Image) -> Image.Image:
    return Image.blend(page, Image.new("RGB", page.size, (246, 245, 240)), 0.68)


def cut() -> Image.Image:
    return letter().crop((170, 0, 1800, 1300))


def measured(page: Image.Image, engine: TesseractEngine, dpi: int = 300) -> Quality:
    quality = read_page(pixels(page), dpi, engine).quality
    assert quality is not None
    return quality


@pytest.mark.parametrize(
    ("page", "dpi", "reasons"),
    [
        (letter(), 300, []),
        (stamped(), 300, []),
        (letter().resize((1200, 867)), 200, []),
        (letter().resize((900, 650)), 150, ["độ phân giải 150 dpi, thấp hơn 200 dpi"]),
        (turned(letter(), 4), 300, ["trang nghiêng 4.0°"]),
        (turned(letter(), 90), 300, []),
        (letter().filter(ImageFilter.GaussianBlur(4.5)), 300, ["chữ bị nhòe"]),
        (faded(letter(size=80)), 300, ["chữ quá nhạt so với nền giấy"]),
        (stamped().convert("L"), 300, ["trang có con dấu nhưng không quét màu"]),
        (cut(), 300, ["chữ bị cắt ở mép trang"]),
    ],
    ids=["good", "stamp", "200", "150", "skewed", "lying", "blurred", "pale", "gray", "cut"],
)
def test_only_what_is_wrong_is_told(
    tesseract: TesseractEngine, page: Image.Image, dpi: int, reasons: list[str]
) -> None:
    assert reasons_to_rescan(measured(page, tesseract, dpi)) == reasons


def test_blur_is_what_the_page_was_blurred_by(tesseract: TesseractEngine) -> None:
    for sigma in (2.0, 3.0):
        quality = measured(letter(size=90).filter(ImageFilter.GaussianBlur(sigma)), tesseract)
        assert quality.blur == pytest.approx(sigma, rel=0.25)


def test_a_large_letter_is_no_stamp(tesseract: TesseractEngine) -> None:
    page = letter().convert("L")
    ImageDraw.Draw(page).text((400, 750), "OQ", fill=20, font=font(420))
    assert measured(page.convert("RGB"), tesseract).gray_stamps == 0


def test_level_bars_have_no_blur() -> None:
    page = np.full((1000, 1000, 3), 255, np.uint8)
    page[380:420] = 0
    bar = Piece(0, Box(0, 350, 1000, 450), 40, 420, (420, 420))
    quality = measure_quality(page, page[:999:3, :999:3], 300, IDENTITY, [bar], [])
    assert (quality.blur, quality.contrast) == (None, 1.0)


def test_every_limit_names_a_measure_and_can_be_told() -> None:
    quality = Quality(dpi=1, skew=99, blur=99, contrast=0, gray_stamps=99, cut_words=99)
    assert len(reasons_to_rescan(quality)) == len(load_quality_rules().limits) == len(Quality.model_fields)
    nothing = Quality(dpi=300, skew=0, blur=None, contrast=None, gray_stamps=0, cut_words=0)
    assert reasons_to_rescan(nothing) == []
