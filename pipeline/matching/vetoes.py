"""What forbids a match without a clerk, however many bits speak for it.

Added-up scores cannot tell a person from a sibling: parents, home and phone agree, and the given name alone
does not outweigh them. So each contradiction that a true pair seldom shows and a relative often does is a
veto of its own. A vetoed candidate is not refused: a clerk decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

SUPPORTING_PARENT = frozenset(("equal", "near"))
SAME_GIVEN = frozenset(("exact", "folded"))
SAME_MIDDLE = frozenset((None, "exact", "folded"))
OTHER_BIRTH = frozenset(("two_parts", "year", "different"))


@dataclass(slots=True)
class Case:
    """What the vetoes ask of a candidate.

    `other_real_name`: the given name as read is a real one that is not the candidate's, other marks on the
    same letters among them; `other_reading`: it is, or is near to a common one, or tells no marks;
    `misread_number`: a number differs as by reading, not as a neighbour's; `same_hamlet`: many houses, and
    names of hamlets come back in every district; `same_origin`: the whole name, the birth date and the ward
    of origin, and not living in another house of the ward, as a namesake would.
    """

    levels: Mapping[str, str]
    other_real_name: bool
    other_reading: bool
    misread_number: bool
    number: str | None
    given: str | None
    birth: str | None
    same_number: bool
    nearly_same_number: bool
    same_given: bool
    whole_name: bool
    same_birth: bool
    same_origin: bool
    parent: bool
    parents_against: int
    house: bool
    same_hamlet: bool
    same_home: bool
    other_home: bool
    both_places: bool
    same_phone: bool

    @classmethod
    def of(
        cls, levels: Mapping[str, str], *, other_real_name: bool, other_reading: bool, misread_number: bool
    ) -> Case:
        at = levels.get
        number, old_number, given, birth = at("number"), at("old_number"), at("given"), at("birth_date")
        father, mother, residence, home = at("father"), at("mother"), at("residence"), at("home")
        passport = at("passport")
        same_number = "equal" in (number, old_number, passport)
        whole_name = given == "exact" and at("middle") in SAME_MIDDLE and at("family") in SAME_GIVEN
        is_there_or_away = home == "ward" and residence not in ("ward", "other_house")
        return cls(
            levels=levels,
            other_real_name=other_real_name,
            other_reading=other_reading,
            misread_number=misread_number,
            number=number,
            given=given,
            birth=birth,
            same_number=same_number,
            nearly_same_number=same_number or "one_digit" in (number, old_number),
            same_given=given in SAME_GIVEN,
            whole_name=whole_name,
            same_birth=birth == "equal",
            same_origin=whole_name and birth == "equal" and is_there_or_away and at("phone") != "different",
            parent=father in SUPPORTING_PARENT or mother in SUPPORTING_PARENT,
            parents_against=(father == "different") + (mother == "different"),
            house=residence == "house",
            same_hamlet=residence in ("house", "hamlet"),
            same_home=home == "ward",
            other_home=home in ("province", "different"),
            both_places=residence in ("house", "hamlet", "ward") and home == "ward",
            same_phone=at("phone") == "equal",
        )

    def at(self, field: str) -> str | None:
        return self.levels.get(field)


class Veto(NamedTuple):
    code: str
    sentence: str
    holds: Callable[[Case], bool]
    strict: bool = False  # holds in strict profiles only


def _given_differs(case: Case) -> bool:
    return case.given == "different"


def _given_is_another(case: Case) -> bool:
    certain = case.same_number and case.same_birth and case.parent and case.at("middle") != "different"
    return case.given == "near" and case.other_real_name and not certain


def _family_differs(case: Case) -> bool:
    return case.at("family") == "different" and not case.same_number


def _middle_differs(case: Case) -> bool:
    return case.at("middle") == "different" and not case.same_number


def _given_has_other_marks(case: Case) -> bool:
    certain = case.same_number and case.same_birth and (case.parent or case.same_hamlet)
    return case.given == "folded" and case.other_real_name and not certain


def _birth_differs(case: Case) -> bool:
    """A child may be called as its father, live with him and have told his number; its parents are others."""
    neighbour = case.same_hamlet and case.birth != "different"
    certain = case.same_number and case.same_given and (case.parent or neighbour)
    return case.birth in OTHER_BIRTH and not certain


def _sex_differs(case: Case) -> bool:
    certain = case.same_number and case.same_given and case.same_birth
    return case.at("sex") == "different" and not certain


def _number_differs(case: Case) -> bool:
    return case.number == "different" or case.at("old_number") == "different"


def _two_digits(case: Case) -> bool:
    return case.number == "two_digits" and (_has_no_marks(case) or not (case.parent or case.house))


def _number_and_given_doubtful(case: Case) -> bool:
    return not case.same_number and case.number == "one_digit" and case.given == "near"


def _parent_differs(case: Case) -> bool:
    return case.parents_against > 0 and not case.same_number


def _only_name_and_birth(case: Case) -> bool:
    known = case.nearly_same_number or case.number == "two_digits"
    birth = case.same_birth or (case.birth == "one_digit" and case.whole_name and case.same_home)
    neighbour = case.same_hamlet and birth and not case.other_home
    more = case.parent or case.house or case.same_phone or neighbour or case.same_origin
    return not known and not more


def _given_doubtful(case: Case) -> bool:
    return not case.nearly_same_number and case.given == "near" and not _is_slip(case)


def _is_slip(case: Case) -> bool:
    """What is read is no name and can be none but this one, and two of three agree: a twin's would too."""
    same_middle = case.at("middle") in (None, "exact", "folded", "near")
    witnesses = case.parent + case.same_hamlet + case.same_home
    agrees = case.same_birth and witnesses >= 2 and not case.other_home and same_middle
    return agrees and case.number is None and not case.other_reading


