"""Lines of text set anew, all of one size and well apart, so that the engine has nothing to lose.

Every row remembers where its pieces came from: a word's box on the galley is mapped back to the page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.geometry import Box, union
from pipeline.reading.scale import Image, resized
from pipeline.reading.segments import Layout, Piece, surroundings_of
from pipeline.reading.shapes import Shapes

CAPITAL = 28  # pixels: the height of a capital on the galley
_WIDEST_GAP = 0.7  # of the capital's height, within a line
_BOXED_GAP = 0.28  # between digits that stood in boxes
_LINE_GAP = 2.5  # between two short lines that share a row
_ROW_WIDTH = 0
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

    def to_page(self, box: Box) -> tuple[Box, int] | None:
        """A word's box on the page and the number of its line; None where the word lies on no piece."""
        row = min(self.rows, key=lambda row: abs((row.top + row.bottom) / 2 - box.middle), default=None)
        if row is None:
            return None
        under = [placed for placed in row.placed if placed.left < box.right and placed.right > box.left]
        if not under:
            return None
        most = max(under, key=lambda placed: min(placed.right, box.right) - max(placed.left, box.left))
        parts = [placed.back(box) for placed in under if placed.line == most.line]
        return union(parts), most.line


def set_galley(page: Image, shapes: Shapes, layout: Layout, lines: list[list[Piece]]) -> Galley:
    """`page`: the cleaned gray page the shapes were found on."""
    strips = [_strip(page, shapes, layout, line, number) for number, line in enumerate(lines)]
    rows = _fill_rows(strips)
    width = max((row[-1].left + row[-1].image.shape[1] for row in rows), default=0) + 2 * _MARGIN
    top, set_rows = _MARGIN, []
    for row in rows:
        above, below = (
            max(strip.base for strip in row),
            max(strip.image.shape[0] - strip.base for strip in row),
        )
        set_rows.append((row, top, above, below))
        top += above + below + _MARGIN
    image = np.full((top, width), 255, np.uint8)
    done = []
    for row, start, above, below in set_rows:
        placed = []
        for strip in row:
            y, x = start + above - strip.base, strip.left + _MARGIN
            image[y : y + strip.image.shape[0], x : x + strip.image.shape[1]] = strip.image
            placed += [
                Placed(one.box, one.line, one.left + x, one.top + y, one.scale) for one in strip.placed
            ]
        done.append(Row(start, start + above + below, placed))
    return Galley(image, done)


@dataclass
class _Strip:
    """One line at the galley's size; `base`: rows from its top to its base line."""

    image: Image
    base: int
    placed: list[Placed]
    left: int = 0


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
    return _Strip(image, min(max(round((widest.base - top) * scale), 0), image.shape[0]), placed)


def _gap(before: Piece, piece: Piece, height: float) -> int:
    if before.boxed and piece.boxed:
        return round(_BOXED_GAP * height)
    return int(min(max(piece.box.left - before.box.right, 1), _WIDEST_GAP * height))


def _fill_rows(strips: list[_Strip]) -> list[list[_Strip]]:
    """Short lines share a row: the engine is surer of long rows."""
    rows: list[list[_Strip]] = []
    for strip in strips:
        width = strip.image.shape[1]
        if rows:
            last = rows[-1][-1]
            left = last.left + last.image.shape[1] + round(_LINE_GAP * CAPITAL)
            if left + width <= _ROW_WIDTH and min(width, last.image.shape[1]) < _ROW_WIDTH / 3:
                strip.left = left
                rows[-1].append(strip)
                continue
        rows.append([strip])
    return rows
