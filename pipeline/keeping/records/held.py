"""What is held of a citizen, as it holds now, and corrections that wait for a clerk."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from models.dossier import SURE, UNKNOWN, Decision
from models.geometry import Box
from models.held import Held, HeldField, HeldPaper, Ruling
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.driver import Driver, Statement, marks, moment, unpacked
from pipeline.keeping.records.ledger import MACHINE
from pipeline.keeping.records.restrictions import decided_request, decision_entry, people_of
from pipeline.keeping.tables.reuse import corrections

# What is asked for at one moment: the columns, and what stands behind them.
_MERGED = (
    "other_id, kept_id",
    "FROM citizen_merges WHERE undone_at IS NULL AND confirmed_at IS NOT NULL AND "
    "(kept_id IN {ids} OR kept_id IN (SELECT kept_id FROM citizen_merges WHERE other_id IN {ids}))",
)
_PAPERS = (
    "documents.id, documents.version, scan_id, document_type, type_confidence >= {SURE} "
    "AND boundary_confidence >= {SURE} OR type_checked_by IS NOT NULL, source_form, "
    "EXISTS (SELECT 1 FROM asides WHERE asides.document_id = documents.id AND resolved_at IS NULL), "
    "created_at, role, citizen_id",
    "FROM matches JOIN documents ON documents.id = document_id AND documents.superseded_at IS NULL "
    "JOIN scans ON scans.id = scan_id JOIN batches ON batches.id = first_batch_id "
    "WHERE matches.superseded_at IS NULL AND matches.decision = 'match' AND citizen_id IN {ids}",
)
_FIELDS = (
    "document_id, name, revision, value, page, {box}, decision, decided_by, decided_at",
    "FROM field_values WHERE superseded_at IS NULL AND document_id IN (SELECT document_id FROM matches "
    "WHERE superseded_at IS NULL AND decision = 'match' AND citizen_id IN {ids})",
)
_RULINGS = (
    "citizen_id, id, attribute, value, asked_at, accepted, decided_by, decided_at",
    "FROM corrections WHERE citizen_id IN {ids}",
)
_RESTRICTED = ("citizen_id, attribute", "FROM restrictions WHERE lifted_at IS NULL AND citizen_id IN {ids}")
_ALL = (_MERGED, _PAPERS, _FIELDS, _RULINGS, _RESTRICTED)


class HeldRecords(Database):
    def held(self, citizen_ids: Sequence[str]) -> list[Held]:
        """All that is held of each citizen, in this order, of one moment; of an unknown one nothing. Who is
        told by several records of the register is one citizen (pipeline/keeping/records/merges.py)."""
        wanted = set(citizen_ids)
        with self._driving() as driver:
            merged, found = _read(driver, wanted)
            while unread := {*merged, *merged.values()} - wanted:  # hardly anybody has several records
                wanted |= unread
                merged, found = _read(driver, wanted)
        return [found.held(merged.get(citizen_id, citizen_id)) for citizen_id in citizen_ids]

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

    def waiting_corrections(self, office: str | None = None) -> list[tuple[str, Ruling]]:
        """(citizen, correction) of all that wait for a clerk, the oldest first; with an office those of
        people of whom it handed in a paper."""
        waiting = select(corrections).where(corrections.c.accepted.is_(None))
        if office is not None:
            waiting = waiting.where(corrections.c.citizen_id.in_(people_of(office)))
        with self._reading() as connection:
            found = connection.execute(waiting.order_by(corrections.c.asked_at)).all()
        return [(row.citizen_id, _ruling(row)) for row in found]

    def decide_correction(self, correction_id: str, *, accepted: bool, who: str) -> None:
        """A clerk looked: the correction holds from now on, or what held before does again.

        Errors: UnknownCorrectionError, also for one that is decided already.
        """
        with self._writing() as connection:
            row = decided_request(connection, corrections, correction_id, accepted=accepted, who=who)
            append_audit(connection, [decision_entry(row, "correction")])


class _Found(NamedTuple):
    """What the records gave for all who were asked for. `merged`: by the id of a record that two people
    merged with another, the other's."""

    merged: Mapping[str, str]
    papers: Sequence[Any]
    fields: Mapping[str, dict[str, HeldField]]
    rulings: Mapping[str, list[Ruling]]
    restrictions: Sequence[Any]

    def held(self, citizen_id: str) -> Held:
        records = {citizen_id, *(other for other, kept in self.merged.items() if kept == citizen_id)}
        withheld = {attribute for record, attribute in self.restrictions if record in records}
        return Held(
            citizen_id,
            tuple(self._paper(*row[:-1]) for row in self.papers if row[-1] in records),
            tuple(ruling for record in sorted(records) for ruling in self.rulings.get(record, ())),
            None in withheld,
            frozenset(withheld - {None}),
        )

    def _paper(
        self,
        document_id: str,
        version: int,
        scan_id: str,
        document_type: str,
        known: bool,
        source_form: str | None,
        set_aside: bool,
        created_at: Any,
        role: str,
    ) -> HeldPaper:
        sure = document_type != UNKNOWN and bool(known) and not set_aside
        fields = self.fields.get(document_id, {})
        at = moment(created_at)
        return HeldPaper(document_id, version, scan_id, document_type, sure, at, role, fields, source_form)


def _read(driver: Driver, citizen_ids: Collection[str]) -> tuple[dict[str, str], _Found]:
    """What there is of these citizens at one moment, and which records are merged with any of theirs."""
    ids, values = marks(list(citizen_ids))
    lists = ", ".join(driver.listed(columns, rest) for columns, rest in _ALL).format(
        ids=ids, SURE=SURE, box=driver.nested("box")
    )
    [[told]] = driver.ask(Statement(f"SELECT {lists}", values * lists.count(ids)))
    merges, papers, fields, rulings, restricted = map(unpacked, told)
    merged = dict(merges)
    papers.sort(key=_by_document)
    return merged, _Found(merged, papers, _fields(fields), _rulings(rulings), restricted)


def _by_document(row: Sequence[Any]) -> tuple[str, str]:
    return row[0], row[8]


def _fields(rows: Sequence[Any]) -> dict[str, dict[str, HeldField]]:
    found: dict[str, dict[str, HeldField]] = defaultdict(dict)
    moments = {told: moment(told) for told in {row[-1] for row in rows}}  # a document's are mostly the same
    for document_id, name, revision, value, page, box, decision, decided_by, decided_at in rows:
        found[document_id][name] = HeldField(
            *(name, revision, value, page, Box(*box) if box else None, decision == Decision.ACCEPTED),
            *(None if decided_by == MACHINE else decided_by, moments[decided_at]),
        )
    return found


def _rulings(rows: Sequence[Any]) -> dict[str, list[Ruling]]:
    """The oldest first, those that wait last."""
    found: dict[str, list[Ruling]] = defaultdict(list)
    in_order = sorted(rows, key=lambda row: (row[7] is None, row[7], row[1]))
    for citizen_id, correction_id, attribute, value, asked_at, accepted, by, at in in_order:
        found[citizen_id].append(
            Ruling(
                *(correction_id, attribute, value, moment(asked_at)),
                *(None if accepted is None else bool(accepted), by, moment(at) if at else None),
            )
        )
    return found


def _ruling(row: Any) -> Ruling:
    return Ruling(
        row.id,
        row.attribute,
        row.value,
        row.asked_at,
        row.accepted,
        row.decided_by,
        row.decided_at,
        row.reason,
    )
