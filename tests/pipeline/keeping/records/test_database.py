"""What holds for every method: threads, processes, errors that tell nothing."""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import sqlite3
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from models.errors import RecordsUnavailableError, SohoaError, UnexpectedError
from models.page import PageState
from models.register import Change, Prepared, Told
from pipeline.keeping.records import KeptDocument, Records, database, page_id
from pipeline.keeping.records.database import row_id
from pipeline.keeping.tables.dossiers import batches
from tests.pipeline.keeping.records.making import (
    document,
    field,
    kept,
    new_receipt,
    read_page,
    read_scan,
    received_scan,
)

SCAN = "a" * 64
SECRET = "Nguyễn Bí Mật 001090123456"


def at_once(work: Callable[[int], object], times: int = 16) -> list[object]:
    """What `work` gives, or the class of what it raised, when all begin together."""
    gate = threading.Barrier(times)

    def begin(number: int) -> object:
        gate.wait()
        try:
            return work(number)
        except SohoaError as error:
            return type(error)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(begin, range(times)))


def test_many_threads_that_receive_the_same_bytes_make_one_scan(records: Records) -> None:
    batch_id = records.open_batch("lô")
    records.add_receipts(batch_id, [new_receipt(f"{number}.pdf") for number in range(16)])
    receipts = records.receipts(batch_id)

    def receive(number: int) -> None:
        records.receipt_received(receipts[number].id, SCAN, 1, "image/png")
        records.scan_opened(SCAN, 30)

    assert at_once(receive) == [None] * 16
    status = records.status(batch_id)
    assert (sum(status.scans.values()), status.duplicates, status.pages_in) == (1, 15, 30)
    assert status.pages[PageState.PENDING] == 30


def test_many_threads_that_end_a_page_end_it_once(records: Records) -> None:
    batch_id = received_scan(records)
    records.scan_opened(SCAN, 4)

    def end(number: int) -> None:
        page = number % 4 + 1
        if number % 2:
            records.page_failed(page_id(SCAN, page), "E201")
        else:
            read_page(records, SCAN, page)

    assert at_once(end) == [None] * 16
    assert records.status(batch_id).pages_accounted == 4
    assert all((page.error_code is None) != (page.image_key is None) for page in records.pages(SCAN))


def test_many_threads_that_keep_one_scan_keep_it_once(records: Records) -> None:
    read_scan(records)
    one = document(field("number", "1"), field("place", "Huế"))
    assert at_once(lambda _: records.documents_kept(SCAN, [kept(one)])) == [None] * 16
    assert [row.document for row in records.documents(SCAN)] == [one]
    assert len(records.history("d1", "number")) == 1


def test_corrections_at_once_come_one_after_the_other(records: Records) -> None:
    read_scan(records)
    records.documents_kept(SCAN, [kept(document(field("number", "1")))])
    assert at_once(lambda n: records.correct_field("d1", "number", str(n), "an")) == [None] * 16
    history = records.history("d1", "number")
    assert len(history) == 17
    assert [revision.superseded_at is None for revision in history] == [False] * 16 + [True]


def test_imports_at_once_keep_one_current_row(records: Records) -> None:
    def take_over(number: int) -> object:
        told = Told(citizen_id="VN1", full_name=f"Tên {number}")
        records.take_citizens([[Change(Prepared(told, ("", ""), (None, None), (), ()), None)]], "tệp")
        return number

    assert sorted(map(str, at_once(take_over, 8))) == sorted(map(str, range(8)))
    assert [version.superseded_at is None for version in records.citizen_history("VN1")] == [False] * 7 + [
        True
    ]


def test_batches_are_opened_at_once(records: Records) -> None:
    assert len(set(at_once(lambda _: records.open_batch("lô")))) == 1
    assert len(records.batches()) == 1


def _migrate(url: str) -> None:
    records = Records(url)
    records.migrate()
    records.open_batch("lô")
    records.close()


def test_several_processes_may_migrate_at_once(records_url: str) -> None:
    # Not by fork: a thread of another test may hold a lock that the copy would wait for for ever.
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_migrate, args=(records_url,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * 2


def test_a_failed_transaction_leaves_nothing(records: Records) -> None:
    read_scan(records, SCAN, 2)
    good = kept(document(field("number", "1"), document_id="d1"))
    bad = KeptDocument(document(document_id="d1", pages=(2,)), 1, "documents/d1", "0")  # the same id twice
    with pytest.raises(UnexpectedError):
        records.documents_kept(SCAN, [good, bad])
    assert records.documents(SCAN) == []
    assert records.history("d1", "number") == []


def told(error: BaseException) -> str:
    """All that a log, a report or Prefect could make of an error."""
    pickled = pickle.dumps(error).decode("latin-1")
    return "".join(traceback.format_exception(error)) + repr(error) + str(error) + pickled


def test_an_error_tells_nothing_of_what_is_kept(records: Records, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    read_scan(records)
    secret = document(field("number", SECRET), document_id="d1").model_copy(update={"text": SECRET})
    twice = kept(secret).__class__(secret.model_copy(update={"pages": ()}), 1, SECRET, "0")
    with pytest.raises(UnexpectedError) as caught:
        records.documents_kept(SCAN, [kept(secret), twice])
    assert "IntegrityError" in caplog.text or "UniqueViolation" in caplog.text
    assert SECRET.split()[-1] not in told(caught.value) + caplog.text
    assert "Bí" not in told(caught.value) + caplog.text


def test_even_the_error_that_never_leaves_holds_no_parameters(records: Records) -> None:
    with records._writing() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(batches.insert().values(id=SECRET))
    assert "hidden" in str(caught.value)


def test_a_database_that_is_not_there_may_come_back(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/không/có.sqlite", "postgresql+psycopg://x:y@127.0.0.1:9/z"):
        records = Records(url)
        with pytest.raises(RecordsUnavailableError) as caught:
            records.batches()
        assert "127.0.0.1" not in told(caught.value)
        with pytest.raises(RecordsUnavailableError):
            records.migrate()
        records.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.write_bytes(b"no database at all " * 100)
    records = Records(f"sqlite:///{path}")
    with pytest.raises(SohoaError):
        records.migrate()
    records.close()


def test_a_locked_database_may_come_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    other = sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordsUnavailableError):
        records.open_batch("lô")
    assert records.batches() == []  # readers go on
    other.execute("ROLLBACK")
    other.close()
    records.open_batch("lô")
    records.close()


def test_sqlite_keeps_what_is_committed_through_a_power_cut(tmp_path: Path) -> None:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    with records._reading() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    records.close()


@given(st.lists(st.text(st.characters(), max_size=5), min_size=2, max_size=4))
def test_ids_differ_where_parts_differ(parts: list[str]) -> None:
    assert row_id(*parts) == row_id(*parts)
    assert row_id(*parts) != row_id("".join(parts))
    assert row_id(*parts) != row_id(*parts, "")
