"""A file of persons linked to the register, as a clerk's office would run it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine, text

from flows.link import link_file
from flows.register import import_register
from flows.settings import Settings
from flows.storage import open_records
from models.errors import QueryFileError, RegisterKeysError, UnreadableFileError
from tests.flows.test_register import GOOD, nothing, write

QUERIES = [
    {"qid": "a", "full_name": "ĐỖ THỊ MẪU", "date_of_birth": "17/05/1990", "identity_number": "O24190123456"},
    {"qid": "b", "full_name": "Đỗ Thị Mẫu", "date_of_birth": "17/05/1990"},
    {"qid": "c", "full_name": "Người Lạ", "date_of_birth": "1950", "phone": ""},
]


@pytest.fixture(autouse=True)
def register(tmp_path: Path, records_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_DATABASE_URL", records_url)
    monkeypatch.setenv("SOHOA_DATA_DIR", str(tmp_path / "data"))
    records = open_records(Settings.from_environment())
    import_register(write(tmp_path / "a.csv", GOOD), records, "tệp", nothing)
    records.close()


def decisions(path: Path, *, explained: bool = False) -> list[dict[str, Any]]:
    out = io.StringIO()
    link_file(path, out, "standard", explained=explained, progress=nothing)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def write_jsonl(path: Path, queries: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(query) + "\n" for query in queries), encoding="utf-8")
    return path


def test_each_person_gets_a_decision(tmp_path: Path) -> None:
    found = decisions(write_jsonl(tmp_path / "q.jsonl", QUERIES))
    assert [line["decision"] for line in found] == ["match", "review", "none"]
    assert (found[0]["citizen_id"], found[1]["candidates"]) == ("VN1", ["VN1"])
    assert all(line["ms"] > 0 for line in found)


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    wanted = [line["decision"] for line in decisions(write_jsonl(tmp_path / "q.jsonl", QUERIES))]
    with (tmp_path / "q.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["qid", "full_name", "date_of_birth", "identity_number", "phone"])
        writer.writeheader()
        writer.writerows(QUERIES)
    pq.write_table(pa.Table.from_pylist(QUERIES), tmp_path / "q.parquet")
    for name in ("q.csv", "q.parquet"):
        assert [line["decision"] for line in decisions(tmp_path / name)] == wanted


def test_a_decision_explains_itself(tmp_path: Path) -> None:
    [first, second, third] = decisions(write_jsonl(tmp_path / "q.jsonl", QUERIES), explained=True)
    assert first["why"]["reason"].startswith("Khớp hồ sơ công dân")
    fields = {field["field"]: field for field in first["why"]["candidates"][0]["fields"]}
    assert (fields["number"]["asked"], fields["number"]["held"]) == ("O24190123456", "024190123456")
    assert second["why"]["candidates"][0]["vetoes"][0]["code"] == "name_and_birth"
    assert third["why"]["candidates"] == []


def test_what_stops_a_worker_is_told(tmp_path: Path, records_url: str) -> None:
    engine = create_engine(records_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE register_imports SET norm_version = 1"))
    engine.dispose()
    many = [{**QUERIES[0], "qid": str(number)} for number in range(1100)]
    for rows in (QUERIES, many):  # looked for here, and by worker processes
        with pytest.raises(RegisterKeysError):
            decisions(write_jsonl(tmp_path / "q.jsonl", rows))


def test_workers_decide_in_the_order_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [{**QUERIES[number % 3], "qid": str(number)} for number in range(1100)]
    found = decisions(write_jsonl(tmp_path / "q.jsonl", many))
    assert [line["qid"] for line in found] == [str(number) for number in range(1100)]
    assert {line["decision"] for line in found[::3]} == {"match"}


@pytest.mark.parametrize("line", ["{", '{"full_name": "A"}', "[]", '{"qid": ""}', "\udcff"])
def test_a_row_that_cannot_be_told_apart_refuses_the_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(line.encode("utf-8", "surrogateescape"))
    with pytest.raises(QueryFileError):
        decisions(tmp_path / "q.jsonl")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        decisions(tmp_path / "q.jsonl")


def test_a_whole_register_is_linked_against_another(tmp_path: Path) -> None:
    other = GOOD.replace("VN1", "HUE-7"), GOOD.replace("VN1", "HUE-8").replace("Đỗ Thị Mẫu", "Lê Văn Lạ")
    found = decisions(write(tmp_path / "b.csv", *other))
    assert [line["qid"] for line in found] == ["HUE-7", "HUE-8"]
    assert (found[0]["decision"], found[0]["citizen_id"]) == ("match", "VN1")
    assert found[1]["decision"] == "review"  # the same number and another name
