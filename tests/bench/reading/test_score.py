"""Characters and words of a page against what was read of it."""

from __future__ import annotations

import pytest

from bench.reading.score import Judged, character_error_rate, characters_read, judge_words
from models.geometry import Box
from models.page import Word


def words(*parts: tuple[str, float]) -> list[Word]:
    return [Word(text=text, box=Box(0, 0, 9, 9), confidence=sure, line=0) for text, sure in parts]


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Họ và tên", 7),
        ("tên Họ và", 7),  # cells in another order
        ("Họ và", 4),
        ("Hộ và tên", 6),
        ("Họvà tên", 3),
        ("Họ và tên tên", 7),
        ("", 0),
    ],
)
def test_characters_are_counted_in_any_order(read: str, right: int) -> None:
    assert characters_read("Họ và tên", read) == (right, 7)


def test_the_error_rate_counts_order_spaces_and_what_is_too_much() -> None:
    assert character_error_rate("Họ và\ntên", "Họ  và tên") == 0
    assert character_error_rate("Họ và tên", "Họ và tênn") == pytest.approx(1 / 9)
    assert character_error_rate("ab cd", "cd ab") > 0.5


def test_a_word_is_right_as_often_as_it_stands_there() -> None:
    read = words(("Nam,", 0.9), ("Nam", 0.6), ("Namm", 0.95), ("—", 0.2))
    assert judge_words("Hà Nam", read) == [Judged(0.95, False), Judged(0.9, True), Judged(0.6, False)]
