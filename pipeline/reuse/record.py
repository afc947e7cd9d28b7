"""The reusable record of a citizen: of each attribute the value that holds, where it comes from, and what
speaks against it. Computed anew from what is held, so that nothing old can be answered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.fields import KINDS
from models.held import Held, HeldPaper
from models.reuse import ReusePolicy
from models.source_form import SOURCE_FORM, source_form_called
from pipeline.reuse.statements import Paper, Statement, read_paper, read_ruling, read_statements


class State(StrEnum):
    """What can be said of an attribute or a paper."""

    OK = "OK"
    UNAVAILABLE = "UNAVAILABLE"
    EXPIRED = "EXPIRED"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    CONFLICT = "CONFLICT"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Attribute:
    """`holds`: what was said last or first by the rules, which only state OK makes usable; `against`: what
    contradicts it; `history`: what else was said, the newest first; `disputed`: a correction waits."""

    name: str
    state: State
    holds: Statement | None = None
    against: tuple[Statement, ...] = ()
    history: tuple[Statement, ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """All that is held of a citizen on a day. `restricted`: none of it may be given out; `withheld`: these
    attributes may not, nor `withheld_papers`, by id, which show one of them."""

    citizen_id: str
    on: dt.date
    restricted: bool = False
    attributes: dict[str, Attribute] = field(default_factory=dict)
    papers: tuple[tuple[Paper, State], ...] = ()
    withheld: frozenset[str] = frozenset()
    withheld_papers: frozenset[str] = frozenset()


def compute_record(
    held: Held, policy: ReusePolicy, on: dt.date, wanted: Collection[str] | None = None
) -> Record:
    """What holds on that day, by the rules of that day. `wanted`: the attributes that it has to tell, None
    for all."""
    told = list(_papers(held, policy, on))
    papers = [paper for _, paper in told]
    needed = None if wanted is None else {*wanted, *held.withheld, *_voiding(told, policy)}
    said: dict[str, list[Statement]] = defaultdict(list)
    for one, paper in told:
        for statement in read_statements(one, paper, policy, needed):
            said[statement.attribute].append(statement)
    order = {name: place for place, name in enumerate(policy.order(on))}
    for ruling in held.rulings:
        statement_or_none = read_ruling(ruling)
        if ruling.accepted and ruling.decided_at is not None:
            said[ruling.attribute] = _outlived(said[ruling.attribute], ruling.decided_at)
        if statement_or_none is not None:
            said[ruling.attribute].append(statement_or_none)
    showing = (one.paper for name in held.withheld for one in said[name])
    withheld_papers = frozenset(paper.document_id for paper in showing if paper is not None)
    void = _void_papers(said, policy)
    waiting = {ruling.attribute for ruling in held.rulings if ruling.accepted is None}
    attributes = {
        name: _attribute(name, statements, policy, order, on, void, waiting=name in waiting)
        for name, statements in said.items()
        if (wanted is None or name in wanted) and (statements or name in waiting)
    }
    states = tuple((paper, paper_state(paper, on, void)) for paper in papers)
    return Record(held.citizen_id, on, held.restricted, attributes, states, held.withheld, withheld_papers)


def _papers(held: Held, policy: ReusePolicy, on: dt.date) -> Iterator[tuple[HeldPaper, Paper]]:
    """Those that may be given again."""
    for one in held.papers:
        form = _handed_in_as(one, on)
        if one.document_type in policy.papers and form not in policy.not_given:
            trusted_as = policy.trusted_as.get(form or "") if _said_so(one) else None
            yield one, read_paper(one, policy, trusted_as)


def _voiding(told: Iterable[tuple[HeldPaper, Paper]], policy: ReusePolicy) -> Iterator[str]:
    """The attributes of which another value makes one of the papers void."""
    for one, paper in told:
        if paper.void_on_change:
            yield from policy.fields_of(one.document_type, one.role)


def _handed_in_as(one: HeldPaper, on: dt.date) -> str | None:
    """The form in which a paper was handed in, as a clerk says where one was asked."""
    said = one.fields.get(SOURCE_FORM)
    called = source_form_called(said.value, on) if said and said.accepted and said.value else None
    return called or one.source_form


def _said_so(one: HeldPaper) -> bool:
    """Whether a clerk says in which form the paper was handed in."""
    said = one.fields.get(SOURCE_FORM)
    return said is not None and said.accepted and said.by_clerk is not None


def paper_state(paper: Paper, on: dt.date, void: Iterable[str] = ()) -> State:
    """Whether a paper still speaks."""
    if paper.expired(on) or paper.document_id in void:
        return State.EXPIRED
    return State.OK if paper.sure and not paper.unsure_of else State.NEEDS_REVIEW


def _outlived(statements: list[Statement], ruled_at: dt.datetime) -> list[Statement]:
    """What was said after a clerk ruled: by a paper that came in later, or by a clerk who looked again. That
    a machine reads an old paper anew says nothing new."""
    return [one for one in statements if _said_at(one) > ruled_at]


def _said_at(statement: Statement) -> dt.datetime:
    if statement.paper is None:
        return statement.verified_at
    captured_at = statement.paper.captured_at
    return max(captured_at, statement.verified_at) if statement.verified_by else captured_at


def _void_papers(said: dict[str, list[Statement]], policy: ReusePolicy) -> frozenset[str]:
    """Papers that say nothing any more, since a later one says otherwise."""
    void: set[str] = set()
    for name, statements in said.items():
        if not any(one.paper and one.paper.void_on_change for one in statements):
            continue
        kind = KINDS[policy.attributes[name].kind]
        vouched = [one for one in statements if policy.trusts(one.trust, policy.contradicts_from)]
        for one in vouched:
            if one.paper is not None and one.paper.void_on_change:
                later = (other for other in vouched if other.since > one.since)
                if any(not kind.same(one.value, other.value) for other in later):
                    void.add(one.paper.document_id)
    return frozenset(void)


def _attribute(
    name: str,
    statements: Sequence[Statement],
    policy: ReusePolicy,
    order: dict[str, int],
    on: dt.date,
    void: frozenset[str],
    *,
    waiting: bool,
) -> Attribute:
    settled = policy.attributes[name].settled
    ranked = _by_precedence(statements, policy, order) if settled else _by_age(statements, policy)
    vouched = [one for one in ranked if policy.trusts(one.trust, policy.given_from)]
    live = [one for one in vouched if (settled and _was_issued(one)) or _speech(one, on, void) is State.OK]
    if not live:
        state = _without_live(ranked, vouched, on, void)
        holds = next(iter(vouched or ranked), None)
        rest = tuple(one for one in ranked if one is not holds)
        return Attribute(name, State.NEEDS_REVIEW if waiting else state, holds, (), rest, waiting)
    holds = live[0]
    against = tuple(_contradicting(name, holds, live, policy, settled=settled))
    state = State.NEEDS_REVIEW if waiting else State.CONFLICT if against else State.OK
    rest = tuple(one for one in ranked if one is not holds and one not in against)
    return Attribute(name, state, holds, against, rest, waiting)


def _without_live(
    ranked: Sequence[Statement], vouched: Sequence[Statement], on: dt.date, void: frozenset[str]
) -> State:
    """Why nothing can be given: a clerk may know more of it, or it is over, or nothing was ever said."""
    if all(_speech(one, on, void) is State.EXPIRED for one in vouched):
        return State.EXPIRED if vouched else State.NEEDS_REVIEW if ranked else State.UNAVAILABLE
    return State.NEEDS_REVIEW


def _speech(statement: Statement, on: dt.date, void: frozenset[str]) -> State:
    """Whether what was said still holds, as far as its paper tells."""
    return State.OK if statement.paper is None else paper_state(statement.paper, on, void)


def _was_issued(statement: Statement) -> bool:
    """What does not change with time is still so when the card that says it has expired."""
    return statement.paper is not None and not statement.paper.declared and not statement.paper.void_on_change


def _by_precedence(
    statements: Iterable[Statement], policy: ReusePolicy, order: dict[str, int]
) -> list[Statement]:
    """What does not change: a clerk's ruling, then by the kind of paper, then the newest."""

    def place(one: Statement) -> tuple[int, int]:
        last = len(order)
        kind = (
            -1 if one.paper is None else order.get(one.paper.document_type, last) if one.paper.main else last
        )
        return kind, policy.rank(one.trust)

    return sorted(_newest_first(statements), key=place)


