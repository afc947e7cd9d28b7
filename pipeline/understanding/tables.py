"""Values in tables: rows that are persons under printed heads, columns that are persons beside labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from spacy.tokens import Doc, Token

from models.forms import Entry, Form, GridForm, TableForm
from models.geometry import Box
from models.page import Table
from models.text import fold
from pipeline.understanding.unruled import Shape, find_unruled

ALIKE = 75.0  # share of agreeing letters from which a cell's text is a printed label


_Grid = list[list[list[Token]]]


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
    heads: dict[str, dict[int, Entry]] = {}
    for page in dict.fromkeys(token._.page for token in doc) if form.tables or form.grids else ():
        ruled = [_with_open_side(doc, page, table) for number, table in tables if number == page]
        for grid in _grids(doc, page, form, ruled):
            found: list[Cell] = []
            for table_form in form.tables:
                prefix = table_form.prefix
                own = _table_heads(grid[0] if grid else [], table_form)
                body = grid[1:] if own else grid if _goes_on(grid, heads.get(prefix, {})) else []
                heads[prefix] = own or heads.get(prefix, {})
                rows = list(_table_rows(body, heads[prefix], prefix, rows_before[prefix]))
                rows_before[prefix] += len(rows)
                found += [cell for row in rows for cell in row]
            for grid_form in form.grids:
                found += _grid_cells(grid, grid_form)
            if found:
                cells += found
                inside.update(token.i for row in grid for tokens in row for token in tokens)
    return cells, inside


def _grids(doc: Doc, page: int, form: Form, ruled: Sequence[Table]) -> Iterator[_Grid]:
    """The page's tables in cells: the ruled ones, then those that only their heads show."""
    outside = [token for token in doc if token._.page == page]
    for table in ruled:
        grid = _tokens_of(doc, page, table)
        yield grid
        within = {token.i for row in grid for tokens in row for token in tokens}
        outside = [token for token in outside if token.i not in within]
    lines = [list(line) for _, line in groupby(outside, key=_line_of)]
    for shape in _shapes(form):
        unruled = find_unruled(lines, shape)
        if unruled is not None:
            yield _tokens_of(doc, page, unruled)


def _shapes(form: Form) -> Iterator[Shape]:
    """What the form's tables look like where no rules show them."""
    ends = [label for entry in form.entries if entry.end for label in entry.labels]

    def ends_here(line: Sequence[Token]) -> bool:
        return any(_best_ratio(_key(part), ends) >= ALIKE for part in _segments(line))

    for table in form.tables:
        yield Shape(partial(_likeness_of_table, table), _is_row, ends_here, _never)
    for grid in form.grids:
        yield Shape(
            partial(_likeness_of_grid, grid),
            partial(_begins_like_label, grid),
            ends_here,
            partial(_begins_with_role, grid),
        )


def _likeness_of_table(form: TableForm, cells: list[list[Token]]) -> float:
    scores = [max(_best_ratio(_key(cell), entry.labels) for entry in form.columns) for cell in cells]
    return sum(score for score in scores if score >= ALIKE) if _table_heads(cells, form) else 0.0


def _likeness_of_grid(form: GridForm, cells: list[list[Token]]) -> float:
    heads = _heads(cells, form)
    return sum(_best_ratio(_key(cells[at]), form.columns[role]) for role, at in heads.items())


def _is_row(cells: list[list[Token]]) -> bool:
    """Rows are numbered; a number may not have been read."""
    return bool(cells[0]) or 2 * sum(map(bool, cells)) > len(cells)


def _begins_like_label(form: GridForm, cells: list[list[Token]]) -> bool:
    text = _key(cells[0])
    keys = [fold(label)[: len(text)] for entry in form.rows for label in entry.labels]
    return bool(text) and any(fuzz.ratio(text, key) >= ALIKE for key in keys)


def _begins_with_role(form: GridForm, cells: list[list[Token]]) -> bool:
    return 0 in _heads(cells, form).values()


def _never(cells: list[list[Token]]) -> bool:
    return False


def _segments(line: Sequence[Token]) -> list[list[Token]]:
    return [list(part) for _, part in groupby(line, key=_segment_of)]


def _line_of(token: Token) -> int:
    return int(token._.line)


def _segment_of(token: Token) -> int:
    return int(token._.segment)


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


def _table_rows(body: _Grid, heads: dict[int, Entry], prefix: str, before: int) -> Iterator[list[Cell]]:
    """The rows below the heads; empty rows are none. `before`: how many rows tables before this one had."""
    for row in body:
        values = {entry: row[number] for number, entry in heads.items() if entry.field and number < len(row)}
        if any(values.values()):
            before += 1
            yield [
                Cell(f"{prefix}.{before}.{entry.field}", entry, tokens) for entry, tokens in values.items()
            ]


def _goes_on(grid: _Grid, heads: dict[int, Entry]) -> bool:
    """Whether a table goes on under heads of one before it, on the page before: it has their columns."""
    return bool(heads) and all(max(heads) == len(row) - 1 for row in grid)


def _table_heads(cells: list[list[Token]], form: TableForm) -> dict[int, Entry]:
    """The entry of each column whose head is known, where most of the form's are; else none."""
    heads = {
        number: entry
        for number, tokens in enumerate(cells)
        for entry in form.columns
        if _is_label(tokens, entry.labels)
    }
    return heads if len(set(heads.values())) * 2 > len(form.columns) else {}


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
