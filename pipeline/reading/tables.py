"""Cells: whatever ruled lines enclose. Ruled tables and rows of digit boxes are made of them."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from models.geometry import Box, union
from pipeline.reading.rules import Rules
from pipeline.reading.scale import Image

_SMALLEST, _NARROWEST = 24, 24  # pixels at 300 dpi
_AROUND = 20  # looked at around the upright rules
_WALL = 24  # the thickest wall between two cells of one table
_LARGEST_DIGIT_BOX = 110
_FEWEST_DIGIT_BOXES = 5


class Grid(NamedTuple):
    """Cells that share walls: a table, or `digits` where it is a row of small boxes, one digit in each."""

    rows: tuple[tuple[Box, ...], ...]
    digits: bool

    def cells(self) -> list[Box]:
        return [cell for row in self.rows for cell in row]


def find_grids(rules: Rules) -> list[Grid]:
    """Tables (two rows or columns at least) and rows of digit boxes, from the top."""
    groups = _touching(_cells(rules))
    grids = [grid for grid in (_grid(group) for group in groups) if grid is not None]
    return sorted(grids, key=_top)


def border_mask(shape: tuple[int, int], grids: list[Grid]) -> Image:
    """1 on the walls of all cells and a little around them."""
    mask = np.zeros(shape, np.uint8)
    for grid in grids:
        for left, top, right, bottom in grid.cells():
            cv2.rectangle(mask, (left - 5, top - 5), (right + 4, bottom + 4), 1, 11)
    return mask


def _cells(rules: Rules) -> list[Box]:
    """The rectangles that rules enclose on all sides. Looked for at half the size."""
    x0, y0, wide, high = cv2.boundingRect(rules.upright)
    x0, y0 = max(x0 - _AROUND, 0) // 2 * 2, max(y0 - _AROUND, 0) // 2 * 2
    between = np.s_[y0 : y0 + high + 2 * _AROUND, x0 : x0 + wide + 2 * _AROUND]
    level = cv2.dilate(rules.level[between], np.ones((2, 9), np.uint8))[::2, ::2]
    upright = cv2.dilate(rules.upright[between], np.ones((9, 2), np.uint8))[::2, ::2]
    walls = np.maximum(level, upright)
    if not walls.any():
        return []
    height, width = walls.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(1 - walls, connectivity=4)
    left, top, wide, high, area = stats[1:].T
    inside = (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    large = (2 * wide >= _NARROWEST) & (2 * high >= _SMALLEST)
    cells = np.flatnonzero(inside & large & (area > 0.8 * wide * high)) + 1
    corners = (2 * stats[cells, :4] + (x0, y0, 0, 0)).tolist()
    return [Box(left, top, left + wide, top + high) for left, top, wide, high in corners]


def _touching(cells: list[Box]) -> list[list[Box]]:
    """Groups of cells that share walls."""
    groups: list[list[Box]] = []
    for cell in sorted(cells):
        near = [group for group in groups if any(_share_wall(cell, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([cell, *(other for group in near for other in group)])
    return groups


def _share_wall(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    along = min(one.bottom, other.bottom) - max(one.top, other.top)
    return (across >= -_WALL and along > _WALL) or (along >= -_WALL and across > _WALL)


def _grid(group: list[Box]) -> Grid | None:
    rows: list[list[Box]] = []
    for cell in sorted(group, key=_top_left):
        if rows and cell.middle < max(other.bottom for other in rows[-1]) and _same_row(cell, rows[-1][0]):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    ordered = tuple(tuple(sorted(row)) for row in rows)
    if len(ordered) == 1:
        return Grid(ordered, True) if _digit_boxes(ordered[0]) else _single_row(ordered)
    return Grid(ordered, False) if len(group) >= 4 else None


def _single_row(rows: tuple[tuple[Box, ...], ...]) -> Grid | None:
    return Grid(rows, False) if len(rows[0]) >= 2 else None


def _digit_boxes(row: tuple[Box, ...]) -> bool:
    widths = sorted(cell.width for cell in row)
    usual = widths[len(widths) // 2]
    alike = sum(0.7 * usual <= cell.width <= 1.4 * usual for cell in row)
    small = usual <= _LARGEST_DIGIT_BOX and all(0.4 * cell.height < usual < 2 * cell.height for cell in row)
    return len(row) >= _FEWEST_DIGIT_BOXES and alike == len(row) and small


def _same_row(cell: Box, first: Box) -> bool:
    return abs(cell.top - first.top) < 0.5 * min(cell.height, first.height)


def _top_left(cell: Box) -> tuple[int, int]:
    return cell.top, cell.left


def _top(grid: Grid) -> int:
    return union(grid.cells()).top
