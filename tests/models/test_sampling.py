from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sampling import draw, sample_size


@pytest.mark.parametrize(
    ("share", "population", "expected"),
    [
        (0.001, 10**9, 2995),  # ln 0.05 / ln 0.999
        (0.01, 10**9, 299),
        (0.05, 10**9, 59),
        (0.001, 100, 95),  # one wrong value of a hundred: each drawn finds it with one in a hundred
        (0.5, 1, 1),
        (0.01, 0, 0),
    ],
)
def test_as_many_as_exclude_the_share(share: float, population: int, expected: int) -> None:
    assert sample_size(share, population) == expected


@given(st.floats(0.001, 0.5), st.integers(1, 300))
def test_it_is_the_fewest_that_do(share: float, population: int) -> None:
    size = sample_size(share, population)
    wrong = math.floor(share * population) + 1

    def missed(drawn: int) -> float:
        return math.comb(population - wrong, drawn) / math.comb(population, drawn) if wrong else 0.0

    assert 0 < size <= population
    assert missed(size) <= 0.05 + 1e-9
    assert size == 1 or missed(size - 1) > 0.05 - 1e-9


def test_the_same_ones_are_drawn_again_and_each_as_often() -> None:
    places = [(str(number), "full_name") for number in range(100)]
    assert draw(places, 10, "a") == draw(places[::-1], 10, "a") != draw(places, 10, "b")
    drawn = [place for seed in range(400) for place in draw(places, 25, str(seed))]
    assert all(60 < drawn.count(place) < 145 for place in places)  # 100 on average, five sigma
