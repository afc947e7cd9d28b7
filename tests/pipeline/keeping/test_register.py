from __future__ import annotations

import csv
import io
import os
import tracemalloc
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.dossier import Citizen
from models.errors import (
    NotAFileError,
    RegisterFormatError,
    RegisterHeaderError,
    SohoaError,
    UnreadableFileError,
)
from pipeline.keeping import register
from pipeline.keeping.register import ImportReport, read_batches

COLUMNS = list(Citizen.model_fields)
HEADER = ",".join(COLUMNS)
GOOD = 'VN1,Đỗ Thị Mẫu,1990-05-17,female,024190123456,121234567,,"Thôn Đông, Xã Mới",,Lê Thị Thử,0900000000'
AFTER = "VN2,Trần Văn Thử,1985,male,,,,,,,"
BAD_ROW, BAD_BYTES = "E121", "E122"


def read(tmp_path: Path, content: str | bytes) -> tuple[list[Citizen], ImportReport]:
    path = tmp_path / "danh sách.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path)


def read_file(path: Path) -> tuple[list[Citizen], ImportReport]:
    report = ImportReport()
    return [told.citizen() for batch in read_batches(path, report) for told in batch], report


def test_a_row_becomes_a_citizen(tmp_path: Path) -> None:
    [citizen], _ = read(tmp_path, f"{HEADER}\n{GOOD}\n")
    assert citizen == Citizen(
        citizen_id="VN1",
        full_name="Đỗ Thị Mẫu",
        date_of_birth="1990-05-17",
        sex="female",
        personal_id="024190123456",
        old_id="121234567",
        residence="Thôn Đông, Xã Mới",
        mother_full_name="Lê Thị Thử",
        phone="0900000000",
    )


def test_columns_may_come_in_any_order_after_a_byte_order_mark(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(f"{HEADER}\n{GOOD}\n")))
    out = io.StringIO()
    writer = csv.DictWriter(out, sorted(COLUMNS))
    writer.writeheader()
    writer.writerows(rows)
    [citizen], _ = read(tmp_path, out.getvalue().encode("utf-8-sig"))
    assert (citizen.citizen_id, citizen.personal_id) == ("VN1", "024190123456")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "\n" + HEADER.replace(",phone", ""),
        HEADER + ",email",
        HEADER.replace("phone", "sex"),
        HEADER.replace("phone", "Phone"),
        HEADER.replace(",", ";"),
        '"' + HEADER,
        HEADER + "," * 100_000,
        "\x00" * 100,
    ],
    ids=["empty", "missing", "unknown", "twice", "case", "semicolons", "quote", "long", "NUL"],
)
def test_a_wrong_header_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(RegisterHeaderError):
        read(tmp_path, f"{header}\n{GOOD}\n" if header else "")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterHeaderError):
        read(tmp_path, f"{HEADER}\n{GOOD}\n".encode("utf-16"))


@pytest.mark.parametrize(
    "row",
    [
        "VN1,Tên",
        GOOD + ",",
        ",Tên,1990,male,,,,,,,",
        "VN1,  ,1990,male,,,,,,,",
        ",,,,,,,,,,",
        "VN1,Tên,17/05/1990,male,,,,,,,",
        "VN1,Tên,1990-02-30,male,,,,,,,",
        "VN1,Tên,1990-13,male,,,,,,,",
        "VN1,Tên,0000,male,,,,,,,",
        "VN1,Tên,19900517,male,,,,,,,",
        "VN1,Tên,١٩٩٠,male,,,,,,,",
        "VN1,Tên,1990,nam,,,,,,,",
        "VN1,Tên,1990,male,02419012345,,,,,,",
        "VN1,Tên,1990,male,0241901234567,,,,,,",
        "VN1,Tên,1990,male,02419012345O,,,,,,",
        "VN1,Tên,1990,male,٠٢٤١٩٠١٢٣٤٥٦,,,,,,",
        "VN1,Tên,1990,male,,12345678,,,,,",
        "VN1,Tên,1990,male,,,,,,," + "x" * 1001,
        "VN1,Tên,1990,male,,,,,,," + "x" * 30_000,
        'VN1,"Tên" thật,1990,male,,,,,,,',
        'VN1,"Tên,1990,male,,,,,,,',
    ],
)
def test_a_bad_row_is_told_by_its_line_and_costs_only_itself(tmp_path: Path, row: str) -> None:
    citizens, report = read(tmp_path, f"{HEADER}\n{GOOD.replace('VN1', 'VN0')}\n{row}\n{AFTER}\n")
    assert [citizen.citizen_id for citizen in citizens] == ["VN0", "VN2"]
    assert (report.bad, report.bad_rows) == (1, [(3, BAD_ROW)])


