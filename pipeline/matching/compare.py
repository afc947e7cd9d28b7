"""Two persons compared field by field: each field on one of its levels, or on none where either side is
silent.

The levels are those of models/matching.yaml. rapidfuzz counts edits; everything else is equality of parts
that were normalised before.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from pipeline.matching.names import Name
from pipeline.matching.person import Person, Place

ALIKE = 88.0  # per cent of letters in order: the hamlet's or street's name misread
NAME_ALIKE = 85.0
MOST_EDITS = 2
HOUSEHOLD = frozenset(("father", "mother", "phone", "residence", "home"))  # what a family shares
CACHED = 1 << 16  # pairs of syllables: names come back
VOWELS = frozenset(("", *"aeiouy"))
_CONTRADICTING = {"different"}
FEW_WARDS = 4  # a place that may be more wards was told by its district


class NameLevels(NamedTuple):
    """`read`: the given name as the other side's order and spaces have it, with its marks."""

    family: str
    middle: str | None
    given: str
    read: str


def compare_individual(asked: Person, held: Person) -> dict[str, str]:
    """What is the person's own: name, birth date, sex, numbers."""
    levels: dict[str, str] = {}
    if asked.name is not None and held.name is not None:
        names = compare_names(asked.name, held.name)
        levels["given"], levels["family"] = names.given, names.family
        if names.middle is not None:
            levels["middle"] = names.middle
    if date := compare_dates(asked.birth, held.birth):
        levels["birth_date"] = date
    if asked.sex and held.sex:
        levels["sex"] = "equal" if asked.sex == held.sex else "different"
    if asked.number and held.number:
        levels["number"] = compare_numbers(asked.number, held.number)
    if asked.old_number and held.old_number:
        level = compare_numbers(asked.old_number, held.old_number)
        levels["old_number"] = "different" if level == "two_digits" else level
    if asked.passport and held.passport:
        level = compare_numbers(asked.passport, held.passport)
        levels["passport"] = "different" if level == "two_digits" else level
    return levels


def compare_family(asked: Person, held: Person) -> dict[str, str]:
    levels = compare_parents(asked, held)
    if asked.phone and held.phone:
        level = compare_numbers(asked.phone, held.phone)
        levels["phone"] = "different" if level == "two_digits" else level
    return levels


def compare_places(asked: Person, held: Person) -> dict[str, str]:
    levels: dict[str, str] = {}
    if asked.residence and held.residence and (level := compare_place(asked.residence, held.residence)):
        levels["residence"] = level
    if asked.home and held.home and (level := compare_place(asked.home, held.home)):
        levels["home"] = "ward" if level in ("house", "hamlet", "other_house") else level
    return levels


def compare_names(asked: Name, held: Name) -> NameLevels:
    """The asked syllables are first laid beside the held ones: joined or split by OCR, given name first."""
    if asked.bare[0][0] in "hy" and (clan := _clan_at(asked)) and _clan_at(held):
        asked, held = _turned(asked, clan), _turned(held, _clan_at(held))
    cut = asked if len(asked.bare) == len(held.bare) else _resplit(asked, held)
    levels = _compare_aligned(cut, held)
    if cut is not asked and cut.joined != held.joined and asked.bare[-1] != held.bare[-1]:
        # A letter that was cut off or lost may be the given name's: NguyễnLành is not Nguyễn Anh.
        levels = levels._replace(given="different" if levels.given == "different" else "near")
    if levels.given == "different" and levels.family == "different" and _may_be_turned(asked, held):
        turned = _compare_aligned(_turned(asked, 1), held)
        if turned.given != "different" and turned.family != "different":
            return turned
    return levels


def _clan_at(name: Name) -> int:
    """Where the mother's clan stands in a name of the Ê-đê and their neighbours (Y Blim Niê, H'Blim Niê),
    behind the given name; 0 in other names. No Vietnamese syllable begins with h and another consonant."""
    first = name.bare[0]
    if first == "y":
        return 2 if len(name.bare) > 2 else 0
    is_woman = first[0] == "h" and first[1:2] not in VOWELS
    return 1 if is_woman and len(name.bare) > 1 else 0


def _may_be_turned(asked: Name, held: Name) -> bool:
    first, last = asked.bare[0], held.bare[-1]
    return len(asked.bare) > 1 and (first == last or is_near(first, last))


def _compare_aligned(asked: Name, held: Name) -> NameLevels:
    given = _compare_part(asked.syllables[-1], asked.bare[-1], held.syllables[-1], held.bare[-1])
    if len(asked.syllables) == 1 or len(held.syllables) == 1:
        family = given if len(asked.syllables) == 1 else "different"
        return NameLevels(family, None, given, asked.syllables[-1])
    family = _compare_part(asked.syllables[0], asked.bare[0], held.syllables[0], held.bare[0])
    return NameLevels(family, _compare_middle(asked, held), given, asked.syllables[-1])


def _compare_given(asked: Name, held: Name) -> str:
    """What compare_names says of it, sooner: most parents are other people."""
    cut = asked if len(asked.bare) == len(held.bare) else _resplit(asked, held)
    given = _compare_part(cut.syllables[-1], cut.bare[-1], held.syllables[-1], held.bare[-1])
    if given == "different" and _may_be_turned(asked, held):
        return compare_names(asked, held).given
    return given


def _compare_middle(asked: Name, held: Name) -> str | None:
    one, other = asked.syllables[1:-1], held.syllables[1:-1]
    if one == other:
        return "exact" if one else None
    if not one or not other:
        return "omitted"
    return _compare_part("".join(one), "".join(asked.bare[1:-1]), "".join(other), "".join(held.bare[1:-1]))


