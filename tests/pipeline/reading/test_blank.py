"""Which pages are blank: pale ink counts, what shines through does not."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw

from pipeline.reading.blank import Ink, measure_ink
from pipeline.reading.read import read_page
from pipeline.reading.scale import glance
from pipeline.reading.tesseract import TesseractEngine
from samples.ink import press_stamp, sign
from samples.wear import punch_holes, scan
from tests.pipeline.reading.drawing import LINES, font, letter, pixels

LEVELS = [("office", 200), ("poor", 200), ("poor", 300)]


def sheet(dpi: int) -> Image.Image:
    return Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")


def bearing(what: str, dpi: int) -> Image.Image:
    page = sheet(dpi)
    if what == "stamp":
        press_stamp(page, (5 * dpi, 7 * dpi), round(1.4 * dpi), "ỦY BAN NHÂN DÂN XÃ MỸ LỘC", random.Random(1))
    elif what == "number":
        ImageDraw.Draw(page).text((7 * dpi, dpi // 2), "17", fill=(20, 20, 25), font=font(dpi // 6))
    elif what == "signature":
        sign(page, (4 * dpi, 7 * dpi, 11 * dpi // 2, 77 * dpi // 10), random.Random(2))
    else:
        for number, line in enumerate(LINES):
            at = dpi // 2, dpi // 2 + number * dpi // 3
            ImageDraw.Draw(page).text(at, line, fill=(20, 20, 25), font=font(dpi // 6))
    return page


def faded(page: Image.Image, strength: float) -> Image.Image:
    return page.point([round(255 - (255 - level) * strength) for level in range(256)] * 3)


def ink_of(page: Image.Image, dpi: int) -> Ink:
    return measure_ink(pixels(page), glance(pixels(page), dpi), dpi)


@pytest.mark.parametrize(("level", "dpi"), LEVELS)
@pytest.mark.parametrize("what", ["print", "stamp", "number", "signature"])
def test_pale_ink_makes_a_page_not_blank(what: str, level: str, dpi: int) -> None:
    page = scan(faded(bearing(what, dpi), 0.12), None, level, dpi, random.Random(5))
    assert 0 < ink_of(page, dpi).depth < 1


@pytest.mark.parametrize(("level", "dpi"), LEVELS)
def test_what_shines_through_leaves_a_page_blank(level: str, dpi: int) -> None:
    rng = random.Random(4)
    page = scan(sheet(dpi), bearing("print", dpi), level, dpi, rng)
    punch_holes(page, dpi, rng)
    assert ink_of(page, dpi).depth == 0


@pytest.mark.parametrize("seed", range(4))
def test_folds_specks_and_noise_are_no_ink(seed: int) -> None:
    assert ink_of(scan(sheet(200), None, "poor", 200, random.Random(seed)), 200).depth == 0


def test_dark_ink_needs_no_second_look() -> None:
    assert ink_of(letter(), 300).depth == 1


@pytest.mark.parametrize(("level", "dpi"), [("clean", 300), ("office", 200)])
def test_pale_print_is_read(tesseract: TesseractEngine, level: str, dpi: int) -> None:
    page = scan(faded(bearing("print", dpi), 0.12), None, level, dpi, random.Random(6))
    assert read_page(pixels(page), dpi, tesseract).text().splitlines() == list(LINES)


def test_noise_of_a_pale_page_is_smoothed(tesseract: TesseractEngine) -> None:
    page = scan(faded(bearing("print", 200), 0.12), None, "poor", 200, random.Random(7))
    text = read_page(pixels(page), 200, tesseract).text().split()
    words = " ".join(LINES).split()
    assert sum(word in text for word in words) >= 0.9 * len(words)
