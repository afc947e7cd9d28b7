"""Drawn papers as a perfect reader would read them: words and tables where samples/ sets them, no scan."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from unittest.mock import patch

from models.geometry import Box
from models.page import PageReading, PageState, Table, Word
from samples import layout
from samples.blocks import CardFront, Paper
from samples.plan import make_plan
from samples.sheet import Sheet
from samples.style import draw_style

DPI = 200
DIGITS_APART = 60  # pixels from one boxed digit's left end to the next one's, at most

Placed = tuple[float, str, Box]  # base line, word, where it stands


class Recorded(Sheet):
    """A sheet that keeps what is written on it, and the cells that are ruled."""

    def __init__(self, *settings: object) -> None:
        super().__init__(*settings)  # type: ignore[arg-type]
        self.words: list[Placed] = []
        self.rows: list[tuple[Box, ...]] = []

    def write(self, x, text, font, *, anchor="ls", fill=None, y=None):  # type: ignore[no-untyped-def]
        base = self.base if y is None else y
        left = x - {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * font.getlength(text)
        at = 0
        for word in text.split(" "):
            if word:
                x0, y0, x1, y1 = font.getbbox(word, anchor="ls")
                start = left + font.getlength(text[:at])
                self._keep(base, word, Box(*map(round, (start + x0, base + y0, start + x1, base + y1))))
            at += len(word) + 1

    def _keep(self, base: float, word: str, box: Box) -> None:
        """Digits in boxes are one number."""
        if self.words and len(word) == 1 and word.isdigit():
            before, number, where = self.words[-1]
            beside = 0 < box.right - where.right < DIGITS_APART and before == base
            if beside and number.isdigit() and where.height == box.height:
                self.words[-1] = (base, number + word, where._replace(right=box.right))
                return
        self.words.append((base, word, box))

    def cells(self, texts, edges, *, centred, rules="all"):  # type: ignore[no-untyped-def]
        top = self.y
        super().cells(texts, edges, centred=centred, rules=rules)
        if rules == "all":
            self.rows.append(
                tuple(Box(left, top, right, self.y) for left, right in itertools.pairwise(edges))
            )

    def reading(self) -> PageReading:
        tables = _tables(self.rows)
        lines: defaultdict[tuple[int, ...], list[tuple[str, Box]]] = defaultdict(list)
        for base, word, box in self.words:
            lines[(*_cell(tables, box), round(base / 6))].append((word, box))

        def place(line: tuple[int, ...]) -> tuple[float, ...]:
            table = line[0]
            top = tables[table].rows[0][0].top if table >= 0 else lines[line][0][1].top
            return (top, *line)

        words = tuple(
            Word(text=word, box=box, confidence=0.96, line=number)
            for number, line in enumerate(sorted(lines, key=place))
            for word, box in lines[line]
        )
        return PageReading(
            state=PageState.READ if words else PageState.BLANK,
            engine="none",
            settings="none",
            width=self.image.width,
            height=self.image.height,
            dpi=DPI,
            ink=0.05,
            words=words,
            tables=tuple(tables),
        )


def _cell(tables: Sequence[Table], box: Box) -> tuple[int, int, int]:
    for number, table in enumerate(tables):
        for at, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                if cell.contains(box):
                    return number, at, column
    return -1, -1, -1


def _tables(rows: Sequence[tuple[Box, ...]]) -> list[Table]:
    """Rows that touch and are alike wide are of one table."""
    tables: list[list[tuple[Box, ...]]] = []
    for row in rows:
        above = [
            table
            for table in tables
            if abs(table[-1][0].bottom - row[0].top) <= 2
            and (table[-1][0].left, table[-1][-1].right) == (row[0].left, row[-1].right)
        ]
        above[-1].append(row) if above else tables.append([row])
    return [Table(rows=tuple(table)) for table in tables if len(table) > 1 or len(table[0]) > 1]


def read_papers(seed: int, dossiers: int) -> Iterator[tuple[Paper, list[PageReading]]]:
    """The printed papers of drawn dossiers, cards and handwriting apart, with their pages as read."""
    with patch.object(layout, "Sheet", Recorded):
        for file in (file for dossier in make_plan(seed, dossiers, None).dossiers for file in dossier.files):
            for at, paper in enumerate(file.papers):
                if paper.by_hand or not paper.fields or isinstance(paper.blocks[0], CardFront):
                    continue
                rng = random.Random(f"layout/{file.seed}/{at}")
                style = draw_style(rng, by_hand=False)
                sheets = layout._set_pages(paper, style, DPI, rng)
                if not any(sheet.is_overfull for sheet in sheets):
                    yield paper, [sheet.reading() for sheet in sheets if isinstance(sheet, Recorded)]
