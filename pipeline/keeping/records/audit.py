"""The audit log in the database: lines are only ever added, one writer after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, select

from pipeline.keeping.audit import AuditEntry, AuditHead, AuditLine, Finding, find_flaws, keepable_entry, said
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.driver import Driver, Statement, driver_of
from pipeline.keeping.tables.audit import audit_head, audit_lines, audit_subjects

_AT_ONCE = 1000
_HEAD = select(audit_head.c.number, audit_head.c.sha256)
_COLUMNS = "number, at, who, action, purpose, subjects, details, answer_sha256, previous_sha256, sha256"
# {sha256} computes what pipeline/keeping/audit.py checks: previous hash, number and what the line says.
_CHAINED = "'[\"' || sha256 || '\",' || (number + 1) || ',' || ?"
_LINE = (
    f"INSERT INTO audit_lines ({_COLUMNS}) "
    "SELECT number + 1, ?, ?, ?, ?, ?, ?, ?, sha256, {sha256} FROM {head}"
)
_SUBJECTS = "INSERT INTO audit_subjects (subject, number) SELECT value, number FROM {each}, {line}"
# In one statement of PostgreSQL, which locks the head when it comes to it, and then sees the newest.
_LOCKED = Statement("SELECT number, sha256 FROM audit_head FOR UPDATE", name="head")
_MOVED = Statement("UPDATE audit_head SET number = line.number, sha256 = line.sha256 FROM line")
# In SQLite one after the other.
_MOVE = Statement(
    "UPDATE audit_head SET number = number + 1, "
    "sha256 = (SELECT sha256 FROM audit_lines WHERE number = audit_head.number + 1)"
)


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
    driver = driver_of(connection)
    for entry in entries:
        driver.ask(*driver.joined(*line_written(driver, entry)))


def line_written(driver: Driver, entry: AuditEntry) -> list[Statement]:
    """What logs, to be `joined`: the database itself links each line to the one before, so that nobody holds
    the chain while something is on its way to us and back."""
    kept, at = keepable_entry(entry), now()
    row = (
        *(driver.time(at), kept.who, kept.action, kept.purpose, json.dumps(kept.subjects)),
        *(json.dumps(dict(kept.details)), kept.answer_sha256, said(kept, at)),
    )
    subjects = (json.dumps(list(dict.fromkeys(kept.subjects))),)
    if driver.is_sqlite:
        line = _LINE.format(sha256=driver.sha256(_CHAINED), head="audit_head")
        about = _SUBJECTS.format(each=driver.each_text, line="audit_head")
        return [Statement(line, row), _MOVE, Statement(about, subjects)]
    line = _LINE.format(sha256=driver.sha256(_CHAINED), head="head") + " RETURNING number, sha256"
    about = _SUBJECTS.format(each=driver.each_text, line="line")
    return [_LOCKED, Statement(line, row, "line"), _MOVED, Statement(about, subjects)]


def _head(connection: Connection) -> AuditHead | None:
    found = connection.execute(_HEAD).first()
    return AuditHead(*found) if found else None


def _all_lines(connection: Connection) -> Iterator[AuditLine]:
    in_order = select(audit_lines).order_by(audit_lines.c.number)
    found = connection.execution_options(yield_per=_AT_ONCE).execute(in_order)
    return map(_line, found)


def _line(row: Row[tuple[object, ...]]) -> AuditLine:
    entry = AuditEntry(row.who, row.action, row.purpose, row.subjects, row.details, row.answer_sha256)
    return AuditLine(row.number, row.at, entry, row.previous_sha256, row.sha256)
