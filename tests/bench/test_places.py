"""What docs/places.md says of misread addresses, on every hundredth ward."""

import pytest

from bench import places
from bench.places import Writer, chains, measure, measure_spelling

ADDRESSES = list(chains())[::97]


@pytest.mark.parametrize("way", [places.full, places.abbreviated, places.with_street, places.in_capitals])
def test_what_is_well_printed_is_found(way: Writer) -> None:
    counts, _ = measure(way, ADDRESSES, seed=7)
    assert counts["right"] == len(ADDRESSES)


@pytest.mark.parametrize(
    "way", [places.without_accents, places.one_letter_any, places.one_letter_alike, places.commas_lost]
)
def test_a_slip_is_seldom_felt_and_leads_to_no_other_ward(way: Writer) -> None:
    counts, _ = measure(way, ADDRESSES, seed=7)
    assert counts["right"] >= 0.97 * len(ADDRESSES)
    assert counts["wrong"] <= 0.01 * len(ADDRESSES)


@pytest.mark.parametrize("way", [places.full, places.one_mark_lost, places.one_letter_any])
def test_putting_right_never_makes_it_worse(way: Writer) -> None:
    counts = measure_spelling(way, ADDRESSES, seed=7)
    assert counts["spoilt"] == 0
    assert counts["restored"] >= 0.85 * len(ADDRESSES)
