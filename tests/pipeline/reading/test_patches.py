"""Patch T separator sheets."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.page import PageState
from pipeline.reading.patches import find_patches
from pipeline.reading.read import read_page
from pipeline.reading.scale import glance
from pipeline.reading.tesseract import TesseractEngine

DPI = 300
WIDE, NARROW = 60, 24  # 0.2 and 0.08 inches
PATCH_T = (NARROW, WIDE, NARROW, WIDE)
PATCH_2 = (WIDE, NARROW, NARROW, WIDE)


def sheet(bars: tuple[int, ...], *, length: int = 900) -> NDArray[np.uint8]:
    """A white A4 sheet with level bars near its top."""
    page = np.full((3508, 2480), 245, np.uint8)
    y = 150
    for bar in bars:
        page[y : y + bar, 700 : 700 + length] = 20
        y += bar + NARROW
    return page


@pytest.mark.parametrize("turns", range(4))
def test_bars_are_found_at_any_turn(turns: int) -> None:
    page = np.ascontiguousarray(np.rot90(sheet(PATCH_T), turns))
    (code,) = find_patches(glance(page, DPI), page.shape[1])
    assert (code.kind, code.text) == ("patch", "Patch T")
    assert page[code.box.top : code.box.bottom, code.box.left : code.box.right].mean() < 150


def test_bars_of_a_worn_sheet_are_found() -> None:
    page = sheet(PATCH_T).astype(np.float32) * np.linspace(0.7, 1, 2480)
    page += np.random.default_rng(5).normal(0, 18, page.shape)
    turn = cv2.getRotationMatrix2D((1240, 300), 1.0, 1)
    worn = cv2.warpAffine(cv2.GaussianBlur(page, (0, 0), 2), turn, (2480, 3508), borderValue=240)
    (code,) = find_patches(glance(np.clip(worn, 0, 255).astype(np.uint8), DPI), 2480)
    assert code.box.top < 350


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(sheet(PATCH_2), id="another patch"),
        pytest.param(sheet(PATCH_T, length=120), id="too short"),
        pytest.param(sheet((12, 30, 12, 30)), id="too small"),
        pytest.param(sheet((NARROW,) * 4), id="rules"),
        pytest.param(np.full((3508, 2480), 255, np.uint8), id="nothing"),
    ],
)
def test_other_bars_are_none(page: NDArray[np.uint8]) -> None:
    assert find_patches(glance(page, DPI), 2480) == []


def test_the_box_is_that_of_the_bars() -> None:
    (code,) = find_patches(glance(sheet(PATCH_T), DPI), 2480)
    assert code.box == pytest.approx((700, 150, 1600, 390), abs=60)


def test_a_sheet_of_bars_is_read_as_one(tesseract: TesseractEngine) -> None:
    reading = read_page(sheet(PATCH_T), DPI, tesseract)
    assert reading.state is PageState.READ and [code.text for code in reading.codes] == ["Patch T"]
