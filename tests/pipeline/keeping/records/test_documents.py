from __future__ import annotations

import datetime as dt
import uuid

import pytest

from models.access import Role
from models.dossier import Decision, FieldValue
from models.errors import UnexpectedError, UnknownDocumentError
from models.page import PageState
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records, ScanState, page_id
from pipeline.keeping.rows.desk import Keying, NewCheck, Outcome
from tests.pipeline.keeping.records.making import document, field, kept, read_page, read_scan, received_scan

SCAN = "a" * 64


def test_a_document_comes_back_as_it_was_kept(records: Records) -> None:
    read_scan(records, SCAN)
    given = document(
        field("number", "012"),
        field(
            "full_name",
            "Nguyễn Văn Mẫu",
            sources=("label", "qr"),
            against=("register",),
            reason="Khớp mã QR.",
        ),
        field("date_of_birth", None, box=None, confidence=1 / 3),
    )
    records.documents_kept(SCAN, [kept(given)])
    [row] = records.documents(SCAN)
    assert row.document == given
    assert (row.version, row.folder_key, row.manifest_sha256) == (1, "documents/d1/v0001", "0" * 64)
    assert row.kept_at.tzinfo is dt.UTC
    assert records.scan(SCAN).state is ScanState.DONE
    assert records.document("d1") == row


def test_documents_come_in_the_order_of_their_pages(records: Records) -> None:
    read_scan(records, SCAN, 12)
    later, first = (
        document(document_id="a", pages=(10, 11, 12)),
        document(document_id="b", pages=tuple(range(1, 10))),
    )
    records.documents_kept(SCAN, [kept(later), kept(first)])
    assert [row.document.document_id for row in records.documents(SCAN)] == ["b", "a"]


def test_keeping_again_changes_nothing(records: Records) -> None:
    read_scan(records, SCAN)
    records.documents_kept(SCAN, [kept(document(field("number", "1")))])
    before = records.documents(SCAN)
    records.documents_kept(SCAN, [kept(document(field("number", "2")))])
    assert records.documents(SCAN) == before
    assert len(records.history("d1", "number")) == 1


def test_characters_no_database_takes_are_replaced(records: Records) -> None:
    read_scan(records, SCAN)
    records.documents_kept(
        SCAN, [kept(document(field("number", "a\x00b", raw="a\x00\ud800b", reason="\x00")))]
    )
    [value] = records.document("d1").document.fields
    assert (value.value, value.raw, value.reason) == ("a\ufffdb", "a\ufffd\ufffdb", "\ufffd")


@pytest.mark.parametrize(
    "pages",
    [[(1, 2)], [(1, 2), (2, 3)], [(1, 2, 3, 4)], [(1, 1, 2, 3)], [(0, 1, 2, 3)], []],
    ids=["lost", "twice", "invented", "repeated", "counted from zero", "none"],
)
def test_each_page_must_be_in_exactly_one_document(records: Records, pages: list[tuple[int, ...]]) -> None:
    read_scan(records, SCAN, 3)
    documents = [kept(document(document_id=f"d{n}", pages=numbers)) for n, numbers in enumerate(pages)]
    with pytest.raises(UnexpectedError):
        records.documents_kept(SCAN, documents)
    assert records.documents(SCAN) == []
    assert records.scan(SCAN).state is ScanState.OPENED


def test_a_failed_page_may_be_in_no_document(records: Records) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 2)
    read_page(records, SCAN, 1, PageState.BLANK)
    records.page_failed(page_id(SCAN, 2), "E201")
    records.documents_kept(SCAN, [kept(document(pages=(1,)))])
    assert records.scan(SCAN).state is ScanState.DONE


def test_nothing_is_kept_while_a_page_is_pending(records: Records) -> None:
    received_scan(records)
    records.scan_opened(SCAN, 2)
    read_page(records, SCAN, 1)
    with pytest.raises(UnexpectedError):
        records.documents_kept(SCAN, [kept(document(pages=(1, 2)))])


def test_two_values_of_one_field_are_a_fault_and_nothing_is_kept(records: Records) -> None:
    read_scan(records, SCAN)
    with pytest.raises(UnexpectedError):
        records.documents_kept(SCAN, [kept(document(field("number", "1"), field("number", "2")))])
    assert records.documents(SCAN) == []


def test_a_document_is_found_by_the_beginning_of_its_id(records: Records) -> None:
    read_scan(records, SCAN, 3)
    ids = ["abc1", "abc2", "abc"]
    records.documents_kept(
        SCAN, [kept(document(document_id=name, pages=(n + 1,))) for n, name in enumerate(ids)]
    )
    assert records.document("abc1").document.pages == (1,)
    assert records.document("abc").document.pages == (3,)
    for wrong in ("", "ab", "x", "%", "abc_", "\x00", "abc1\udcff"):
        with pytest.raises(UnknownDocumentError):
            records.document(wrong)


def read_again(records: Records, batch_id: str) -> int:
    """Let the page that failed be read this time; returns the version to keep."""
    assert records.reset_failed(batch_id) == 1
    read_page(records, SCAN, 2)
    return records.scan(SCAN).version


