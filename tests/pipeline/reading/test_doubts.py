"""Words that the engine was unsure of are read again, and what most readings have is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Word
from pipeline.reading.doubts import doubtful_words, settled
from pipeline.reading.read import read_page
from pipeline.reading.shapes import percentile
from pipeline.reading.tesseract import TesseractEngine
from tests.pipeline.reading.drawing import LINES, letter, pixels

PLACE = Box(100, 100, 300, 140)


def word(text: str, confidence: float, box: Box = PLACE) -> Word:
    return Word(text=text, box=box, confidence=confidence, line=3)


@pytest.mark.parametrize(
    ("first", "among", "alone", "text", "confidence"),
    [
        (("HÔNG", 0.88), ("HỒNG", 0.84), ("HỒNG", 0.87), "HỒNG", 0.57),
        (("HỒNG", 0.88), ("HÔNG", 0.40), ("HỎNG", 0.30), "HỒNG", 0.29),
        (("HỒNG", 0.30), ("HÔNG", 0.90), ("HỎNG", 0.80), "HỒNG", 0.10),
        (("HỒNG", 0.89), ("HÔNG", 0.40), ("HÔNG", 0.30), "HỒNG", 0.30),
        (("tên,", 0.60), ("tên", 0.90), ("tên", 0.90), "tên", 0.80),
        (("Thương", 0.85), ("Thương", 0.95), ("Thưong", 0.90), "Thương", 0.60),
    ],
)
def test_most_readings_win(
    first: tuple[str, float], among: tuple[str, float], alone: tuple[str, float], text: str, confidence: float
) -> None:
    after = settled(word(*first), [[word(*among)], [word(*alone)]])
    assert (after.text, round(after.confidence, 2)) == (text, confidence)
    assert after.readings == (first[0], among[0], alone[0])
    assert (after.box, after.line) == (PLACE, 3)


@pytest.mark.parametrize(
    "seen",
    [
        [],
        [word("", 0.9)],
        [word("...", 0.9)],
        [word("ỒN", 0.9, Box(100, 100, 180, 140))],
        [word("HỒNG Hà", 0.9, Box(100, 100, 500, 140))],
        [word("HÀ", 0.9, Box(320, 100, 500, 140))],
    ],
    ids=["nothing", "no text", "signs", "a part", "more", "its neighbour"],
)
def test_what_is_not_the_word_has_no_vote(seen: list[Word]) -> None:
    after = settled(word("HÔNG", 0.6), [seen, seen])
    assert after.text == "HÔNG" and after.readings == ("HÔNG",)
    assert after.confidence == pytest.approx(0.2)  # as unsure as the two that said nothing


def test_only_unsure_words_of_letters_are_doubtful() -> None:
    texts = ["Hồng", "H", "14/03/1987", "NGUYEN<<THI<<<", "4a", "CT01"]
    unsure = [word(text, 0.5) for text in texts]
    assert [each.text for each in doubtful_words(unsure)] == ["Hồng", "CT01"]
    assert doubtful_words([word("Hồng", 0.9)]) == []


class Slipping:
    """Tesseract that misreads one word the first time, and is unsure of it."""

    name, version = "slipping", "1"

    def __init__(self, engine: TesseractEngine, right: str, wrong: str) -> None:
        self._engine, self._right, self._wrong = engine, right, wrong
        self.runs = 0

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]:
        self.runs += 1
        words = self._engine.read(image, dpi, alphabet)
        if self.runs > 1:
            return words
        slip = {"text": self._wrong, "confidence": 0.7}
        return [each.model_copy(update=slip if each.text == self._right else {}) for each in words]


@pytest.mark.parametrize("right", ["Thương", "Hoài", "Kinh.", "Họ,"])
def test_a_slip_is_put_right(tesseract: TesseractEngine, right: str) -> None:
    engine = Slipping(tesseract, right, "Xyz")
    reading = read_page(pixels(letter()), 300, engine)
    assert reading.text().splitlines() == list(LINES)
    assert ("Xyz", right, right) in [each.readings for each in reading.words]
    assert engine.runs == 3  # the page, the doubtful word, the figures


@given(st.lists(st.integers(0, 200), min_size=1, max_size=40), st.floats(0, 100))
def test_percentiles_are_those_of_numpy(values: list[int], share: float) -> None:
    assert percentile(np.array(values), share) == pytest.approx(float(np.percentile(values, share)))
