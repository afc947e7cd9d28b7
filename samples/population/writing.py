"""How forms write dates, numbers and addresses."""

from __future__ import annotations

import random
import re

from samples.population.noise import Noise

SHORT = {
    **{"Phường": "P.", "Xã": "X.", "Thị trấn": "TT.", "Quận": "Q.", "Huyện": "H.", "Thị xã": "TX."},
    **{"Thành phố": "TP.", "Tỉnh": "T.", "Tổ dân phố": "TDP", "Khu phố": "KP."},
}
_UNIT = re.compile("^(" + "|".join(SHORT) + ") ")


def write_date(rng: random.Random, date: str, noise: Noise) -> str:
    """An ISO date, or a year, as forms have it."""
    if len(date) == 4:
        return noise.digits(date)
    year, month, day = date.split("-")
    style = rng.random()
    if style < 0.12:
        return noise.text(f"ngày {day} tháng {month} năm {year}")
    if style < 0.2:
        return noise.digits(f"{int(day)}/{int(month)}/{year}")
    if style < 0.23:
        return noise.digits(f"{day} / {month} / {year}")
    mark = rng.choice("////-.")
    return noise.digits(mark.join((day, month, year)))


def write_number(rng: random.Random, number: str, noise: Noise) -> str:
    """An identity number, now and then in groups."""
    read = noise.digits(number)
    if len(read) == 12 and rng.random() < 0.03:
        return " ".join(read[place : place + 3] for place in range(0, 12, 3))
    return read


def write_address(rng: random.Random, address: str, noise: Noise) -> str:
    """The parts of an address: some abbreviated, some without their kind, a middle one left out."""
    if not address:
        return ""
    parts = address.split(", ")
    if len(parts) > 3 and rng.random() < 0.06:
        del parts[rng.choice([0, len(parts) - 2])]
    style = rng.random()
    if style < 0.2:
        parts = [_UNIT.sub(_shorten, part) for part in parts]
    elif style < 0.35:
        parts[-1] = _UNIT.sub("", parts[-1])
    elif style < 0.4:
        parts = [_UNIT.sub("", part) if not part[-1].isdigit() else part for part in parts]
    return noise.text(rng.choice([", ", ", ", ", ", " - "]).join(parts))


def _shorten(found: re.Match[str]) -> str:
    return SHORT[found[1]] + " "
