"""The register of citizens that existed before the dossiers came: some of their people, and others."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

from samples.people import Family, Person, draw_stranger
from samples.places import HAMLETS, Home, communes

COLUMNS = (
    *("citizen_id", "full_name", "date_of_birth", "sex", "personal_id", "old_id", "place_of_origin"),
    *("residence", "father_full_name", "mother_full_name", "phone"),
)
KNOWN_SHARE, STRANGERS = 0.7, 40


def draw_register(
    rng: random.Random, used: Sequence[Family], others: Sequence[Family], size: int
) -> list[dict[str, str]]:
    """`size` records: most people of the dossiers, strangers of the same names, other families.

    People of the dossiers who are left out leave their siblings behind: near records, yet not theirs.
    """
    people = [(person, family.home) for family in used for person in family.members]
    known = [pair for pair in people if rng.random() < KNOWN_SHARE]
    strangers = [_stranger(rng, person) for person, _ in rng.sample(people, min(STRANGERS, len(people)))]
    rest = [(person, family.home) for family in others for person in family.members]
    chosen = (known + strangers + rest)[:size]
    rng.shuffle(chosen)
    return [_record(rng, f"CD{number:05d}", *pair) for number, pair in enumerate(chosen, start=1)]


def citizen_ids(records: Sequence[dict[str, str]]) -> dict[str, str]:
    """The citizen of each personal number."""
    return {record["personal_id"]: record["citizen_id"] for record in records}


def write_register(path: Path, records: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def _stranger(rng: random.Random, person: Person) -> tuple[Person, Home]:
    return draw_stranger(rng, person), Home(rng.choice(HAMLETS), rng.choice(communes()))


def _record(rng: random.Random, citizen_id: str, person: Person, home: Home) -> dict[str, str]:
    """Older people's records now and then hold the year of birth alone; addresses are of their time."""
    year_only = person.born.year < 1970 and rng.random() < 0.15
    entered = rng.choice((dt.date(2019, 6, 1), dt.date(2025, 10, 1)))
    return {
        "citizen_id": citizen_id,
        "full_name": person.full_name,
        "date_of_birth": str(person.born)[: 4 if year_only else None],
        "sex": person.sex,
        "personal_id": person.personal_id,
        "old_id": person.old_id or "",
        "place_of_origin": person.origin.written(entered),
        "residence": home.written(entered),
        "father_full_name": person.father or "",
        "mother_full_name": person.mother or "",
        "phone": person.phone if rng.random() < 0.6 else "",
    }
