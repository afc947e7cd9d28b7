"""Blocking keys: 64-bit hashes under which a citizen is entered and a query looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import product

from pipeline.matching.person import Person, Place

MOST_WARDS = 12  # a place that may be more wards than this is a district: too little to look for somebody by
SHAPE_LETTERS = 4
# Letters that OCR takes for one another, as one of them.
_SHAPES = str.maketrans("bhklmnqrtuvwyijcegops", "bnknnnoftuuuuiiccooos")


def _wards(place: Place | None) -> Sequence[str]:
    if place is None or len(place.wards) > MOST_WARDS:
        return ()
    return [str(ward) for ward in place.wards]


def _birth_date(person: Person) -> Sequence[str]:
    return ["".join(person.birth)] if all(person.birth) else ()


def _birth_day(person: Person) -> Sequence[str]:
    _, month, day = person.birth
    return [month + day] if month and day else ()


def _birth_year(person: Person) -> Sequence[str]:
    return [person.birth[0]] if person.birth[0] else ()


def _given(person: Person) -> Sequence[str]:
    return [person.name.bare[-1]] if person.name else ()


def _family(person: Person) -> Sequence[str]:
    return [person.name.bare[0]] if person.name else ()


def _name(person: Person) -> Sequence[str]:
    return [person.name.joined] if person.name else ()


def _letters(person: Person) -> Sequence[str]:
    """Sorted, so that neither the order of the syllables nor the spaces between them count."""
    return ["".join(sorted(person.name.joined))] if person.name else ()


def _shape(person: Person) -> Sequence[str]:
    return [person.name.joined[:SHAPE_LETTERS].translate(_SHAPES)] if person.name else ()


def _number(person: Person) -> Sequence[str]:
    return [person.number] if person.number else ()


def _number_end(person: Person) -> Sequence[str]:
    return [person.number[-6:]] if person.number else ()


def _number_start(person: Person) -> Sequence[str]:
    return [person.number[:6]] if person.number else ()


def _sex(person: Person) -> Sequence[str]:
    return [person.sex] if person.sex else ()


def _old_number(person: Person) -> Sequence[str]:
    return [person.old_number] if person.old_number else ()


def _passport(person: Person) -> Sequence[str]:
    return [person.passport] if person.passport else ()


def _father(person: Person) -> Sequence[str]:
    return [person.father.joined] if person.father else ()


def _mother(person: Person) -> Sequence[str]:
    return [person.mother.joined] if person.mother else ()


def _phone(person: Person) -> Sequence[str]:
    return [person.phone] if person.phone else ()


def _ward(person: Person) -> Sequence[str]:
    return _wards(person.residence)


def _home_ward(person: Person) -> Sequence[str]:
    return _wards(person.home)


PARTS: dict[str, Callable[[Person], Sequence[str]]] = {
    "number": _number,
    "number_start": _number_start,
    "number_end": _number_end,
    "old_number": _old_number,
    "passport": _passport,
    "birth_date": _birth_date,
    "birth_day": _birth_day,
    "birth_year": _birth_year,
    "name": _name,
    "given": _given,
    "family": _family,
    "letters": _letters,
    "shape": _shape,
    "father": _father,
    "mother": _mother,
    "ward": _ward,
    "home_ward": _home_ward,
    "phone": _phone,
    "sex": _sex,
}


class _Values(dict[str, Sequence[str]]):
    """The values of a person's parts, each worked out when it is first asked for."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def __missing__(self, part: str) -> Sequence[str]:
        self[part] = values = PARTS[part](self._person)
        return values


def keys_of(person: Person, keys: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[str, int]]:
    """(key's name, hash) for each of `keys` whose parts are all known. Hashes are signed 64-bit integers."""
    values = _Values(person)
    return [
        (name, _hashed(name, combination))
        for name, parts in keys
        for combination in product(*[values[part] for part in parts])
    ]


def _hashed(name: str, values: tuple[str, ...]) -> int:
    text = "\x1f".join((name, *values))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
