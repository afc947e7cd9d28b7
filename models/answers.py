"""What clerks answer when they are asked whether a person of a paper is a citizen of the register, and what
follows from all answers together.

A pure rule: answers may be withdrawn, and then follows what would have followed without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from models.dossier import Match, MatchDecision


class Answer(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Answered(NamedTuple):
    """`who` answered about citizen `citizen_id`."""

    citizen_id: str
    answer: Answer
    who: str


class Label(NamedTuple):
    """A pair that clerks agree on, without anything that tells who it is. `question`: the paper and role;
    `levels`, `bits`: by field; `vetoed`: whether the machine would not have matched it."""

    question: str
    same: bool
    levels: Mapping[str, str]
    bits: Mapping[str, float]
    vetoed: bool


def settle(machine: Match, answers: Sequence[Answered]) -> Match:
    """What holds after all answers on one person; the machine's own decision where there is none.

    One clerk's "same" is enough where the machine had nothing against that citizen. Against its vetoes, or
    for a citizen whom it did not find, a second clerk must say the same.
    """
    if not answers:
        return machine
    asked = citizens_of(machine, answers)
    said = {citizen: _said(citizen, answers) for citizen in asked}
    same = [citizen for citizen in asked if Answer.SAME in said[citizen].values()]
    left = tuple(citizen for citizen in asked if Answer.DIFFERENT not in said[citizen].values())
    if not left and not same:
        return _decided(
            machine, MatchDecision.NONE, (), "Cán bộ: không phải ai trong hồ sơ công dân.", answers
        )
    if not same:
        if machine.citizen_id in left and Answer.UNSURE not in said[machine.citizen_id or ""].values():
            return machine
        return _decided(machine, MatchDecision.REVIEW, left, "Cán bộ chưa chắc chắn.", answers)
    if len(same) > 1:
        reason = "Nhiều công dân cùng được nhận là người này, có thể trùng hồ sơ."
        return _decided(machine, MatchDecision.REVIEW, left, reason, answers)
    [citizen] = same
    if citizen not in left:
        return _decided(machine, MatchDecision.REVIEW, asked, "Cán bộ trả lời khác nhau.", answers)
    agreeing = [who for who, answer in said[citizen].items() if answer is Answer.SAME]
    if len(agreeing) < 2 and needs_second_reader(machine, citizen):
        return _decided(machine, MatchDecision.REVIEW, asked, "Chờ người thứ hai xem.", answers)
    match = _decided(machine, MatchDecision.MATCH, asked, "Cán bộ đã xác nhận.", answers)
    return match.model_copy(update={"citizen_id": citizen})


def needs_second_reader(machine: Match, citizen_id: str) -> bool:
    """Whether the machine has something against the citizen, or did not think of them."""
    found = explained(machine, citizen_id)
    return found is None or bool(found["vetoes"])


def explained(machine: Match, citizen_id: str) -> Mapping[str, Any] | None:
    """The machine's story of a candidate, if it is one."""
    story = machine.explanation or {}
    return next((one for one in story.get("candidates", ()) if one["citizen_id"] == citizen_id), None)


def citizens_of(match: Match, answers: Sequence[Answered] = ()) -> tuple[str, ...]:
    """Who it may be, best first; behind them whom else clerks named."""
    first = (match.citizen_id,) if match.citizen_id else ()
    return tuple(dict.fromkeys([*first, *match.candidates, *(one.citizen_id for one in answers)]))


def _said(citizen: str, answers: Sequence[Answered]) -> dict[str, Answer]:
    return {one.who: one.answer for one in answers if one.citizen_id == citizen}


def _decided(
    machine: Match,
    decision: MatchDecision,
    candidates: tuple[str, ...],
    reason: str,
    answers: Sequence[Answered],
) -> Match:
    return machine.model_copy(
        update={
            "decision": decision,
            "citizen_id": None,
            "candidates": candidates,
            "reason": reason,
            "decided_by": answers[-1].who,
        }
    )
