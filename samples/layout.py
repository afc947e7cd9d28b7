"""Papers set on A4 pages: clean ink on white paper, before any scanner has seen it."""

from __future__ import annotations

import random
from dataclasses import replace

from PIL import Image

from samples.blocks import PageBreak, Paper
from samples.setting import put
from samples.sheet import Sheet
from samples.style import Style, draw_style


class PageOverflowError(RuntimeError):
    """A paper has more content than its pages hold."""


def draw_paper(paper: Paper, dpi: int, rng: random.Random) -> list[Image.Image]:
    """One RGB image a page, `paper.pages` of them, all in one style drawn from `rng`.

    A paper that is too long for its pages is set smaller; PageOverflowError if it never fits.
    """
    style = draw_style(rng, by_hand=paper.by_hand)
    for share in (1, 0.93, 0.86, 0.8, 0.74):
        squeezed = replace(style, size=style.size * share, spacing=style.spacing * (0.5 + share / 2))
        sheets = _set_pages(paper, squeezed, dpi, rng)
        if not any(sheet.is_overfull for sheet in sheets):
            return [sheet.image for sheet in sheets]
    raise PageOverflowError(paper.document_type)


def _set_pages(paper: Paper, style: Style, dpi: int, rng: random.Random) -> list[Sheet]:
    sheets = [Sheet(style, dpi, rng)]
    for block in paper.blocks:
        if isinstance(block, PageBreak):
            sheets.append(Sheet(style, dpi, rng))
        else:
            put(block, sheets[-1])
    return sheets
