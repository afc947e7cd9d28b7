"""Lines of text on a level page, from its shapes: letters in a row make pieces, pieces make lines.

Done here and not by the engine, because the engine's own layout analysis drops whole lines near
dotted leaders, in ruled cells and beside stamps.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from pipeline.reading.marks import NONE, find_hosts
from pipeline.reading.scale import Image
from pipeline.reading.shapes import Indices, Numbers, Shapes, percentile
from pipeline.reading.tables import Grid

_SMALLEST_LETTER = 7  # pixels at 300 dpi
SHARED = -2
_REACH = 1.0  # letters this share of their height apart belong together
_END = 7  # letters of a piece tell where its line begins and ends


@dataclass(frozen=True)
class Piece:
    """Letters that follow each other. `height` of a capital and `base` of its line, pixels, and the base at
    its two `ends`, for lines on a photo slope; `cell`: the number of its table cell, -1 outside tables;
    `boxed`: it stands in a digit box."""

    number: int
    box: Box
    height: float
    base: float
    ends: tuple[float, float]
    cell: int = -1
    boxed: bool = False


@dataclass(frozen=True)
class Layout:
    """Pieces of a page, and for each shape number the piece it belongs to (-1: none; -2: it reaches over
    two lines that touch, and each takes what is at its height)."""

    pieces: list[Piece]
    piece_of_shape: Numbers


def find_pieces(shapes: Shapes, grids: list[Grid]) -> Layout:
    sizeable = np.flatnonzero(shapes.is_text & (shapes.height >= _SMALLEST_LETTER))
    bridging = sizeable[_bridging(shapes, sizeable)]
    hosts = find_hosts(shapes, np.setdiff1d(np.flatnonzero(shapes.is_text), bridging))
    letters = np.setdiff1d(sizeable[hosts[sizeable] == NONE], bridging)
    tables = sum(len(grid.cells()) for grid in grids if not grid.digits)
    cells = _cell_map(shapes.labels.shape, grids)
    piece_of_shape = _join_letters(shapes, letters, cells)
    _follow_hosts(piece_of_shape, hosts)
    piece_of_shape[bridging] = SHARED
    pieces = []
    for number in range(int(piece_of_shape.max(initial=-1)) + 1):
        members = np.flatnonzero(piece_of_shape == number)
        core = members[hosts[members] == NONE]
        if len(core):
            pieces.append(_piece(number, shapes, members, core, _cell_at(shapes, core[0], cells), tables))
    return Layout(pieces, piece_of_shape)


def _cell_at(shapes: Shapes, shape: int, cells: Numbers) -> int:
    row = (shapes.top[shape] + shapes.bottom[shape]) // 8
    return int(cells[row, (shapes.left[shape] + shapes.right[shape]) // 8])


def _piece(number: int, shapes: Shapes, members: Indices, core: Indices, cell: int, tables: int) -> Piece:
    box = Box(
        int(shapes.left[members].min()),
        int(shapes.top[members].min()),
        int(shapes.right[members].max()),
        int(shapes.bottom[members].max()),
    )
    height = percentile(shapes.height[core], 80)
    base = percentile(shapes.bottom[core], 50)
    from_left = shapes.bottom[core[np.argsort(shapes.left[core], kind="stable")]]
    ends = percentile(from_left[:_END], 50), percentile(from_left[-_END:], 50)
    boxed = cell >= tables
    return Piece(number, box, height, base, ends, -1 if boxed else cell, boxed)


def _bridging(shapes: Shapes, letters: Indices) -> NDArray[np.bool_]:
    """Which letters are so tall among their neighbours that they must be two lines grown together."""
    order = np.argsort(shapes.left[letters], kind="stable")
    left = shapes.left[letters][order]
    middle = (shapes.top[letters][order] + shapes.bottom[letters][order]) / 2
    height = shapes.height[letters][order]
    tall = np.zeros(len(letters), np.bool_)
    for index in np.flatnonzero(height > 30):
        near = slice(*np.searchsorted(left, (left[index] - 250, left[index] + 250)))
        close = np.abs(middle[near] - middle[index]) < 1.2 * height[index]
        around = height[near][close]
        tall[order[index]] = len(around) >= 6 and height[index] > 1.9 * percentile(around, 75)
    return tall


def _cell_map(shape: tuple[int, ...], grids: list[Grid]) -> Numbers:
    """At a quarter of the size: the number of the cell at each place, tables' first; -1 outside."""
    cells = np.full(((shape[0] + 3) // 4, (shape[1] + 3) // 4), -1, np.int32)
    number = 0
    for grid in sorted(grids, key=_is_digits):
        for left, top, right, bottom in grid.cells():
            cells[top // 4 : bottom // 4 + 1, left // 4 : right // 4 + 1] = number
            number += 1
    return cells


def _is_digits(grid: Grid) -> bool:
    return grid.digits


def _join_letters(shapes: Shapes, letters: Indices, cells: Numbers) -> Numbers:
    """Paint the middle of each letter, drawn out to the right, and see what runs together."""
    height, width = shapes.labels.shape
    bands = np.zeros(((height + 1) // 2, (width + 1) // 2), np.uint8)
    for left, top, right, bottom in zip(
        shapes.left[letters].tolist(),
        shapes.top[letters].tolist(),
        shapes.right[letters].tolist(),
        shapes.bottom[letters].tolist(),
        strict=True,
    ):
        tall = bottom - top
        y0, y1 = round(top + 0.22 * tall) // 2, round(bottom - 0.22 * tall) // 2
        cv2.rectangle(bands, (left // 2, y0), (round(right + _REACH * tall) // 2, y1), 1, -1)
    big = np.repeat(np.repeat(cells, 2, axis=0), 2, axis=1)[: bands.shape[0], : bands.shape[1]]
    bands[:, 1:][big[:, 1:] != big[:, :-1]] = 0
    bands[1:][big[1:] != big[:-1]] = 0
    _, labels = cv2.connectedComponents(bands, connectivity=4)
    piece_of_shape = np.full(len(shapes.left), -1, np.int32)
    rows = (shapes.top[letters] + shapes.bottom[letters]) // 4
    columns = np.minimum((shapes.left[letters] + 2) // 2, bands.shape[1] - 1)
    piece_of_shape[letters] = labels[rows, columns] - 1
    return piece_of_shape


def _follow_hosts(piece_of_shape: Numbers, hosts: Numbers) -> None:
    for _ in range(3):
        waiting = np.flatnonzero((piece_of_shape < 0) & (hosts >= 0))
        piece_of_shape[waiting] = piece_of_shape[hosts[waiting]]


def text_lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one line, from the left; lines from the top, table cells in their order."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=_left):
        line = min((line for line in lines if _continues(line, piece)), key=_Distance(piece), default=None)
        if line is None:
            lines.append([piece])
        else:
            line.append(piece)
    return sorted(_without_orphans(lines), key=_base)


def _without_orphans(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Without what stands alone and is no letter: marks far smaller than the page's letters, scratches."""
    widths = [piece.box.width for line in lines for piece in line]
    heights = [piece.height for line in lines for piece in line]
    if not heights:
        return lines
    order = np.argsort(heights)
    usual = heights[order[np.searchsorted(np.cumsum(np.array(widths)[order]), sum(widths) / 2)]]
    return [line for line in lines if len(line) > 1 or not _orphan(line[0], usual)]


def _orphan(piece: Piece, usual: float) -> bool:
    scratch = piece.box.height > 5 * piece.box.width
    return scratch or (piece.height < 0.5 * usual and piece.box.width < usual)


class _Distance:
    """Orders lines by how well `piece` would stand on them."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece

    def __call__(self, line: list[Piece]) -> float:
        return abs(line[-1].ends[1] - self.piece.ends[0]) + 0.02 * (self.piece.box.left - line[-1].box.right)


def _continues(line: list[Piece], piece: Piece) -> bool:
    last = line[-1]
    if last.cell != piece.cell or piece.box.left < last.box.right - 0.3 * last.height:
        return False
    small, large = sorted((last.height, piece.height))
    if small < 0.6 * large:  # a dash, a dot, a sign: inside the band of the larger one is enough
        band = last if last.height == large else piece
        other = piece if band is last else last
        close = piece.box.left - last.box.right < 2.5 * large
        return (
            close and band.base - 1.2 * large < other.box.top and other.box.bottom < band.base + 0.4 * large
        )
    return abs(last.ends[1] - piece.ends[0]) < 0.33 * large


def _left(piece: Piece) -> int:
    return piece.box.left


def _base(line: list[Piece]) -> float:
    return line[0].base


def ink_of(shapes: Shapes, layout: Layout, piece: Piece) -> Image:
    """Mask (0, 1) of the piece's own ink within its box."""
    left, top, right, bottom = piece.box
    owner = layout.piece_of_shape[shapes.labels[top:bottom, left:right]]
    mine = owner == piece.number
    first, last = round(piece.base - 1.3 * piece.height) - top, round(piece.base + 0.35 * piece.height) - top
    mine[max(first, 0) : max(last, 0)] |= owner[max(first, 0) : max(last, 0)] == SHARED
    return np.asarray(mine, np.uint8)


def surroundings_of(shapes: Shapes, layout: Layout, piece: Piece) -> NDArray[np.bool_]:
    """The piece's own ink and the paper right around it, where strokes too faint for the mask may be."""
    left, top, right, bottom = piece.box
    own = ink_of(shapes, layout, piece)
    near = cv2.dilate(own, np.ones((7, 7), np.uint8)).astype(bool)
    return np.asarray(own.astype(bool) | (near & (shapes.labels[top:bottom, left:right] == 0)))
