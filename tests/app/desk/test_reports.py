from __future__ import annotations

import csv
import io
import uuid

from app.desk.reports import taken
from models.access import Role
from pipeline.keeping.rows import Effort, Outcome
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served, Visitor


def test_what_a_field_took_is_averaged_over_all_its_checks() -> None:
    def effort(name: str, outcome: Outcome, fields: int, milliseconds: int) -> Effort:
        return Effort(
            "birth_certificate", name, "an", "2026-11-22", outcome, fields, milliseconds, 2 * fields
        )

    first, second = taken(
        [
            effort("sex", Outcome.RIGHT, 1, 500),
            effort("mother.full_name", Outcome.RIGHT, 3, 3000),
            effort("mother.full_name", Outcome.CORRECTED, 1, 9000),
        ]
    )
    assert (first.caption, first.fields, first.right) == ("Họ và tên (mẹ)", 4, 0.75)
    assert (first.seconds, first.keys) == (3.0, 2.0)
    assert second.seconds == 0.5


def test_reports_agree_with_what_the_audit_log_says(empty_desk: Served, anyone: Visitor) -> None:
    empty_desk.add_user("measured", Role.CHECKER)
    ids = keep(empty_desk, 3)
    anyone.sign_in("measured")
    for number, document_id in enumerate(ids):
        data = {"check_id": str(uuid.uuid4()), "revision": "1", "keys": "1", "value": "Nguyễn Văn An"}
        took = {"milliseconds": str(1000 + number)}
        assert anyone.submit(f"/check/{document_id}/fields/full_name", **data, **took).status_code == 200
    rows = list(csv.DictReader(io.StringIO(anyone.get("/reports/checks.csv").text)))
    [mine] = [row for row in rows if row["user_name"] == "measured"]
    logged = [line.entry for one in ids for line in empty_desk.records.audit_lines(one)]
    checked = [entry.details for entry in logged if entry.who == "checker:measured"]
    assert int(mine["fields"]) == len(checked) == 3
    assert int(mine["milliseconds"]) == sum(int(one["milliseconds"]) for one in checked) == 3003
    assert int(mine["keys"]) == sum(int(one["keys"]) for one in checked) == 3
    assert "Máy đúng" in anyone.get("/reports").text


def test_figures_are_for_this_machine_only(anyone: Visitor) -> None:
    text = anyone.get("/metrics").text
    assert "sohoa_documents_to_check " in text and "sohoa_pages_failed " in text
    assert anyone.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 403
