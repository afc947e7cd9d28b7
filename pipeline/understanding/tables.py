"""Values in tables: rows that are persons under printed heads, columns that are persons beside labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from spacy.tokens import Doc, Token

from models.forms import Entry, Form, GridForm, TableForm
from models.geometry import Box
from models.page import Table
from models.text import fold

ALIKE = 75.0  # share of agreeing letters from which a cell's text is a printed label


class Cell(NamedTuple):
    """A table's value: the field's full name (`members.1.sex`, `wife.full_name`), its entry, its tokens."""

    field: str
    entry: Entry
    tokens: list[Token]


def find_cells(doc: Doc, form: Form, tables: Sequence[tuple[int, Table]]) -> tuple[list[Cell], set[int]]:
    """The values in the form's tables among the ruled `tables` (page number, table), and the tokens of all
    cells, which are no label's value."""
    cells: list[Cell] = []
    inside: set[int] = set()
    rows_before = dict.fromkeys((table.prefix for table in form.tables), 0)
    for page, ruled in tables:
        grid = _tokens_of(doc, page, _with_open_side(doc, page, ruled))
        found: list[Cell] = []
        for table_form in form.tables:
            rows = list(_table_rows(grid, table_form, rows_before[table_form.prefix]))
            rows_before[table_form.prefix] += len(rows)
            found += [cell for row in rows for cell in row]
        for grid_form in form.grids:
            found += _grid_cells(grid, grid_form)
        if found:
            cells += found
            inside.update(token.i for row in grid for tokens in row for token in tokens)
    return cells, inside


_Grid = list[list[list[Token]]]


def _tokens_of(doc: Doc, page: int, table: Table) -> _Grid:
    return [[tokens_in(doc, page, box) for box in row] for row in table.rows]


def cells_beside(doc: Doc, tables: Sequence[tuple[int, Table]]) -> dict[int, list[Token]]:
    """What stands in the cell right of another one, by the last token of that one: a form may rule off each
    label from its value."""
    beside: dict[int, list[Token]] = {}
    for page, table in tables:
        for row in _tokens_of(doc, page, table):
            for label, value in pairwise(row):
                if label and value and any(letter.isalnum() for letter in label[-1].text):
                    beside[label[-1].i] = value
    return beside


def tokens_in(doc: Doc, page: int, box: Box) -> list[Token]:
    """The tokens of a page whose middle lies in a box, in reading order."""
    return [token for token in doc if token._.page == page and box.contains(token._.box)]


def _with_open_side(doc: Doc, page: int, table: Table) -> Table:
    """The table with every row drawn out to where its words end: the outer rule on the right is often faint
    or cut off by the scanner, in all rows or in one."""
    end = max((token._.box.right for token in doc if token._.page == page), default=0)
    return Table(rows=tuple(_drawn_out(doc, page, row, end) for row in table.rows))


def _drawn_out(doc: Doc, page: int, row: tuple[Box, ...], end: int) -> tuple[Box, ...]:
    last = row[-1]
    beyond = Box(last.right, last.top, max(end, last.right) + 1, last.bottom)
    return (*row, beyond) if tokens_in(doc, page, beyond) else row


def _table_rows(grid: _Grid, form: TableForm, before: int) -> Iterator[list[Cell]]:
    """The rows below the first, which must hold most of the form's heads; empty rows are none.
    `before`: how many rows tables before this one had."""
    heads = {
        number: entry
        for number, tokens in enumerate(grid[0] if grid else [])
        for entry in form.columns
        if _is_label(tokens, entry.labels)
    }
    if len(set(heads.values())) * 2 <= len(form.columns):
        return
    for row in grid[1:]:
        values = {entry: row[number] for number, entry in heads.items() if entry.field and number < len(row)}
        if any(values.values()):
            before += 1
            yield [
                Cell(f"{form.prefix}.{before}.{entry.field}", entry, tokens)
                for entry, tokens in values.items()
            ]


def _grid_cells(grid: _Grid, form: GridForm) -> list[Cell]:
    """The cells right of a row's label, under the heads of the first row that has all of them."""
    cells: list[Cell] = []
    heads: dict[str, int] = {}
    for row in grid:
        if not heads:
            heads = _heads(row, form)
            continue
        entry = _row_label(row[0], form)
        if entry is not None and entry.field:
            cells += [
                Cell(f"{role}.{entry.field}", entry, row[at] if at < len(row) else [])
                for role, at in heads.items()
            ]
    return cells


def _heads(row: list[list[Token]], form: GridForm) -> dict[str, int]:
    """The column of each role, where the row has a head for all of them; else none."""
    scores = {
        role: [(_best_ratio(_key(tokens), labels), -number) for number, tokens in enumerate(row)]
        for role, labels in form.columns.items()
    }
    heads = {role: -max(scored)[1] for role, scored in scores.items() if max(scored)[0] >= ALIKE}
    return heads if len(set(heads.values())) == len(form.columns) else {}


def _row_label(tokens: list[Token], form: GridForm) -> Entry | None:
    text = _key(tokens)
    scored = [(_best_ratio(text, entry.labels), number) for number, entry in enumerate(form.rows)]
    score, number = max(scored, default=(0.0, 0))
    return form.rows[number] if score >= ALIKE else None


def _is_label(tokens: list[Token], labels: Sequence[str]) -> bool:
    return _best_ratio(_key(tokens), labels) >= ALIKE


def _best_ratio(text: str, labels: Sequence[str]) -> float:
    return max((fuzz.ratio(text, fold(label)) for label in labels), default=0.0)


def _key(tokens: list[Token]) -> str:
    return fold(" ".join(token.text for token in tokens)).strip(" :.")
