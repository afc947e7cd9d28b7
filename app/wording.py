"""How the command line says things: Vietnamese words and figures."""

from __future__ import annotations

import datetime as dt

from models.dossier import BLANK, UNKNOWN, Decision, MatchDecision
from models.errors import SohoaError, UnexpectedError, all_errors
from models.forms import form_of
from models.page import PageState
from pipeline.keeping.rows.dossiers import ReceiptState, ScanState

PAGES = {
    PageState.PENDING: "chưa đọc",
    PageState.READ: "đọc được",
    PageState.TEXT_LAYER: "có sẵn chữ",
    PageState.BLANK: "trang trắng",
    PageState.FAILED: "không đọc được",
}
RECEIPTS = {
    ReceiptState.LISTED: "chưa nhận",
    ReceiptState.RECEIVED: "đã nhận",
    ReceiptState.FAILED: "không nhận được",
}
SCANS = {
    ScanState.RECEIVED: "chưa mở",
    ScanState.OPENED: "đang đọc",
    ScanState.DONE: "xong",
    ScanState.FAILED: "hỏng",
}
DECISIONS = {Decision.ACCEPTED: "chấp nhận", Decision.REVIEW: "cần xem"}
MATCHES = {
    MatchDecision.MATCH: "khớp công dân",
    MatchDecision.REVIEW: "cần xem",
    MatchDecision.NONE: "chưa có trong hồ sơ công dân",
}
ID_LETTERS = 12  # of a scan's or page's id: enough to tell it from all others
WHAT = {"receipt": "tệp", "scan": "bản quét", "page": "trang"}


def document_name(document_type: str) -> str:
    """What clerks call a document of this type."""
    if document_type == BLANK:
        return "trang trắng"
    form = form_of(document_type)
    if form is None or document_type == UNKNOWN:
        return "chưa rõ loại"
    return form.name


def error_of(code: str | None) -> type[SohoaError]:
    return all_errors().get(code or "", UnexpectedError)


def number(value: float, decimals: int = 0) -> str:
    """1234.5 as 1.234,5."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float) -> str:
    return f"{number(100 * share)} %"


def duration(seconds: float) -> str:
    """75 as 1:15, 3675 as 1:01:15."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def moment(at: dt.datetime) -> str:
    return at.astimezone().strftime("%d/%m/%Y %H:%M")


def moment_to_second(at: dt.datetime) -> str:
    return at.astimezone().strftime("%d/%m/%Y %H:%M:%S")
