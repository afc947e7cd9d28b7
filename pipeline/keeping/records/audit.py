"""The audit log in the database: lines are only ever added, one writer after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, select

from pipeline.keeping.audit import AuditEntry, AuditHead, AuditLine, Finding, chained, find_flaws
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.driver import Driver, Statement, driver_of
from pipeline.keeping.tables_reuse import audit_head, audit_lines, audit_subjects

_AT_ONCE = 1000
_HEAD = select(audit_head.c.number, audit_head.c.sha256)
_ADD_LINE = (
    "INSERT INTO audit_lines (number, at, who, action, purpose, subjects, details, answer_sha256, "
    "previous_sha256, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SET_HEAD = "UPDATE audit_head SET number = ?, sha256 = ?"
_MAKE_HEAD = "INSERT INTO audit_head (id, number, sha256) VALUES (1, 0, ?) ON CONFLICT DO NOTHING"


class AuditRecords(Database):
    def audit(self, *entries: AuditEntry) -> None:
        """Log what was done, in this order; once this returns it is there to stay."""
        with self._writing() as connection:
            append_audit(connection, entries)

    def audit_head(self) -> AuditHead:
        """The last line that was logged."""
        with self._reading() as connection:
            return _head(connection) or AuditHead()

    def audit_lines(self, subject: str) -> list[AuditLine]:
        """What was logged about a citizen, document or the like, the oldest first."""
        about = select(audit_lines).join(audit_subjects).where(audit_subjects.c.subject == subject)
        with self._reading() as connection:
            return [_line(row) for row in connection.execute(about.order_by(audit_lines.c.number))]

    def audit_log(self) -> Iterator[AuditLine]:
        """Everything that was logged, the oldest first."""
        with self._reading() as connection:
            yield from _all_lines(connection)

    def audit_flaws(self, checkpoints: dict[int, str]) -> list[Finding]:
        """Everything that shows that the log was changed; `checkpoints`: hashes kept earlier, by number."""
        with self._reading() as connection:
            return list(find_flaws(_all_lines(connection), _head(connection) or AuditHead(), checkpoints))


def append_audit(connection: Connection, entries: Sequence[AuditEntry]) -> None:
    """Log within a transaction of the records: what is done and its line are kept together or not at all.
    Other writers wait until the transaction ends, so this comes last in it."""
    write_lines(driver_of(connection), entries)


def write_lines(driver: Driver, entries: Sequence[AuditEntry], *then: Statement) -> None:
    """The same within a transaction of the driver's; `then`: what goes to the database at the same time."""
    head = _locked_head(driver)
    statements = []
    for entry in entries:
        line = chained(entry, now(), head)
        statements.append(Statement(_ADD_LINE, _row(line, driver)))
        about = list(dict.fromkeys(line.entry.subjects))
        if about:
            rows = [(subject, line.number) for subject in about]
            statements.append(driver.adding("audit_subjects", ("subject", "number"), rows))
        head = AuditHead(line.number, line.sha256)
    driver.ask(*statements, Statement(_SET_HEAD, (head.number, head.sha256)), *then)


def _locked_head(driver: Driver) -> AuditHead:
    """Of several that find no head one makes it and the others wait."""
    locked = Statement(f"SELECT number, sha256 FROM audit_head{driver.for_update}")
    [found] = driver.ask(locked)
    if not found:
        driver.ask(Statement(_MAKE_HEAD, (AuditHead().sha256,)))
        [found] = driver.ask(locked)
    return AuditHead(*found[0])


def _head(connection: Connection) -> AuditHead | None:
    found = connection.execute(_HEAD).first()
    return AuditHead(*found) if found else None


def _all_lines(connection: Connection) -> Iterator[AuditLine]:
    in_order = select(audit_lines).order_by(audit_lines.c.number)
    found = connection.execution_options(yield_per=_AT_ONCE).execute(in_order)
    return map(_line, found)


def _row(line: AuditLine, driver: Driver) -> tuple[object, ...]:
    entry = line.entry
    return (
        *(line.number, driver.time(line.at), entry.who, entry.action, entry.purpose),
        *(json.dumps(entry.subjects), json.dumps(dict(entry.details)), entry.answer_sha256),
        *(line.previous_sha256, line.sha256),
    )


def _line(row: Row[tuple[object, ...]]) -> AuditLine:
    entry = AuditEntry(row.who, row.action, row.purpose, row.subjects, row.details, row.answer_sha256)
    return AuditLine(row.number, row.at, entry, row.previous_sha256, row.sha256)
