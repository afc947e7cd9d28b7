"""What may not be given out: asked for by the person, decided by a clerk (Law 91/2025/QH15)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, select, update

from models.dossier import MatchDecision
from models.errors import UnknownCorrectionError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.queue import of_office
from pipeline.keeping.tables.dossiers import documents, matches
from pipeline.keeping.tables.register import citizen_merges
from pipeline.keeping.tables.reuse import restriction_requests, restrictions

_R = restriction_requests.c


class RestrictionRequest(NamedTuple):
    """`attribute`: what is not to be given out, None for everything; `reason`: in the asker's words."""

    id: str
    citizen_id: str
    attribute: str | None
    reason: str
    asked_by: str
    asked_at: dt.datetime


class RestrictionRecords(Database):
    def ask_restriction(
        self, citizen_id: str, attribute: str | None, *, reason: str, asked_by: str, purpose: str = ""
    ) -> str:
        """Somebody asks for the person that this is given out no more; returns the request's id. Until a
        clerk decides, it is given out as before."""
        request_id = uuid.uuid4().hex
        row = {"id": request_id, "citizen_id": citizen_id, "attribute": attribute, "reason": reason}
        subjects, details = (citizen_id, request_id), {"attribute": attribute or "*"}
        with self._writing() as connection:
            asked = {"asked_by": asked_by, "asked_at": now()}
            connection.execute(restriction_requests.insert().values(row | asked))
            append_audit(connection, [AuditEntry(asked_by, "restriction.ask", purpose, subjects, details)])
        return request_id

    def waiting_restrictions(self, office: str | None = None) -> list[RestrictionRequest]:
        """Those that wait for a clerk, the oldest first; with an office those of people of whom it handed in
        a paper."""
        waiting = select(restriction_requests).where(_R.accepted.is_(None))
        if office is not None:
            waiting = waiting.where(_R.citizen_id.in_(people_of(office)))
        with self._reading() as connection:
            found = connection.execute(waiting.order_by(_R.asked_at, _R.id)).all()
        return [_request(row) for row in found]

    def decide_restriction(self, request_id: str, *, accepted: bool, who: str) -> None:
        """A clerk looked: from now on it is given to nobody, or as before. Errors: UnknownCorrectionError,
        also for one that is decided already."""
        with self._writing() as connection:
            row = decided_request(connection, restriction_requests, request_id, accepted=accepted, who=who)
            if accepted:
                _restrict(connection, row.citizen_id, row.attribute, row.reason, who)
            append_audit(connection, [decision_entry(row, "restriction")])

    def restrict(self, citizen_id: str, *, reason: str, who: str, attribute: str | None = None) -> None:
        """Nothing of the citizen is given out from now on, or not this attribute."""
        with self._writing() as connection:
            _restrict(connection, citizen_id, attribute, reason, who)
            entry = AuditEntry(f"clerk:{who}", "citizen.restrict", reason, (citizen_id,))
            append_audit(connection, [entry])

    def lift_restrictions(self, citizen_id: str, *, who: str) -> None:
        """What is held may be given out again."""
        mine = (restrictions.c.citizen_id == citizen_id) & restrictions.c.lifted_at.is_(None)
        with self._writing() as connection:
            connection.execute(update(restrictions).where(mine).values(lifted_at=now()))
            append_audit(connection, [AuditEntry(f"clerk:{who}", "citizen.lift", subjects=(citizen_id,))])


def decided_request(
    connection: Connection, table: Table, request_id: str, *, accepted: bool, who: str
) -> Any:
    """The row of a request that waited in `table`, with what a clerk now says to it. Errors:
    UnknownCorrectionError, also for one that is decided already."""
    mine = (table.c.id == request_id) & table.c.accepted.is_(None)
    decided = {"accepted": accepted, "decided_by": who, "decided_at": now()}
    row = connection.execute(update(table).where(mine).values(decided).returning(table)).first()
    if row is None:
        raise UnknownCorrectionError
    return row


def decision_entry(row: Any, kind: str) -> AuditEntry:
    """What is logged of a request that was decided."""
    action = f"{kind}.{'accept' if row.accepted else 'refuse'}"
    return AuditEntry(f"clerk:{row.decided_by}", action, subjects=(row.citizen_id, row.id))


def people_of(office: str) -> Select[tuple[str]]:
    """The citizens of whom the office handed in a paper, under all the records that are one citizen."""
    linked = matches.c.superseded_at.is_(None) & (matches.c.decision == MatchDecision.MATCH)
    current = documents.c.superseded_at.is_(None) & of_office(office)
    own = select(matches.c.citizen_id).join(documents, documents.c.id == matches.c.document_id)
    own = own.where(linked, current)
    one = citizen_merges.alias()
    stands = one.c.undone_at.is_(None) & one.c.confirmed_at.is_not(None)
    kept = select(one.c.kept_id).where(stands, one.c.other_id.in_(own))
    known_by = own.union(kept).subquery()
    others = select(one.c.other_id).where(stands, one.c.kept_id.in_(select(known_by)))
    return select(own.union(kept, others).subquery())


def _restrict(connection: Connection, citizen_id: str, attribute: str | None, reason: str, who: str) -> None:
    row = {"citizen_id": citizen_id, "attribute": attribute, "reason": reason, "by": who, "since": now()}
    connection.execute(restrictions.insert().values(row))


def _request(row: Any) -> RestrictionRequest:
    return RestrictionRequest(*(row._mapping[name] for name in RestrictionRequest._fields))
