"""Spelling: one form for the same words, and no exception for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import clean, digits, fold, place_tones, same_key


@pytest.mark.parametrize(
    ("newer", "older"),
    [("hoà", "hòa"), ("HOÀ", "HÒA"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("thuỷ", "thủy"), ("hoạ", "họa")],
)
def test_tone_moves_to_the_older_place(newer: str, older: str) -> None:
    assert place_tones(newer) == older == place_tones(older)


@pytest.mark.parametrize("word", ["quý", "quỳnh", "hoàn", "đoạt", "loặt", "oằn", "huỳnh", "nguyễn"])
def test_words_of_one_spelling_stay(word: str) -> None:
    assert place_tones(word) == word


def test_composed_and_decomposed_are_the_same() -> None:
    assert same_key("Đặng Hoà") == same_key("Đặng   Ho\u0300a") == "đặng hòa"


def test_fold_drops_tones_and_bars_but_same_key_keeps_them() -> None:
    assert fold("Nguyễn Văn Hưởng") == fold("NGUYEN VAN HUONG") == "nguyen van huong"
    assert same_key("Hường") != same_key("Hương")
    assert fold("Đỗ") == "do"


def test_digits_are_decimal_ones_only() -> None:
    assert digits("0912 345.678 ²٣") == "0912345678"


@given(st.text())
def test_normalisers_are_idempotent_and_never_raise(text: str) -> None:
    for normalise in (clean, place_tones, fold, same_key, digits):
        once = normalise(text)
        assert normalise(once) == once
