from __future__ import annotations

from models.dossier import Citizen
from models.text import fold
from pipeline.keeping.records import Records

MAU = Citizen(
    citizen_id="VN1",
    full_name="Đỗ Thị Mẫu",
    date_of_birth="1990-05-17",
    sex="female",
    personal_id="024190123456",
    old_id="121234567",
    residence="Thôn Đông, Xã Tân Mỹ",
    mother_full_name="Lê Thị Thử",
)


def test_a_citizen_is_found_by_either_number_and_by_name(records: Records) -> None:
    assert records.upsert_citizens([MAU], "tệp 1") == (1, 0)
    for number in ("024190123456", "121234567"):
        assert records.citizens_by_number(number) == [MAU]
    for wrong in ("999", "", "024190123456\x00", "\ud800"):
        assert records.citizens_by_number(wrong) == []
    assert records.citizens_by_name(fold("DO THI MAU"), 1990) == [MAU]
    assert records.citizens_by_name(fold("Đỗ Thị Mẫu"), None) == [MAU]
    assert records.citizens_by_name("do thi mau", 1991) == []
    assert records.citizen("VN1") == MAU
    assert records.citizen("VN9") is None


def test_a_year_that_the_register_does_not_know_excludes_nobody(records: Records) -> None:
    unknown = MAU.model_copy(update={"citizen_id": "VN2", "date_of_birth": None})
    year_only = MAU.model_copy(update={"citizen_id": "VN0", "date_of_birth": "1990"})
    records.upsert_citizens([MAU, unknown, year_only], "tệp")
    assert records.citizens_by_name("do thi mau", 1990) == [year_only, MAU, unknown]
    assert records.citizens_by_name("do thi mau", 1970) == [unknown]


def test_the_same_row_again_is_unchanged(records: Records) -> None:
    records.upsert_citizens([MAU], "tệp 1")
    assert records.upsert_citizens([MAU], "tệp 2") == (0, 1)
    [only] = records.citizen_history("VN1")
    assert only.source == "tệp 1"


def test_a_change_keeps_the_earlier_row(records: Records) -> None:
    moved = MAU.model_copy(update={"residence": "Phường Mới", "old_id": None, "full_name": "Đỗ Thị Mậu"})
    records.upsert_citizens([MAU], "tệp 1")
    assert records.upsert_citizens([moved], "tệp 2") == (1, 0)
    assert records.upsert_citizens([MAU], "tệp 3") == (1, 0)
    history = records.citizen_history("VN1")
    assert [(one.citizen, one.source) for one in history] == [
        (MAU, "tệp 1"),
        (moved, "tệp 2"),
        (MAU, "tệp 3"),
    ]
    assert [one.superseded_at is None for one in history] == [False, False, True]
    times = [
        history[0].imported_at,
        history[0].superseded_at,
        history[1].imported_at,
        history[1].superseded_at,
    ]
    assert times == sorted(time for time in times if time)
    assert records.citizens_by_number(MAU.personal_id or "") == [MAU]


def test_what_was_said_once_finds_nobody_any_more(records: Records) -> None:
    records.upsert_citizens([MAU], "tệp 1")
    records.upsert_citizens([MAU.model_copy(update={"personal_id": "024190999999"})], "tệp 2")
    assert records.citizens_by_number("024190123456") == []


def test_of_two_rows_for_one_citizen_the_last_counts(records: Records) -> None:
    last = MAU.model_copy(update={"phone": "0900000000"})
    assert records.upsert_citizens([MAU, last], "tệp") == (1, 0)
    assert records.citizen("VN1") == last


def test_no_rows_are_no_work(records: Records) -> None:
    assert records.upsert_citizens([], "tệp") == (0, 0)
