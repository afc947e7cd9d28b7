"""Words: every state has some, and figures are written as they are in Vietnam."""

from __future__ import annotations

import pytest

from app import wording
from models.dossier import Decision, MatchDecision
from models.errors import CorruptFileError, UnexpectedError
from models.page import PageState
from pipeline.keeping.rows.dossiers import ReceiptState, ScanState


def test_every_state_has_a_word() -> None:
    assert wording.PAGES.keys() == set(PageState)
    assert wording.RECEIPTS.keys() == set(ReceiptState)
    assert wording.SCANS.keys() == set(ScanState)
    assert wording.DECISIONS.keys() == set(Decision)
    assert wording.MATCHES.keys() == set(MatchDecision)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0, 0, "0"), (1234, 0, "1.234"), (1.25, 1, "1,2"), (1234567.5, 1, "1.234.567,5")],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert wording.number(value, decimals) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (75, "1:15"), (3599, "59:59"), (3675, "1:01:15")]
)
def test_durations(seconds: float, text: str) -> None:
    assert wording.duration(seconds) == text


def test_document_names() -> None:
    assert wording.document_name("marital_status_certificate") == "Giấy xác nhận tình trạng hôn nhân"
    assert wording.document_name("blank") == "trang trắng"
    assert wording.document_name("unknown") == "chưa rõ loại"


def test_a_code_that_is_no_more_is_a_fault_of_ours() -> None:
    assert wording.error_of("E104") is CorruptFileError
    assert wording.error_of("E777") is UnexpectedError
    assert wording.error_of(None) is UnexpectedError
