from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching.normalise import read_date, read_number, read_person, read_sex
from pipeline.matching.person import FIELDS


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1990-05-17", ("1990", "05", "17")),
        ("1990-05", ("1990", "05", "")),
        ("1990", ("1990", "", "")),
        ("17/5/1990", ("1990", "05", "17")),
        ("17.05.1990", ("1990", "05", "17")),
        ("ngày 17 tháng 05 năm 1990", ("1990", "05", "17")),
        ("17 - 05 - l99O", ("1990", "05", "17")),
        ("12/11/498", ("498", "11", "12")),
        ("05/1990", ("1990", "05", "")),
        ("17051990", ("1990", "05", "17")),
        ("không rõ", ("", "", "")),
    ],
)
def test_dates(text: str, date: tuple[str, str, str]) -> None:
    assert read_date(text) == date


def test_numbers_and_sexes() -> None:
    assert read_number("03708O 000I41") == "037080000141"
    assert [read_sex(text) for text in ("NAM", "Nữ", "nu", "male", "?")] == [
        *("male", "female", "female", "male", "")
    ]


def test_the_length_tells_which_number_it_is() -> None:
    assert read_person({"personal_id": "089 307 147"}).old_number == "089307147"
    assert read_person({"personal_id": "037 184 000 014"}).number == "037184000014"
    both = read_person({"personal_id": "037184000014", "old_id": "089307147"})
    assert (both.number, both.old_number) == ("037184000014", "089307147")
    assert read_person({"personal_id": "12345"}).number == ""


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60)))
def test_any_person_can_be_read(told: dict[str, str]) -> None:
    read_person(told)
