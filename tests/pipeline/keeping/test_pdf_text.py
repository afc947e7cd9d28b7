from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name

from models.geometry import Affine, Box
from models.page import PageReading, PageState, Word
from pipeline.keeping.archive import ArchivePage
from pipeline.keeping.pdf_a import violations
from pipeline.keeping.pdf_text import quarter_turn, text_content
from tests.pipeline.keeping.pages import write

SHOWN = re.compile(rb"/F [\d.]+ Tf [\d.]+ Tz(?: -?[01]){4}(?: -?[\d.]+){2} Tm <((?:[0-9A-F]{4})+)> Tj")


def reading_of(words: list[str]) -> PageReading:
    boxes = [Box(100, 50 * n, 300, 50 * n + 40) for n in range(len(words))]
    made = [
        Word(text=text, box=box, confidence=0.5, line=n)
        for n, (text, box) in enumerate(zip(words, boxes, strict=True))
    ]
    return PageReading(
        state=PageState.TEXT_LAYER,
        engine="",
        settings="",
        width=600,
        height=max(60, 50 * len(words)),
        dpi=100,
        ink=0.1,
        words=tuple(made),
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_any_words_can_be_set(words: list[str]) -> None:
    content = text_content(Name("/F"), reading_of(words), (10_000, 600), 0.72)
    drawn = [line for line in content.splitlines() if line.endswith(b"Tj")]
    assert len(drawn) == len([word for word in words if word.strip()])
    assert all(SHOWN.fullmatch(line) for line in drawn)


def found(folder: Path, words: list[Word], *options: str) -> list[str]:
    """What poppler finds of the words on a page of 600 by 600 pixels."""
    blank = cv2.imencode(".png", np.full((600, 600), 255, np.uint8))[1].tobytes()
    reading = reading_of([]).model_copy(update={"words": tuple(words)})
    (folder / "a.pdf").write_bytes(write([ArchivePage(blank, "image/png", 100, 600, 600, reading)]))
    command: list[str | Path] = ["pdftotext", *options, folder / "a.pdf", "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode().split()


@pytest.mark.parametrize(
    "places",
    [
        {
            ("HÒA", 1): (100, 50, 190, 90),
            ("XÃ", 1): (190, 50, 280, 90),
            ("HỘI", 1): (270, 50, 400, 90),
            ("-", 1): (402, 68, 410, 72),
        },
        {("Di,", 1): (158, 221, 166, 226), ("+", 2): (166, 223, 172, 228)},  # noise that runs over the lines
        # Three rows that were taken for one line.
        {
            ("/", 1): (468, 342, 472, 355),
            ("Full", 1): (480, 340, 509, 355),
            ("MAI", 1): (482, 371, 524, 387),
            ("name:", 1): (517, 344, 572, 355),
        },
    ],
)
def test_words_that_touch_are_found_apart(
    places: dict[tuple[str, int], tuple[int, int, int, int]], tmp_path: Path
) -> None:
    words = [Word(text=text, box=Box(*box), confidence=1, line=line) for (text, line), box in places.items()]
    assert sorted(found(tmp_path, words, "-raw")) == sorted(word.text for word in words)


def test_narrow_letters_that_are_alike_are_all_found(tmp_path: Path) -> None:
    number = Word(text="083377950002", box=Box(100, 100, 140, 140), confidence=1, line=1)
    assert found(tmp_path, [number]) == [number.text]


@pytest.mark.parametrize("seed", range(4))
def test_words_strewn_over_a_page_are_all_found(seed: int, tmp_path: Path) -> None:
    drawn, words = random.Random(seed), []
    for number in range(120):
        left, top = drawn.randrange(500), drawn.randrange(550)
        box = Box(left, top, left + drawn.randrange(1, 80), top + drawn.randrange(1, 40))
        text = "".join(drawn.choices("abcđễ-/.WoO1l", k=drawn.randrange(1, 9)))
        words.append(Word(text=text, box=box, confidence=1, line=drawn.choice([number, top // 30])))
    assert sorted(found(tmp_path, words, "-raw")) == sorted(word.text for word in words)


def test_unusual_letters_are_found_and_do_no_harm(tmp_path: Path) -> None:
    words = ["ở", "o\u031b\u0309", "(a)<b>\\", "№", "中文", "😀", "\u0301", "\x07", "x" * 300]
    blank = cv2.imencode(".png", np.full((600, 600), 255, np.uint8))[1].tobytes()
    (tmp_path / "a.pdf").write_bytes(
        write([ArchivePage(blank, "image/png", 100, 600, 600, reading_of(words))])
    )
    assert violations(tmp_path / "a.pdf") == []
    command: list[str | Path] = ["pdftotext", "-raw", tmp_path / "a.pdf", "-"]
    found = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode()
    assert found.split()[:5] == ["ở", "ở", "(a)<b>\\", "№", "中文"]


@pytest.mark.parametrize(
    ("to_image", "turn"),
    [
        (Affine(1, 0, 0, 0, 1, 0), 0),
        (Affine(2, -0.1, 9, 0.1, 2, 9), 0),
        (Affine(2, 0.1, 9, -0.1, 2, 9), 0),
        (Affine(0, -1, 0, 1, 0, 0), 90),
        (Affine(-1, 0.05, 0, -0.05, -1, 0), 180),
        (Affine(0, 1, 0, -1, 0.02, 0), 270),
    ],
)
def test_quarter_turns(to_image: Affine, turn: int) -> None:
    assert quarter_turn(to_image) == turn
