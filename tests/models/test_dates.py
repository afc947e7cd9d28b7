"""Dates as papers print them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates import PartialDate, find_date, find_date_in_words, from_iso, possible

UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(number: int) -> str:
    """A number up to 9999 as a registrar writes it: an inverse, written apart from the reader."""
    if number >= 1000:
        rest = number % 1000
        head = f"{UNITS[number // 1000]} nghìn"
        if not rest:
            return head
        return f"{head} {UNITS[rest // 100]} trăm {in_words_of_two(rest % 100)}".strip()
    return in_words_of_two(number)


def in_words_of_two(number: int) -> str:
    tens, units = divmod(number, 10)
    if number == 0:
        return ""
    if tens == 0:
        return f"linh {UNITS[units]}"
    head = "mười" if tens == 1 else f"{UNITS[tens]} mươi"
    last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(units, UNITS[units])
    return f"{head} {last}".strip()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("05/6/2025", "2025-06-05"),
        ("ngày 05 tháng 6 năm 2025", "2025-06-05"),
        ("24-10-2008 ghi bằng chữ", "2008-10-24"),
        ("12 / 5 / 2022", "2022-05-12"),
        ("1974", "1974"),
        ("5/2020", "2020-05"),
        ("năm 1955.", "1955"),
        ("28I12J2011", "2011-12-28"),
        ("17/02!2029", "2029-02-17"),
        ("10/02/197é", "1976-02-10"),
        ("I§/12/1989", "1989-12-18"),
    ],
)
def test_dates_in_figures(text: str, iso: str) -> None:
    date = find_date(text)
    assert date is not None and date.iso() == iso


@pytest.mark.parametrize(
    "text", ["31/02/2020", "00/01/2020", "12/13/2001", "01/01/0200", "không", "12345", "02/O3/2004"]
)
def test_no_date_that_cannot_be(text: str) -> None:
    assert find_date(text) is None


def test_a_longer_number_is_no_date() -> None:
    assert find_date("số 001304000129") is None


@given(st.dates(min_value=dt.date(1850, 1, 1)))
def test_round_trip(date: dt.date) -> None:
    partial = PartialDate(date.year, date.month, date.day)
    assert from_iso(partial.iso()) == partial == find_date(partial.shown())
    assert find_date(f"{date.day:02d}/{date.month}/{date.year}") == partial


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_dates_in_words(date: dt.date) -> None:
    day, month = in_words(date.day).replace("linh", "mùng"), in_words(date.month).replace("linh", "")
    text = f"Ngày {day}, tháng {month}, năm {in_words(date.year)}"
    assert find_date_in_words(text) == PartialDate(date.year, date.month, date.day)


def test_a_word_that_is_no_numeral_gives_no_date() -> None:
    assert find_date_in_words("Ngày hai mươi bốn, tháng mười, năm hai nghìn khxng trăm") is None


@given(st.text())
def test_readers_never_raise(text: str) -> None:
    for date in (find_date(text), find_date_in_words(text), from_iso(text)):
        assert date is None or possible(date)


def test_not_after_today() -> None:
    today = dt.date(2026, 3, 1)
    assert possible(PartialDate(2026, 3, 1), today=today)
    assert not possible(PartialDate(2026, 3, 2), today=today)
    assert possible(PartialDate(2026), today=today)
