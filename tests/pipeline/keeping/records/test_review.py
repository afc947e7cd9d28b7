from __future__ import annotations

import pytest

from models.dossier import Decision
from models.errors import UnexpectedError, UnknownDocumentError
from pipeline.keeping.records import Records
from tests.pipeline.keeping.records.making import document, field, kept, read_scan

SCAN = "a" * 64


@pytest.fixture
def kept_records(records: Records) -> Records:
    read_scan(records, SCAN)
    fields = (field("number", "1", against=("register",)), field("place", "Huế"))
    records.documents_kept(SCAN, [kept(document(*fields))])
    return records


def test_a_correction_supersedes_and_overwrites_nothing(kept_records: Records) -> None:
    kept_records.correct_field("d1", "number", "2", "an")
    kept_records.correct_field("d1", "number", "3", "bình")
    machine, first, second = kept_records.history("d1", "number")
    assert [one.what.value for one in (machine, first, second)] == ["1", "2", "3"]
    assert [one.what.decided_by for one in (machine, first, second)] == ["machine", "an", "bình"]
    assert machine.superseded_at is not None
    assert first.superseded_at is not None
    assert second.superseded_at is None
    assert machine.decided_at <= first.decided_at <= second.decided_at
    assert (second.what.raw, second.what.box) == (machine.what.raw, machine.what.box)
    assert (second.what.decision, second.what.sources, second.what.against) == (
        Decision.ACCEPTED,
        ("clerk",),
        (),
    )


def test_the_document_shows_the_correction_in_its_place(kept_records: Records) -> None:
    kept_records.correct_field("d1", "number", "2", "an")
    assert [value.value for value in kept_records.document("d1").document.fields] == ["2", "Huế"]


def test_confirming_keeps_the_evidence(kept_records: Records) -> None:
    kept_records.correct_field("d1", "number", "1", "an")
    confirmed = kept_records.history("d1", "number")[-1].what
    assert (confirmed.sources, confirmed.against) == (("label", "clerk"), ("register",))
    assert (confirmed.decision, confirmed.decided_by) == (Decision.ACCEPTED, "an")


def test_the_same_decision_again_changes_nothing(kept_records: Records) -> None:
    for _ in range(2):
        kept_records.correct_field("d1", "number", "2", "an")
    assert len(kept_records.history("d1", "number")) == 2


def test_a_field_the_machine_did_not_find_is_added_at_the_end(kept_records: Records) -> None:
    kept_records.correct_field("d1", "ethnicity", "Kinh", "an")
    added = kept_records.document("d1").document.fields[-1]
    assert (added.name, added.value, added.page, added.box) == ("ethnicity", "Kinh", 1, None)


@pytest.mark.parametrize("who", ["", "machine"])
def test_only_a_clerk_decides(kept_records: Records, who: str) -> None:
    with pytest.raises(UnexpectedError):
        kept_records.correct_field("d1", "number", "2", who)


def test_an_unknown_document_cannot_be_decided_on(kept_records: Records) -> None:
    with pytest.raises(UnknownDocumentError):
        kept_records.correct_field("d9", "number", "2", "an")
