"""What is held of a citizen, as it holds now; corrections that wait for a clerk; restrictions."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update

from models.dossier import SURE, UNKNOWN, Decision, MatchDecision
from models.errors import UnknownCorrectionError
from models.geometry import Box
from models.held import Held, HeldField, HeldPaper, Ruling
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.desk_tables import asides
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.ledger import MACHINE
from pipeline.keeping.register_tables import citizen_merges
from pipeline.keeping.tables import batches, documents, field_values, matches, scans
from pipeline.keeping.tables_reuse import corrections, restrictions

_PAPERS = (
    select(
        documents.c.id,
        documents.c.version,
        documents.c.scan_id,
        documents.c.document_type,
        documents.c.type_confidence,
        documents.c.boundary_confidence,
        documents.c.type_checked_by,
        documents.c.source_form,
        exists()
        .where(asides.c.document_id == documents.c.id, asides.c.resolved_at.is_(None))
        .label("set_aside"),
        batches.c.created_at,
        matches.c.role,
        matches.c.citizen_id,
    )
    .select_from(matches)
    .join(documents, (documents.c.id == matches.c.document_id) & documents.c.superseded_at.is_(None))
    .join(scans, scans.c.id == documents.c.scan_id)
    .join(batches, batches.c.id == scans.c.first_batch_id)
    .where(matches.c.superseded_at.is_(None), matches.c.decision == MatchDecision.MATCH)
    .where(matches.c.citizen_id.in_(bindparam("ids", expanding=True)))
    .order_by(documents.c.id, matches.c.role)
)
_FIELDS = select(
    field_values.c.document_id,
    field_values.c.name,
    field_values.c.revision,
    field_values.c.value,
    field_values.c.page,
    field_values.c.box,
    field_values.c.decision,
    field_values.c.decided_by,
    field_values.c.decided_at,
).where(
    field_values.c.superseded_at.is_(None),
    field_values.c.document_id.in_(bindparam("ids", expanding=True)),
)
_RULINGS = (
    select(corrections)
    .where(corrections.c.citizen_id.in_(bindparam("ids", expanding=True)))
    .order_by(corrections.c.decided_at, corrections.c.id)
)
_RESTRICTED = select(restrictions.c.citizen_id).where(
    restrictions.c.citizen_id.in_(bindparam("ids", expanding=True)), restrictions.c.lifted_at.is_(None)
)
_M = citizen_merges.c
_MERGED = select(_M.other_id, _M.kept_id).where(
    _M.kept_id.in_(bindparam("ids", expanding=True))
    | _M.kept_id.in_(select(_M.kept_id).where(_M.other_id.in_(bindparam("ids", expanding=True)))),
    _M.undone_at.is_(None),
    _M.confirmed_at.is_not(None),
)


class HeldRecords(Database):
    def held(self, citizen_ids: Sequence[str]) -> list[Held]:
        """All that is held of each citizen, in this order, of one moment; of an unknown one nothing. Who is
        told by several records of the register is one citizen (pipeline/keeping/records/merges.py)."""
        with self._reading() as connection:
            merged = _merged(connection, citizen_ids)
            known = [merged.get(citizen_id, citizen_id) for citizen_id in citizen_ids]
            records = list({*known, *merged})
            papers = connection.execute(_PAPERS, {"ids": records}).all()
            fields = _fields(connection, [row.id for row in papers])
            rulings = _rulings(connection, records)
            restricted = _restricted(connection, records)
        return [_held(citizen_id, merged, papers, fields, rulings, restricted) for citizen_id in known]

    def ask_correction(
        self, citizen_id: str, attribute: str, value: str | None, *, reason: str, asked_by: str
    ) -> str:
        """`asked_by` says that the attribute's value is wrong, and what is right if that is known. Until a
        clerk decides, the value is not given out. Returns the correction's id."""
        correction_id = uuid.uuid4().hex
        row = {"id": correction_id, "citizen_id": citizen_id, "attribute": attribute, "value": value}
        told = {"reason": reason, "asked_by": asked_by, "asked_at": now()}
        entry = AuditEntry(
            asked_by, "correction.ask", subjects=(citizen_id, correction_id), details={"attribute": attribute}
        )
        with self._writing() as connection:
            connection.execute(corrections.insert().values({**row, **told}))
            append_audit(connection, [entry])
        return correction_id

    def correction_value(self, correction_id: str) -> str | None:
        """What a correction said; None for one that is not there or only took a value back."""
        with self._reading() as connection:
            wanted = select(corrections.c.value).where(corrections.c.id == correction_id)
            value: str | None = connection.execute(wanted).scalar_one_or_none()
            return value

    def waiting_corrections(self) -> list[tuple[str, Ruling]]:
        """(citizen, correction) of all that wait for a clerk, the oldest first."""
        waiting = select(corrections).where(corrections.c.accepted.is_(None))
        with self._reading() as connection:
            found = connection.execute(waiting.order_by(corrections.c.asked_at)).all()
        return [(row.citizen_id, _ruling(row)) for row in found]

    def decide_correction(self, correction_id: str, *, accepted: bool, who: str) -> None:
        """A clerk looked: the correction holds from now on, or what held before does again.

        Errors: UnknownCorrectionError, also for one that is decided already.
        """
        mine = (corrections.c.id == correction_id) & corrections.c.accepted.is_(None)
        decided = {"accepted": accepted, "decided_by": who, "decided_at": now()}
        with self._writing() as connection:
            change = update(corrections).where(mine).values(decided).returning(corrections.c.citizen_id)
            citizen_id = connection.execute(change).scalar_one_or_none()
            if citizen_id is None:
                raise UnknownCorrectionError
            action = "correction.accept" if accepted else "correction.refuse"
            append_audit(
                connection, [AuditEntry(f"clerk:{who}", action, subjects=(citizen_id, correction_id))]
            )

    def restrict(self, citizen_id: str, *, reason: str, who: str) -> None:
        """Nothing of the citizen is given out from now on."""
        row = {"citizen_id": citizen_id, "reason": reason, "by": who, "since": now()}
        with self._writing() as connection:
            connection.execute(restrictions.insert().values(row))
            append_audit(connection, [AuditEntry(f"clerk:{who}", "citizen.restrict", reason, (citizen_id,))])

    def lift_restrictions(self, citizen_id: str, *, who: str) -> None:
        """What is held may be given out again."""
        mine = (restrictions.c.citizen_id == citizen_id) & restrictions.c.lifted_at.is_(None)
        with self._writing() as connection:
            connection.execute(update(restrictions).where(mine).values(lifted_at=now()))
            append_audit(connection, [AuditEntry(f"clerk:{who}", "citizen.lift", subjects=(citizen_id,))])


