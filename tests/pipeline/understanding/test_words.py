import itertools

from models.geometry import Box
from models.page import PageReading, Table, Word
from pipeline.understanding.extract import blank_vocabulary
from pipeline.understanding.words import make_doc, runs
from tests.pipeline.understanding.pages import set_page

# What reading gives of two ruled rows: every cell has lines of its own.
CELLS = [
    ("Nơi cư trú:", 100, 100),
    ("Xóm 5, Xã Nam Hùng, Tỉnh", 900, 100),
    ("Nam Định", 900, 140),
    ("Năm sinh:", 100, 220),
    ("1984", 900, 220),
]


def ruled_page(columns: int) -> PageReading:
    words = [
        Word(
            text=text, box=Box(left + 60 * at, top, left + 60 * at + 50, top + 30), confidence=0.9, line=line
        )
        for line, (text_of_line, left, top) in enumerate(CELLS)
        for at, text in enumerate(text_of_line.split())
    ]
    edges = [80, 880, 2000, 2200][: columns + 1]
    rows = tuple(
        tuple(Box(left, top, right, bottom) for left, right in itertools.pairwise(edges))
        for top, bottom in ((90, 210), (210, 260))
    )
    return set_page([]).model_copy(update={"words": tuple(words), "tables": (Table(rows=rows),)})


def test_a_ruled_label_and_its_value_are_one_line_and_a_wrapped_value_one_stretch() -> None:
    doc = make_doc(blank_vocabulary().vocab, [(1, ruled_page(2))])
    assert [span.text for span in runs(doc, "line")] == [
        "Nơi cư trú: Xóm 5, Xã Nam Hùng, Tỉnh Nam Định",
        "Năm sinh: 1984",
    ]
    assert [span.text for span in runs(doc, "segment")] == [
        "Nơi cư trú:",
        "Xóm 5, Xã Nam Hùng, Tỉnh Nam Định",
        "Năm sinh:",
        "1984",
    ]


def test_rows_of_other_tables_stay_as_they_were_read() -> None:
    doc = make_doc(blank_vocabulary().vocab, [(1, ruled_page(3))])
    assert len(runs(doc, "line")) == len(CELLS)
