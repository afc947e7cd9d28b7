"""What follows from what clerks answer about who somebody is."""

from __future__ import annotations

import pytest

from models.answers import Answer, Answered, settle
from models.dossier import Match, MatchDecision

SAME, DIFFERENT, UNSURE = Answer.SAME, Answer.DIFFERENT, Answer.UNSURE
STORY = {
    "candidates": [
        {"citizen_id": "VN1", "vetoes": [], "fields": []},
        {"citizen_id": "VN2", "vetoes": [{"code": "given_differs"}], "fields": []},
    ]
}
ASKED = Match(role="", decision=MatchDecision.REVIEW, candidates=("VN1", "VN2"), explanation=STORY)
MATCHED = Match(role="", decision=MatchDecision.MATCH, citizen_id="VN1", explanation=STORY)


def says(citizen: str, answer: Answer, who: str = "an") -> Answered:
    return Answered(citizen, answer, who)


@pytest.mark.parametrize(
    ("answers", "decision", "citizen", "candidates"),
    [
        ([says("VN1", SAME)], MatchDecision.MATCH, "VN1", ("VN1", "VN2")),
        ([says("VN1", SAME), says("VN2", DIFFERENT)], MatchDecision.MATCH, "VN1", ("VN1", "VN2")),
        ([says("VN2", SAME)], MatchDecision.REVIEW, None, ("VN1", "VN2")),
        ([says("VN2", SAME), says("VN2", SAME, "bình")], MatchDecision.MATCH, "VN2", ("VN1", "VN2")),
        ([says("VN9", SAME)], MatchDecision.REVIEW, None, ("VN1", "VN2", "VN9")),
        ([says("VN1", SAME), says("VN1", DIFFERENT, "bình")], MatchDecision.REVIEW, None, ("VN1", "VN2")),
        ([says("VN1", SAME), says("VN2", SAME)], MatchDecision.REVIEW, None, ("VN1", "VN2")),
        ([says("VN1", DIFFERENT)], MatchDecision.REVIEW, None, ("VN2",)),
        ([says("VN1", DIFFERENT), says("VN2", DIFFERENT)], MatchDecision.NONE, None, ()),
        (
            [says("VN1", SAME), says("VN1", DIFFERENT, "bình"), says("VN2", DIFFERENT)],
            *(MatchDecision.REVIEW, None, ("VN1", "VN2")),
        ),
        ([says("VN1", UNSURE)], MatchDecision.REVIEW, None, ("VN1", "VN2")),
    ],
)
def test_what_holds(
    answers: list[Answered], decision: MatchDecision, citizen: str | None, candidates: tuple[str, ...]
) -> None:
    settled = settle(ASKED, answers)
    assert (settled.decision, settled.citizen_id, settled.candidates) == (decision, citizen, candidates)
    assert settled.decided_by == answers[-1].who and settled.reason


def test_without_answers_the_machines_decision_holds() -> None:
    assert settle(ASKED, []) is ASKED
    assert settle(MATCHED, []) is MATCHED


def test_the_machines_match_stands_until_somebody_doubts_it() -> None:
    assert settle(MATCHED, [says("VN2", DIFFERENT)]) is MATCHED
    assert settle(MATCHED, [says("VN1", UNSURE)]).decision is MatchDecision.REVIEW
    assert settle(MATCHED, [says("VN1", DIFFERENT)]).decision is MatchDecision.NONE
