"""The lines for machines: what they say, what is put right, and that nothing wrong comes through."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.dates import PartialDate
from models.mrz import FIGURES, LETTERS, MachineZone, check_digit, parse_mrz
from samples.machine import machine_lines
from samples.people import draw_family

FIRST = "IDVNM1901234569024190123456<<9"
SECOND = "9005178F3005176VNM<<<<<<<<<<<0"
THIRD = "NGUYEN<<THI<MINH<ANH<<<<<<<<<<"
ZONE = MachineZone(
    "024190123456",
    "female",
    PartialDate(1990, 5, 17),
    PartialDate(2030, 5, 17),
    "NGUYEN THI MINH ANH",
    (FIRST, SECOND, THIRD),
)


def test_check_digit_of_the_standards_own_example() -> None:
    assert check_digit("L898902C3") == "6"  # ICAO Doc 9303 part 4, appendix B
    assert check_digit("520727") == "3"


def test_a_zone_is_understood() -> None:
    assert parse_mrz((FIRST, SECOND), THIRD) == ZONE


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("IDVNM19O1234569O2419O123456<<9", SECOND, THIRD),
        ("1DVNMI90I234569024I90I23456<<9", SECOND, THIRD),
        ("IDVNM1901234569024190123456<9", "90O5I78F3005176VNM<<<<<<<<<0", THIRD),  # too few fillers
        ("IDVNM1901234569024190123456K<9", "9005178F3005176VNM<<K<<<<<<<<<<0", THIRD),  # fillers misread
        ("IDVNM1901234569024190128456<<9", SECOND, THIRD),  # the number's second half, the first is right
        ("IDVNM1901284569024190123456<<9", SECOND, THIRD),  # and the reverse
        (FIRST, SECOND, "NGUYEN<<THI<M1NH<ANH<<<<K<<<<<"),
    ],
)
def test_what_the_check_digits_prove_is_put_right(first: str, second: str, third: str) -> None:
    assert parse_mrz((first, second), third) == ZONE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FIRST[:-1] + "8", SECOND),
        (FIRST, SECOND[:-1] + "1"),
        (FIRST, "9005178F3005186VNM<<<<<<<<<<<0"),
        (FIRST, "9005178M3005176VNM<<<<<<<<<<<0"),  # nothing checks the sex but the number
        ("IDVNM1901234569024190123457<<9", "9005178F3005176VNM<<<<<<<<<<<7"),
        ("", ""),
    ],
)
def test_a_zone_that_fails_a_check_says_nothing(first: str, second: str) -> None:
    assert parse_mrz((first, second), THIRD) is None


def test_a_name_without_its_double_filler_is_not_understood() -> None:
    zone = parse_mrz((FIRST, SECOND), "NGUYEN<THI<M")
    assert zone is not None
    assert zone.name is None


@settings(deadline=None)  # families take their time to be drawn
@given(st.integers(0, 10_000), st.integers(0, 1), st.integers(0, 29), st.sampled_from(FIGURES + "OIZ"))
def test_one_misread_sign_never_changes_what_is_said(seed: int, line: int, at: int, sign: str) -> None:
    person = draw_family(random.Random(seed)).mother
    lines = machine_lines(person, dt.date(2031, 2, 28))
    assert set(lines[0] + lines[1]) <= set(FIGURES)
    assert set(lines[2]) <= set(LETTERS)
    misread = list(lines[:2])
    misread[line] = misread[line][:at] + sign + misread[line][at + 1 :]
    zone = parse_mrz(misread, lines[2])
    assert zone is None or (zone.personal_id, zone.lines) == (person.personal_id, lines)


@given(st.lists(st.text(FIGURES, max_size=40), min_size=2, max_size=2), st.text(max_size=40))
def test_never_fails(figures: list[str], name: str) -> None:
    parse_mrz(figures, name)
