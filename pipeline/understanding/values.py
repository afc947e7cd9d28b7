"""The values that stand behind labels: to the right, on the lines below, in the rows of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span, Token

from models.forms import Entry, TableForm
from models.geometry import Box
from models.page import Table
from models.text import fold
from pipeline.understanding.labels import Label
from pipeline.understanding.words import runs

# Kinds whose values are long enough to be continued on the next line.
WRAPPED = {"place", "text"}
LINE_STEP = 2.2  # a line further below than this many heights is another paragraph
TAIL = 0.6  # a value is continued only from a line that reaches this share of the text's width
HEADER_ALIKE = 75.0
_PLACE_DATE = re.compile(r"[^,.:;]{2,50}[,.;] ?ngay \d{1,2} thang \d{1,2} nam \d{4}\W*$")


def find_values(doc: Doc, labels: Sequence[Label], entries: Sequence[Entry], skip: set[int]) -> list[Span]:
    """For each label the span of its value, empty where nothing is there; spans in the labels' order.

    `skip`: tokens of tables, which are no label's value.
    """
    starts = {token: label for label in labels for token in range(label.start, label.end)}
    lines = runs(doc, "line")
    line_of = {token.i: n for n, line in enumerate(lines) for token in line}
    values = []
    for label in labels:
        entry = entries[label.entry]
        start = label.end
        while start < len(doc) and doc[start].text in (":", ".", "-") and start not in starts:
            start += 1
        wrapped = entry.kind in WRAPPED or entry.words_of is not None
        end = _end_of_value(doc, lines, line_of, start, label.end, wrapped, starts, skip)
        values.append(doc[start:end])
    return values


def _end_of_value(
    doc: Doc,
    lines: Sequence[Span],
    line_of: dict[int, int],
    start: int,
    label_end: int,
    wrapped: bool,
    labels: dict[int, Label],
    skip: set[int],
) -> int:
    """The token behind the value's last: before the next label, a wide gap, or the paragraph's end."""
    margin = max((token._.box.right for token in doc), default=0)
    end = start
    while end < len(doc) and end not in labels and end not in skip:
        token, before = doc[end], doc[end - 1]
        same_line = line_of[token.i] == line_of[before.i]
        if same_line and end > start and token._.segment != before._.segment:
            break
        if not same_line:
            empty, line = end == start, lines[line_of[token.i]]
            if not (empty or wrapped) or not _continues(before, token, line):
                break
            if not empty and not _was_full(before, token, margin) and not _is_tail(before, line, margin):
                break
        end += 1
    return end


def _continues(before: Token, token: Token, line: Span) -> bool:
    """Whether the token's line is the next line of the same paragraph."""
    if before._.page != token._.page or token.i != line.start:
        return False
    here: Box = token._.box
    above: Box = before._.box
    return 0 < here.middle - above.middle <= LINE_STEP * max(above.height, here.height)


def _was_full(before: Token, token: Token, margin: int) -> bool:
    """Whether the line above had no room for the word that begins the next one."""
    room = margin - before._.box.right
    return bool(room < token._.box.width + 1.5 * token._.box.height)


def _is_tail(before: Token, line: Span, margin: int) -> bool:
    """Whether a line looks like the end of a wrapped value even where the line above had room left: the
    column may be narrower than the page. A line with a colon or in capitals is none."""
    text = line.text
    return bool(before._.box.right >= TAIL * margin) and ":" not in text and not text.isupper()


def find_place_date(doc: Doc) -> Span | None:
    """The last line "place, ngày dd tháng mm năm yyyy": where papers carry their date of issue."""
    dated = [span for span in runs(doc, "segment") if _PLACE_DATE.match(fold(span.text))]
    return dated[-1] if dated else None


# --- tables ---------------------------------------------------------------------------------------


def tokens_in(doc: Doc, page: int, box: Box) -> list[Token]:
    """The tokens of a page whose middle lies in a box, in reading order."""
    return [token for token in doc if token._.page == page and box.contains(token._.box)]


def with_open_side(doc: Doc, page: int, table: Table) -> Table:
    """The table with every row drawn out to where its words end: the outer rule on the right is often faint
    or cut off by the scanner, in all rows or in one."""
    end = max((token._.box.right for token in doc if token._.page == page), default=0)
    return Table(rows=tuple(_drawn_out(doc, page, row, end) for row in table.rows))


def _drawn_out(doc: Doc, page: int, row: tuple[Box, ...], end: int) -> tuple[Box, ...]:
    last = row[-1]
    beyond = Box(last.right, last.top, max(end, last.right) + 1, last.bottom)
    return (*row, beyond) if tokens_in(doc, page, beyond) else row


def match_columns(doc: Doc, page: int, table: Table, form: TableForm) -> dict[int, Entry] | None:
    """Which column of the table is which of the form's, by the first row; None for another table."""
    if not table.rows:
        return None
    columns: dict[int, Entry] = {}
    for number, cell in enumerate(table.rows[0]):
        text = fold(" ".join(token.text for token in tokens_in(doc, page, cell)))
        for entry in form.columns:
            if any(fuzz.ratio(text, fold(label)) >= HEADER_ALIKE for label in entry.labels):
                columns[number] = entry
    return columns if len(set(columns.values())) * 2 > len(form.columns) else None
