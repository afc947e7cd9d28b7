from __future__ import annotations

import datetime as dt
import uuid

import pytest

from models.access import Role
from models.dossier import Decision
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.desk import NewCheck, Outcome
from pipeline.keeping.rows.dossiers import NewReceipt
from tests.pipeline.keeping.records.making import document, field, kept, read_page

LOG = AuditEntry("clerk:an", "check")
SINCE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def checked(records: Records) -> Records:
    """Of four values the machine accepted two; a clerk looked at three, and found one of each wrong."""
    records.add_user("an", "An", Role.CLERK, "H15", "x", "test")
    scan_id = "a" * 64
    batch_id = records.open_batch("lô", "H15")
    records.add_receipts(batch_id, [NewReceipt("HS", None, "a.pdf", __file__, None, None)])  # type: ignore[arg-type]
    records.receipt_received(records.receipts(batch_id)[0].id, scan_id, 1, "application/pdf")
    records.scan_opened(scan_id, 1)
    read_page(records, scan_id, 1)
    fields = [
        field("full_name", "An", decision=Decision.ACCEPTED),
        field("sex", "male", decision=Decision.ACCEPTED),
        field("ethnicity", "Kinh", decision=Decision.REVIEW),
        field("nationality", "Việt Nam", decision=Decision.REVIEW),
    ]
    records.documents_kept(scan_id, [kept(document(*fields))])
    check(records, "full_name", "Ân", Outcome.CORRECTED)
    check(records, "ethnicity", "Kinh", Outcome.RIGHT)
    check(records, "nationality", "Lào", Outcome.CORRECTED)
    return records


def check(records: Records, name: str, value: str, outcome: Outcome) -> None:
    revision = records.field_revisions("d1")[name]
    new = NewCheck(str(uuid.uuid4()), name, revision, outcome, value, 1500, 2)
    records.check_field("d1", new, "an", "H15", LOG)


def test_what_the_machine_decided_is_counted_as_it_was(checked: Records) -> None:
    found = {(one.name, one.accepted): one.fields for one in checked.decided(SINCE)}
    assert found == {
        ("full_name", True): 1,
        ("sex", True): 1,
        ("ethnicity", False): 1,
        ("nationality", False): 1,
    }
    assert {one.office for one in checked.decided(SINCE)} == {"H15"}
    assert checked.decided(dt.datetime(2100, 1, 1, tzinfo=dt.UTC)) == []


def test_what_clerks_said_stands_beside_what_the_machine_had_decided(checked: Records) -> None:
    found = {one.name: (one.accepted, one.outcome, one.fields) for one in checked.verdicts(SINCE)}
    assert found == {
        "full_name": (True, Outcome.CORRECTED, 1),
        "ethnicity": (False, Outcome.RIGHT, 1),
        "nationality": (False, Outcome.CORRECTED, 1),
    }
    assert sum(one.milliseconds for one in checked.verdicts(SINCE)) == 4500
    checked.undo_last_check("an", LOG)
    assert {one.name for one in checked.verdicts(SINCE)} == {"full_name", "ethnicity"}
    assert sum(one.fields for one in checked.decided(SINCE)) == 4  # what was undone is not counted twice


def test_labels_are_the_machines_values(checked: Records) -> None:
    found = {value.name: (value.value, right) for _, value, right in checked.checked_values(10)}
    assert found == {
        "full_name": ("An", False),
        "ethnicity": ("Kinh", True),
        "nationality": ("Việt Nam", False),
    }
    assert len(checked.checked_values(2)) == 2


def test_the_backlog_is_what_waits(checked: Records) -> None:
    assert checked.backlog() == []
    checked.undo_last_check("an", LOG)
    [one] = checked.backlog()
    assert (one.document_type, one.office, one.documents) == ("birth_certificate", "H15", 1)


def test_of_several_who_checked_a_field_the_last_one_counts(checked: Records) -> None:
    check(checked, "full_name", "An", Outcome.RIGHT)
    said = {(one.outcome, one.last) for one in checked.verdicts(SINCE) if one.name == "full_name"}
    assert said == {(Outcome.CORRECTED, False), (Outcome.RIGHT, True)}
    assert [right for _, value, right in checked.checked_values(10) if value.name == "full_name"] == [True]
