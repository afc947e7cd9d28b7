"""All that is held about somebody and who asked for it, on paper for that person (Law 91/2025/QH15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.desk.captions import caption_of
from app.desk.citizen_view import SHOWN_AS
from app.desk.told_of_citizens import ROWS
from app.papers.codes import code_of
from app.papers.days import local_day, shown_day
from models.fields import KINDS
from models.reuse import load_reuse_policy
from pipeline.printing.paper import Note, Paper, Table, on_day
from pipeline.reuse.answer import show

TITLE = "Thông tin đang lưu về một người"
RESTRICTED = "Theo yêu cầu, hiện không cho ai dùng lại các thông tin này."
RIGHTS = (
    "Người có tên có quyền biết, xem, yêu cầu sửa, hạn chế hoặc xóa thông tin về mình "
    "(Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."
)


def own_paper(view: Mapping[str, Any], print_id: str, today: dt.date) -> Paper:
    """`view`: as flows/own_view.py gives it."""
    said = [
        (one["caption"], _shown(one["name"], told["value"]), told["trust"], _day(told["since"]))
        for one in view["attributes"]
        for told in one["said"]
    ]
    papers = [
        (one["name"], shown_day(one["issued_on"]), _day(one["captured_at"]), shown_day(one["valid_until"]))
        for one in view["papers"]
    ]
    asked = [(_day(one["at"]), one["who"], one["what"], one["why"]) for one in view["asked"]]
    return Paper(
        title=TITLE.upper(),
        issuer="",
        code=code_of(print_id, title=TITLE),
        dated=on_day(today),
        facts=[("Mã công dân", view["citizen_id"])],
        tables=[
            Table("Trong danh sách công dân", ("Mục", "Nội dung"), (4, 8), _registered(view["register"])),
            Table("Thông tin", ("Mục", "Nội dung", "Độ tin cậy", "Từ ngày"), (4, 5, 5, 3), said),
            Table("Giấy tờ", ("Tên giấy tờ", "Ngày cấp", "Số hóa", "Giá trị đến"), (6, 3, 3, 3), papers),
            Table("Ai đã xem hoặc hỏi", ("Ngày", "Ai", "Việc", "Để làm gì"), (3, 5, 4, 5), asked),
        ],
        notes=[*([Note(RESTRICTED, strong=True)] if view["restricted"] else []), Note(RIGHTS)],
        foot=print_id,
    )


def _registered(citizen: Mapping[str, str | None] | None) -> list[tuple[str, str]]:
    """What the register's copy holds, as a clerk reads it."""
    held = [(name, kind, (citizen or {}).get(name)) for name, (kind, _) in ROWS.items()]
    return [
        (caption_of(SHOWN_AS.get(name, name)), KINDS[kind].show(value)) for name, kind, value in held if value
    ]


def _shown(attribute: str, value: str | None) -> str:
    return show(attribute, value, load_reuse_policy()) if value else "(không có)"


def _day(moment: str) -> str:
    return f"{local_day(dt.datetime.fromisoformat(moment)):%d/%m/%Y}"
