import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates import PartialDate, find_date, find_date_in_words
from models.text import same_key
from samples.wording import decree_date, draw_date, long_date, newer_tones, plain_date, spoken_date

days = st.dates(dt.date(1920, 1, 1), dt.date(2049, 12, 31))


@pytest.mark.parametrize(
    ("day", "decree", "long"),
    [
        (dt.date(2025, 6, 5), "05/6/2025", "ngày 05 tháng 6 năm 2025"),
        (dt.date(2025, 2, 15), "15/02/2025", "ngày 15 tháng 02 năm 2025"),
        (dt.date(2025, 12, 9), "09/12/2025", "ngày 09 tháng 12 năm 2025"),
    ],
)
def test_only_small_days_and_the_first_two_months_are_padded(day: dt.date, decree: str, long: str) -> None:
    assert (decree_date(day), long_date(day)) == (decree, long)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(1995, 4, 21), "Ngày hai mươi mốt, tháng tư, năm một nghìn chín trăm chín mươi lăm"),
        (dt.date(2008, 10, 15), "Ngày mười lăm, tháng mười, năm hai nghìn không trăm linh tám"),
        (dt.date(2000, 1, 10), "Ngày mười, tháng một, năm hai nghìn không trăm"),
        (dt.date(2024, 11, 30), "Ngày ba mươi, tháng mười một, năm hai nghìn không trăm hai mươi tư"),
    ],
)
def test_dates_in_words(day: dt.date, words: str) -> None:
    assert spoken_date(day) == words


@given(days)
def test_every_way_of_writing_says_the_same_day(day: dt.date) -> None:
    date = PartialDate(day.year, day.month, day.day)
    assert find_date_in_words(spoken_date(day)) == date
    for written in (plain_date(day), decree_date(day), long_date(day), draw_date(random.Random(1), day)):
        assert find_date(written) == date


@pytest.mark.parametrize("seed", range(30))
def test_dates_are_understood_however_people_speak_them(seed: int) -> None:
    rng = random.Random(seed)
    day = dt.date(1935, 1, 1) + dt.timedelta(days=rng.randrange(33_000))
    assert find_date_in_words(spoken_date(day, rng)) == PartialDate(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("Giấy tờ tùy thân", "Giấy tờ tuỳ thân"),
        ("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN"),
        ("Ủy ban nhân dân xã Hoằng Hóa", "Uỷ ban nhân dân xã Hoằng Hoá"),
        ("hoàn toàn thỏa thuận", "hoàn toàn thoả thuận"),
    ],
)
def test_two_places_of_the_tone_mark(older: str, newer: str) -> None:
    assert newer_tones(older) == newer_tones(newer) == newer
    assert same_key(older) == same_key(newer)
