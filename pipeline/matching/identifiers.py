"""A citizen by what else they are or were known by: former numbers, passports, former names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rapidfuzz.distance import OSA

from models.register import Entry, Identifier, IdentifierKind
from pipeline.matching.names import read_name
from pipeline.matching.person import Person

# Which field of an entry a kind stands for.
FIELD = {
    IdentifierKind.PERSONAL_ID: "personal_id",
    IdentifierKind.CMND_12: "personal_id",
    IdentifierKind.CMND_9: "old_id",
    IdentifierKind.FORMER_NAME: "full_name",
}


def as_known_by(entry: Entry, identifier: Identifier) -> Entry:
    """The entry with the identifier in its field's place."""
    if identifier.kind is IdentifierKind.PASSPORT:
        return entry._replace(others=(identifier,))
    changes: dict[str, Any] = {FIELD[identifier.kind]: identifier.value}
    return entry._replace(**changes)


def as_asked(asked: Person, entry: Entry) -> Entry:
    """The entry by those of its numbers and names, present and former, that are nearest to the asked ones."""
    entry = _nearest(entry, "personal_id", asked.number, str)
    entry = _nearest(entry, "old_id", asked.old_number, str)
    entry = _nearest(entry, "full_name", asked.name.joined if asked.name else "", _joined)
    passports = [one for one in entry.others if one.kind is IdentifierKind.PASSPORT]
    passports.sort(key=lambda one: OSA.distance(asked.passport, one.value))
    return entry._replace(others=tuple(passports))


def _nearest(entry: Entry, field: str, asked: str, read: Callable[[str], str]) -> Entry:
    """The entry with that of its values for `field` which is read nearest to `asked`, the present one if
    several are."""
    known = [getattr(entry, field), *(one.value for one in entry.others if FIELD.get(one.kind) == field)]
    told = [text for text in known if text]
    if not asked or not told:
        return entry
    distances = [OSA.distance(asked, read(text)) for text in told]
    changes: dict[str, Any] = {field: told[distances.index(min(distances))]}
    return entry._replace(**changes)


def passport_of(entry: Entry) -> str | None:
    """The first of the entry's passports."""
    return next((one.value for one in entry.others if one.kind is IdentifierKind.PASSPORT), None)


def _joined(text: str) -> str:
    name = read_name(text)
    return name.joined if name else ""
