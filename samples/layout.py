"""Papers set on A4 pages: clean ink on white paper, before any scanner has seen it."""

from __future__ import annotations

import random
from dataclasses import replace

from PIL import Image, ImageChops

from samples.blocks import CardFront, PageBreak, Paper
from samples.ink import press_box
from samples.setting import put
from samples.sheet import Sheet
from samples.style import Style, draw_style

OFFICE_STAMPS = 0.12


class PageOverflowError(RuntimeError):
    """A paper has more content than its pages hold."""


def draw_paper(paper: Paper, dpi: int, rng: random.Random, *, stamped: bool = True) -> list[Image.Image]:
    """One RGB image a page, `paper.pages` of them, all in one style drawn from `rng`; where `stamped` now and
    then with a stamp of the office that took it in, whose words are not the paper's.

    A paper that is too long for its pages is set smaller; PageOverflowError if it never fits. Cards are now
    and then scanned alone, without the sheet that they lie on.
    """
    style = draw_style(rng, by_hand=paper.by_hand)
    for share in (1, 0.93, 0.86, 0.8, 0.74):
        squeezed = replace(style, size=style.size * share, spacing=style.spacing * (0.5 + share / 2))
        sheets = _set_pages(paper, squeezed, dpi, rng)
        if not any(sheet.is_overfull for sheet in sheets):
            return _finish(sheets, paper, rng, stamped=stamped)
    raise PageOverflowError(paper.document_type)


def _finish(sheets: list[Sheet], paper: Paper, rng: random.Random, *, stamped: bool) -> list[Image.Image]:
    if any(isinstance(block, CardFront) for block in paper.blocks):
        return [_trim(sheet) for sheet in sheets] if rng.random() < 0.2 else [sheet.image for sheet in sheets]
    if stamped and paper.blocks and rng.random() < OFFICE_STAMPS:
        _press_office_stamp(sheets[0], rng)
    return [sheet.image for sheet in sheets]


def _trim(sheet: Sheet) -> Image.Image:
    """What is on the sheet, with a narrow edge."""
    edge = sheet.px(4)
    left, top, right, bottom = ImageChops.invert(sheet.image).getbbox() or (0, 0, *sheet.image.size)
    return sheet.image.crop((left - edge, top - edge, right + edge, bottom + edge))


def _press_office_stamp(sheet: Sheet, rng: random.Random) -> None:
    """That it came in, or that it was compared: no part of the paper, wherever there is room."""
    number, day = rng.randint(10, 999), f"{rng.randint(10, 28)}/{rng.randint(3, 9)}/202{rng.randint(4, 6)}"
    rows = rng.choice(
        (("ĐẾN", f"Số: {number}", f"Ngày: {day}"), ("ĐÃ ĐỐI CHIẾU", "VỚI BẢN CHÍNH"), ("BẢN SAO",))
    )
    y = min(sheet.y + sheet.px(4), sheet.image.height - sheet.px(40))
    press_box(sheet.image, (sheet.px(rng.uniform(20, 60)), y), rows, sheet.dpi, rng)


def _set_pages(paper: Paper, style: Style, dpi: int, rng: random.Random) -> list[Sheet]:
    sheets = [Sheet(style, dpi, rng)]
    for block in paper.blocks:
        if isinstance(block, PageBreak):
            sheets.append(Sheet(style, dpi, rng))
        else:
            put(block, sheets[-1])
    return sheets
