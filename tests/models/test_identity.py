"""The structure of personal numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.identity import PersonalNumber, parse_personal_number


@pytest.mark.parametrize(
    ("number", "parsed"),
    [
        ("024190123456", PersonalNumber("Bắc Giang", "female", 1990)),
        ("036208000031", PersonalNumber("Nam Định", "male", 2008)),
        ("001304000129", PersonalNumber("Hà Nội", "female", 2004)),
        ("999055000001", PersonalNumber(None, "male", 1955)),
    ],
)
def test_structure(number: str, parsed: PersonalNumber) -> None:
    assert parse_personal_number(number) == parsed


@given(st.text())
def test_never_raises(text: str) -> None:
    parsed = parse_personal_number(text)
    assert parsed is None or (len(text) == 12 and text.isdigit())
