"""The form of a procedure, filled in with what is held, to be checked and signed at the counter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from app.api.shapes import Ask, FieldGiven, Given, Source
from app.papers.codes import code_of
from app.papers.days import shown_day
from models.procedures import procedure_of
from pipeline.printing.paper import Note, Paper, Table, on_day
from pipeline.reuse.record import State

TITLE = "Tờ khai điền sẵn"
BLANK = "……………………………………"
CHECK = "Người khai kiểm tra từng mục, sửa chỗ chưa đúng và điền những mục còn để trống."


def form(asked: Ask, given: Given, print_id: str, today: dt.date) -> Paper:
    """Only what may be given stands on it (state OK); all else is left blank to be declared."""
    procedure = procedure_of(given.procedure, given.on)
    people = procedure.people if procedure else {}
    fields = [
        (_caption(one, people), one.shown or BLANK, _source(one.source))
        if one.state is State.OK
        else (_caption(one, people), BLANK, "")
        for one in given.fields
    ]
    papers = [(one.caption, one.why) for one in given.papers if one.state is State.OK]
    wanted = [(one.caption, one.why) for one in given.papers if one.state is not State.OK]
    return Paper(
        title=TITLE.upper(),
        issuer=asked.agency,
        code=code_of(
            print_id, title=TITLE, dossier=asked.dossier_code, procedure=given.procedure, office=asked.agency
        ),
        dated=on_day(today),
        about=given.procedure_name,
        facts=[("Mã hồ sơ", asked.dossier_code), ("Mã thủ tục", given.procedure)],
        tables=[
            Table("Nội dung khai", ("Mục", "Nội dung", "Lấy từ"), (4, 6, 4), fields),
            *([Table("Giấy tờ không phải nộp lại", ("Giấy tờ", "Vì sao"), (4, 6), papers)] if papers else []),
            *([Table("Giấy tờ còn phải nộp", ("Giấy tờ", "Vì sao"), (4, 6), wanted)] if wanted else []),
        ],
        notes=[Note(CHECK)],
        signatures=("Cán bộ tiếp nhận", "Người khai"),
        foot=f"{asked.dossier_code} · {print_id}",
    )


def _caption(field: FieldGiven, people: Mapping[str, str]) -> str:
    """With whom it is of, but for the first, who declares."""
    whose = people.get(field.person or "", "")
    return f"{field.caption} ({whose})" if whose and field.person not in list(people)[:1] else field.caption


def _source(source: Source | None) -> str:
    """The paper, its issuer and day, as far as they are known."""
    if source is None or source.document_name is None:
        return "Cán bộ xác nhận" if source else ""
    told = (source.document_name, source.issuer, shown_day(source.issued_on))
    return ", ".join(part for part in told if part)
