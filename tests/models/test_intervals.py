"""Intervals of counted shares, against published and exact values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intervals import at_most, wilson


def test_wilson() -> None:
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)  # Newcombe 1998, table I
    assert wilson(0, 0) == (0, 1)


def test_clopper_pearson() -> None:
    assert at_most(0, 3000) == pytest.approx(1 - 0.05 ** (1 / 3000), rel=1e-6)
    assert at_most(1, 10) == pytest.approx(0.39416, abs=1e-5)
    assert at_most(0, 0) == at_most(4, 4) == 1


@given(whole=st.integers(1, 5000), data=st.data())
def test_more_wrong_ones_and_fewer_values_say_less(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole - 1))
    assert part / whole <= at_most(part, whole) <= at_most(part + 1, whole) <= 1
    assert at_most(part, whole) >= at_most(part, whole + 100)
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
