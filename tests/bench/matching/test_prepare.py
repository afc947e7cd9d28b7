"""What Splink is given must be right, or the comparison would be unfair."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from bench.matching.prepare import citizen_row, prepare, query_row
from samples.population.draw import draw

TOLD = {
    "full_name": "NGUYỄN THỊ HOÀ",
    "sex": "Nữ",
    "place_of_origin": "",
    "residence": "Xóm 3, X. Nam Hùng, H. Nam Trực, T. Nam Định",
    "father_full_name": "",
    "mother_full_name": "Trần Thị Mơ",
    "phone": "050 123 4567",
}
QUERY = {
    **TOLD,
    "qid": "Q1",
    "identity_number": "O36 182 7OO 014",
    "date_of_birth": "ngày 2 tháng 04 năm 1982",
}


def test_a_query_becomes_comparable() -> None:
    row = query_row(QUERY)
    assert (row["given"], row["given_plain"], row["middle"], row["family"]) == ("hòa", "hoa", "thi", "nguyen")
    assert (row["dob"], row["dob_md"], row["sex"]) == ("1982-04-02", "04-02", "female")
    assert (row["pid"], row["cmnd"], row["phone"]) == ("036182700014", None, "0501234567")
    assert row["wards"] and row["detail"] == "xom 3" and row["home_wards"] is None


def test_both_sides_agree_on_the_same_person() -> None:
    citizen = {**TOLD, "citizen_id": "C1", "date_of_birth": "1982-04-02", "sex": "female"}
    held = citizen_row({**citizen, "personal_id": "036182700014", "old_id": ""})
    asked = query_row(QUERY)
    assert {name for name in held if held[name] != asked[name]} == {"unique_id"}


def test_old_numbers_and_years_alone() -> None:
    row = query_row({**QUERY, "identity_number": "123 456 78I", "date_of_birth": "1951"})
    assert (row["pid"], row["cmnd"]) == (None, "123456781")
    assert (row["dob"], row["dob_year"], row["dob_md"]) == ("1951", "1951", None)


def test_whole_files(tmp_path: Path) -> None:
    draw(tmp_path, citizens=400, queries=50, seed=3)
    prepare(tmp_path, tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "register.parquet").num_rows == 400
    queries = pq.read_table(tmp_path / "out" / "queries.parquet")
    assert queries.num_rows == 50
    assert queries["dob"].null_count < 5
