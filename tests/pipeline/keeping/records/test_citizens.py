from __future__ import annotations

from collections.abc import Sequence

from models.dossier import Citizen
from models.register import Change, KnownPlace, Prepared, Told, Units
from pipeline.keeping.records import Records

MAU = Told(
    citizen_id="VN1",
    full_name="Đỗ Thị Mẫu",
    date_of_birth="1990-05-17",
    sex="female",
    personal_id="024190123456",
    old_id="121234567",
    place_of_origin="Xã Tân Mỹ",
    residence="Thôn Đông, Xã Tân Mỹ",
    mother_full_name="Lê Thị Thử",
)
UNITS = Units(frozenset({11, 12}), frozenset({1}))


def prepared(told: Told, *keys: int, names: Sequence[tuple[str, str]] = (("given", "mẫu"),)) -> Prepared:
    """As matching would make it, with keys of the test's own."""
    return Prepared(told, ("Thôn Đông", "Xã Tân Mỹ"), (UNITS, UNITS), keys, tuple(names))


def take(records: Records, now: Prepared | None, before: Prepared | None = None, source: str = "tệp") -> None:
    known = records.known_citizens([MAU.citizen_id])
    row = known[MAU.citizen_id].row if known else 0
    records.take_citizens([[Change(now, (row, before) if before else None)]], source)


def rows_of(records: Records, *keys: int) -> list[tuple[int, int]]:
    with records.register_lookup() as lookup:
        return lookup.find(keys, 200)


def test_a_citizen_is_found_by_its_keys(records: Records) -> None:
    take(records, prepared(MAU, 7, -(2**63)))
    with records.register_lookup() as lookup:
        [(other, same), (key, row)] = sorted(lookup.find([7, 8, -(2**63)], 200))
        assert (key, other, row) == (7, -(2**63), same)
        [entry] = lookup.entries([row, row + 1])
        assert (entry.told, entry.detail, entry.origin) == (MAU, "Thôn Đông", KnownPlace("Xã Tân Mỹ", UNITS))
        assert entry.residence is entry.origin  # the same place, told once
        assert lookup.name_counts() == {("given", "mẫu"): 1}
        assert lookup.version() > 0
        assert lookup.entries([]) == [] == lookup.find([], 200)
    assert records.citizen("VN1") == MAU.citizen()
    assert records.citizen("VN9") is None


def test_of_a_key_of_many_no_more_are_given_than_tell_that_it_is_one(records: Records) -> None:
    many = [prepared(MAU._replace(citizen_id=f"VN{number}"), 7, number + 1000) for number in range(120)]
    records.take_citizens([[Change(one, None) for one in many]], "tệp")
    with records.register_lookup() as lookup:
        assert len(lookup.find([7], 3)) == 4
        assert len(lookup.find([7, *range(1000, 1009)], 3)) == 4 + 9  # it leaves room for the others
        assert len(lookup.find(range(1000, 1200), 3)) == 120
        assert len(lookup.entries([row for _, row in lookup.find(range(1000, 1200), 3)])) == 120


def test_a_change_keeps_what_was_told_before(records: Records) -> None:
    moved = MAU._replace(residence="Thôn Đông, Xã Tân Mỹ", old_id=None, full_name="Đỗ Thị Mậu")
    first, second = prepared(MAU, 1, 2), prepared(moved, 2, 3, names=(("given", "mậu"),))
    take(records, first, source="tệp 1")
    take(records, second, first, "tệp 2")
    take(records, first, second, "tệp 3")
    history = records.citizen_history("VN1")
    assert [(one.citizen, one.source) for one in history] == [
        (MAU.citizen(), "tệp 1"),
        (moved.citizen(), "tệp 2"),
        (MAU.citizen(), "tệp 3"),
    ]
    assert [one.superseded_at is None for one in history] == [False, False, True]
    times = [
        history[0].imported_at,
        history[0].superseded_at,
        history[1].imported_at,
        history[1].superseded_at,
    ]
    assert times == sorted(time for time in times if time)
    assert [key for key, _ in rows_of(records, 1, 2, 3)] == [1, 2]
    with records.register_lookup() as lookup:
        assert lookup.name_counts() == {("given", "mẫu"): 1}


def test_a_citizen_who_is_removed_is_found_no_more_and_not_forgotten(records: Records) -> None:
    one = prepared(MAU, 1)
    take(records, one, source="tệp 1")
    take(records, None, one, "tệp 2")
    assert records.citizen("VN1") is None and rows_of(records, 1) == []
    [only] = records.citizen_history("VN1")
    assert only.source == "tệp 1" and only.superseded_at is not None
    take(records, one, source="tệp 3")
    assert records.citizen("VN1") == MAU.citizen()


def test_an_import_that_fails_changes_nothing(records: Records) -> None:
    twice = [Change(prepared(MAU, 1), None), Change(prepared(MAU, 2), None)]
    try:
        records.take_citizens([twice], "tệp")
    except Exception as error:
        assert "Mẫu" not in str(error) and error.__suppress_context__
    assert records.citizen("VN1") is None and rows_of(records, 1, 2) == []


def test_a_residence_without_detail_or_place_stays_as_told(records: Records) -> None:
    for number, residence in enumerate((("", "Xã A"), ("", ""))):
        told = MAU._replace(citizen_id=f"VN{number}", residence=residence[1] or None, place_of_origin=None)
        change = Change(Prepared(told, residence, (None, None), (number,), ()), None)
        records.take_citizens([[change]], "tệp")
        assert records.citizen(f"VN{number}") == told.citizen()


def test_no_changes_are_no_work(records: Records) -> None:
    records.take_citizens([], "tệp")
    assert records.known_citizens([]) == {}
    assert isinstance(MAU.citizen(), Citizen)
