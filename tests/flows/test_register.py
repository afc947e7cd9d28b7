"""The register's way from a file into the records, by worker processes where there is much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.register import import_register, remove_citizens, remove_listed
from models.errors import RegisterEncodingError, SohoaError, UnreadableFileError
from models.matching import load_matching
from pipeline.keeping.records import Records
from pipeline.matching.find import Finder
from pipeline.matching.normalise import read_person

HEADER = (
    "citizen_id,full_name,date_of_birth,sex,personal_id,old_id,place_of_origin,residence,"
    "father_full_name,mother_full_name,phone"
)
GOOD = 'VN1,Đỗ Thị Mẫu,1990-05-17,female,024190123456,121234567,,"Thôn Đông, Xã Mới",,Lê Thị Thử,0900000000'
AFTER = "VN2,Trần Văn Thử,1985,male,,,,,,,"


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    records = Records(records_url)
    records.migrate()
    yield records
    records.close()


def write(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def nothing(_rows: int) -> None:
    pass


def test_a_register_is_imported_and_can_be_imported_again(records: Records, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GOOD, AFTER, "bad")
    told: list[int] = []
    report = import_register(path, records, "a.csv", told.append)
    assert (report.imported, report.unchanged, report.bad_rows, told[-1]) == (2, 0, [(4, "E121")], 3)
    again = import_register(path, records, "a.csv", told.append)
    assert (again.imported, again.unchanged, again.bad) == (0, 2, 1)
    write(path, GOOD.replace("Xã Mới", "Xã Khác"), AFTER)
    changed = import_register(path, records, "b.csv", told.append)
    assert (changed.imported, changed.unchanged) == (1, 1)
    assert [version.source for version in records.citizen_history("VN1")] == ["a.csv", "b.csv"]


def test_who_was_imported_is_found_until_removed(records: Records, tmp_path: Path) -> None:
    import_register(write(tmp_path / "a.csv", GOOD, AFTER), records, "a.csv", nothing)
    asked = read_person({"full_name": "ĐỖ THỊ MẪU", "personal_id": "024190123456"})
    with records.register_lookup() as lookup:
        [found] = Finder(load_matching(), lookup).find(asked, "standard").candidates
        assert found.entry.told.citizen_id == "VN1"
        (tmp_path / "gone").write_text("VN1\n\nVN9\n")
        assert remove_listed(tmp_path / "gone", records, "b.csv") == 1
        assert Finder(load_matching(), lookup).find(asked, "standard").candidates == ()
    assert remove_citizens(["VN1"], records, "b.csv") == 0


@pytest.mark.parametrize(
    ("content", "error"), [(None, UnreadableFileError), (b"\xff", RegisterEncodingError)]
)
def test_a_list_that_cannot_be_read_is_told(
    records: Records, tmp_path: Path, content: bytes | None, error: type[SohoaError]
) -> None:
    if content is not None:
        (tmp_path / "gone").write_bytes(content)
    with pytest.raises(error):
        remove_listed(tmp_path / "gone", records, "tệp")


def test_thousands_are_made_ready_by_workers_and_in_order(records: Records, tmp_path: Path) -> None:
    rows = [f"VN{number},Tên Số {number},1990,male,,,,,,," for number in range(2500)]
    report = import_register(write(tmp_path / "a.csv", *rows), records, "tệp", nothing)
    assert report.imported == 2500
    known = records.known_citizens([f"VN{number}" for number in range(2500)])
    assert [known[f"VN{number}"].row for number in range(2500)] == list(range(1, 2501))
