"""A register that another version of Sohoa made ready: refused until its keys are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from flows.register import import_identifiers, import_register, remove_citizens
from flows.rekey import rekey_register
from models.errors import RegisterKeysError
from models.matching import load_matching
from pipeline.keeping.records import Records
from pipeline.matching.find import Finder
from pipeline.matching.normalise import read_person
from tests.flows.test_identifiers import ROWS, listed
from tests.flows.test_register import AFTER, GOOD, nothing, write

MOVED = (
    'VN3,Lê Văn Thử,1970-02-03,male,,,"Xã Kim Liên, Tỉnh Nghệ An","Số 5, Phường Kim Mã, Thành phố Hà Nội",,,'
)
ALL_OF_IT = {  # all that is made by normalising, and what citizens were told
    "blk": "SELECT k, r FROM blk ORDER BY k, r",
    "names": "SELECT part, name, count FROM names ORDER BY part, name",
    "places": "SELECT told, wards, provinces FROM places ORDER BY told",
    "citizens": "SELECT r, citizen_id, residence_detail, told, told_by, superseded_by FROM citizens "
    "LEFT JOIN places ON places.id = residence_id ORDER BY r",
    "identifiers": "SELECT k, identifier_id FROM identifier_keys ORDER BY k, identifier_id",
}
# As an older version would have left it: fewer keys and others, a place unknown, an address parted otherwise.
SPOILT = (
    "DELETE FROM blk WHERE r = 1",
    "INSERT INTO blk (k, r) VALUES (77, 2)",
    "DELETE FROM names WHERE part = 'given'",
    "UPDATE names SET count = 9 WHERE part = 'family'",
    "UPDATE places SET wards = NULL, provinces = '99'",
    "INSERT INTO places (id, told) VALUES (1000, 'Số 5, Phường Kim Mã, Thành phố Hà Nội')",
    "UPDATE citizens SET residence_detail = NULL, residence_id = 1000 WHERE citizen_id = 'VN3'",
    "DELETE FROM identifier_keys WHERE k > 0",
    "UPDATE register_imports SET norm_version = 1",
)


@pytest.fixture
def records(records_url: str, tmp_path: Path) -> Iterator[Records]:
    records = Records(records_url)
    records.migrate()
    import_register(write(tmp_path / "a.csv", GOOD, AFTER, MOVED), records, "tệp", nothing)
    changed = GOOD.replace("Thôn Đông", "Thôn Tây").replace("Mẫu", "Mận")
    import_register(write(tmp_path / "b.csv", changed), records, "tệp", nothing)
    remove_citizens(["VN2"], records, "tệp")
    import_identifiers(listed(tmp_path / "i.csv", *ROWS), records, "tệp")
    yield records
    records.close()


def kept(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: [tuple(row) for row in connection.execute(text(sql))] for name, sql in ALL_OF_IT.items()
        }
    engine.dispose()
    return found


def spoil(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for sql in SPOILT:
            connection.execute(text(sql))
    engine.dispose()


def test_what_an_older_version_left_becomes_as_if_imported_by_this_one(
    records: Records, records_url: str
) -> None:
    before = kept(records_url)
    spoil(records_url)
    assert kept(records_url) != before
    assert rekey_register(records) == 2
    after = kept(records_url)
    after["places"] = [row for row in after["places"] if row[0] != "Số 5, Phường Kim Mã, Thành phố Hà Nội"]
    assert after == before
    assert rekey_register(records) == 2  # once more changes nothing
    assert kept(records_url)["blk"] == before["blk"]


def test_until_then_nobody_looks_or_imports(records: Records, records_url: str, tmp_path: Path) -> None:
    spoil(records_url)
    for work in (
        lambda: import_register(tmp_path / "a.csv", records, "tệp", nothing),
        lambda: import_identifiers(tmp_path / "i.csv", records, "tệp"),
        lambda: remove_citizens(["VN1"], records, "tệp"),
    ):
        with pytest.raises(RegisterKeysError):
            work()
    rekey_register(records)
    assert import_register(tmp_path / "b.csv", records, "tệp", nothing).unchanged == 1
    asked = read_person({"full_name": "ĐỖ THỊ LỤA", "old_id": "987654321"})
    with records.register_lookup() as lookup:
        assert Finder(load_matching(), lookup).find(asked, "standard").citizens == ("VN1",)


def test_a_rekeying_that_breaks_off_leaves_all_as_it_was(
    records: Records, records_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(records_url)

    def broken(*_: object, **__: object) -> tuple[int, ...]:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.rekey.identifier_keys", broken)
    with pytest.raises(KeyboardInterrupt):
        rekey_register(records)
    assert kept(records_url) == before
