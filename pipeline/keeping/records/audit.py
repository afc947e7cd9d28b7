"""The audit log in the database: lines are only ever added, one writer after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, select, update

from pipeline.keeping.audit import AuditEntry, AuditHead, AuditLine, Finding, chained, find_flaws
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.tables_reuse import audit_head, audit_lines, audit_subjects

_AT_ONCE = 1000
_HEAD = select(audit_head.c.number, audit_head.c.sha256)
_LOCKED_HEAD = _HEAD.with_for_update()


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
    head = _head(connection, to_change=True) or _first_head(connection)
    for entry in entries:
        line = chained(entry, now(), head)
        connection.execute(audit_lines.insert().values(_row(line)))
        about = [{"subject": subject, "number": line.number} for subject in dict.fromkeys(entry.subjects)]
        if about:
            connection.execute(audit_subjects.insert(), about)
        head = AuditHead(line.number, line.sha256)
    connection.execute(update(audit_head).values(number=head.number, sha256=head.sha256))


def _first_head(connection: Connection) -> AuditHead:
    """Make the row that writers lock; of several that find none one makes it and the others wait."""
    insert_new(connection, audit_head, [{"id": 1, "number": 0, "sha256": AuditHead().sha256}])
    return _head(connection, to_change=True) or AuditHead()


def _head(connection: Connection, *, to_change: bool = False) -> AuditHead | None:
    found = connection.execute(_LOCKED_HEAD if to_change else _HEAD).first()
    return AuditHead(*found) if found else None


def _all_lines(connection: Connection) -> Iterator[AuditLine]:
    in_order = select(audit_lines).order_by(audit_lines.c.number)
    found = connection.execution_options(yield_per=_AT_ONCE).execute(in_order)
    return map(_line, found)


def _row(line: AuditLine) -> dict[str, object]:
    entry = line.entry
    return {
        "number": line.number,
        "at": line.at,
        "who": entry.who,
        "action": entry.action,
        "purpose": entry.purpose,
        "subjects": entry.subjects,
        "details": dict(entry.details),
        "answer_sha256": entry.answer_sha256,
        "previous_sha256": line.previous_sha256,
        "sha256": line.sha256,
    }


def _line(row: Row[tuple[object, ...]]) -> AuditLine:
    entry = AuditEntry(row.who, row.action, row.purpose, row.subjects, row.details, row.answer_sha256)
    return AuditLine(row.number, row.at, entry, row.previous_sha256, row.sha256)
