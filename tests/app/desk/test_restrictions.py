"""What people ask not to be given out: taken down at the counter, decided by a clerk of the office."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.register import import_register
from models.access import Role
from models.dossier import Document, Match, MatchDecision
from tests.app.desk.checking import keep
from tests.app.desk.kit import Served, Visitor

OFFICE, CITIZEN = "văn phòng hạn chế", "C-hạn-chế"
PERSON = {"personal_id": "001190123456", "date_of_birth": "1990-05-17"}
HOSTILE = "<script>document.title='x'</script>"
REGISTER = f"""citizen_id,full_name,date_of_birth,sex,personal_id,old_id,place_of_origin,residence,\
father_full_name,mother_full_name,phone
{CITIZEN},Nguyễn Thị Mẫu,{PERSON["date_of_birth"]},female,{PERSON["personal_id"]},,,,,,
"""


def linked(document: Document) -> Document:
    match = Match(role=document.subjects[0].role, decision=MatchDecision.MATCH, citizen_id=CITIZEN)
    return document.model_copy(update={"matches": (match,)})


@pytest.fixture(scope="module")
def desk(empty_desk: Served, tmp_path_factory: pytest.TempPathFactory) -> Served:
    for name, office in (("han", OFFICE), ("che", "nơi khác")):
        empty_desk.add_user(name, Role.CLERK, office)
    keep(empty_desk, 1, office=OFFICE, matched=linked)
    register = tmp_path_factory.mktemp("register") / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    import_register(register, empty_desk.records, "register", _nothing)
    return empty_desk


@pytest.fixture
def clerk(desk: Served) -> Iterator[Visitor]:
    with desk.visitor() as visitor:
        yield visitor.sign_in("han")


def take_down(clerk: Visitor, **changes: str) -> int:
    told = PERSON | {"attribute": "residence", "reason": HOSTILE} | changes
    return clerk.submit("/restrictions", **told).status_code


def test_a_request_is_taken_down_and_decided(desk: Served, clerk: Visitor) -> None:
    assert take_down(clerk) == 303
    [asked] = desk.records.waiting_restrictions(OFFICE)
    assert (asked.attribute, asked.asked_by) == ("residence", "clerk:han")
    shown = clerk.get("/restrictions").text
    assert "Nơi thường trú" in shown and HOSTILE not in shown
    with desk.visitor() as visitor:
        other = visitor.sign_in("che")
        assert CITIZEN not in other.get("/restrictions").text
        assert other.submit(f"/restrictions/{asked.id}", accepted="true").status_code == 409
    assert clerk.submit(f"/restrictions/{asked.id}", accepted="true").status_code == 303
    [held] = desk.records.held([CITIZEN])
    assert (held.restricted, held.withheld) == (False, frozenset({"residence"}))
    assert clerk.submit(f"/restrictions/{asked.id}", accepted="false").status_code == 409
    actions = [line.entry.action for line in desk.records.audit_lines(asked.id)]
    assert actions == ["restriction.ask", "restriction.view", "restriction.accept"]
    desk.records.lift_restrictions(CITIZEN, who="han")


def test_what_is_refused_is_given_out_as_before(desk: Served, clerk: Visitor) -> None:
    take_down(clerk, attribute="", date_of_birth="17/05/1990")
    [asked] = desk.records.waiting_restrictions(OFFICE)
    assert asked.attribute is None
    clerk.submit(f"/restrictions/{asked.id}", accepted="false")
    [held] = desk.records.held([CITIZEN])
    assert (held.restricted, held.withheld) == (False, frozenset())


def test_nobody_learns_there_who_is_known(desk: Served, clerk: Visitor) -> None:
    known = clerk.submit("/restrictions", **PERSON, reason="x")
    unknown = clerk.submit("/restrictions", **(PERSON | {"date_of_birth": "1990-05-18"}), reason="x")
    assert (known.status_code, known.headers["location"]) == (
        unknown.status_code,
        unknown.headers["location"],
    )
    assert len(desk.records.waiting_restrictions(OFFICE)) == 1
    assert take_down(clerk, attribute="không có") == 409


def _nothing(_rows: int) -> None: ...
