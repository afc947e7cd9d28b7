"""What a procedure gets of what is held: its form as far as it can be filled in, and the papers not needed
again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.fields import KINDS
from models.procedures import FieldAsked, PaperAsked, Procedure
from models.reuse import ReusePolicy
from models.text import same_key
from pipeline.reuse.record import Attribute, Record, State
from pipeline.reuse.statements import MACHINE_READ, Paper, Statement, add_months


class Reason(StrEnum):
    """Why an answer is not a value; stable, for programs."""

    DECLARED_ANEW = "declared_anew"
    NOTHING_HELD = "nothing_held"
    NOT_IN_SCOPE = "not_in_scope"
    OTHER_PURPOSE = "other_purpose"
    TOO_LITTLE_TRUST = "too_little_trust"
    TOO_OLD = "too_old"
    NO_LONGER_VALID = "no_longer_valid"
    UNCONFIRMED = "unconfirmed"
    UNDER_REVIEW = "under_review"
    CONTRADICTED = "contradicted"
    PAPER_HELD = "paper_held"
    DATA_HELD = "data_held"


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """`value` is there where the state is OK, or where what is unconfirmed was asked for; `source`: where it
    comes from; `against`: what contradicts it."""

    asked: FieldAsked
    state: State
    reason: Reason | None = None
    value: str | None = None
    source: Statement | None = None
    against: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """OK: the paper need not be handed in again. `paper`: the one that is held; `proof`: the values that say
    the same as the paper would."""

    asked: PaperAsked
    state: State
    reason: Reason
    paper: Paper | None = None
    proof: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`citizens`: by role, of those who are known; for the log, never for the asker."""

    procedure: Procedure
    on: dt.date
    citizens: Mapping[str, str]
    fields: tuple[FieldAnswer, ...]
    papers: tuple[PaperAnswer, ...]


