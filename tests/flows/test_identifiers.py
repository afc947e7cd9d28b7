"""Citizens found by what else they are or were known by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.register import import_identifiers, import_register
from models.dossier import MatchDecision
from models.errors import RegisterHeaderError
from models.matching import load_matching
from models.register import Identifier, IdentifierKind
from pipeline.keeping.records import Records
from pipeline.matching.explain import explain
from pipeline.matching.find import Finder, Finding
from pipeline.matching.normalise import read_person
from tests.flows.test_register import AFTER, GOOD, nothing, write

HEADER = "citizen_id,kind,value,valid_from,valid_to"
ROWS = (
    "VN1,cmnd_9,987654321,1998,2010-05",
    "VN1,cmnd_12,024090987654,2013-06-01,2021-06-01",
    "VN1,passport,B1234567,2015-03-02,2025-03-02",
    "VN1,former_name,Đỗ Thị Lụa,,1999",
)
BORN = {"date_of_birth": "17/05/1990", "sex": "Nữ"}


@pytest.fixture
def records(records_url: str, tmp_path: Path) -> Iterator[Records]:
    records = Records(records_url)
    records.migrate()
    import_register(write(tmp_path / "a.csv", GOOD, AFTER), records, "tệp", nothing)
    yield records
    records.close()


def listed(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def find(records: Records, told: dict[str, str]) -> tuple[Finding, list[dict[str, object]]]:
    """The finding, and the fields of its first candidate's explanation."""
    with records.register_lookup() as lookup:
        finder = Finder(load_matching(), lookup)
        found = finder.find(read_person(told), "standard")
        story = explain(told, found, finder.matching, "standard", finder.version)
    return found, story["candidates"][0]["fields"] if found.candidates else []


@pytest.mark.parametrize(
    "told",
    [
        {"full_name": "Đỗ Thị Mẫu", "old_id": "987654321"},
        {"full_name": "Đỗ Thị Mẫu", "personal_id": "024090987654"},
        {"full_name": "Đỗ Thị Mẫu", "passport": "B1234567"},
        {"full_name": "ĐỖ THỊ LỤA", "personal_id": "024190123456"},
    ],
)
def test_each_is_enough_to_be_found_by(records: Records, tmp_path: Path, told: dict[str, str]) -> None:
    asked = BORN | told
    before, _ = find(records, asked)
    assert before.decision is not MatchDecision.MATCH
    report = import_identifiers(listed(tmp_path / "i.csv", *ROWS), records, "tệp")
    assert (report.imported, report.unchanged, report.bad) == (4, 0, 0)
    found, fields = find(records, asked)
    assert (found.decision, found.citizens) == (MatchDecision.MATCH, ("VN1",))
    assert {"equal", "exact"} & {str(field["level"]) for field in fields}
    assert all(field["held"] for field in fields)
    moved = GOOD.replace("Thôn Đông", "Thôn Đoài")
    import_register(write(tmp_path / "a.csv", moved, AFTER), records, "tệp", nothing)
    assert find(records, asked)[0].citizens == ("VN1",)  # told anew, they stay


def test_a_former_name_alone_finds_by_the_other_keys(records: Records, tmp_path: Path) -> None:
    asked = BORN | {"full_name": "Đỗ Thị Lụa"}
    assert find(records, asked)[0].candidates == ()
    import_identifiers(listed(tmp_path / "i.csv", *ROWS), records, "tệp")
    assert find(records, asked)[0].citizens == ("VN1",)


def test_it_may_be_run_again_and_bad_rows_cost_themselves(records: Records, tmp_path: Path) -> None:
    bad = ("VN1,cmnd_9,12,,", "VN1,other,1,,", "VN9,cmnd_9,123456789,,", "VN1,passport,B7654321,ngày,")
    path = listed(tmp_path / "i.csv", *ROWS, *bad)
    first, again = (import_identifiers(path, records, "tệp") for _ in range(2))
    assert (first.imported, again.imported, again.unchanged) == (4, 0, 4)
    assert sorted(line for line, _ in first.bad_rows) == [6, 7, 8, 9]
    longer = import_identifiers(listed(path, "VN1,cmnd_9,987654321,1998,2012"), records, "tệp")
    assert longer.imported == 1
    told = {one.kind: one for one in records.identifiers("VN1")}
    assert told[IdentifierKind.CMND_9] == Identifier(
        "VN1", IdentifierKind.CMND_9, "987654321", "1998", "2012"
    )
    assert len(told) == 4


def test_other_columns_are_refused(records: Records, tmp_path: Path) -> None:
    (tmp_path / "i.csv").write_text("citizen_id,kind\n")
    with pytest.raises(RegisterHeaderError):
        import_identifiers(tmp_path / "i.csv", records, "tệp")
