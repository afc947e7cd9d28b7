"""The engine's words on the galley become words on the page, in lines as a person sees them."""

from __future__ import annotations

from models.page import Table, Word
from pipeline.reading.galley import Galley
from pipeline.reading.tables import Grid


def as_tables(grids: list[Grid]) -> tuple[Table, ...]:
    return tuple(Table(rows=grid.rows) for grid in grids if not grid.digits)


def words_on_page(words: list[Word], galley: Galley) -> list[Word]:
    """Words with their boxes in the frame; `line` is the galley's."""
    placed = []
    for word in words:
        where = galley.to_page(word.box)
        if where is not None:
            placed.append(word.model_copy(update={"box": where[0], "line": where[1]}))
    return placed


def number_lines(words: list[Word], grids: list[Grid]) -> tuple[Word, ...]:
    """Words whose `line` is the same, whatever it is, in lines numbered in reading order: by height on the
    page, but all of a table's cells in their order."""
    tables = [grid for grid in grids if not grid.digits]
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    ordered = sorted(lines.values(), key=_Place(tables))
    numbered = []
    for number, line in enumerate(ordered):
        numbered += [word.model_copy(update={"line": number}) for word in sorted(line, key=_left)]
    return tuple(numbered)


class _Place:
    """Where a line comes: (height of it or of its table, table, row, cell, height within the cell)."""

    def __init__(self, tables: list[Grid]) -> None:
        self.tables = tables

    def __call__(self, line: list[Word]) -> tuple[float, int, int, int, float, int]:
        box = line[0].box
        for number, table in enumerate(self.tables):
            for row, cells in enumerate(table.rows):
                for column, cell in enumerate(cells):
                    if cell.contains(box):
                        return float(table.rows[0][0].top), number, row, column, box.middle, box.left
        return box.middle, -1, -1, -1, box.middle, box.left


def _left(word: Word) -> int:
    return word.box.left
