"""The queue and the clerks' decisions, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from models.access import Role
from models.dossier import Decision
from models.errors import ChangedMeanwhileError, UnknownDocumentError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.desk import Aside, NewCheck, Outcome, Scope
from pipeline.keeping.stores import open_store
from tests.app.desk.checking import keep_batch
from tests.pipeline.keeping.records.making import document, field, kept, read_scan

HERE = Scope("")
SCAN = "a" * 64
LOG = AuditEntry("clerk:an", "test")


@pytest.fixture
def documents(records: Records, tmp_path: Path) -> Iterator[list[str]]:
    """Three documents that wait, and clerks an and ba."""
    for name in ("an", "ba"):
        records.add_user(name, name, Role.CLERK, "", "", "test")
    yield sorted(keep_batch(records, open_store(tmp_path / "objects"), "lô", 3))


def check(name: str, revision: int, value: str, outcome: Outcome = Outcome.RIGHT) -> NewCheck:
    return NewCheck(str(uuid.uuid4()), name, revision, outcome, value, 1500, 3)


def in_order(records: Records, who: str) -> list[str]:
    """All documents as the queue gives them to a clerk who skips each."""
    found: list[str] = []
    while (following := records.next_to_check(HERE, who, found[-1] if found else None)) not in (None, *found):
        found.append(str(following))
        records.release(found[-1], who)
    return found


def test_the_queue_goes_round(records: Records, documents: list[str]) -> None:
    assert len(in_order(records, "an")) == 3
    assert records.coming_up(HERE, "an", documents[0]) in documents[1:]
    [waiting] = records.waiting(HERE)
    assert (waiting.batch, waiting.document_type, waiting.documents) == ("lô", "birth_certificate", 3)


def test_what_somebody_has_open_is_given_to_nobody_else(records: Records, documents: list[str]) -> None:
    mine = [records.next_to_check(HERE, "an"), records.next_to_check(HERE, "an")]
    assert mine[0] == mine[1]
    his = records.next_to_check(HERE, "ba")
    assert his not in (None, mine[0])
    assert records.claim(str(mine[0]), "ba") == "an"
    assert records.claim(str(mine[0]), "ba", take_over=True) == "ba"
    records.release(str(mine[0]), "an")
    assert records.claim(str(mine[0]), "an") == "ba"


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope("H15"), False),
        (Scope("", document_type="death_extract"), False),
        (Scope("", document_type="birth_certificate", field="full_name"), True),
        (Scope("", field="sex"), False),
        (Scope("", batch_id="other"), False),
    ],
)
def test_a_queue_may_be_narrowed(records: Records, documents: list[str], scope: Scope, found: bool) -> None:
    assert (records.next_to_check(scope, "an") is not None) is found


def test_a_document_of_another_office_is_not_there(records: Records, documents: list[str]) -> None:
    records.check_visible(documents[0], "")
    for document_id, office in ((documents[0], "H15"), (documents[0][:-1], ""), ("", "")):
        with pytest.raises(UnknownDocumentError):
            records.check_visible(document_id, office)


def test_a_document_waits_until_its_last_field_is_checked(records: Records, documents: list[str]) -> None:
    for name in ("full_name", "date_of_birth", "place_of_birth"):
        assert len(in_order(records, "an")) == 3
        records.check_field(documents[0], check(name, 1, "x"), "an", "", LOG)
    assert documents[0] not in in_order(records, "an")
    assert records.undo_last_check("an", LOG) == (documents[0], "place_of_birth")
    assert len(in_order(records, "an")) == 3


def test_a_decision_is_a_new_version_and_keeps_what_the_machine_said(
    records: Records, documents: list[str]
) -> None:
    decided = check("full_name", 1, "Nguyễn Văn Ân", Outcome.CORRECTED)
    records.check_field(documents[0], decided, "an", "", LOG)
    values = [one.what for one in records.history(documents[0], "full_name")]
    assert [one.value for one in values] == ["Nguyễn Văn An", "Nguyễn Văn Ân"]
    assert (values[1].decision, values[1].sources, values[1].decided_by) == (
        Decision.ACCEPTED,
        ("clerk",),
        "an",
    )
    assert records.audit_lines("x") == []


def test_what_is_sent_twice_is_done_once(records: Records, documents: list[str]) -> None:
    once = check("full_name", 1, "Nguyễn Văn An")
    for _ in range(2):
        records.check_field(documents[0], once, "an", "", LOG)
    assert len(records.history(documents[0], "full_name")) == 2
    assert sum(effort.fields for effort in records.efforts()) == 1


def test_nobody_decides_on_what_they_did_not_see(records: Records, documents: list[str]) -> None:
    records.check_field(documents[0], check("full_name", 1, "A B"), "an", "", LOG)
    with pytest.raises(ChangedMeanwhileError):
        records.check_field(documents[0], check("full_name", 1, "C D"), "ba", "", LOG)
    records.check_field(documents[0], check("full_name", 2, "C D"), "ba", "", LOG)
    with pytest.raises(ChangedMeanwhileError):
        records.undo_last_check("an", LOG)
    assert [one.what.value for one in records.history(documents[0], "full_name")][1:] == ["A B", "C D"]


def test_undoing_goes_back_step_by_step(records: Records, documents: list[str]) -> None:
    records.check_field(documents[0], check("full_name", 1, "A B"), "an", "", LOG)
    records.check_field(documents[1], check("nationality", 0, "Việt Nam"), "an", "", LOG)
    assert records.undo_last_check("an", LOG) == (documents[1], "nationality")
    assert records.undo_last_check("an", LOG) == (documents[0], "full_name")
    assert records.undo_last_check("an", LOG) is None
    now = records.history(documents[0], "full_name")[-1].what
    assert (now.value, now.decision, now.decided_by) == ("Nguyễn Văn An", Decision.REVIEW, "machine")
    assert records.efforts() == []


def test_what_was_set_aside_does_not_wait(records: Records, documents: list[str]) -> None:
    records.set_aside(documents[0], Aside.WRONG_TYPE, "death_extract", "an", LOG)
    assert documents[0] not in in_order(records, "an")
    [row] = records.asides("")
    assert (row.document_id, row.reason, row.wanted) == (documents[0], Aside.WRONG_TYPE, "death_extract")
    assert records.asides("H15") == []
    records.resolve_aside(documents[0], "ba", LOG)
    assert records.asides("") == []
    assert len(in_order(records, "an")) == 3


def test_what_it_took_is_summed_up(records: Records, documents: list[str]) -> None:
    for document_id in documents[:2]:
        records.check_field(document_id, check("full_name", 1, "A B"), "an", "", LOG)
    [effort] = records.efforts()
    assert (effort.document_type, effort.name, effort.user_name) == ("birth_certificate", "full_name", "an")
    assert (effort.outcome, effort.fields, effort.milliseconds, effort.keys) == (Outcome.RIGHT, 2, 3000, 6)
    assert len(effort.day) == 10


def test_the_next_is_found_by_the_index_of_those_that_wait(records: Records, documents: list[str]) -> None:
    """Among any number of documents: their number must not tell."""
    asked: list[tuple[str, object]] = []
    event.listen(records._engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    records.next_to_check(HERE, "an")
    [(statement, values)] = [one for one in asked if "claims.at >" in one[0]]
    with records._writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # three rows are no reason
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
        explain = "EXPLAIN " if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        plan = str(connection.exec_driver_sql(explain + statement, values).all())  # type: ignore[arg-type]
    assert "ix_documents_to_check" in plan


def test_a_doubtful_boundary_waits_until_a_clerk_confirms_it(records: Records) -> None:
    records.add_user("an", "an", Role.CLERK, "", "", "test")
    read_scan(records, SCAN)
    sure = document(field("full_name", "Nguyễn Văn Mẫu", decision=Decision.ACCEPTED))
    doubtful = sure.model_copy(
        update={"boundary_confidence": 0.5, "boundary_reason": "Cần xem: khác khổ giấy."}
    )
    records.documents_kept(SCAN, [kept(doubtful)])
    assert records.next_to_check(HERE, "an") == "d1"
    records.confirm_type("d1", "an", LOG)
    found = records.document("d1").document
    assert records.next_to_check(HERE, "an") is None
    assert found.boundary_confidence == 1 and found.boundary_reason.startswith("Cán bộ đã xác nhận")
