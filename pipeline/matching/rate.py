"""A candidate weighed against the person asked for, no further than it may still matter.

Most candidates are strangers who share a birth date or a beginning of the name. Whoever cannot reach the bits
of a clerk's look, even if all that was not compared yet agreed, is left at once.
"""

from __future__ import annotations

from typing import NamedTuple

from models.matching import Matching
from models.register import Entry
from pipeline.matching.compare import (
    compare_family,
    compare_individual,
    compare_names,
    compare_places,
    is_misread,
)
from pipeline.matching.identifiers import as_asked
from pipeline.matching.names import bare_name
from pipeline.matching.person import Person
from pipeline.matching.register import add_family, add_places, individual_of
from pipeline.matching.score import Bits, Frequencies, Scorer
from pipeline.matching.vetoes import SAME_GIVEN, Case


class Rated(NamedTuple):
    """`held`: the entry as a person; its places and levels of theirs are missing until they are compared."""

    entry: Entry
    held: Person
    levels: dict[str, str]
    bits: Bits


class Rater:
    def __init__(self, matching: Matching, frequencies: Frequencies) -> None:
        self._scorer = Scorer(matching, frequencies)
        self._alike = frozenset(matching.figures_alike)
        self._household_most = matching.household_most
        self._residence_most = max(matching.weights["residence"].values())
        self._home_most = max(matching.weights["home"].values())
        self._least_of_places = sum(min(matching.weights[field].values()) for field in ("residence", "home"))

    def rate(self, asked: Person, entry: Entry, least: float) -> Rated | None:
        """By all but the places. None for who cannot have `least` bits with them."""
        if entry.others:
            entry = as_asked(asked, entry)
        held = individual_of(entry)
        levels = compare_individual(asked, held)
        by_field = self._scorer.weigh(levels, asked, held)
        individual = sum(by_field.values())
        if individual + self._household_most < least:
            return None
        add_family(held, entry)
        family = compare_family(asked, held)
        weights = self._scorer.weigh(family, asked, held)
        household = sum(weights.values())
        if individual + household + self._most_of_places(asked, entry) < least:
            return None
        levels |= family
        by_field |= weights
        return Rated(entry, held, levels, Bits(by_field, individual, household))

    def with_places(self, asked: Person, rated: Rated, least: float) -> Rated | None:
        """The whole comparison. None for who has fewer bits than `least`."""
        entry, held, levels, bits = rated
        add_places(held, entry)
        places = compare_places(asked, held)
        weights = self._scorer.weigh(places, asked, held)
        household = min(bits.household + sum(weights.values()), self._household_most)
        if bits.individual + household < least:
            return None
        return Rated(entry, held, levels | places, Bits(bits.by_field | weights, bits.individual, household))

    def is_sure(self, rated: Rated, least: float) -> bool:
        """Whether no place can change a match, nor take the bits below `least`: who has the number, the given
        name and the birth date may live anywhere (no veto of vetoes.py then asks where)."""
        at = rated.levels.get
        if at("birth_date") != "equal" or at("given") not in SAME_GIVEN:
            return False
        if "equal" not in (at("number"), at("old_number"), at("passport")):
            return False
        household = min(rated.bits.household + self._least_of_places, self._household_most)
        return rated.bits.individual + household >= least

    def _most_of_places(self, asked: Person, entry: Entry) -> float:
        most = 0.0
        if asked.residence and entry.residence:
            most += self._residence_most
        if asked.home and entry.origin:
            most += self._home_most
        return most

    def case(self, asked: Person, rated: Rated) -> Case:
        """What the vetoes look at."""
        is_other, may_be = self._doubts_of_given(asked, rated)
        pairs = ((asked.number, rated.held.number), (asked.old_number, rated.held.old_number))
        misread = any(is_misread(one, other, self._alike) for one, other in pairs)
        return Case.of(rated.levels, other_real_name=is_other, other_reading=may_be, misread_number=misread)

    def _doubts_of_given(self, asked: Person, rated: Rated) -> tuple[bool, bool]:
        """Whether the given name as read is another real one; whether it is, or may be another's."""
        given, name, held = rated.levels.get("given"), asked.name, rated.held.name
        if given not in ("near", "folded") or name is None or held is None:
            return False, False
        read = compare_names(name, held).read
        if given == "folded":  # marks that were left out say nothing, those that were read do
            return name.has_marks and self._scorer.is_real_name(read, marks_count=True), not name.has_marks
        is_other = self._scorer.is_real_name(read, marks_count=False)
        return is_other, is_other or self._scorer.may_be_another(bare_name(read), held.bare[-1])
