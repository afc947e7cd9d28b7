from __future__ import annotations

import pytest

from models.errors import UnexpectedError
from pipeline.keeping.records import Merge, Records


def merged(records: Records) -> dict[str, str]:
    """As those who look people up see it."""
    with records.register_lookup() as lookup:
        return lookup.merged()


def test_two_people_make_two_records_one(records: Records) -> None:
    assert not records.merge_citizens("VN1", "VN2", "an")
    assert not records.merge_citizens("VN1", "VN2", "an")  # one person is one person
    assert records.merges() == [Merge("VN1", "VN2", "an", None)]
    assert merged(records) == {}
    assert records.merge_citizens("VN1", "VN2", "bình")
    assert records.merges() == [Merge("VN1", "VN2", "an", "bình")]
    assert merged(records) == {"VN2": "VN1"}


def test_one_person_makes_them_two_again(records: Records) -> None:
    assert not records.split_citizens("VN1", "VN2", "an")
    records.merge_citizens("VN1", "VN2", "an")
    records.merge_citizens("VN1", "VN2", "bình")
    assert records.split_citizens("VN2", "VN1", "cúc")
    assert records.merges() == [] and merged(records) == {}
    assert not records.merge_citizens("VN2", "VN1", "an")  # and may be thought again, from the start


@pytest.mark.parametrize(("kept", "other"), [("VN1", "VN1"), ("VN3", "VN2"), ("VN2", "VN3"), ("VN3", "VN1")])
def test_chains_and_rings_are_refused(records: Records, kept: str, other: str) -> None:
    records.merge_citizens("VN1", "VN2", "an")
    with pytest.raises(UnexpectedError):
        records.merge_citizens(kept, other, "an")
