from __future__ import annotations

import pytest

from models.answers import Answer
from models.dossier import Match, MatchDecision
from models.errors import UnexpectedError, UnknownDocumentError
from pipeline.keeping.records import Records
from tests.pipeline.keeping.records.making import document, kept, read_scan

SCAN = "a" * 64
STORY = {
    "candidates": [
        {
            "citizen_id": "VN1",
            "vetoes": [],
            "fields": [{"field": "given", "asked": "Mẫu", "held": "Mẫu", "level": "exact", "bits": 7.5}],
        },
        {"citizen_id": "VN2", "vetoes": [{"code": "given_differs"}], "fields": []},
    ]
}


def keep(records: Records, match: Match) -> Match:
    read_scan(records, SCAN)
    records.documents_kept(SCAN, [kept(document().model_copy(update={"matches": (match,)}))])
    return match


@pytest.fixture
def asked(records: Records) -> Match:
    candidates = ("VN1", "VN2")
    return keep(
        records, Match(role="", decision=MatchDecision.REVIEW, candidates=candidates, explanation=STORY)
    )


def holding(records: Records) -> Match:
    [match] = records.document("d1").document.matches
    return match


def test_an_answer_is_kept_and_decides(records: Records, asked: Match) -> None:
    records.answer_match("d1", "", "VN1", Answer.DIFFERENT, "an")
    settled = records.answer_match("d1", "", "VN1", Answer.SAME, "an")  # an thought again
    assert (settled.decision, settled.citizen_id) == (MatchDecision.MATCH, "VN1")
    assert holding(records) == settled
    assert [one.answer for one in records.match_answers("d1", "")] == [Answer.SAME]
    assert len(records.match_history("d1", "")) == 3


def test_taking_back_restores_what_was(records: Records, asked: Match) -> None:
    records.answer_match("d1", "", "VN1", Answer.SAME, "an")
    assert records.unlink_match("d1", "", "bình") == asked == holding(records)
    assert records.match_answers("d1", "") == []
    assert list(records.labels()) == []


def test_a_match_of_the_machine_that_is_taken_back_waits_for_a_clerk(records: Records) -> None:
    keep(records, Match(role="", decision=MatchDecision.MATCH, citizen_id="VN1", explanation=STORY))
    restored = records.unlink_match("d1", "", "an")
    assert (restored.decision, restored.citizen_id, restored.candidates) == (
        MatchDecision.REVIEW,
        None,
        ("VN1",),
    )
    assert holding(records) == restored


def test_nobody_of_the_candidates_is_a_new_person(records: Records, asked: Match) -> None:
    assert records.nobody_matches("d1", "", "an").decision is MatchDecision.NONE
    assert records.unlink_match("d1", "", "an") == asked


def test_somebody_whom_only_clerks_named_is_nobody_too(records: Records, asked: Match) -> None:
    for who in ("an", "bình"):
        records.answer_match("d1", "", "VN3", Answer.SAME, who)
    assert holding(records).citizen_id == "VN3"
    assert records.nobody_matches("d1", "", "an").decision is MatchDecision.REVIEW  # bình still says VN3
    assert records.nobody_matches("d1", "", "bình").decision is MatchDecision.NONE


def test_labels_are_what_clerks_agree_on_and_tell_nobody_who(records: Records, asked: Match) -> None:
    records.answer_match("d1", "", "VN1", Answer.SAME, "an")
    records.answer_match("d1", "", "VN2", Answer.DIFFERENT, "an")
    records.answer_match("d1", "", "VN9", Answer.DIFFERENT, "an")  # the machine never compared it
    first, second = records.labels()
    assert (first.question, first.same, first.levels, first.bits) == (
        "d1/",
        True,
        {"given": "exact"},
        {"given": 7.5},
    )
    assert (second.same, second.vetoed) == (False, True)
    records.answer_match("d1", "", "VN1", Answer.DIFFERENT, "bình")
    records.answer_match("d1", "", "VN2", Answer.UNSURE, "bình")
    assert [label.same for label in records.labels()] == [False]


def test_only_a_clerk_answers_and_only_on_what_is_there(records: Records, asked: Match) -> None:
    for who in ("", "machine"):
        with pytest.raises(UnexpectedError):
            records.answer_match("d1", "", "VN1", Answer.SAME, who)
    with pytest.raises(UnknownDocumentError):
        records.answer_match("d9", "", "VN1", Answer.SAME, "an")