def _held(
    citizen_id: str,
    merged: Mapping[str, str],
    papers: Sequence[Any],
    fields: Mapping[str, dict[str, HeldField]],
    rulings: Mapping[str, list[Ruling]],
    restricted: Collection[str],
) -> Held:
    records = {citizen_id, *(other for other, kept in merged.items() if kept == citizen_id)}
    return Held(
        citizen_id,
        tuple(_paper(row, fields.get(row.id, {})) for row in papers if row.citizen_id in records),
        tuple(ruling for record in sorted(records) for ruling in rulings.get(record, ())),
        not records.isdisjoint(restricted),
    )


def _merged(connection: Connection, citizen_ids: Collection[str]) -> dict[str, str]:
    """By the id of a record that two people merged with another, the other's: those that concern these."""
    found = connection.execute(_MERGED, {"ids": list(citizen_ids)})
    return {row.other_id: row.kept_id for row in found}


def _fields(connection: Connection, document_ids: Sequence[str]) -> dict[str, dict[str, HeldField]]:
    found: dict[str, dict[str, HeldField]] = defaultdict(dict)
    for row in connection.execute(_FIELDS, {"ids": list(document_ids)}):
        found[row.document_id][row.name] = HeldField(
            row.name,
            row.revision,
            row.value,
            row.page,
            Box(*row.box) if row.box else None,
            row.decision is Decision.ACCEPTED,
            None if row.decided_by == MACHINE else row.decided_by,
            row.decided_at,
        )
    return found


def _paper(row: Any, fields: dict[str, HeldField]) -> HeldPaper:
    seen = min(row.type_confidence, row.boundary_confidence) >= SURE
    checked = seen or row.type_checked_by is not None
    sure = row.document_type != UNKNOWN and checked and not row.set_aside
    return HeldPaper(
        row.id,
        row.version,
        row.scan_id,
        row.document_type,
        sure,
        row.created_at,
        row.role,
        fields,
        row.source_form,
    )


def _rulings(connection: Connection, citizen_ids: Collection[str]) -> dict[str, list[Ruling]]:
    found: dict[str, list[Ruling]] = defaultdict(list)
    for row in connection.execute(_RULINGS, {"ids": list(citizen_ids)}):
        found[row.citizen_id].append(_ruling(row))
    return found


def _ruling(row: Any) -> Ruling:
    return Ruling(
        row.id, row.attribute, row.value, row.asked_at, row.accepted, row.decided_by, row.decided_at
    )


def _restricted(connection: Connection, citizen_ids: Collection[str]) -> set[str]:
    return set(connection.scalars(_RESTRICTED, {"ids": list(citizen_ids)}))