def _one_digit(case: Case) -> bool:
    nearly = case.nearly_same_number and not case.same_number
    neighbour = case.misread_number and ((case.same_hamlet and not case.other_home) or case.same_origin)
    family = case.parent and not case.other_home
    twin = _has_no_marks(case) and not case.misread_number
    return nearly and (twin or not (family or case.house or case.same_phone or neighbour))


def _has_no_marks(case: Case) -> bool:
    """Twins' names may differ in marks alone that nobody typed, and their numbers are neighbours."""
    return case.given == "folded" and case.other_reading


def _one_digit_in_family(case: Case) -> bool:
    nearly = case.nearly_same_number and not case.same_number
    return nearly and not (case.parent or case.both_places or case.same_phone)


def _no_number(case: Case) -> bool:
    more = case.parent or case.same_phone or (case.same_hamlet and case.at("home") == "ward")
    return not case.nearly_same_number and not (case.same_birth and more)


def _no_name(case: Case) -> bool:
    return case.given is None


def _birth_uncertain(case: Case) -> bool:
    return not case.same_birth and not (case.parent or case.same_hamlet or case.same_phone)


def _sex_in_doubt(case: Case) -> bool:
    return case.at("sex") == "different"


VETOES = (
    Veto("no_name", "Không đọc được tên.", _no_name),
    Veto("given_differs", "Tên khác nhau.", _given_differs),
    Veto(
        "given_is_another",
        "Tên gần giống nhưng là một tên khác có thật, có thể là anh chị em.",
        _given_is_another,
    ),
    Veto("family_differs", "Họ khác nhau, số định danh không khớp.", _family_differs),
    Veto("middle_differs", "Chữ đệm khác nhau, số định danh không khớp.", _middle_differs),
    Veto("given_has_other_marks", "Tên khác dấu và là một tên khác có thật.", _given_has_other_marks),
    Veto("birth_differs", "Ngày sinh khác nhau.", _birth_differs),
    Veto("sex_differs", "Giới tính khác nhau.", _sex_differs),
    Veto("number_differs", "Số định danh khác hẳn, có thể là số của người thân.", _number_differs),
    Veto(
        "number_two_digits", "Số định danh khác hai chữ số, không có cha mẹ hay nhà ở làm chứng.", _two_digits
    ),
    Veto("number_one_digit", "Số định danh khác một chữ số, không có cha mẹ, nhà ở làm chứng.", _one_digit),
    Veto("number_and_given", "Số định danh và tên đều có chỗ khác.", _number_and_given_doubtful),
    Veto("parent_differs", "Tên cha hoặc mẹ khác, số định danh không khớp.", _parent_differs),
    Veto("name_and_birth", "Chỉ trùng tên và ngày sinh: nhiều người như vậy.", _only_name_and_birth),
    Veto("given_doubtful", "Tên chỉ gần giống, không có số định danh.", _given_doubtful),
    Veto("birth_uncertain", "Ngày sinh không khớp hẳn, ít bằng chứng khác.", _birth_uncertain, strict=True),
    Veto("sex_in_doubt", "Giới tính khác nhau.", _sex_in_doubt, strict=True),
    Veto("one_digit_in_family", "Số định danh khác một chữ số.", _one_digit_in_family, strict=True),
    Veto("no_number", "Không có số định danh, ít bằng chứng khác.", _no_number, strict=True),
)


def vetoes_of(case: Case, *, strict: bool) -> list[Veto]:
    return [veto for veto in VETOES if (strict or not veto.strict) and veto.holds(case)]
