"""Which way the lines of a page run."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.reading.orient import CLEARLY_LEVEL, rhythm_of_rows, small_ink
from tests.pipeline.reading.drawing import LINES, letter, turned


@pytest.mark.parametrize("lines", [LINES, LINES[:2]])
@pytest.mark.parametrize("level", [True, False])
def test_the_dark_edge_of_a_scan_does_not_tell_the_direction(lines: tuple[str, ...], level: bool) -> None:
    page = letter(lines)
    page = page if level else turned(page, 90)
    draw = ImageDraw.Draw(page)
    if level:
        draw.rectangle((0, 0, 14, page.height), fill=(90, 85, 85))  # upright, beside level lines
    else:
        draw.rectangle((0, 0, page.width, 14), fill=(90, 85, 85))
    gray = np.asarray(page.convert("L"), np.uint8)
    assert (rhythm_of_rows(small_ink(gray, 300)) >= CLEARLY_LEVEL) is level
