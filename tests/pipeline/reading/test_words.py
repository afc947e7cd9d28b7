"""Lines in reading order."""

from models.geometry import Box
from models.page import Word
from pipeline.reading.tables import Grid
from pipeline.reading.words import number_lines


def grid(left: int) -> Grid:
    rows = tuple(tuple(Box(x, y, x + 200, y + 100) for x in (left, left + 200)) for y in (100, 200))
    return Grid(rows=rows, digits=False)


def test_a_table_beside_another_is_read_after_it() -> None:
    tables = [grid(100), grid(600)]
    cells = [cell for row in range(2) for table in tables for cell in table.rows[row]]
    words = [
        Word(
            text=f"{box.left}/{box.top}",
            box=Box(box.left + 9, box.top + 9, box.left + 99, box.top + 49),
            confidence=1,
            line=at,
        )
        for at, box in enumerate(cells)
    ]
    read = [word.text for word in sorted(number_lines(words, tables), key=lambda word: word.line)]
    assert read == [f"{cell.left}/{cell.top}" for table in tables for row in table.rows for cell in row]
