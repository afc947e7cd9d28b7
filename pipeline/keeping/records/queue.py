"""The queue of documents that wait for a clerk, and who has which open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select, update

from models.dossier import Decision
from models.errors import UnknownDocumentError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.records.keying import something_left_for
from pipeline.keeping.records.waiting import WAITS, refresh_waiting
from pipeline.keeping.rows.desk import Aside, AsideRow, Scope, Waiting
from pipeline.keeping.tables.desk import asides, claims
from pipeline.keeping.tables.dossiers import batches, documents, field_values, receipts

CLAIM = dt.timedelta(minutes=3)  # a page that is open says so every minute
_AT_ONCE = 20


class QueueRecords(Database):
    def next_to_check(self, scope: Scope, who: str, after: str | None = None) -> str | None:
        """The oldest document that waits and nobody else has open, behind `after` if there is one; `who` has
        it open from now on. None: nothing waits."""
        with self._writing() as connection:
            following = _following(connection, scope, who, after)
            return next((one for one in following if _claim(connection, one, who) == who), None)

    def coming_up(self, scope: Scope, who: str, after: str) -> str | None:
        """What `next_to_check` would give now; nothing is changed."""
        with self._reading() as connection:
            return next(_following(connection, scope, who, after), None)

    def waiting_ids(self, scope: Scope, who: str, most: int) -> list[str]:
        """What waits and nobody else has open, the oldest first; nothing is changed."""
        with self._reading() as connection:
            return _candidates(connection, scope, who, None, most)

    def claim(self, document_id: str, who: str, *, take_over: bool = False) -> str:
        """`who` has the document open; returns who has it: another one who was here first, unless it is
        taken over."""
        with self._writing() as connection:
            return _claim(connection, document_id, who, take_over=take_over)

    def release(self, document_id: str, who: str) -> None:
        with self._writing() as connection:
            mine = (claims.c.document_id == document_id) & (claims.c.user_name == who)
            connection.execute(claims.delete().where(mine))

    def check_visible(self, document_id: str, office: str) -> None:
        """Errors: UnknownDocumentError, also where it belongs to another office."""
        mine = (documents.c.id == document_id) & documents.c.superseded_at.is_(None) & of_office(office)
        with self._reading() as connection:
            if connection.execute(select(documents.c.id).where(mine)).first() is None:
                raise UnknownDocumentError

    def waiting(self, scope: Scope) -> list[Waiting]:
        """What waits, by batch and type, the oldest first; a paper that came with two batches is in both."""
        b, d = batches.c, documents.c
        mine = WAITS & (b.office == scope.office)
        if scope.batch_id:
            mine &= b.id == scope.batch_id
        count = func.count(d.id.distinct()).label("documents")
        counted = (
            select(b.id.label("batch_id"), b.name.label("batch"), d.document_type, count)
            .add_columns(func.min(d.kept_at).label("oldest"))
            .select_from(documents)
            .join(receipts, receipts.c.scan_id == d.scan_id)
            .join(batches, b.id == receipts.c.batch_id)
            .where(mine)
            .group_by(b.id, b.name, d.document_type)
            .order_by(func.min(d.kept_at), b.id, d.document_type)
        )
        with self._reading() as connection:
            return [Waiting(**row) for row in connection.execute(counted).mappings()]

    def waiting_fields(self, scope: Scope, most: int) -> list[str]:
        """The fields that are in doubt in the oldest `most` documents that wait, those of most documents
        first."""
        d, f = documents.c, field_values.c
        oldest = select(d.id).where(WAITS, _in_scope(scope)).order_by(d.kept_at, d.id).limit(most)
        doubtful = (f.decision == Decision.REVIEW) & f.superseded_at.is_(None)
        found = select(f.name).where(f.document_id.in_(oldest), doubtful).group_by(f.name)
        with self._reading() as connection:
            return list(connection.scalars(found.order_by(func.count().desc(), f.name)))

    def set_aside(
        self, document_id: str, reason: Aside, wanted: str | None, who: str, log: AuditEntry
    ) -> None:
        """The document waits no more until somebody resolved what is wrong with it."""
        with self._writing() as connection:
            row = {"document_id": document_id, "reason": reason, "wanted": wanted}
            connection.execute(asides.insert().values({**row, "user_name": who, "at": now()}))
            refresh_waiting(connection, [document_id])
            append_audit(connection, [log])

    def resolve_aside(self, document_id: str, who: str, log: AuditEntry) -> None:
        """Back to the queue."""
        mine = (asides.c.document_id == document_id) & asides.c.resolved_at.is_(None)
        with self._writing() as connection:
            connection.execute(update(asides).where(mine).values(resolved_at=now(), resolved_by=who))
            refresh_waiting(connection, [document_id])
            append_audit(connection, [log])

    def asides(self, office: str) -> list[AsideRow]:
        """What was set aside and is not resolved, the oldest first."""
        joined = select(asides, documents.c.scan_id, documents.c.document_type).join(
            documents, (documents.c.id == asides.c.document_id) & documents.c.superseded_at.is_(None)
        )
        open_ones = joined.where(asides.c.resolved_at.is_(None), of_office(office)).order_by(asides.c.id)
        names = AsideRow.__dataclass_fields__
        with self._reading() as connection:
            rows = connection.execute(open_ones).mappings().all()
        return [AsideRow(**{name: row[name] for name in names}) for row in rows]


def _following(connection: Connection, scope: Scope, who: str, after: str | None) -> Iterator[str]:
    """What waits behind `after`, then what waits before it."""
    place = _place(connection, after)
    for condition in (place, None) if place is not None else (None,):
        found = _candidates(connection, scope, who, condition)
        yield from (document_id for document_id in found if document_id != after)


def _candidates(
    connection: Connection,
    scope: Scope,
    who: str,
    place: ColumnElement[bool] | None,
    most: int = _AT_ONCE,
) -> list[str]:
    d = documents.c
    taken = (claims.c.document_id == d.id) & (claims.c.user_name != who) & (claims.c.at > now() - CLAIM)
    left = something_left_for(connection, who)
    wanted = select(d.id).where(WAITS, _in_scope(scope), left, ~exists().where(taken))
    if place is not None:
        wanted = wanted.where(place)
    return list(connection.scalars(wanted.order_by(d.kept_at, d.id).limit(most)))


def _place(connection: Connection, after: str | None) -> ColumnElement[bool] | None:
    d = documents.c
    row = connection.execute(select(d.kept_at, d.id).where(d.id == after, d.superseded_at.is_(None))).first()
    if row is None:
        return None
    behind: ColumnElement[bool] = (d.kept_at > row.kept_at) | ((d.kept_at == row.kept_at) & (d.id > row.id))
    return behind


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    condition = of_office(scope.office, scope.batch_id)
    if scope.document_type:
        condition &= documents.c.document_type == scope.document_type
    if scope.field:
        f = field_values.c
        doubtful = (f.document_id == documents.c.id) & (f.name == scope.field)
        condition &= exists().where(doubtful, f.decision == Decision.REVIEW, f.superseded_at.is_(None))
    return condition


def of_office(office: str, batch_id: str | None = None) -> ColumnElement[bool]:
    """Whether a batch of the office brought the document's scan."""
    brought = (receipts.c.scan_id == documents.c.scan_id) & (batches.c.office == office)
    if batch_id:
        brought &= batches.c.id == batch_id
    return exists(_brought().where(brought))


def _brought() -> Select[Any]:
    joined = select(receipts.c.id).join_from(receipts, batches, batches.c.id == receipts.c.batch_id)
    return joined.correlate(documents)


def _claim(connection: Connection, document_id: str, who: str, *, take_over: bool = False) -> str:
    at = now()
    row = {"document_id": document_id, "user_name": who, "at": at}
    if insert_new(connection, claims, [row]):
        return who
    mine = claims.c.document_id == document_id
    held = connection.execute(select(claims).where(mine).with_for_update()).one()
    if held.user_name != who and held.at > at - CLAIM and not take_over:
        return str(held.user_name)
    connection.execute(update(claims).where(mine).values(user_name=who, at=at))
    return who
