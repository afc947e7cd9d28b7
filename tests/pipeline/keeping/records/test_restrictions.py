"""Whose clerks see what people ask for."""

from __future__ import annotations

from models.dossier import Match, MatchDecision
from pipeline.keeping.records import Records
from tests.pipeline.keeping.records.making import document, kept, read_scan

OFFICE = "G15.07.31"


def test_requests_on_merged_records_are_shown_to_the_office_that_has_the_paper(records: Records) -> None:
    match = Match(role="", decision=MatchDecision.MATCH, citizen_id="VN2")
    batch_id = read_scan(records)
    records.assign_batch(batch_id, OFFICE)
    paper = document(document_id="d1").model_copy(update={"subjects": (), "matches": (match,)})
    records.documents_kept("a" * 64, [kept(paper)])
    for citizen_id in ("VN1", "VN2", "VN3", "VN4"):
        records.ask_restriction(citizen_id, "phone", reason="", asked_by="client:h15/an")
        records.ask_correction(citizen_id, "phone", None, reason="", asked_by="client:h15/an")

    def seen(office: str) -> tuple[list[str], list[str]]:
        asked = [one.citizen_id for one in records.waiting_restrictions(office)]
        return sorted(asked), sorted(one for one, _ in records.waiting_corrections(office))

    assert seen(OFFICE) == (["VN2"], ["VN2"])
    for other in ("VN2", "VN3"):
        for who in ("an", "bình"):
            records.merge_citizens("VN1", other, who)
    assert seen(OFFICE) == (["VN1", "VN2", "VN3"],) * 2
    assert seen("G15.08") == ([], [])
