"""The lines for machines on card backs as they are drawn and scanned."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.reading.mrz import gap_at
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from samples.blocks import CardBack
from samples.cardface import draw_back
from samples.filling import fill, forms
from samples.people import draw_family
from samples.wear import scan
from tests.pipeline.reading.drawing import LINES, font, letter, paper, pixels


def card_back(seed: int) -> CardBack:
    rng = random.Random(seed)
    family = draw_family(rng)
    card = fill(forms()["identity_card_2021"], rng, family, {"parent": family.mother}, dt.date(2022, 5, 17))
    back = card.blocks[-1]
    assert isinstance(back, CardBack)
    return back


@pytest.mark.parametrize(
    ("level", "dpi", "degrees"), [("clean", 300, 0), ("office", 200, 0), ("poor", 300, 180), ("poor", 200, 0)]
)
def test_the_lines_are_read_and_their_words_stand_on_the_page(
    tesseract: TesseractEngine, level: str, dpi: int, degrees: int
) -> None:
    back = card_back(dpi)
    sheet = paper(round(8.27 * dpi), 5 * dpi)
    sheet.paste(draw_back(back, dpi, random.Random(1)), (dpi, dpi))
    scanned = scan(sheet, None, level, dpi, random.Random(2)).rotate(degrees)
    reading = read_page(pixels(scanned), dpi, tesseract)
    (code,) = reading.codes
    assert code.kind == "mrz"
    assert code.text.splitlines()[:2] == list(back.machine_lines[:2])
    words = {word.text: word.box for word in reading.words}
    for line in back.machine_lines[:2]:
        assert code.box.contains(words[line])
    assert reading.text().count("VNM") == 2  # and once only


def test_a_wrong_check_digit_makes_it_mere_text(tesseract: TesseractEngine) -> None:
    first, second, third = card_back(7).machine_lines
    page = letter()
    draw = ImageDraw.Draw(page)
    for number, line in enumerate((first, second[:-1] + str((int(second[-1]) + 1) % 10), third)):
        draw.text((150, 850 + 60 * number), line, fill=0, font=font(42, "Liberation Mono"))
    reading = read_page(pixels(page), 300, tesseract)
    assert reading.codes == ()
    assert reading.text().count("VNM") == 2


def test_two_cards_side_by_side_are_two_zones(tesseract: TesseractEngine) -> None:
    backs = [card_back(seed) for seed in (3, 4)]
    sheet = Image.new("RGB", (2480, 1000), "white")
    for at, back in enumerate(backs):
        sheet.paste(draw_back(back, 300, random.Random(at)), (150 + 1150 * at, 100 + 40 * at))
    reading = read_page(pixels(sheet), 300, tesseract)
    assert [code.text.splitlines()[:2] for code in reading.codes] == [
        list(back.machine_lines[:2]) for back in backs
    ]


@pytest.mark.parametrize("sign", [20, 29])
def test_the_gap_before_a_sign_is_found(sign: int) -> None:
    line = "9610080F3610088VNM<<<<<<<<<<<0"
    image, written = Image.new("L", (1400, 80)), font(42, "Liberation Mono")
    ImageDraw.Draw(image).text((10, 10), line, 255, written)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    columns = (np.asarray(image)[top:bottom, left:right] > 127).sum(axis=0)
    gap = gap_at(columns, sign)
    assert columns[gap] == 0
    pitch = written.getlength(line) / 30
    assert abs(10 + sign * pitch - left - gap) < pitch / 4


def test_lines_of_text_are_no_zone(tesseract: TesseractEngine) -> None:
    reading = read_page(pixels(letter((LINES[0],) * 3)), 300, tesseract)
    assert reading.codes == ()
    assert reading.text().splitlines() == [LINES[0]] * 3
