from __future__ import annotations

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


def test_words_that_touch_are_found_apart(tmp_path: Path) -> None:
    boxes = [Box(100, 50, 190, 90), Box(190, 50, 280, 90), Box(270, 50, 400, 90), Box(402, 68, 410, 72)]
    texts = ["HÒA", "XÃ", "HỘI", "-"]
    made = [Word(text=t, box=b, confidence=1, line=1) for t, b in zip(texts, boxes, strict=True)]
    blank = cv2.imencode(".png", np.full((600, 600), 255, np.uint8))[1].tobytes()
    page = ArchivePage(
        blank, "image/png", 100, 600, 600, reading_of([]).model_copy(update={"words": tuple(made)})
    )
    (tmp_path / "a.pdf").write_bytes(write([page]))
    command: list[str | Path] = ["pdftotext", "-raw", tmp_path / "a.pdf", "-"]
    found = subprocess.run(command, capture_output=True, check=True, timeout=180).stdout.decode()
    assert found.split() == texts


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