def _compare_part(one: str, one_bare: str, other: str, other_bare: str) -> str:
    if one == other:
        return "exact"
    if one_bare == other_bare:
        return "folded"
    return "near" if is_near(one_bare, other_bare) else "different"


@functools.lru_cache(maxsize=CACHED)
def is_near(one: str, other: str) -> bool:
    """One letter apart, or two in a longer word."""
    most = 1 if len(one) < 5 and len(other) < 5 else 2
    return OSA.distance(one, other, score_cutoff=most) <= most


def _resplit(asked: Name, held: Name) -> Name:
    """The asked letters cut where the held name, of more or fewer syllables, is cut, if they are as good as
    the same letters."""
    if OSA.distance(asked.joined, held.joined, score_cutoff=MOST_EDITS) > MOST_EDITS:
        return asked
    letters = "".join(asked.syllables)
    first, last = len(held.bare[0]), len(held.bare[-1])
    if len(held.bare) == 1 or len(letters) != len(asked.joined) or len(letters) < first + last:
        return asked
    cuts = (0, first, len(letters) - last, len(letters))
    parts = [(letters[i:j], asked.joined[i:j]) for i, j in pairwise(cuts) if i < j]
    syllables, bare = zip(*parts, strict=True)
    return Name(syllables, bare, asked.joined)


def _turned(name: Name, first: int) -> Name:
    """The first so many syllables moved to the end."""
    bare = name.bare[first:] + name.bare[:first]
    return Name(name.syllables[first:] + name.syllables[:first], bare, "".join(bare))


def compare_dates(asked: tuple[str, str, str], held: tuple[str, str, str]) -> str | None:
    if not asked[0] or not held[0]:
        return None
    if not (asked[2] and held[2]):
        return "year_only" if asked[0] == held[0] else "different"
    if asked == held:
        return "equal"
    year, month, day = asked[0] == held[0], asked[1] == held[1], asked[2] == held[2]
    if year and asked[1] == held[2] and asked[2] == held[1]:
        return "swapped"
    if OSA.distance("".join(asked), "".join(held), score_cutoff=1) <= 1:
        return "one_digit"
    if year + month + day == 2:
        return "two_parts"
    return "year" if year else "different"


def compare_numbers(asked: str, held: str) -> str:
    if asked == held:
        return "equal"
    edits = OSA.distance(asked, held, score_cutoff=MOST_EDITS)
    return ("equal", "one_digit", "two_digits", "different")[min(edits, 3)]


def is_misread(asked: str, held: str, alike: Collection[str]) -> bool:
    """Whether two numbers differ as by reading: a figure lost or read twice, or one of two that are `alike`
    (each pair in order, as "38"). Neighbours in the register differ by any figure."""
    if not asked or not held or asked == held:
        return False
    if len(asked) != len(held):
        return OSA.distance(asked, held, score_cutoff=1) <= 1
    differ = [min(pair) + max(pair) for pair in zip(asked, held, strict=True) if pair[0] != pair[1]]
    return len(differ) == 1 and differ[0] in alike


def compare_parents(asked: Person, held: Person) -> dict[str, str]:
    """Father and mother; where both contradict and fit crosswise, the form was filled in crosswise."""
    levels = {}
    if asked.father and held.father:
        levels["father"] = _compare_parent(asked.father, held.father)
    if asked.mother and held.mother:
        levels["mother"] = _compare_parent(asked.mother, held.mother)
    if set(levels.values()) == _CONTRADICTING:
        return _compare_crosswise(asked, held) or levels
    return levels


def _compare_crosswise(asked: Person, held: Person) -> dict[str, str]:
    """Nothing if either contradicts so, too."""
    levels = {}
    for field, one, other in (("mother", asked.father, held.mother), ("father", asked.mother, held.father)):
        if one and other:
            level = _compare_parent(one, other)
            if level not in ("equal", "near"):
                return {}
            levels[field] = level
    return levels


def _compare_parent(asked: Name, held: Name) -> str:
    if asked.joined == held.joined:
        return "equal"
    given = _compare_given(asked, held)
    if given != "different" and ratio(asked.joined, held.joined) >= NAME_ALIKE:
        return "near"
    return "given" if given in ("exact", "folded") else "different"


def compare_place(asked: Place, held: Place) -> str | None:
    """`ward` and nearer need a common ward of today, `district` a few that may be."""
    if asked.wards and held.wards:
        if not asked.wards.isdisjoint(held.wards):
            if len(asked.wards) > FEW_WARDS or len(held.wards) > FEW_WARDS:
                return "district"
            if _is_same_house(asked, held):
                return "house" if asked.is_house and held.is_house else "hamlet"
            return "other_house" if _is_other_house(asked, held) else "ward"
        return "different" if asked.provinces.isdisjoint(held.provinces) else "province"
    if asked.provinces and held.provinces and asked.provinces.isdisjoint(held.provinces):
        return "different"
    return None


def _is_other_house(asked: Place, held: Place) -> bool:
    return bool(asked.numbers and held.numbers) and asked.numbers != held.numbers


def _is_same_house(asked: Place, held: Place) -> bool:
    """Numbers as numbers: hamlet 4 is not hamlet 2, however alike the letters."""
    return (
        asked.numbers == held.numbers
        and bool(asked.numbers or asked.words)
        and (asked.words == held.words or ratio(asked.words, held.words) >= ALIKE)
    )
