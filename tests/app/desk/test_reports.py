from __future__ import annotations

import csv
import io
import uuid

from app.desk.figures import By
from models.access import Role
from pipeline.keeping.audit import AuditEntry
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served, Visitor


def test_reports_agree_with_what_the_audit_log_says(empty_desk: Served, anyone: Visitor) -> None:
    empty_desk.add_user("measured", Role.CHECKER, "H77")
    ids = keep(empty_desk, 3, office="H77")
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
    figures = csv.DictReader(io.StringIO(anyone.get("/reports/figures.csv?by=office").text))
    [row] = [row for row in figures if "H77" in row.values()]
    assert int(row["checks"]) == int(row["asked_right"]) == 3


def test_each_way_of_grouping_is_a_page(empty_desk: Served, anyone: Visitor) -> None:
    keep(empty_desk, 1)
    anyone.sign_in("auditor")
    for by in By:
        html = anyone.get("/reports", params={"by": by.value, "days": "7"}).text
        assert (html.count("<svg") == 3 and "Giấy khai sinh" in html) or by in (By.DAY, By.OFFICE)
    assert anyone.get("/reports?by=x").status_code == 422


def test_thresholds_are_chosen_from_what_clerks_said(empty_desk: Served, anyone: Visitor) -> None:
    empty_desk.add_user("chooser", Role.CHECKER)
    [document_id] = keep(empty_desk, 1)
    with empty_desk.visitor() as chooser:
        chooser.sign_in("chooser")
        data = {"check_id": str(uuid.uuid4()), "revision": "1", "keys": "1", "milliseconds": "900"}
        chooser.submit(f"/check/{document_id}/fields/full_name", **data, value="Nguyễn Văn An")
        assert "Áp dụng" not in chooser.get("/reports/risk").text
        assert chooser.submit("/reports/risk", allowed="0.001").status_code == 403
    anyone.sign_in("operator")
    assert "Áp dụng" in anyone.get("/reports/risk").text
    before = empty_desk.records.regulations()
    assert anyone.submit("/reports/risk", allowed="0.5").status_code == 303
    assert empty_desk.records.regulations() == before
    anyone.submit("/reports/risk", allowed="0.001")
    issue = empty_desk.records.regulations()
    assert issue.what.thresholds and issue.what.thresholds.allowed == 0.001
    log = AuditEntry("operator:operator", "test")
    empty_desk.records.issue_regulations(before.what, issue.version, "operator", "", log)


def test_figures_are_for_this_machine_only(anyone: Visitor) -> None:
    text = anyone.get("/metrics").text
    assert "sohoa_documents_to_check " in text and "sohoa_pages_failed " in text
    assert anyone.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 403
