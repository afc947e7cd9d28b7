"""What passes between the register's file, the matching and the database: plain tuples, for there are
millions."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from models.dossier import Citizen


class Told(NamedTuple):
    """A citizen as a system told us: the fields of models.dossier.Citizen, in its order."""

    citizen_id: str
    full_name: str
    date_of_birth: str | None = None
    sex: str | None = None
    personal_id: str | None = None
    old_id: str | None = None
    place_of_origin: str | None = None
    residence: str | None = None
    father_full_name: str | None = None
    mother_full_name: str | None = None
    phone: str | None = None

    def citizen(self) -> Citizen:
        return Citizen(**self._asdict())


class IdentifierKind(StrEnum):
    """What else a citizen is or was known by. A twelve-digit CMND has a number's form and is compared as
    one; it was given from 2013 on."""

    PERSONAL_ID = "personal_id"
    CMND_9 = "cmnd_9"
    CMND_12 = "cmnd_12"
    PASSPORT = "passport"
    FORMER_NAME = "former_name"


class Identifier(NamedTuple):
    """`valid_from`, `valid_to`: ISO dates; None where they are not told."""

    citizen_id: str
    kind: IdentifierKind
    value: str
    valid_from: str | None = None
    valid_to: str | None = None


class Units(NamedTuple):
    """Codes of today's units that a place may lie in."""

    wards: frozenset[int]
    provinces: frozenset[int]


class KnownPlace(NamedTuple):
    """A place of the register: as told, and in today's units where they are known."""

    told: str
    units: Units | None


class Entry(NamedTuple):
    """A citizen of the register as it is compared. `row`: its number in the register; `detail`: what stands
    before the units of the residence; `others`: what else the citizen is or was known by. Of most entries
    only a few fields are ever looked at."""

    row: int
    citizen_id: str
    full_name: str
    date_of_birth: str | None
    sex: str | None
    personal_id: str | None
    old_id: str | None
    father_full_name: str | None
    mother_full_name: str | None
    phone: str | None
    detail: str
    residence: KnownPlace | None
    origin: KnownPlace | None
    others: tuple[Identifier, ...] = ()

    @property
    def told(self) -> Told:
        """As the register was told it."""
        place = self.residence.told if self.residence else None
        residence = f"{self.detail}, {place}" if self.detail and place else self.detail or place
        origin = self.origin.told if self.origin else None
        return Told(*self[1:7], origin, residence, *self[7:10])


def entry_of(
    row: int, told: Told, residence: tuple[str, str], units: tuple[Units | None, Units | None]
) -> Entry:
    """`residence`, `units`: as in Prepared."""
    detail, place = residence
    origin = KnownPlace(told.place_of_origin, units[0]) if told.place_of_origin else None
    return Entry(row, *told[:6], *told[8:], detail, KnownPlace(place, units[1]) if place else None, origin)


class Prepared(NamedTuple):
    """A citizen made ready to be kept. `residence`: (detail, place) that together are the told one;
    `units`: today's, of the place of origin and of the residence's; `keys`: the hashes under which it is
    found; `names`: (part, name), counted for how frequent names are."""

    told: Told
    residence: tuple[str, str]
    units: tuple[Units | None, Units | None]
    keys: tuple[int, ...]
    names: tuple[tuple[str, str], ...]


class Known(NamedTuple):
    """What the register holds of a citizen now."""

    row: int
    told: Told


class Kept(NamedTuple):
    """A citizen as the register keeps it. `residence`: as in Prepared, as it was parted once."""

    row: int
    told: Told
    residence: tuple[str, str]


class Change(NamedTuple):
    """What the register is to hold from now on, and what it held until now: its row, keys and names are
    dropped. `now` is None for a citizen who is removed."""

    now: Prepared | None
    before: tuple[int, Prepared] | None