def half_read_scan(records: Records, *fields: FieldValue) -> str:
    """A scan of two pages of which the second failed, kept and done."""
    batch_id = received_scan(records)
    records.scan_opened(SCAN, 2)
    read_page(records, SCAN, 1)
    records.page_failed(page_id(SCAN, 2), "E201")
    records.documents_kept(SCAN, [kept(document(*fields))])
    return batch_id


def test_pages_read_again_give_the_next_version(records: Records) -> None:
    batch_id = half_read_scan(records, field("number", "1"), field("place", "Huế"))
    version = read_again(records, batch_id)
    assert version == 2
    assert records.documents(SCAN)[0].version == 1  # what is known stays until it is understood again
    second = document(field("number", "2"), pages=(1, 2))
    records.documents_kept(SCAN, [kept(second, version)])
    [row] = records.documents(SCAN)
    assert (row.document, row.version) == (second, 2)
    assert [revision.what.value for revision in records.history("d1", "number")] == ["1", "2"]
    [place] = records.history("d1", "place")
    assert place.superseded_at is not None


def test_documents_of_an_earlier_reading_are_refused(records: Records) -> None:
    batch_id = half_read_scan(records)
    read_again(records, batch_id)
    with pytest.raises(UnexpectedError):
        records.documents_kept(SCAN, [kept(document(document_id="d2", pages=(1, 2)), 1)])


def test_a_document_that_is_no_more_holds_no_more(records: Records) -> None:
    batch_id = half_read_scan(records, field("number", "1"))
    records.correct_field("d1", "number", "7", "an")
    version = read_again(records, batch_id)
    paper = document(field("number", "1"), document_id="d2", pages=(1, 2))
    other = paper.model_copy(update={"document_type": "marriage_certificate"})
    records.documents_kept(SCAN, [kept(other, version)])
    assert records.document("d2").document == other  # another paper: the clerk said nothing of it
    with pytest.raises(UnknownDocumentError):
        records.document("d1")
    assert all(revision.superseded_at for revision in records.history("d1", "number"))
    assert records.match_history("d1", "")[0].superseded_at is not None


@pytest.mark.parametrize("new_id", ["d1", "d2"], ids=["same document", "grown by a page"])
def test_a_clerks_decision_stands_where_the_machine_reads_the_same(records: Records, new_id: str) -> None:
    batch_id = half_read_scan(records, field("number", "1"), field("place", "Huế"), field("sex", "male"))
    records.correct_field("d1", "number", "7", "an")
    records.correct_field("d1", "place", "Vinh", "an")
    records.correct_field("d1", "religion", "không", "an")
    decided = records.history("d1", "number")[-1]
    version = read_again(records, batch_id)
    again = document(
        field("number", "1", confidence=0.5), field("place", "Hội An"), field("sex", "female"),
        document_id=new_id, pages=(1, 2),
    )  # fmt: skip
    records.documents_kept(SCAN, [kept(again, version)])
    values = {
        value.name: (value.value, value.decided_by) for value in records.document(new_id).document.fields
    }
    assert values == {
        "number": ("7", "an"),
        "place": ("Hội An", "machine"),
        "sex": ("female", "machine"),
        "religion": ("không", "an"),
    }
    carried = records.history(new_id, "number")[-1]
    assert (carried.what, carried.decided_at, carried.superseded_at) == (
        decided.what,
        decided.decided_at,
        None,
    )
    assert "Vinh" in [revision.what.value for revision in records.history("d1", "place")]


def test_a_clerks_decision_lasts_over_many_readings(records: Records) -> None:
    batch_id = half_read_scan(records, field("number", "1"))
    records.correct_field("d1", "number", "7", "an")
    for version, value in ((2, "1"), (3, "1"), (4, "2")):
        records.reset_failed(batch_id)
        records.page_failed(page_id(SCAN, 2), "E201")
        records.documents_kept(SCAN, [kept(document(field("number", value)), version)])
        assert records.document("d1").document.fields[0].value == ("7" if value == "1" else "2")


def test_what_was_keyed_lasts_as_long_as_the_machine_reads_the_same(records: Records) -> None:
    records.add_user("an", "An", Role.CLERK, "", "", "test")
    first = field("number", "1", decision=Decision.REVIEW)
    batch_id = half_read_scan(records, first)
    check = NewCheck(str(uuid.uuid4()), "number", 1, Outcome.CORRECTED, "7", 1, 1)
    assert records.check_field("d1", check, "an", "", AuditEntry("clerk:an", "test"), str.__eq__) is None
    for version, value in ((2, "1"), (3, "1"), (4, "2")):
        records.reset_failed(batch_id)
        records.page_failed(page_id(SCAN, 2), "E201")
        anew = document(first.model_copy(update={"value": value}), document_id=f"d{version}")
        records.documents_kept(SCAN, [kept(anew, version)])
        keyed = [Keying("an", "7")] if value == "1" else []
        assert records.keyings(f"d{version}").get("number", []) == keyed
