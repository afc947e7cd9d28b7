"""Lines of text set anew, all of one size and well apart, so that the engine has nothing to lose.

Every row remembers where its pieces came from: a word's box on the galley is mapped back to the page.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from models.geometry import Box, union
from pipeline.reading.scale import Image, resized
from pipeline.reading.segments import Layout, Piece, surroundings_of
from pipeline.reading.shapes import Shapes

CAPITAL = 28  # pixels: the height of a capital on the galley
_WIDEST_GAP = 0.7  # of the capital's height, within a line
_BOXED_GAP = 0.28  # between digits that stood in boxes
_MARGIN = 24


@dataclass(frozen=True)
class Placed:
    """A piece on the galley: page = (galley - offset) / scale + corner of `box`, pixels."""

    box: Box
    line: int
    left: int
    top: int
    scale: float

    @property
    def right(self) -> float:
        return self.left + self.box.width * self.scale

    def back(self, box: Box) -> Box:
        """The part of the page under `box` of the galley, no wider than the piece."""
        left = self.box.left + (max(box.left, self.left) - self.left) / self.scale
        right = self.box.left + (min(box.right, self.right) - self.left) / self.scale
        top = self.box.top + (box.top - self.top) / self.scale
        bottom = self.box.top + (box.bottom - self.top) / self.scale
        return Box(
            round(left),
            max(round(top), self.box.top),
            max(round(right), round(left) + 1),
            min(max(round(bottom), round(top) + 1), self.box.bottom),
        )


@dataclass(frozen=True)
class Row:
    top: int
    bottom: int
    placed: list[Placed]


@dataclass(frozen=True)
class Galley:
    image: Image
    rows: list[Row]

    @cached_property
    def _borders(self) -> list[float]:
        """Between each row and the next."""
        return [(row.bottom + below.top) / 2 for row, below in pairwise(self.rows)]

    def to_page(self, box: Box) -> tuple[Box, int] | None:
        """A word's box on the page and the number of its line; None where the word lies on no piece."""
        if not self.rows:
            return None
        row = self.rows[bisect(self._borders, box.middle)]
        under = [placed for placed in row.placed if placed.left < box.right and placed.right > box.left]
        if not under:
            return None
        most = max(under, key=lambda placed: min(placed.right, box.right) - max(placed.left, box.left))
        parts = [placed.back(box) for placed in under if placed.line == most.line]
        return union(parts), most.line


def set_galley(page: Image, shapes: Shapes, layout: Layout, lines: list[list[Piece]]) -> Galley:
    """`page`: the cleaned gray page the shapes were found on."""
    strips = [_strip(page, shapes, layout, line, number) for number, line in enumerate(lines)]
    width = max((strip.image.shape[1] for strip in strips), default=0) + 2 * _MARGIN
    height = sum(strip.image.shape[0] + _MARGIN for strip in strips) + _MARGIN
    image = np.full((height, width), 255, np.uint8)
    rows, top = [], _MARGIN
    for strip in strips:
        bottom = top + strip.image.shape[0]
        image[top:bottom, _MARGIN : _MARGIN + strip.image.shape[1]] = strip.image
        placed = [
            Placed(one.box, one.line, one.left + _MARGIN, one.top + top, one.scale) for one in strip.placed
        ]
        rows.append(Row(top, bottom, placed))
        top = bottom + _MARGIN
    return Galley(image, rows)


@dataclass(frozen=True)
class Stack:
    """Galleys one below the other; `bottoms` of each on the image, pixels."""

    image: Image
    bottoms: list[int]

    def number_at(self, y: float) -> int:
        return min(bisect(self.bottoms, y), len(self.bottoms) - 1)


def stack(galleys: list[Galley]) -> Stack:
    width = max(galley.image.shape[1] for galley in galleys)
    parts = [
        np.pad(galley.image, ((0, 0), (0, width - galley.image.shape[1])), constant_values=255)
        for galley in galleys
    ]
    return Stack(np.vstack(parts), list(accumulate(part.shape[0] for part in parts)))


@dataclass(frozen=True)
class _Strip:
    """One line at the galley's size, and where on it its pieces are."""

    image: Image
    placed: list[Placed]


def _strip(page: Image, shapes: Shapes, layout: Layout, line: list[Piece], number: int) -> _Strip:
    widest = max(line, key=lambda piece: piece.box.width)
    scale = CAPITAL / max(widest.height, 4)
    if 0.85 < scale < 1.2:
        scale = 1.0
    top, bottom = min(piece.box.top for piece in line), max(piece.box.bottom for piece in line)
    parts, placed, at = [], [], 0
    for index, piece in enumerate(line):
        if index:
            gap = _gap(line[index - 1], piece, widest.height)
            parts.append(np.full((bottom - top, gap), 255, np.uint8))
            at += gap
        part = np.full((bottom - top, piece.box.width), 255, np.uint8)
        own = surroundings_of(shapes, layout, piece)
        inside = part[piece.box.top - top : piece.box.bottom - top]
        inside[own] = page[piece.box.top : piece.box.bottom, piece.box.left : piece.box.right][own]
        parts.append(part)
        placed.append(
            Placed(piece.box, number, round(at * scale), round((piece.box.top - top) * scale), scale)
        )
        at += piece.box.width
    image = np.hstack(parts)
    if scale != 1.0:
        image = resized(image, scale)
    return _Strip(image, placed)


def _gap(before: Piece, piece: Piece, height: float) -> int:
    if before.boxed and piece.boxed:
        return round(_BOXED_GAP * height)
    return int(min(max(piece.box.left - before.box.right, 1), _WIDEST_GAP * height))
