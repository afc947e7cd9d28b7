"""What is held of a citizen follows every decision at once: unlinking, correction, restriction."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from models.access import Role
from models.answers import Answer
from models.dossier import Match, MatchDecision
from models.errors import UnknownCorrectionError
from models.held import Held, HeldPaper
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.desk import Aside
from tests.pipeline.keeping.records.making import document, field, kept, read_scan

SCAN = "a" * 64


def keep(records: Records, *citizens: str) -> None:
    """A document whose main person is the first citizen and whose mother is the second."""
    read_scan(records)
    matches = tuple(
        Match(role=role, decision=MatchDecision.MATCH, citizen_id=citizen)
        for role, citizen in zip(("", "mother"), citizens, strict=False)
    )
    one = document(field("full_name", "Trần Văn Mẫu", decision="accepted")).model_copy(
        update={"matches": matches}
    )
    records.documents_kept(SCAN, [kept(one)])


def held(records: Records, citizen_id: str = "VN1") -> Held:
    [found] = records.held([citizen_id])
    return found


def paper(records: Records, citizen_id: str = "VN1") -> HeldPaper:
    [found] = held(records, citizen_id).papers
    return found


def test_what_is_held_of_each(records: Records) -> None:
    keep(records, "VN1", "VN2")
    child, mother, nobody = records.held(["VN1", "VN2", "VN3"])
    assert [(one.document_id, one.role, one.sure) for one in child.papers] == [("d1", "", True)]
    assert [(one.document_id, one.role) for one in mother.papers] == [("d1", "mother")]
    assert nobody == Held("VN3")
    told = child.papers[0].fields["full_name"]
    assert (told.value, told.accepted, told.by_clerk, told.page, told.box) == (
        *("Trần Văn Mẫu", True, None, 1, (10, 20, 30, 40)),
    )


def test_a_paper_that_a_clerk_set_aside_is_not_sure_until_that_is_resolved(records: Records) -> None:
    keep(records, "VN1")
    log = AuditEntry("clerk:an", "document.aside", subjects=("d1",))
    records.add_user("an", "An", Role.CLERK, "", "", "test")
    records.set_aside("d1", Aside.WRONG_TYPE, None, "an", log)
    assert not paper(records).sure
    records.resolve_aside("d1", "an", log)
    assert paper(records).sure


def test_the_form_in_which_a_paper_was_handed_in_is_held(records: Records) -> None:
    keep(records, "VN1")
    assert paper(records).source_form == "original"


def test_a_clerks_value_holds_at_once(records: Records) -> None:
    keep(records, "VN1")
    records.correct_field("d1", "full_name", "Trần Văn Mậu", "an")
    told = paper(records).fields["full_name"]
    assert (told.value, told.by_clerk, told.revision) == ("Trần Văn Mậu", "an", 2)


def test_unlinking_and_linking_to_another_holds_at_once(records: Records) -> None:
    keep(records, "VN1")
    for who in ("an", "bình"):
        records.answer_match("d1", "", "VN2", Answer.SAME, who)
    assert (held(records, "VN1").papers, paper(records, "VN2").document_id) == ((), "d1")
    for who in ("an", "bình"):
        records.nobody_matches("d1", "", who)
    assert (held(records, "VN1").papers, held(records, "VN2").papers) == ((), ())


def test_a_paper_that_was_read_anew_is_held_once_with_its_first_day(records: Records) -> None:
    keep(records, "VN1")
    first = paper(records)
    with records._writing() as connection:
        connection.execute(text("UPDATE scans SET state = 'opened', version = 2"))
    one = document(field("full_name", "Trần Văn Mậu", decision="accepted")).model_copy(
        update={"matches": (Match(role="", decision=MatchDecision.MATCH, citizen_id="VN1"),)}
    )
    records.documents_kept(SCAN, [kept(one, 2)])
    again = paper(records)
    assert (again.version, again.fields["full_name"].value) == (2, "Trần Văn Mậu")
    assert again.captured_at == first.captured_at


def test_merging_and_splitting_holds_at_once(records: Records) -> None:
    keep(records, "VN1", "VN2")
    records.restrict("VN2", reason="Theo yêu cầu", who="an")
    records.merge_citizens("VN1", "VN2", "an")
    assert [one.role for one in held(records, "VN1").papers] == [""]  # one alone cannot merge
    records.merge_citizens("VN1", "VN2", "bình")
    one, other = records.held(["VN1", "VN2"])
    assert one == other
    assert (one.citizen_id, [paper.role for paper in one.papers], one.restricted) == (
        *("VN1", ["", "mother"], True),
    )
    records.split_citizens("VN1", "VN2", "an")
    one, other = records.held(["VN1", "VN2"])
    assert ([paper.role for paper in one.papers], [paper.role for paper in other.papers]) == (
        [""],
        ["mother"],
    )
    assert (one.restricted, other.restricted) == (False, True)


def test_a_correction_waits_and_is_decided_once(records: Records) -> None:
    correction_id = records.ask_correction(
        "VN1", "ethnicity", "Tày", reason="Đã cải chính.", asked_by="client:h15"
    )
    [waiting] = held(records).rulings
    assert (waiting.attribute, waiting.value, waiting.accepted) == ("ethnicity", "Tày", None)
    assert records.waiting_corrections() == [("VN1", waiting._replace(reason="Đã cải chính."))]
    records.decide_correction(correction_id, accepted=True, who="an")
    [ruled] = held(records).rulings
    assert (ruled.accepted, ruled.decided_by, ruled.decided_at is not None) == (True, "an", True)
    assert records.waiting_corrections() == []
    for unknown in (correction_id, "x"):
        with pytest.raises(UnknownCorrectionError):
            records.decide_correction(unknown, accepted=False, who="an")
    assert [line.entry.action for line in records.audit_lines(correction_id)] == [
        "correction.ask",
        "correction.accept",
    ]


def test_a_restriction_holds_until_it_is_lifted(records: Records) -> None:
    records.restrict("VN1", reason="Theo yêu cầu của chủ thể", who="an")
    assert (held(records, "VN1").restricted, held(records, "VN2").restricted) == (True, False)
    records.lift_restrictions("VN1", who="an")
    assert not held(records).restricted
    assert [line.entry.action for line in records.audit_lines("VN1")] == ["citizen.restrict", "citizen.lift"]
