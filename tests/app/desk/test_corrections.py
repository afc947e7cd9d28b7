"""What officials said against a value, decided by a clerk of the office that has the paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from models.access import Role
from models.dossier import Document, Match, MatchDecision
from pipeline.keeping.records import Records
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served, Visitor

OFFICE, CITIZEN = "văn phòng sửa", "C-sửa"
HOSTILE = "<script>document.title='x'</script>"


def linked(document: Document) -> Document:
    match = Match(role=document.subjects[0].role, decision=MatchDecision.MATCH, citizen_id=CITIZEN)
    return document.model_copy(update={"matches": (match,)})


@pytest.fixture(scope="module")
def desk(empty_desk: Served) -> Served:
    for name, office in (("sua", OFFICE), ("khac", "nơi khác")):
        empty_desk.add_user(name, Role.CLERK, office)
    keep(empty_desk, 1, office=OFFICE, matched=linked)
    return empty_desk


@pytest.fixture
def clerk(desk: Served) -> Iterator[Visitor]:
    with desk.visitor() as visitor:
        yield visitor.sign_in("sua")


def ask(records: Records, value: str | None) -> str:
    return records.ask_correction(CITIZEN, "full_name", value, reason=HOSTILE, asked_by="client:h15/an")


@pytest.mark.parametrize(("accepted", "outcome"), [("true", True), ("false", False)])
def test_a_clerk_decides(desk: Served, clerk: Visitor, accepted: str, outcome: bool) -> None:
    name = f"Nguyễn Văn {uuid.uuid4().hex[:6]}"
    asked = ask(desk.records, name)
    shown = clerk.get("/corrections").text
    assert name in shown and HOSTILE not in shown
    assert (
        clerk.submit(f"/corrections/{asked}", accepted=accepted).headers["location"]
        == "/corrections?done=true"
    )
    assert name not in clerk.get("/corrections?done=true").text
    [held] = desk.records.held([CITIZEN])
    [ruling] = [one for one in held.rulings if one.correction_id == asked]
    assert (ruling.accepted, ruling.decided_by) == (outcome, "sua")
    actions = [line.entry.action for line in desk.records.audit_lines(asked)]
    assert actions == ["correction.ask", "correction.view", f"correction.{'accept' if outcome else 'refuse'}"]
    assert clerk.submit(f"/corrections/{asked}", accepted="true").status_code == 409


def test_another_office_neither_sees_nor_decides_it(desk: Served, clerk: Visitor) -> None:
    asked = ask(desk.records, None)
    with desk.visitor() as other:
        other.sign_in("khac")
        assert CITIZEN not in other.get("/corrections").text
        assert other.submit(f"/corrections/{asked}", accepted="true").status_code == 409
    assert "(bỏ giá trị này)" in clerk.get("/corrections").text
    assert clerk.submit(f"/corrections/{asked}", accepted="false").status_code == 303
