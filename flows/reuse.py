"""Asking for reuse: records, matching and reuse joined. No Prefect: an answer is at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.matching import load_matching
from models.procedures import Procedure
from models.reuse import load_reuse_policy
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import ExchangeItem
from pipeline.matching.keys import keys_of
from pipeline.matching.person import Person
from pipeline.reuse.answer import Answer, answer
from pipeline.reuse.record import Record, compute_record

NOBODY = ""  # no citizen has this id
_KEY = [("number", load_matching().keys["number"])]


class Identity(NamedTuple):
    """Whom an asker means. `personal_id`: 12 digits; `date_of_birth`: ISO, as exact as in the register."""

    personal_id: str
    date_of_birth: str


@dataclass
class Decoy:
    """The citizen who was known last: for somebody unknown the same work is done with their record, and
    thrown away, so that time does not tell who is known. One for a process."""

    citizen_id: str = NOBODY


def ask_reuse(
    records: Records,
    procedure: Procedure,
    people: Mapping[str, Identity],
    on: dt.date,
    *,
    decoy: Decoy,
    wanted: Collection[str] | None = None,
    allowed: Collection[str] | None = None,
    unconfirmed: bool = False,
) -> Answer:
    """What the procedure gets of these people, by role, on that day (pipeline/reuse/answer.py).

    Errors: RecordsUnavailableError.
    """
    roles = list(people)
    ids = find_citizens(records, [people[role] for role in roles])
    policy = load_reuse_policy()
    held = records.held([decoy.citizen_id if citizen_id is None else citizen_id for citizen_id in ids])
    computed = [compute_record(one, policy, on, procedure.attributes) for one in held]
    told = zip(roles, ids, computed, strict=True)
    found = {role: record for role, citizen_id, record in told if citizen_id is not None}
    decoy.citizen_id = next(filter(None, ids), decoy.citizen_id)
    return answer(procedure, found, policy, on, wanted=wanted, allowed=allowed, unconfirmed=unconfirmed)


def record_of(records: Records, citizen_id: str, on: dt.date) -> Record:
    """The reusable record of a citizen on that day."""
    [held] = records.held([citizen_id])
    return compute_record(held, load_reuse_policy(), on)


def find_citizens(records: Records, people: Sequence[Identity]) -> list[str | None]:
    """Who has this number and this birth date in the register; None where nobody has, or several of whom
    nobody said that they are one."""
    keys = [keys_of(Person(number=one.personal_id), _KEY)[0][1] for one in people]
    entered = records.citizens_under(keys)
    found: list[str | None] = []
    for one in people:
        same = [citizen_id for citizen_id, *told in entered if told == [one.personal_id, one.date_of_birth]]
        known = {held.citizen_id for held in records.held(same)} if len(same) > 1 else set(same)
        found.append(known.pop() if len(known) == 1 else None)
    return found


def given_value(records: Records, item: ExchangeItem) -> str | None:
    """The value that was given out once; what was decided since changes nothing in it."""
    if item.field is None or item.revision is None:
        return None
    if item.document_id is None:
        return records.correction_value(item.field)
    return records.history(item.document_id, item.field)[item.revision - 1].what.value
