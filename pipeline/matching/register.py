"""Both ways between the register's rows and persons: made ready to be kept, and read to be compared."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from models.matching import Matching
from models.register import Entry, Identifier, Prepared, Told, Units, entry_of
from pipeline.matching.identifiers import as_known_by, passport_of
from pipeline.matching.keys import keys_of
from pipeline.matching.names import read_name
from pipeline.matching.normalise import read_date
from pipeline.matching.person import Person, Place
from pipeline.matching.places import CACHED, place_of, split_address, units_of
from pipeline.matching.score import parts_of

_CERTAIN: Mapping[str, float] = {}  # what the register tells was not read from paper


def prepare(told: Told, matching: Matching) -> Prepared:
    """What is kept with a citizen so that it is found: places in today's units, keys, parts of the name."""
    residence = split_address(told.residence or "")
    origin_units = units_of(told.place_of_origin) if told.place_of_origin else None
    residence_units = units_of(residence[1]) if residence[1] else None
    person = person_of(entry_of(0, told, residence, (origin_units, residence_units)))
    keys = {key for _, key in keys_of(person, matching.keys.items())}
    names = tuple(parts_of(person.name)) if person.name else ()
    return Prepared(told, residence, (origin_units, residence_units), tuple(sorted(keys)), names)


def identifier_keys(told: Told, identifier: Identifier, matching: Matching) -> tuple[int, ...]:
    """Under what else the citizen is found: the keys that would not be there without the identifier."""
    known = prepare(told, matching)
    person = person_of(as_known_by(entry_of(0, told, known.residence, known.units), identifier))
    keys = {key for _, key in keys_of(person, matching.keys.items())}
    return tuple(sorted(keys.difference(known.keys)))


def person_of(entry: Entry) -> Person:
    """The register's citizen as a person; its places are known in today's units already."""
    person = individual_of(entry)
    add_family(person, entry)
    add_places(person, entry)
    return person


def individual_of(entry: Entry) -> Person:
    """What is the person's own: for most candidates that is enough to see that it is somebody else."""
    return Person(
        name=read_name(entry.full_name),
        birth=read_date(entry.date_of_birth) if entry.date_of_birth else ("", "", ""),
        sex=entry.sex or "",
        number=entry.personal_id or "",
        old_number=entry.old_id or "",
        passport=(passport_of(entry) or "") if entry.others else "",
        citizen_id=entry.citizen_id,
        sure=_CERTAIN,
    )


def add_family(person: Person, entry: Entry) -> None:
    person.father = read_name(entry.father_full_name) if entry.father_full_name else None
    person.mother = read_name(entry.mother_full_name) if entry.mother_full_name else None
    person.phone = entry.phone or ""


def add_places(person: Person, entry: Entry) -> None:
    """Places of which no unit is known tell nothing."""
    if entry.residence and entry.residence.units:
        person.residence = place_of(entry.detail, entry.residence.units)
    if entry.origin and entry.origin.units:
        person.home = _home_of(entry.origin.units)


@functools.lru_cache(maxsize=CACHED)
def _home_of(units: Units) -> Place:
    """Of an origin no more is compared; nobody changes a Place."""
    return place_of("", units)