@pytest.mark.parametrize("date", ["1990", "1990-05", "1990-05-17", "2000-02-29", ""])
def test_a_date_may_be_as_precise_as_it_is_known(tmp_path: Path, date: str) -> None:
    [citizen], report = read(tmp_path, f"{HEADER}\nVN1,Tên,{date},,,,,,,,\n")
    assert (citizen.date_of_birth, report.bad) == (date or None, 0)


def test_a_row_that_is_not_utf8_is_told_and_the_others_imported(tmp_path: Path) -> None:
    bad = "VN5,Tên,1990,male,,,,,,,".encode() + b"\xff\xfe"
    lines = [HEADER.encode(), GOOD.encode(), bad, AFTER.encode()]
    citizens, report = read(tmp_path, b"\r\n".join(lines))
    assert [citizen.citizen_id for citizen in citizens] == ["VN1", "VN2"]
    assert report.bad_rows == [(3, BAD_BYTES)]


def test_a_cell_may_hold_line_breaks_and_lines_are_still_counted(tmp_path: Path) -> None:
    broken = 'VN3,"Tên\nhai ""dòng""",1990,male,,,,,,,'
    citizens, report = read(tmp_path, f"{HEADER}\n{broken}\n\nbad\n{AFTER}\n")
    assert [citizen.full_name for citizen in citizens] == ['Tên hai "dòng"', "Trần Văn Thử"]
    assert report.bad_rows == [(5, BAD_ROW)]


def test_a_row_of_many_lines_is_told_where_it_begins(tmp_path: Path) -> None:
    bad = 'VN3,"Tên\nhai\ndòng",17/5/1990,male,,,,,,,'
    _, report = read(tmp_path, f"{HEADER}\n{GOOD}\n{bad}\n{AFTER}\nbad\n")
    assert report.bad_rows == [(3, BAD_ROW), (7, BAD_ROW)]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    rows = [f"VN{number},Tên,1990,male,,,,,,," for number in range(200)]
    rows[50] = 'VN50,"Tên,1990,male,,,,,,,'
    rows[199] = 'VN199,"Tên,1990,male,,,,,,,'
    citizens, report = read(tmp_path, "\n".join([HEADER, *rows]))
    assert len(citizens) == 198
    assert report.bad_rows == [(52, BAD_ROW), (201, BAD_ROW)]


def test_a_citizen_told_twice_is_kept_once_and_told(tmp_path: Path) -> None:
    citizens, report = read(tmp_path, f"{HEADER}\n{GOOD}\n{AFTER}\n{GOOD.replace('Mới', 'Cũ')}\n")
    assert [citizen.citizen_id for citizen in citizens] == ["VN1", "VN2"]
    assert report.bad_rows == [(4, BAD_ROW)]


def test_names_are_kept_in_one_spelling(tmp_path: Path) -> None:
    [citizen], _ = read(tmp_path, f"{HEADER}\nVN1,Đỗ\u00a0 Thi\u0323  Ma\u0302\u0303u,,,,,,,,,\n")
    assert citizen.full_name == "Đỗ Thị Mẫu"


