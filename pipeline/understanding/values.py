"""The values that stand behind labels: to the right, on the lines below, in the rows of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span, Token

from models.forms import Entry, TableForm
from models.geometry import Box, union
from models.page import Table
from models.text import fold
from pipeline.understanding.labels import Label
from pipeline.understanding.words import runs, span_box

# Kinds whose values are long enough to be continued on the next line.
WRAPPED = {"place", "text"}
LINE_STEP = 2.8  # a line further below than this many heights is another paragraph
TAIL = 0.6  # a value is continued only from a line that reaches this share of the text's width
HEADER_ALIKE = 75.0
_DAY = re.compile(r"\bngay \d")
_PLACE_DATE = re.compile(r"[^,.:;]{2,50}[,.;] ?ngay \d{1,2} thang \d{1,2} nam \d{4}\W*$")


def find_values(
    doc: Doc, labels: Sequence[Label], entries: Sequence[Entry], skip: set[int]
) -> list[list[Token]]:
    """For each label the tokens of its value, none where nothing is there; in the labels' order.

    `skip`: tokens of tables and of the line of place and date, which are no label's value.
    """
    stops = skip | {token for label in labels for token in range(label.start, label.end)}
    segments = runs(doc, "segment")
    segment_of = {span[0]._.segment: span for span in segments}
    margin = max((token._.box.right for token in doc), default=0)
    values = []
    for label in labels:
        entry = entries[label.entry]
        value = _until_stop(doc, label.end, doc[label.end - 1]._.line, stops)
        last = value[-1] if value else doc[label.end - 1]
        if last.i + 1 in stops and last.i + 1 < len(doc) and doc[last.i + 1]._.line == last._.line:
            values.append(value)  # the next label stands on the same line
            continue
        wrapped = entry.kind in WRAPPED or entry.words_of is not None
        beside = segment_of[doc[label.start]._.segment]
        column = [span_box(beside), *(token._.box for token in value)]
        while wrapped or not value:
            below = _next_below(segments, last, union(column))
            if below is None or below.start in stops:
                break
            if value and not _was_full(last, below[0], margin) and not _is_tail(last, below, margin):
                break
            more = _until_stop(doc, below.start, below[0]._.line, stops)
            value += more
            column += [token._.box for token in more]
            last = below[-1]
            if not more or more[-1] != last:
                break
        values.append(value)
    return values


def _until_stop(doc: Doc, start: int, line: int, stops: set[int]) -> list[Token]:
    """The tokens of a line from `start` to the next label or the segment's end; what stands before the first
    letter or figure is not of the value, and the first gap may be wide: the value may stand apart."""
    value: list[Token] = []
    for token in doc[start:]:
        if token.i in stops or token._.line != line:
            break
        if value and token._.segment != value[-1]._.segment:
            break
        if value or any(letter.isalnum() for letter in token.text):
            value.append(token)
    return value


def _next_below(segments: Sequence[Span], last: Token, column: Box) -> Span | None:
    """The segment on the lines below that stands under the column, no further than a line's step."""
    for segment in segments:
        if segment.start <= last.i or segment[0]._.line == last._.line:
            continue
        box = span_box(segment)
        if segment[0]._.page != last._.page or box.middle - last._.box.middle > LINE_STEP * max(
            last._.box.height, box.height
        ):
            return None
        if box.left < column.right and box.right > column.left:
            return segment
    return None


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
    """The last line "place, ngày dd tháng mm năm yyyy": where papers carry their date of issue. The year
    may stand on the next line."""
    segments = runs(doc, "segment")
    found = None
    for number, segment in enumerate(segments):
        text = fold(segment.text)
        below = segments[number + 1] if number + 1 < len(segments) else None
        if _PLACE_DATE.match(text):
            found = segment
        elif below is not None and _PLACE_DATE.match(f"{text} {fold(below.text)}") and _DAY.search(text):
            found = doc[segment.start : below.end]
    return found


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
