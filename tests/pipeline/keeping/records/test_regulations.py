from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import ChangedMeanwhileError
from models.regulations import Issue, Regulations
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import NewReceipt
from tests.pipeline.keeping.records.making import document, kept, read_page

LOG = AuditEntry("operator:op", "regulations", "administration")


def test_before_anybody_changed_anything_sohoas_own_hold(records: Records) -> None:
    assert records.regulations() == Issue(0, Regulations())
    assert records.regulation_history() == []


def test_each_change_is_a_version_with_who_when_and_why(records: Records) -> None:
    first, second = Regulations(story_days=30), Regulations(types_off=("death_extract",), wrong_at_most=0.001)
    assert records.issue_regulations(first, 0, "op", "Luật 91/2025/QH15", LOG) == 1
    assert records.issue_regulations(second, 1, "an", "", LOG) == 2
    newest, oldest = records.regulation_history()
    assert (newest.version, newest.what, newest.by) == (2, second, "an")
    assert (oldest.what, oldest.by, oldest.why) == (first, "op", "Luật 91/2025/QH15")
    assert oldest.at and newest.at and oldest.at <= newest.at
    assert records.regulations() == newest
    assert records.audit_head().number == 2


def test_who_did_not_see_the_version_in_force_changes_nothing(records: Records) -> None:
    records.issue_regulations(Regulations(story_days=30), 0, "op", "", LOG)
    with pytest.raises(ChangedMeanwhileError):
        records.issue_regulations(Regulations(story_days=31), 0, "an", "", LOG)
    assert records.regulations().what.story_days == 30
    assert records.audit_head().number == 1


def test_a_document_tells_by_which_version_it_was_decided(records: Records) -> None:
    for number, scan_id in enumerate(("a" * 64, "b" * 64)):
        batch_id = records.open_batch(scan_id)
        records.add_receipts(batch_id, [NewReceipt("HS", None, "a.pdf", Path("/a.pdf"), None, None)])
        records.receipt_received(records.receipts(batch_id)[0].id, scan_id, 1, "application/pdf")
        records.scan_opened(scan_id, 1)
        read_page(records, scan_id, 1)
        one = kept(document(document_id=scan_id[:2], scan_id=scan_id))
        records.documents_kept(scan_id, [replace(one, regulations=number)])
        [row] = records.documents(scan_id)
        assert row.regulations == number


def test_stories_of_failures_are_forgotten(records: Records) -> None:
    records.incident(stage="read_page", subject_id="p", code="E900", detail="Nguyễn Văn An")
    now = dt.datetime.now(dt.UTC)
    assert records.forget_incidents(now - dt.timedelta(days=1)) == 0
    assert len(records.incidents("p")) == 1
    assert records.forget_incidents(now + dt.timedelta(seconds=1)) == 1
    assert records.incidents("p") == []
