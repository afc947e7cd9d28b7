"""What reports count: what the machine decided alone, what clerks said of it, what that took, what waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, exists, func, select
from sqlalchemy.sql.selectable import ScalarSelect

from models.dossier import Decision, FieldValue
from pipeline.keeping.records.database import Database
from pipeline.keeping.records.ledger import FIELDS, MACHINE
from pipeline.keeping.records.waiting import WAITS
from pipeline.keeping.rows.desk import Backlog, Decided, Outcome, Verdict
from pipeline.keeping.tables.desk import checks, samples
from pipeline.keeping.tables.dossiers import batches, documents, field_values, scans


class MeasureRecords(Database):
    def decided(self, since: dt.datetime) -> list[Decided]:
        """What the machine decided about the fields of documents that were kept since then and hold still."""
        d, f = documents.c, field_values.c
        earlier = field_values.alias()
        first = (
            select(func.min(earlier.c.revision))
            .where(
                earlier.c.document_id == f.document_id,
                earlier.c.name == f.name,
                earlier.c.version == f.version,
                earlier.c.decided_by == MACHINE,
            )
            .scalar_subquery()
        )
        mine = (d.kept_at >= since) & d.superseded_at.is_(None) & (f.revision == first)
        keys = (d.document_type, f.name, _day(d.kept_at), batches.c.office, f.decision)
        counted = (
            select(*keys, func.count())
            .select_from(documents)
            .join(field_values, (f.document_id == d.id) & (f.version == d.version))
            .join(scans, scans.c.id == d.scan_id)
            .join(batches, batches.c.id == scans.c.first_batch_id)
            .where(mine)
            .group_by(*keys)
        )
        with self._reading() as connection:
            rows = connection.execute(counted).all()
        return [Decided(row[0], row[1], row[2], row[3], row[4] is Decision.ACCEPTED, row[5]) for row in rows]

    def verdicts(self, since: dt.datetime) -> list[Verdict]:
        """What clerks said of the machine's values since then; what was undone is left out."""
        c = checks.c
        basis = _machines_value(field_values.c.decision).label("decision")
        each = (
            select(c.document_type, c.name, _day(c.at), c.office, basis, c.outcome, c.milliseconds, c["keys"])
            .add_columns(_is_last().label("last"), _is_sampled().label("sampled"))
            .where(c.at >= since, c.undone_at.is_(None))
            .subquery()
        )
        e = each.c
        keys = (e.document_type, e.name, e.day, e.office, e.decision, e.outcome, e["last"], e.sampled)
        counted = select(*keys, func.count(), func.sum(e.milliseconds), func.sum(e["keys"])).group_by(*keys)
        with self._reading() as connection:
            rows = connection.execute(counted).all()
        return [_verdict(row) for row in rows]

    def checked_values(self, most: int) -> list[tuple[str, FieldValue, bool]]:
        """(document type, the machine's value, whether a clerk said that it is right), the newest ones."""
        c, f = checks.c, field_values.c
        said = c.undone_at.is_(None) & (c.outcome != Outcome.UNREADABLE) & _is_last()
        joined = (
            select(field_values, c.document_type, c.outcome)
            .join(checks, (c.document_id == f.document_id) & (c.name == f.name))
            .where(said, f.revision == _machines_value(field_values.c.revision), f.value.is_not(None))
        )
        with self._reading() as connection:
            rows = connection.execute(joined.order_by(c.at.desc()).limit(most)).all()
        return [(row.document_type, FIELDS.value_of(row), row.outcome is Outcome.RIGHT) for row in rows]

    def backlog(self) -> list[Backlog]:
        """What waits for clerks, by type, day it was kept and office."""
        d = documents.c
        keys = (d.document_type, _day(d.kept_at), batches.c.office)
        counted = (
            select(*keys, func.count())
            .select_from(documents)
            .join(scans, scans.c.id == d.scan_id)
            .join(batches, batches.c.id == scans.c.first_batch_id)
            .where(WAITS)
            .group_by(*keys)
        )
        with self._reading() as connection:
            return [Backlog(*row) for row in connection.execute(counted)]


def _verdict(row: Row[Any]) -> Verdict:
    kind, name, day, office, decision, outcome, last, sampled, fields, milliseconds, strokes = tuple(row)
    accepted, took = decision == Decision.ACCEPTED, (int(milliseconds), int(strokes))
    return Verdict(kind, name, day, office, accepted, outcome, bool(last), bool(sampled), fields, *took)


def _day(at: ColumnElement[Any]) -> ColumnElement[str]:
    return func.substr(cast(at, Text), 1, 10).label("day")


def _is_last() -> ColumnElement[bool]:
    """Whether nobody checked the field later: of several who keyed it or looked again, the last counts."""
    later = checks.alias()
    same = (later.c.document_id == checks.c.document_id) & (later.c.name == checks.c.name)
    return ~exists().where(same, later.c.undone_at.is_(None), later.c.at > checks.c.at).correlate(checks)


def _is_sampled() -> ColumnElement[bool]:
    """Whether the value had been drawn when it was checked."""
    s, c = samples.c, checks.c
    drawn = (s.document_id == c.document_id) & (s.name == c.name) & (s.drawn_at <= c.at)
    return exists().where(drawn).correlate(checks)


def _machines_value(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Of the machine's last value before the check."""
    before = field_values.alias()
    return (
        select(before.c[column.name])
        .where(
            before.c.document_id == checks.c.document_id,
            before.c.name == checks.c.name,
            before.c.revision < checks.c.revision,
            before.c.decided_by == MACHINE,
        )
        .order_by(before.c.revision.desc())
        .limit(1)
        .correlate(checks)
        .scalar_subquery()
    )