def answer(
    procedure: Procedure,
    records: Mapping[str, Record],
    policy: ReusePolicy,
    on: dt.date,
    *,
    wanted: Collection[str] | None = None,
    allowed: Collection[str] | None = None,
    unconfirmed: bool = False,
) -> Answer:
    """The answer of a day. `records`: by role; `wanted`: names of fields and papers, None for all; `allowed`:
    attributes that the asker may have, None for all. Somebody who is not known, or of whom nothing may be
    given, looks like somebody of whom nothing is held.
    """
    known = {role: record for role, record in records.items() if not record.restricted}
    asking = _Asking(procedure, known, policy, on, allowed, unconfirmed)
    return Answer(
        procedure,
        on,
        {role: record.citizen_id for role, record in records.items()},
        tuple(asking.field(one) for one in procedure.fields if wanted is None or one.name in wanted),
        tuple(asking.paper(one) for one in procedure.papers if wanted is None or one.name in wanted),
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    procedure: Procedure
    records: Mapping[str, Record]
    policy: ReusePolicy
    on: dt.date
    allowed: Collection[str] | None
    unconfirmed: bool

    def field(self, asked: FieldAsked) -> FieldAnswer:
        if asked.attribute is None or asked.of is None:
            return FieldAnswer(asked, State.UNAVAILABLE, Reason.DECLARED_ANEW)
        if not self._may_have(asked.attribute):
            return FieldAnswer(asked, State.DECLINED, Reason.NOT_IN_SCOPE)
        attribute = self._attribute(asked.of, asked.attribute)
        state, reason = self._judge(attribute, asked.trust, asked.max_age_months)
        holds = attribute.holds if attribute else None
        if state is State.OK and holds is not None:
            return FieldAnswer(asked, state, None, holds.value, holds)
        if reason is Reason.UNCONFIRMED and self.unconfirmed and holds is not None:
            return FieldAnswer(asked, state, reason, holds.value, holds)
        against = (holds, *attribute.against) if attribute and holds and state is State.CONFLICT else ()
        return FieldAnswer(asked, state, reason, against=against)

    def paper(self, asked: PaperAsked) -> PaperAnswer:
        if not asked.satisfied_by and not asked.proves:
            return PaperAnswer(asked, State.UNAVAILABLE, Reason.DECLARED_ANEW)
        judged = [(paper, *self._judge_paper(paper, state, asked)) for paper, state in self._papers(asked)]
        for paper, state, reason in judged:
            if state is State.OK:
                return PaperAnswer(asked, state, reason, paper)
        proof = self._proof(asked)
        if proof:
            return PaperAnswer(asked, State.OK, Reason.DATA_HELD, proof=proof)
        _, state, reason = judged[0] if judged else (None, State.UNAVAILABLE, Reason.NOTHING_HELD)
        return PaperAnswer(asked, state, reason)

    def _may_have(self, attribute: str) -> bool:
        return self.allowed is None or attribute in self.allowed

    def _attribute(self, role: str, name: str) -> Attribute | None:
        record = self.records.get(role)
        return record.attributes.get(name) if record and name not in record.withheld else None

    def _judge(self, attribute: Attribute | None, trust: str, months: int | None) -> tuple[State, Reason]:
        if attribute is None or attribute.holds is None:
            return State.UNAVAILABLE, Reason.NOTHING_HELD
        holds = attribute.holds
        if attribute.state is State.CONFLICT:
            return State.CONFLICT, Reason.CONTRADICTED
        if attribute.state is State.EXPIRED:
            return State.EXPIRED, Reason.NO_LONGER_VALID
        if attribute.state is not State.OK:
            unread = holds.trust == MACHINE_READ and not attribute.disputed
            return State.NEEDS_REVIEW, Reason.UNCONFIRMED if unread else Reason.UNDER_REVIEW
        changes = not self.policy.attributes[attribute.name].settled
        if changes and holds.paper is not None and not self._in_scope(holds.paper):
            return State.DECLINED, Reason.OTHER_PURPOSE
        if not self.policy.trusts(holds.trust, trust):
            return State.NEEDS_REVIEW, Reason.TOO_LITTLE_TRUST
        if self._too_old(holds.since, months):
            return State.EXPIRED, Reason.TOO_OLD
        return State.OK, Reason.DATA_HELD

    def _papers(self, asked: PaperAsked) -> Iterator[tuple[Paper, State]]:
        """The papers that may satisfy, the newest first, those that still speak before the others."""
        record = self.records.get(asked.of)
        held = [
            one
            for one in (record.papers if record else ())
            if one[0].document_type in asked.satisfied_by
            and record is not None
            and one[0].document_id not in record.withheld_papers
        ]
        newest_first = sorted(held, key=_since, reverse=True)
        yield from sorted(newest_first, key=_is_not_ok)

    def _judge_paper(self, paper: Paper, state: State, asked: PaperAsked) -> tuple[State, Reason]:
        if state is State.EXPIRED:
            return state, Reason.NO_LONGER_VALID
        if not paper.main:
            return State.UNAVAILABLE, Reason.NOTHING_HELD
        if state is not State.OK:
            return state, Reason.UNCONFIRMED
        if not self._in_scope(paper):
            return State.DECLINED, Reason.OTHER_PURPOSE
        if self._too_old(paper.since, asked.max_age_months):
            return State.EXPIRED, Reason.TOO_OLD
        return State.OK, Reason.PAPER_HELD

    def _proof(self, asked: PaperAsked) -> tuple[Statement, ...]:
        """What says all that the paper would; nothing where anything of it is missing."""
        proof = []
        for name in asked.proves:
            attribute = self._attribute(asked.of, name)
            state, _ = self._judge(attribute, asked.trust, asked.max_age_months)
            if (
                state is not State.OK
                or not self._may_have(name)
                or attribute is None
                or attribute.holds is None
            ):
                return ()
            proof.append(attribute.holds)
        return tuple(proof)

    def _in_scope(self, paper: Paper) -> bool:
        scope = paper.scope
        return scope is None or any(same_key(scope) == same_key(one) for one in self.procedure.scopes)

    def _too_old(self, since: str, months: int | None) -> bool:
        """Whether it was said longer ago; what tells no day is, for nobody knows."""
        if months is None:
            return False
        first = add_months(self.on, -months).isoformat()
        return since < first[: len(since)] or not since


def _since(held: tuple[Paper, State]) -> str:
    return held[0].since


def _is_not_ok(held: tuple[Paper, State]) -> bool:
    return held[1] is not State.OK


def show(attribute: str, value: str, policy: ReusePolicy) -> str:
    """A value as people read it."""
    return KINDS[policy.attributes[attribute].kind].show(value)
