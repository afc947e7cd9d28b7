"""Both ways between the register's rows and persons: made ready to be kept, and read to be compared."""

from __future__ import annotations

from models.matching import Matching
from models.register import Entry, Prepared, Told
from pipeline.matching.keys import keys_of
from pipeline.matching.names import read_name
from pipeline.matching.normalise import read_date
from pipeline.matching.person import Person
from pipeline.matching.places import place_of, split_address, units_of
from pipeline.matching.score import parts_of


def prepare(told: Told, matching: Matching) -> Prepared:
    """What is kept with a citizen so that it is found: places in today's units, keys, parts of the name."""
    residence = split_address(told.residence or "")
    origin_units = units_of(told.place_of_origin) if told.place_of_origin else None
    residence_units = units_of(residence[1]) if residence[1] else None
    person = person_of(Entry(0, told, residence[0], residence_units, origin_units))
    keys = {key for _, key in keys_of(person, matching.keys.items())}
    names = tuple(parts_of(person.name)) if person.name else ()
    return Prepared(told, residence, (origin_units, residence_units), tuple(sorted(keys)), names)


def person_of(entry: Entry) -> Person:
    """The register's citizen as a person; its places are known in today's units already."""
    person = individual_of(entry)
    add_household(person, entry)
    return person


def individual_of(entry: Entry) -> Person:
    """What is the person's own: for most candidates that is enough to see that it is somebody else."""
    told = entry.told
    return Person(
        name=read_name(told.full_name),
        birth=read_date(told.date_of_birth) if told.date_of_birth else ("", "", ""),
        sex=told.sex or "",
        number=told.personal_id or "",
        old_number=told.old_id or "",
        citizen_id=told.citizen_id,
    )


def add_household(person: Person, entry: Entry) -> None:
    told = entry.told
    person.father = read_name(told.father_full_name) if told.father_full_name else None
    person.mother = read_name(told.mother_full_name) if told.mother_full_name else None
    person.residence = place_of(entry.detail, entry.residence) if entry.residence else None
    person.home = place_of("", entry.origin) if entry.origin else None
    person.phone = told.phone or ""
