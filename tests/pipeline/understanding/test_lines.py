"""Lines that were read in pieces."""

import pytest

from models.geometry import Box
from models.page import PageReading, Table, Word
from pipeline.understanding.lines import join_lines
from tests.pipeline.understanding.pages import set_page

LABEL, VALUE = ("Nơi sinh: Xóm", 300, 100), ("Đò, Xã Sơn Trà", 700, 108)


def page_of(*lines: tuple[str, int, int], height: int = 30) -> PageReading:
    """Lines with the left end of the first word and their top; words 80 pixels wide, 10 apart."""
    words = [
        Word(
            text=text,
            box=Box(left + 90 * at, top, left + 90 * at + 80, top + height),
            confidence=0.9,
            line=number,
        )
        for number, (line, left, top) in enumerate(lines)
        for at, text in enumerate(line.split())
    ]
    return set_page(["x"]).model_copy(update={"words": tuple(words)})


def lines_of(page: PageReading) -> list[str]:
    return [" ".join(word.text for word in line) for line in page.lines()]


@pytest.mark.parametrize("order", [(LABEL, VALUE), (VALUE, LABEL)])
def test_pieces_at_one_height_are_one_line(order: tuple[tuple[str, int, int], ...]) -> None:
    assert lines_of(join_lines(page_of(*order))) == ["Nơi sinh: Xóm Đò, Xã Sơn Trà"]


def test_a_piece_between_the_words_of_a_line_stands_there() -> None:
    page = page_of(("Nơi sinh:", 300, 100), ("Xã Sơn Trà", 560, 104), ("Tỉnh Hà Tĩnh", 900, 100))
    words = [word.model_copy(update={"line": 0 if word.line == 2 else word.line}) for word in page.words]
    joined = join_lines(page.model_copy(update={"words": tuple(words)}))
    assert lines_of(joined) == ["Nơi sinh: Xã Sơn Trà Tỉnh Hà Tĩnh"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("Đò, Xã Sơn Trà", 700, 120), id="half a line lower: another column"),
        pytest.param(("Đò, Xã Sơn Trà", 400, 104), id="over its words: a line that was read twice"),
        pytest.param(("0", 700, 104), id="a speck"),
    ],
)
def test_what_is_no_piece_stays_apart(other: tuple[str, int, int]) -> None:
    page = page_of(LABEL, other)
    assert join_lines(page) == page


def test_cells_keep_their_lines() -> None:
    table = Table(rows=((Box(290, 90, 600, 150), Box(600, 90, 1200, 150)),))
    page = page_of(LABEL, VALUE).model_copy(update={"tables": (table,)})
    assert join_lines(page) == page