def _by_age(statements: Iterable[Statement], policy: ReusePolicy) -> list[Statement]:
    """What changes: what an authority issued before what was declared, each the newest first."""

    def place(one: Statement) -> tuple[bool, bool]:
        vouched = policy.trusts(one.trust, policy.given_from)
        return not vouched, one.paper is not None and one.paper.declared

    return sorted(_newest_first(statements), key=place)


def _newest_first(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=_since, reverse=True)


def _since(statement: Statement) -> str:
    return statement.since


def _contradicting(
    name: str, holds: Statement, live: Sequence[Statement], policy: ReusePolicy, *, settled: bool
) -> Iterable[Statement]:
    """Others that cannot be right as well: of what changes, only what was said of the same day."""
    for other in live:
        same_time = settled or (other.since and other.since == holds.since)
        trusted = policy.trusts(other.trust, policy.contradicts_from)
        if other is not holds and same_time and trusted and not _agree(name, holds, other, policy):
            yield other


def _agree(name: str, one: Statement, other: Statement, policy: ReusePolicy) -> bool:
    """A date that is told less exactly is no other date."""
    if one.value == other.value:
        return True
    kind = policy.attributes[name].kind
    if kind == "date" and (one.value.startswith(other.value) or other.value.startswith(one.value)):
        return True
    return KINDS[kind].same(one.value, other.value)
