"""The log in both databases: many writers, one chain; no line is changed through the front door."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Table, text

from models.errors import UnexpectedError
from pipeline.keeping.audit import AuditEntry, Finding, Flaw
from pipeline.keeping.records import Records
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.tables.audit import audit_lines, audit_subjects
from pipeline.keeping.tables.dossiers import batches

ASKED = AuditEntry("client:h15", "reuse.ask", "cư trú", ("VN1", "VN2"), {"procedure": "1.004222"}, "f" * 64)


def test_lines_come_back_as_they_were_logged(records: Records) -> None:
    other = AuditEntry("clerk:an", "document.view", subjects=("d1",))
    records.audit(ASKED, other)
    records.audit(ASKED)
    assert [(line.number, line.entry) for line in records.audit_lines("VN2")] == [(1, ASKED), (3, ASKED)]
    assert [line.entry for line in records.audit_lines("d1")] == [other]
    assert records.audit_lines("VN3") == []
    assert records.audit_head().number == 3
    assert records.audit_flaws({}) == []


def test_what_no_database_keeps_is_no_flaw(records: Records) -> None:
    records.audit(AuditEntry("clerk:an", "reuse.ask", "a\0b\ud800", ("\0",), {"dossier": "\0"}))
    assert records.audit_flaws({}) == []


def test_an_empty_log_has_no_flaw(records: Records) -> None:
    assert records.audit_head().number == 0
    assert records.audit_flaws({}) == []


def test_many_threads_write_one_chain(records: Records) -> None:
    gate = threading.Barrier(8)

    def write(number: int) -> None:
        gate.wait()
        for _ in range(5):
            records.audit(AuditEntry(f"clerk:{number}", "document.view"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert records.audit_head().number == 40
    assert records.audit_flaws({}) == []


def _write(url: str, who: str) -> None:
    records = Records(url)
    for _ in range(10):
        records.audit(AuditEntry(who, "document.view"))
    records.close()


def test_several_processes_write_one_chain(records_url: str) -> None:
    records = Records(records_url)
    records.migrate()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(records_url, f"clerk:{n}")) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert records.audit_head().number == 20
    assert records.audit_flaws({}) == []
    records.close()


def test_what_is_done_and_its_line_are_kept_together(records: Records) -> None:
    with pytest.raises(UnexpectedError), records._writing() as connection:
        append_audit(connection, [ASKED])
        connection.execute(batches.insert().values(id="x"))  # a row that is refused
    assert records.audit_head().number == 0
    assert records.audit_lines("VN1") == []


@pytest.mark.parametrize("table", [audit_lines, audit_subjects])
def test_the_database_refuses_to_change_or_remove_a_line(records: Records, table: Table) -> None:
    records.audit(ASKED)
    name = table.name
    for change in (f"UPDATE {name} SET number = 7", f"DELETE FROM {name}"):
        with pytest.raises(UnexpectedError), records._writing() as connection:
            connection.execute(text(change))
    assert records.audit_flaws({}) == []


def test_what_an_owner_of_the_database_does_is_found(records: Records) -> None:
    records.audit(*[ASKED] * 5)
    kept = {5: records.audit_head().sha256}
    with records._writing() as connection:
        _without_guards(connection)
        connection.execute(text("UPDATE audit_lines SET purpose = 'khác' WHERE number = 2"))
        connection.execute(text("DELETE FROM audit_subjects"))
        connection.execute(text("DELETE FROM audit_lines WHERE number >= 4"))
    assert records.audit_flaws(kept) == [Finding(2, Flaw.CHANGED), Finding(3, Flaw.CUT_OFF)]


def _without_guards(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for table in ("audit_lines", "audit_subjects"):
        for change in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_no_{change}"))
