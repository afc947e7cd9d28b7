"""Whether a level page stands on its head, from where Vietnamese letters carry their marks."""

from __future__ import annotations

import numpy as np

from pipeline.reading.segments import Layout
from pipeline.reading.shapes import Shapes


def upside_down(shapes: Shapes, layout: Layout) -> bool:
    """Marks stand above the letters far more often than below: tones, hats, i-dots against one dot below."""
    above, below = mark_balance(shapes, layout)
    return below > above


def mark_balance(shapes: Shapes, layout: Layout) -> tuple[float, float]:
    """Ink of small shapes above and below the middle bands of their pieces."""
    above = below = 0.0
    for piece in layout.pieces:
        members = np.flatnonzero(layout.piece_of_shape == piece.number)
        if len(members) < 6:
            continue
        middles = (shapes.top[members] + shapes.bottom[members]) / 2
        small = shapes.height[members] < 0.6 * piece.height
        centre = float(np.median(middles[~small])) if (~small).any() else 0.0
        above += float((small & (middles < centre - 0.4 * piece.height)).sum())
        below += float((small & (middles > centre + 0.4 * piece.height)).sum())
    return above, below
