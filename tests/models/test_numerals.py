"""Numbers in words, as registrars and accountants write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.numerals import number_in_words

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
SCALES = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ"]


def written(number: int) -> str:
    """An inverse, written apart from the reader: groups of three figures, each with its scale."""
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words = [
        f"{written_group(group, is_first=place == len(groups) - 1)} {SCALES[place]}"
        for place, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(words).strip()


def written_group(group: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [] if is_first and not hundreds else [DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif units and words:
        words.append("linh")
    if units:
        words.append({1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm"}.get(units, DIGITS[units]))
    return " ".join(words)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_what_is_written_is_read(number: int) -> None:
    assert number_in_words(written(number).split()) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("hai mươi tư", 24),
        ("hai mười bốn", 24),  # a dot below the accent lost
        ("hai ba", None),  # 23 or a word between is lost
        ("một trăm triệu đồng", None),
        ("", None),
        ("tỷ " * 400, 0),
        ("chín nghìn tỷ tỷ", None),
    ],
)
def test_odd_words(words: str, number: int | None) -> None:
    assert number_in_words(words.split()) == number