def test_only_so_many_bad_rows_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "BAD_ROWS_LISTED", 3)
    _, report = read(tmp_path, HEADER + "\nbad" * 10)
    assert (report.bad, len(report.bad_rows)) == (10, 3)


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    endless = b"x" * 30_000_000
    content = b"\n".join([HEADER.encode(), endless, AFTER.encode()])
    (tmp_path / "a.csv").write_bytes(content)
    tracemalloc.start()
    citizens, report = read_file(tmp_path / "a.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.bad_rows == [(2, BAD_ROW)]
    assert [citizen.citizen_id for citizen in citizens] == ["VN2"]
    assert peak < 2_000_000


def test_rows_go_in_batches(tmp_path: Path) -> None:
    rows = "\n".join(f"VN{number},Tên,1990,male,,,,,,," for number in range(2500))
    (tmp_path / "a.csv").write_text(f"{HEADER}\n{rows}\nbad\n", encoding="utf-8")
    report = ImportReport()
    assert [len(batch) for batch in read_batches(tmp_path / "a.csv", report)] == [1000, 1000, 500]
    assert report.bad == 1


def write_parquet(path: Path, columns: Mapping[str, Sequence[object]]) -> Path:
    pq.write_table(pa.table(dict(columns)), path)
    return path


def test_parquet_is_read_as_well(tmp_path: Path) -> None:
    columns: dict[str, list[object]] = {name: ["", "", ""] for name in COLUMNS}
    columns["citizen_id"], columns["full_name"] = ["VN1", "VN2", "VN3"], ["Đỗ  Thị Mẫu", None, "Tên"]
    columns["phone"] = [None, "0900000000", None]
    citizens, report = read_file(write_parquet(tmp_path / "danh sách", columns))
    assert citizens == [
        Citizen(citizen_id="VN1", full_name="Đỗ Thị Mẫu"),
        Citizen(citizen_id="VN3", full_name="Tên"),
    ]
    assert report.bad_rows == [(2, BAD_ROW)]


def test_parquet_of_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterHeaderError):
        read_file(write_parquet(tmp_path / "a", {"citizen_id": ["VN1"]}))
    lists: dict[str, list[object]] = {name: [["a"]] for name in COLUMNS}
    with pytest.raises(RegisterFormatError):
        read_file(write_parquet(tmp_path / "b", lists))


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_broken_parquet_is_refused(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + rubbish)
    with pytest.raises(RegisterFormatError):
        read_file(tmp_path / "a.parquet")


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", Path("/dev/null"), tmp_path):
        with pytest.raises(NotAFileError):
            read_file(path)
    with pytest.raises(UnreadableFileError):
        read_file(tmp_path / "không có")


def test_no_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_file(tmp_path / "Nguyễn Văn Mẫu.csv")
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "Mẫu" not in str(caught.value)


as_many_as_fit = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@as_many_as_fit
@given(st.binary(max_size=300) | st.text('VN1,"\n\r ă\x00', max_size=300).map(str.encode))
def test_any_bytes_cost_only_themselves(tmp_path: Path, rubbish: bytes) -> None:
    """Whatever stands between two good rows: the first is imported, and what is not is told."""
    content = f"{HEADER}\n{GOOD}\n".encode() + rubbish + f"\n{AFTER}\n".encode()
    try:
        citizens, report = read(tmp_path, content)
    except SohoaError:
        pytest.fail("the file was refused as a whole")
    assert citizens[0].citizen_id == "VN1"
    assert "VN2" in [citizen.citizen_id for citizen in citizens] or report.bad


@as_many_as_fit
@given(st.lists(st.text(min_size=1).filter(lambda name: name.isprintable() and name.strip()), max_size=20))
def test_what_a_csv_writer_writes_is_read(tmp_path: Path, names: list[str]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows({"citizen_id": f"VN{number}", "full_name": name} for number, name in enumerate(names))
    citizens, report = read(tmp_path, out.getvalue())
    assert (len(citizens), report.bad) == (len(names), 0)
