"""Pages set from plain text: each character has its cell, so that golden cases can be read in a file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from models.geometry import Box
from models.page import Code, PageReading, PageState, Table, Word

CELL, LINE = 20, 60  # width of a character, step between lines, in pixels


def set_page(
    lines: Sequence[str],
    *,
    codes: Sequence[str] = (),
    table: Sequence[int] = (),
    confidence: float = 0.95,
    confirmed: Sequence[str] = (),
    step: int = LINE,
    cells: bool = False,
) -> PageReading:
    """A page with the text `lines`; `table`: numbers of the lines that are rows of a ruled table, whose
    columns are parted by | in the text; `confirmed`: words that were read twice; `step`: from line to line,
    in pixels; `cells`: the words of each cell are a line, as they are read."""
    words: list[Word] = []
    rows: list[tuple[Box, ...]] = []
    for at, line in enumerate(lines):
        top = 100 + at * step
        if at in table:
            edges = [-1, *(found.start() for found in re.finditer(r"\|", line)), len(line)]
            row = [
                Box((left + 1) * CELL, top - 10, right * CELL, top + 40)
                for left, right in itertools.pairwise(edges)
            ]
            rows.append(tuple(row))
        for found in re.finditer(r"[^\s|]+", line):
            box = Box(found.start() * CELL, top, found.end() * CELL, top + 30)
            text = found.group()
            number = 10 * at + line[: found.start()].count("|") if cells else at
            words.append(
                Word(text=text, box=box, confidence=confidence, line=number, confirmed=text in confirmed)
            )
    return PageReading(
        state=PageState.READ if words else PageState.BLANK,
        engine="test",
        settings="test",
        width=2480,
        height=3508,
        dpi=300,
        ink=0.05,
        words=tuple(words),
        codes=tuple(
            Code(kind="mrz" if "<<" in text else "qr", text=text, box=Box(0, 0, 10, 10)) for text in codes
        ),
        tables=(Table(rows=tuple(rows)),) if rows else (),
    )
