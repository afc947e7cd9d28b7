"""What a person has a right to know."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from flows.own_view import own_view
from models.dossier import Match, MatchDecision
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from tests.pipeline.keeping.records.making import document, field, kept, read_scan


@pytest.fixture
def records(tmp_path: Path) -> Records:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    read_scan(records)
    one = document(
        field("full_name", "Trần Văn Mẫu", decision="accepted"),
        field("mother.full_name", "Lê Thị Mẫu"),
        field("declarant.full_name", "Phạm Ai Đó", decision="accepted"),
    )
    match = Match(role="", decision=MatchDecision.MATCH, citizen_id="VN1")
    records.documents_kept("a" * 64, [kept(one.model_copy(update={"matches": (match,)}))])
    return records


def test_all_that_is_held_and_who_asked(records: Records) -> None:
    records.audit(
        AuditEntry("client:h15/an", "reuse.ask", "cư trú", ("x1", "VN1"), {"procedure": "1.004222"})
    )
    records.correct_field("d1", "full_name", "Trần Văn Mậu", "an")
    view = json.loads(json.dumps(own_view(records, "VN1", dt.date(2026, 11, 22)), ensure_ascii=False))
    said = {one["name"]: one["said"] for one in view["attributes"]}
    assert [one["value"] for one in said["full_name"]] == ["Trần Văn Mậu"]
    assert said["mother.full_name"][0]["trust"] == "Máy đọc, chưa ai và chưa gì xác nhận"
    assert [paper["name"] for paper in view["papers"]] == ["Giấy khai sinh"]
    assert [(one["who"], one["why"]) for one in view["asked"]] == [("client:h15/an", "cư trú")]
    assert "Phạm Ai Đó" not in json.dumps(view, ensure_ascii=False)
    records.close()


def test_of_somebody_of_whom_nothing_is_held(records: Records) -> None:
    view = own_view(records, "VN2", dt.date(2026, 11, 22))
    assert (view["attributes"], view["papers"], view["asked"], view["restricted"]) == ([], [], [], False)
    records.restrict("VN2", reason="Theo yêu cầu", who="an")
    view = own_view(records, "VN2", dt.date(2026, 11, 22))
    assert (view["restricted"], [one["what"] for one in view["asked"]]) == (True, ["citizen.restrict"])
    records.close()
