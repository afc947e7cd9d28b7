"""What clerks say of the fields: each decision once, on what the clerk saw, with what it took; undoable."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Text, cast, func, select, update

from models.dossier import Decision, FieldValue
from models.double_key import Same, Turn, is_settled, turn_of
from models.errors import ChangedMeanwhileError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.keying import current_keyings, is_keying, keep_keying, undo_keying
from pipeline.keeping.records.ledger import FIELDS
from pipeline.keeping.records.review import confirmed, lock_document
from pipeline.keeping.records.waiting import refresh_waiting
from pipeline.keeping.rows.desk import Effort, Keying, NewCheck, Outcome
from pipeline.keeping.tables.desk import checks
from pipeline.keeping.tables.dossiers import documents

UNREADABLE = "Cán bộ không đọc được trên giấy."


class CheckRecords(Database):
    def field_revisions(self, document_id: str) -> dict[str, int]:
        """The number of the revision of each field that holds now."""
        with self._reading() as connection:
            return FIELDS.revisions(connection, document_id)

    def check_field(
        self,
        document_id: str,
        check: NewCheck,
        who: str,
        office: str,
        log: AuditEntry,
        twice: Same | None = None,
    ) -> FieldValue | None:
        """Keep a clerk's decision; returns what holds now. The same check sent again changes nothing.
        `twice`: the field is keyed twice, and values are compared so; None is returned until that is settled.

        Errors: UnknownDocumentError; ChangedMeanwhileError if the field is no more what the clerk saw, or is
        keyed twice and the clerk has keyed it.
        """
        with self._writing() as connection:
            document = lock_document(connection, document_id)
            holds = {value.name: value for value in FIELDS.current(connection, [document_id])[document_id]}
            if connection.execute(select(checks.c.id).where(checks.c.id == check.id)).first() is not None:
                return holds.get(check.name)
            if FIELDS.revisions(connection, document_id).get(check.name, 0) != check.revision:
                raise ChangedMeanwhileError
            row = _row(check, check.revision + 1, who, office, document)
            if twice and check.revision and not _is_settled(connection, document_id, check, who, twice):
                connection.execute(checks.insert().values(row))
                append_audit(connection, [log])
                return None
            decided = confirmed(holds.get(check.name), check.name, check.value, who, document.pages[0])
            if check.outcome is Outcome.UNREADABLE:
                decided = decided.model_copy(update={"reason": UNREADABLE})
            FIELDS.append(connection, document_id, document.version, decided, now())
            revision = FIELDS.revisions(connection, document_id)[check.name]
            connection.execute(checks.insert().values({**row, "revision": revision}))
            append_audit(connection, [log])
        return decided

    def undo_last_check(self, who: str, log: AuditEntry) -> tuple[str, str] | None:
        """Let hold again what held before the last check of `who`, unless somebody decided since: then
        ChangedMeanwhileError. Returns (document id, field), None if there is nothing to undo."""
        mine = (checks.c.user_name == who) & checks.c.undone_at.is_(None)
        with self._writing() as connection:
            last = connection.execute(
                select(checks).where(mine).order_by(checks.c.at.desc()).limit(1)
            ).first()
            if last is None:
                return None
            document = lock_document(connection, last.document_id)
            holds = FIELDS.revisions(connection, last.document_id).get(last.name, 0)
            keyed = is_keying(connection, last.id)
            if not (keyed and holds == last.revision - 1):  # else nothing is settled yet
                _take_back(connection, document, last, holds)
            if keyed:
                revision = FIELDS.revisions(connection, last.document_id).get(last.name, 0)
                undo_keying(connection, last.id, revision)
            connection.execute(update(checks).where(checks.c.id == last.id).values(undone_at=now()))
            undone = {**log.details, "field": last.name, "check": last.id}
            append_audit(connection, [replace(log, subjects=(last.document_id,), details=undone)])
            return last.document_id, last.name

    def confirm_type(self, document_id: str, who: str, log: AuditEntry) -> None:
        """A clerk says that the pages are one paper, and of the type that the machine said."""
        with self._writing() as connection:
            lock_document(connection, document_id)
            current = (documents.c.id == document_id) & documents.c.superseded_at.is_(None)
            connection.execute(update(documents).where(current).values(type_checked_by=who))
            refresh_waiting(connection, [document_id])
            append_audit(connection, [log])

    def checked_since(self, who: str, since: dt.datetime) -> tuple[int, int]:
        """(fields, milliseconds) that `who` checked since then."""
        mine = (checks.c.user_name == who) & (checks.c.at >= since) & checks.c.undone_at.is_(None)
        total = func.coalesce(func.sum(checks.c.milliseconds), 0)
        with self._reading() as connection:
            row = connection.execute(select(func.count(), total).where(mine)).one()
        return int(row[0]), int(row[1])

    def efforts(self) -> list[Effort]:
        """What was checked, by type, field, clerk, day (UTC) and outcome; what was undone is left out."""
        c = checks.c
        day = func.substr(cast(c.at, Text), 1, 10).label("day")
        columns = (c.document_type, c.name, c.user_name, day, c.outcome)
        sums = (func.count(), func.sum(c.milliseconds), func.sum(c["keys"]))
        names = ("document_type", "name", "user_name", "day", "outcome")
        counted = select(*columns, *sums).where(c.undone_at.is_(None)).group_by(*names).order_by(*names)
        with self._reading() as connection:
            return [Effort(*row) for row in connection.execute(counted)]


def _take_back(connection: Connection, document: Any, check: Any, holds: int) -> None:
    """Let hold what held before the check, if what it made holds still. Errors: ChangedMeanwhileError."""
    history = FIELDS.history(connection, document.id).get(check.name, [])
    if holds != check.revision or history[holds - 1].what.decided_by != check.user_name:
        raise ChangedMeanwhileError
    before = history[holds - 2].what if holds > 1 else _nothing(check.name, document)
    FIELDS.append(connection, document.id, document.version, before, now())


def _is_settled(connection: Connection, document_id: str, check: NewCheck, who: str, same: Same) -> bool:
    """Keep what was keyed; whether it is what holds."""
    before = current_keyings(connection, document_id).get(check.name, [])
    if turn_of(who, [keying.who for keying in before]) is Turn.KEYED:
        raise ChangedMeanwhileError
    keep_keying(connection, check.id, document_id, check.name, check.revision, Keying(who, check.value))
    return is_settled([*(keying.value for keying in before), check.value], same)


def _row(check: NewCheck, revision: int, who: str, office: str, document: Any) -> dict[str, Any]:
    return {
        "id": check.id,
        "document_id": document.id,
        "name": check.name,
        "revision": revision,
        "user_name": who,
        "office": office,
        "document_type": document.document_type,
        "outcome": check.outcome,
        "milliseconds": check.milliseconds,
        "keys": check.keys,
        "at": now(),
    }


def _nothing(name: str, document: Any) -> FieldValue:
    """What there was before a field that only a clerk found: nothing, and so it is asked for again."""
    return FieldValue(
        name=name, value=None, raw="", confidence=0.0, page=document.pages[0], box=None,
        decision=Decision.REVIEW, reason="Cần xem: không tìm thấy giá trị trên giấy.",
    )  # fmt: skip
