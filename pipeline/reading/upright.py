"""Whether a level page stands on its head: Vietnamese carries its marks and tall letters upward."""

from __future__ import annotations

import numpy as np

from pipeline.reading.segments import Layout, Piece, ink_of
from pipeline.reading.shapes import Shapes

_LOOKED_AT = 40  # the longest pieces of the page
_SHORTEST = 4  # a piece's width in heights


def upside_down(shapes: Shapes, layout: Layout) -> bool:
    above, below = overhang(shapes, layout)
    return below > above


def overhang(shapes: Shapes, layout: Layout) -> tuple[float, float]:
    """Ink above and below the bodies of the small letters (tones, hats, tall letters; tails, the dot below)."""
    longest = sorted(layout.pieces, key=_width, reverse=True)[:_LOOKED_AT]
    above = below = 0.0
    for piece in longest:
        if piece.box.width >= _SHORTEST * piece.height:
            rows = ink_of(shapes, layout, piece).sum(axis=1)
            body = np.flatnonzero(rows >= 0.45 * np.percentile(rows, 95))
            above += float(rows[: body[0]].sum())
            below += float(rows[body[-1] + 1 :].sum())
    return above, below


def _width(piece: Piece) -> int:
    return piece.box.width
