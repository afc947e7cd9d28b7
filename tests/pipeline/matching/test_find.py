"""Who is found, what forbids a match, and that a decision tells why."""

from __future__ import annotations

import pytest

from models.dossier import MatchDecision
from models.matching import load_matching
from models.register import Told
from pipeline.matching.explain import explain
from pipeline.matching.find import Finding
from pipeline.matching.normalise import read_person
from tests.pipeline.matching.shelf import finder

HOUSE = "Số 12 Trần Phú, Phường Kim Mã, Quận Ba Đình, Thành phố Hà Nội"
LINH = Told(
    citizen_id="C1",
    full_name="Trịnh Mỹ Linh",
    date_of_birth="1990-05-17",
    sex="female",
    personal_id="024190003456",
    old_id="121234567",
    place_of_origin="Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định",
    residence=HOUSE,
    father_full_name="Trịnh Văn Thử",
    mother_full_name="Đặng Thị Mẫu",
    phone="0900000001",
)
MINH = LINH._replace(citizen_id="C2", full_name="Trịnh Mỹ Minh", personal_id="024190003457", old_id=None)
FATHER = Told(
    citizen_id="C3",
    full_name="Trịnh Văn Thử",
    date_of_birth="1960-01-02",
    sex="male",
    personal_id="024060001111",
    residence=HOUSE,
)
FAMILY = finder(LINH, MINH, FATHER)
OTHER = Told(citizen_id="C4", full_name="Lê Thị Minh", date_of_birth="1950")  # so that Minh is a name
ONLY_LINH = finder(LINH, FATHER, OTHER)
ASKED = {
    "full_name": "TRỊNH MỸ LINH",
    "date_of_birth": "17/05/1990",
    "sex": "Nữ",
    "personal_id": "024190003456",
    "residence": HOUSE,
    "father_full_name": "Trịnh Văn Thử",
    "mother_full_name": "Đặng Thị Mẫu",
}


# Who lives elsewhere now, and is told by where they come from.
MOVED = {
    **{"father_full_name": "", "mother_full_name": "", "personal_id": ""},
    "place_of_origin": LINH.place_of_origin or "",
    "residence": "Số 9 Phố Khác, Phường Cửa Nam, Thành phố Hà Nội",
}


def find(profile: str = "standard", where: str = "family", **changes: str) -> Finding:
    register = FAMILY if where == "family" else ONLY_LINH
    return register.find(read_person(ASKED | changes), profile)


def vetoes(finding: Finding) -> set[str]:
    return {veto.code for veto in finding.candidates[0].vetoes}


def test_the_person_is_found_and_not_the_twin() -> None:
    found = find()
    assert found.decision is MatchDecision.MATCH
    assert found.candidates[0].entry.told == LINH


@pytest.mark.parametrize(
    "changes",
    [
        {"personal_id": ""},
        {"personal_id": "121234567"},
        {"personal_id": "024190003466"},
        {"full_name": "Trịnh My Linh", "date_of_birth": "1990"},
        {"residence": "Xóm 3, Xã Yên Thắng, Huyện Ý Yên, Tỉnh Nam Định"},
        {"father_full_name": "", "mother_full_name": ""},
        MOVED,
        MOVED | {"personal_id": "024190008456"},
    ],
)
def test_what_is_enough_without_a_clerk(changes: dict[str, str]) -> None:
    assert find(**changes).decision is MatchDecision.MATCH


@pytest.mark.parametrize(
    ("changes", "veto"),
    [
        ({"full_name": "Trịnh Mỹ Khánh"}, "given_differs"),
        ({"full_name": "Trịnh Mỹ Minh", "personal_id": ""}, "given_is_another"),
        ({"date_of_birth": "03/11/1985", "personal_id": ""}, "birth_differs"),
        ({"sex": "Nam", "personal_id": ""}, "sex_differs"),
        ({"personal_id": "024060001111"}, "number_differs"),
        ({"father_full_name": "Lê Văn Khác", "personal_id": ""}, "parent_differs"),
        ({"full_name": "Trịnh Mỹ Linn", "personal_id": "", "residence": ""}, "given_doubtful"),
        (
            {"personal_id": "024190003466", "father_full_name": "", "mother_full_name": "", "residence": ""},
            "number_one_digit",
        ),
        (
            {"personal_id": "", "father_full_name": "", "mother_full_name": "", "residence": ""},
            "name_and_birth",
        ),
        (MOVED | {"personal_id": "024190003457"}, "number_one_digit"),
        (MOVED | {"residence": HOUSE.replace("Số 12", "Số 98")}, "name_and_birth"),
        ({"full_name": ""}, "no_name"),
    ],
)
def test_what_forbids_a_match(changes: dict[str, str], veto: str) -> None:
    found = find(where="linh", **changes)
    assert found.decision is MatchDecision.REVIEW
    assert veto in vetoes(found)


def test_a_misread_name_that_is_no_name_is_a_slip_where_all_else_agrees() -> None:
    assert find(full_name="Trịnh Mỹ Linn", personal_id="").decision is MatchDecision.MATCH


