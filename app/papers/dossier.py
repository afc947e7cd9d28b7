"""What is printed of a dossier at the counter: the receipt when it is taken in, the record when the originals
go back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.papers.codes import code_of
from app.papers.days import local_day
from app.wording import document_name
from models.procedures import procedure_of
from pipeline.keeping.records.handing_over import Counted, DossierRow
from pipeline.printing.paper import Note, Paper, Table, on_day

RECEIPT = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
RECORD = "Biên bản bàn giao, trả lại bản gốc"
DESK = "BỘ PHẬN MỘT CỬA"
PAPERS = ("STT", "Tên giấy tờ", "Số trang")
PARTS = (1, 8, 2)


def receipt(
    dossier: DossierRow, office: str, told: tuple[str, dt.date | None] | None, print_id: str, today: dt.date
) -> Paper:
    """TT 01/2023/TT-VPCP; whoever brought the dossier signs it, and is not named by us."""
    procedure, due_on = told or ("", None)
    known = procedure_of(procedure, today) if procedure else None
    facts = [*_about(dossier), ("Ngày tiếp nhận", _day(today))]
    if procedure:
        facts.append(("Thủ tục", f"{procedure} {known.name if known else ''}".strip()))
    facts.append(("Ngày hẹn trả kết quả", _day(due_on) if due_on else "…………………………"))
    return Paper(
        title=RECEIPT.upper(),
        issuer=_issuer(office),
        code=code_of(print_id, title=RECEIPT, dossier=_code(dossier), procedure=procedure, office=office),
        dated=on_day(today),
        facts=facts,
        tables=[Table("Thành phần hồ sơ", PAPERS, PARTS, _papers(dossier))],
        notes=[Note(f"Tổng số: {len(dossier.papers)} giấy tờ, {dossier.pages} trang đã quét.")],
        signatures=("Người nộp hồ sơ", "Người tiếp nhận hồ sơ"),
        foot=f"{_code(dossier)} · {print_id}",
    )


def record(dossier: DossierRow, counted: Counted, office: str, print_id: str, today: dt.date) -> Paper:
    """What was counted against what was scanned; where they differ both figures stand, and that they do."""
    rows = [
        ("Giấy tờ", str(counted.papers), str(counted.scanned_papers), _differs(_papers_of, counted)),
        ("Trang", str(counted.pages), str(counted.scanned_pages), _differs(_pages_of, counted)),
    ]
    notes = [Note(f"Ghi chú: {counted.note}")] if counted.note else []
    agrees = Note("Số bản gốc khớp với số bản quét.") if counted.agrees else Note(DIFFERS, strong=True)
    return Paper(
        title=RECORD.upper(),
        issuer=_issuer(office),
        code=code_of(print_id, title=RECORD, dossier=_code(dossier), office=office),
        dated=on_day(today),
        facts=[*_about(dossier), ("Người đếm", counted.user_name), ("Ngày đếm", _day(local_day(counted.at)))],
        tables=[
            Table("Đối chiếu", ("", "Bản gốc", "Bản quét", "Chênh lệch"), (3, 2, 2, 2), rows),
            Table("Giấy tờ trả lại", PAPERS, PARTS, _papers(dossier)),
        ],
        notes=[agrees, *notes],
        signatures=("Người nhận lại bản gốc", "Người bàn giao"),
        foot=f"{_code(dossier)} · {print_id}",
    )


DIFFERS = "Số bản gốc KHÔNG khớp với số bản quét; hai bên đã xem và ghi nhận chênh lệch trên."

Figures = Callable[[Counted], tuple[int, int]]


def _papers_of(counted: Counted) -> tuple[int, int]:
    return counted.papers, counted.scanned_papers


def _pages_of(counted: Counted) -> tuple[int, int]:
    return counted.pages, counted.scanned_pages


def _differs(of: Figures, counted: Counted) -> str:
    told, scanned = of(counted)
    return f"{told - scanned:+d}" if told != scanned else "0"


def _about(dossier: DossierRow) -> list[tuple[str, str]]:
    named = [("Hồ sơ", dossier.name)] if dossier.name != dossier.code else []
    return [("Mã hồ sơ", dossier.code or "chưa có"), *named]


def _code(dossier: DossierRow) -> str:
    return dossier.code or ""


def _papers(dossier: DossierRow) -> list[tuple[str, str, str]]:
    return [
        (str(number), document_name(document_type), str(pages))
        for number, (document_type, pages) in enumerate(dossier.papers, start=1)
    ]


def _issuer(office: str) -> str:
    return f"{DESK} {office}".strip()


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
