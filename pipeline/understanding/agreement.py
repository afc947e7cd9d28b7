"""What the papers of a dossier say of each other: the father in the declaration and his card, say.

A value that is read alike in two places is hardly misread in both; one that is not alike is wrong in one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from models.dossier import AS_READ, Document, FieldValue
from models.fields import KINDS
from models.identity import parse_personal_number
from models.text import fold, same_key
from pipeline.understanding.duplicates import tell_papers
from pipeline.understanding.evidence import contradict, support
from pipeline.understanding.likelier import KIND_OF, Reading, likelier

SOURCE = "dossier"
PROVEN = "proven_elsewhere"
_PROOF = {"qr", "register"}
SAME_NAME = 75.0  # letters that agree, in percent, of two readings of one person's name
_IMPOSSIBLE = {"impossible", "number_province"}
_NUMBERS = ("personal_id", "business_code")


class _At(NamedTuple):
    """A field's place: number of the document and name of the field."""

    document: int
    field: str


class _Person(NamedTuple):
    """What one paper says of one person, by the part's name: `full_name`, `date_of_birth`, ...;
    `values` as they were read, also where another was proposed."""

    document: int
    prefix: str
    values: dict[str, str]
    fields: dict[str, FieldValue]

    def at(self, part: str) -> _At:
        return _At(self.document, self.prefix + part)


class _Findings:
    """Fields that agree with another one, those of them that agree with one of the `proven`, and fields that
    do not agree. `papers`: which paper each document is, since two scans of one paper are one witness."""

    def __init__(self, proven: set[_At], papers: Sequence[int]) -> None:
        self.agree: set[_At] = set()
        self.agree_with_proven: set[_At] = set()
        self.differ: set[_At] = set()
        self._proven = proven
        self._papers = papers

    def hear(self, alike: bool, *places: _At, by: Iterable[_At] = ()) -> None:
        """`by`: other places that say so, of which nothing is learned. Where two places differ and one
        of them is proven, it is the other one that is wrong."""
        if not alike:
            self.differ.update(set(places) - self._proven or places)
            return
        said = [*places, *by]
        if len({(self._papers[place.document], place.field) for place in said}) > 1:
            self.agree.update(places)
            if not self._proven.isdisjoint(said):
                self.agree_with_proven.update(places)


def compare_documents(documents: Sequence[Document]) -> list[Document]:
    """The documents of one dossier, each value with what the others, or other places of the same
    paper, say of it, or with a likelier one that they say."""
    proven = _proven(documents)
    findings = _Findings(proven, tell_papers(documents))
    _compare_numbers(documents, findings)
    persons = [person for number, document in enumerate(documents) for person in _persons(number, document)]
    same = [(one, other) for one, other in _pairs(persons) if _compare(one, other, findings)]
    _compare_residences(persons, findings)
    proposed = _propose(same, findings, proven)
    return [
        document.model_copy(
            update={
                "fields": tuple(_heard(_At(number, f.name), f, findings, proposed) for f in document.fields)
            }
        )
        for number, document in enumerate(documents)
    ]


def _heard(place: _At, field: FieldValue, findings: _Findings, proposed: dict[_At, str]) -> FieldValue:
    if AS_READ in field.against:
        return field  # the register's word, and not what the others were compared with
    if place in proposed:
        return field.propose(proposed[place], SOURCE)
    if place in findings.agree:
        field = support(field, SOURCE)
    if place in findings.agree_with_proven:
        field = support(field, PROVEN)
    return contradict(field, SOURCE) if place in findings.differ else field


def _propose(
    same: Iterable[tuple[_Person, _Person]], findings: _Findings, proven: set[_At]
) -> dict[_At, str]:
    """Likelier values of what differs from other places that speak of the same person, or was not read."""
    others: dict[_At, dict[_At, Reading]] = defaultdict(dict)
    own: dict[_At, tuple[str, Reading]] = {}
    for pair in same:
        numbers = {person.values.get("personal_id") for person in pair}
        same_number = len(numbers) == 1 and None not in numbers
        for one, other in (pair, pair[::-1]):
            for part in KIND_OF.keys() & one.fields.keys() & other.fields.keys():
                place = one.at(part)
                if part not in one.values or place in findings.differ - proven:
                    own[place] = part, _reading(one, part, proven)
                    said = _reading(other, part, proven)._replace(same_number=same_number)
                    others[place][other.at(part)] = said
    found = {
        place: likelier(part, reading, [*others[place].values()]) for place, (part, reading) in own.items()
    }
    return {place: value for place, value in found.items() if value is not None}


def _reading(person: _Person, part: str, proven: set[_At]) -> Reading:
    field = person.fields[part]
    value = None if _IMPOSSIBLE.intersection(field.against) else person.values.get(part)
    return Reading(value, field.raw, field.confidence, proven=person.at(part) in proven)