def test_a_misread_name_needs_two_witnesses() -> None:
    linn = MOVED | {"full_name": "Trịnh Mỹ Linn"}
    mother = linn | {"mother_full_name": LINH.mother_full_name or ""}
    assert vetoes(find(**linn)) == {"given_doubtful", "name_and_birth"}
    assert find(**mother).decision is MatchDecision.MATCH


def test_a_misread_name_near_to_a_common_one_may_be_a_twins() -> None:
    common = [Told(f"D{n}", f"Vũ Văn {name}", "1950") for n in range(5) for name in ("Lin", "Hoa")]
    found = finder(LINH, FATHER, *common).find(
        read_person(ASKED | {"full_name": "Trịnh Mỹ Linn", "personal_id": ""}), "standard"
    )
    assert vetoes(found) == {"given_doubtful"}


def test_a_relatives_number_never_leads_to_the_relative() -> None:
    found = find(personal_id=FATHER.personal_id or "")
    assert found.decision is MatchDecision.REVIEW
    assert found.candidates[0].entry.told.citizen_id == "C1"


@pytest.mark.parametrize(
    ("name", "number", "decision"),
    [
        ("Trịnh Văn Thử", "024060001115", MatchDecision.MATCH),
        ("Trinh Van Thu", "024060001114", MatchDecision.MATCH),  # 1 is read for 4
        ("Trinh Van Thu", "024060001115", MatchDecision.REVIEW),  # a twin Thứ has such a number
        ("Trinh Van Thu", "024060001155", MatchDecision.REVIEW),
    ],
)
def test_a_name_typed_without_marks_may_be_a_twins(name: str, number: str, decision: MatchDecision) -> None:
    told = {"full_name": name, "date_of_birth": "1960-01-02", "personal_id": number, "residence": HOUSE}
    assert ONLY_LINH.find(read_person(told), "standard").decision is decision


def test_a_child_called_as_its_father_is_not_him_though_the_number_is_his() -> None:
    child = {"full_name": FATHER.full_name, "date_of_birth": "1985", "personal_id": FATHER.personal_id}
    found = ONLY_LINH.find(read_person({**child, "residence": HOUSE, "sex": "Nam"}), "standard")
    assert (found.decision, vetoes(found)) == (MatchDecision.REVIEW, {"birth_differs"})


def test_strict_asks_for_more() -> None:
    changes = {"personal_id": "", "father_full_name": "", "mother_full_name": "", "place_of_origin": ""}
    assert find(where="linh", **changes).decision is MatchDecision.MATCH
    assert find("strict", where="linh", **changes).decision is MatchDecision.REVIEW


def test_two_alike_go_to_a_clerk() -> None:
    twice = finder(LINH, LINH._replace(citizen_id="C8"))
    found = twice.find(read_person(ASKED), "standard")
    assert found.decision is MatchDecision.REVIEW
    assert {one.entry.told.citizen_id for one in found.candidates} == {"C1", "C8"}


def test_records_that_people_merged_are_one_citizen() -> None:
    twice = finder(LINH, LINH._replace(citizen_id="C8"), merged={"C1": "C8"})
    found = twice.find(read_person(ASKED), "standard")
    assert (found.decision, found.citizens) == (MatchDecision.MATCH, ("C8",))
    assert explain(ASKED, found, load_matching(), "standard", 1)["candidates"][0]["citizen_id"] == "C8"


def test_a_key_that_too_many_share_is_not_followed_and_counted() -> None:
    many = [LINH._replace(citizen_id=f"D{n}", personal_id=None, old_id=None, phone=None) for n in range(201)]
    found = finder(*many).find(
        read_person({"full_name": "Trịnh Mỹ Linh", "date_of_birth": "1990-05-17"}), "standard"
    )
    assert found.decision is MatchDecision.NONE and found.skipped > 0


def test_what_was_read_with_doubt_contradicts_less() -> None:
    asked = {"full_name": "Trịnh Mỹ Linh", "date_of_birth": "1985-11-03", "personal_id": "024190003456"}
    sure, doubtful = (
        ONLY_LINH.find(read_person(asked, doubt), "standard").candidates[0].bits.by_field["birth_date"]
        for doubt in ({}, {"date_of_birth": 0.5})
    )
    assert sure < 0 and doubtful == sure / 2


def test_a_decision_explains_itself() -> None:
    found = find()
    story = explain(ASKED, found, load_matching(), "standard", 7)
    assert story["register_version"] == 7 and story["reason"].startswith("Khớp hồ sơ công dân")
    best = story["candidates"][0]
    assert best["bits"] == pytest.approx(best["individual"] + best["household"], abs=0.11)
    assert best["household"] <= load_matching().household_most
    by_field = {field["field"]: field for field in best["fields"]}
    assert by_field["number"] == {
        **{"field": "number", "asked": "024190003456", "held": "024190003456"},
        **{"level": "equal", "bits": 18.3},
    }
    assert best["keys"]
