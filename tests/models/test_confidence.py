"""From the engine's confidence to the share of words that is right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.confidence import chance_right, load_curve

shares = st.floats(min_value=0, max_value=1)


@given(shares, shares)
def test_surer_is_never_less_often_right(one: float, other: float) -> None:
    assert 0 <= chance_right(min(one, other)) <= chance_right(max(one, other)) <= 1


def test_the_curve_goes_through_its_knots() -> None:
    for confidence, right in load_curve().knots:
        assert chance_right(confidence) == right


def test_what_no_engine_read_stays_certain() -> None:
    assert chance_right(1.0) == 1.0