def _proven(documents: Sequence[Document]) -> set[_At]:
    """Values that do not rest on reading; the lines for machines prove all but the accents of names."""
    return {
        _At(number, field.name)
        for number, document in enumerate(documents)
        for field in document.fields
        if not field.against
        and (
            not _PROOF.isdisjoint(field.sources)
            or ("mrz" in field.sources and field.name.rpartition(".")[2] != "full_name")
        )
    }


def _persons(number: int, document: Document) -> Iterator[_Person]:
    names = [field.name for field in document.fields if field.name.rpartition(".")[2] == "full_name"]
    for name in names:
        prefix = name.removesuffix("full_name")
        own = {f.name.removeprefix(prefix): f for f in document.fields if f.name.startswith(prefix)}
        fields = {part: field for part, field in own.items() if "." not in part}
        values = {
            part: value for part, field in fields.items() if (value := _as_read(part, field)) is not None
        }
        if "full_name" in values:
            yield _Person(number, prefix, values, fields)


def _as_read(part: str, field: FieldValue) -> str | None:
    return KINDS[KIND_OF[part]].clean(field.raw) if AS_READ in field.against else field.value


def _compare_numbers(documents: Sequence[Document], findings: _Findings) -> None:
    """A personal number that stands in two places."""
    places: dict[str, list[_At]] = defaultdict(list)
    for number, document in enumerate(documents):
        for field in document.fields:
            if field.value and field.name.rpartition(".")[2] in _NUMBERS:
                places[field.value].append(_At(number, field.name))
    for alike in places.values():
        if len(alike) > 1:
            findings.hear(True, *alike)


def _pairs(persons: Iterable[_Person]) -> Iterator[tuple[_Person, _Person]]:
    """Persons with the same number or, accents apart, the same name."""
    groups: dict[tuple[str, str], list[_Person]] = defaultdict(list)
    for person in persons:
        groups["name", fold(person.values["full_name"])].append(person)
        if number := person.values.get("personal_id"):
            groups["number", number].append(person)
    for group in groups.values():
        yield from itertools.combinations(group, 2)


def _compare(one: _Person, other: _Person, findings: _Findings) -> bool:
    """Compare two persons who may be the same; whether they are."""
    numbers = {one.values.get("personal_id"), other.values.get("personal_id")}
    same_number = len(numbers) == 1 and None not in numbers
    names = one.values["full_name"], other.values["full_name"]
    born = _births(one, other)
    if not same_number and born is False:
        return False  # a namesake
    if same_number and fuzz.ratio(fold(names[0]), fold(names[1])) < SAME_NAME:
        findings.hear(False, one.at("personal_id"), other.at("personal_id"))
        return False
    findings.hear(same_key(names[0]) == same_key(names[1]), one.at("full_name"), other.at("full_name"))
    _compare_births(one, other, findings)
    if len(numbers) == 2 and None not in numbers and born and _is_full(one) and _is_full(other):
        findings.hear(False, one.at("personal_id"), other.at("personal_id"))
    sexes = [person.values["sex"] for person in (one, other) if "sex" in person.values]
    if len(sexes) == 2:
        findings.hear(sexes[0] == sexes[1], one.at("sex"), other.at("sex"))
    return True


def _births(one: _Person, other: _Person) -> bool | None:
    """Whether two persons were born at the same time as far as is printed; None where one does not say."""
    births = [_born(person) for person in (one, other)]
    if not births[0] or not births[1]:
        return None
    return births[0].startswith(births[1]) or births[1].startswith(births[0])


def _born(person: _Person) -> str:
    """The date of birth, or the year in the number."""
    number = parse_personal_number(person.values.get("personal_id", ""))
    return person.values.get("date_of_birth") or (str(number.birth_year) if number else "")


def _is_full(person: _Person) -> bool:
    return len(person.values.get("date_of_birth", "")) == len("2000-01-01")


def _compare_births(one: _Person, other: _Person, findings: _Findings) -> None:
    """A year that stands in the other's full date is proven; a full date only by another."""
    dates = {
        person.at("date_of_birth"): person.values["date_of_birth"]
        for person in (one, other)
        if "date_of_birth" in person.values
    }
    if len(dates) < 2:
        return
    if not _births(one, other):
        findings.hear(False, *dates)
        return
    longest = max(len(date) for date in dates.values())
    shorter = [place for place, date in dates.items() if len(date) < longest]
    findings.hear(True, *(shorter or dates), by=dates)


def _compare_residences(persons: Sequence[_Person], findings: _Findings) -> None:
    """Families live together: the same address twice. People move, so another one contradicts nothing."""
    places: dict[str, list[_At]] = defaultdict(list)
    for person in persons:
        for part in ("residence", "current_residence", "place_of_origin"):
            if part in person.values:
                places[same_key(person.values[part])].append(person.at(part))
    for alike in places.values():
        if len(alike) > 1:
            findings.hear(True, *alike)
