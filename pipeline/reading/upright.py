"""Whether a level page stands on its head: Vietnamese carries its marks and tall letters upward."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.reading.segments import Layout, Piece, ink_of
from pipeline.reading.shapes import Shapes, percentile

_LOOKED_AT = 40  # the longest pieces of the page
_SHORTEST = 4  # a piece's width in heights
CLEAR = 0.1  # a lean at least so strong is believed


def lean(shapes: Shapes, layout: Layout) -> float:
    """Above 0 where the lines reach further up than down from their small letters' bodies (tones, hats, tall
    letters against tails and the dot below), below 0 where it is the other way round; 0 where none is long.
    """
    longest = sorted(layout.pieces, key=_width, reverse=True)[:_LOOKED_AT]
    ink = total = 0.0
    for piece in longest:
        if piece.box.width >= _SHORTEST * piece.height:
            rows = ink_of(shapes, layout, piece).sum(axis=1).astype(np.float64)
            ink += rows.sum()
            total += rows.sum() * _skewness(rows) + 2 * _overhang(rows)
    return total / max(ink, 1.0)


def _skewness(rows: NDArray[np.float64]) -> float:
    """Of the ink's height: above 0 where its tail points up."""
    height = np.arange(len(rows))[::-1]
    share = rows / max(rows.sum(), 1.0)
    away = height - (share * height).sum()
    return float((share * away**3).sum() / max((share * away**2).sum(), 1e-6) ** 1.5)


def _overhang(rows: NDArray[np.float64]) -> float:
    """Ink above less ink below the rows that are full of ink."""
    body = np.flatnonzero(rows >= 0.45 * percentile(rows, 95))
    return float(rows[: body[0]].sum() - rows[body[-1] + 1 :].sum())


def _width(piece: Piece) -> int:
    return piece.box.width
