"""Where a population lives: real units before and after 1/7/2025, invented hamlets and house numbers."""

from __future__ import annotations

import functools
import zlib
from importlib import resources
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from models.places.units import WARD, Unit, gazetteer

Ints = NDArray[np.int64]
CITIES = ("01", "48", "79")
AT_HOME, IN_CITIES = 0.8, 0.07
FIRST_SOUTHERN = 54  # codes of provinces, as they were, run from north to south
HIGHLANDS = range(62, 69)
MINORITY_UPLANDS = frozenset({2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 20})


class Ward(NamedTuple):
    """A ward as it was, and the wards of today its land went to, one or several."""

    province: int  # its code as it was: personal numbers begin with it
    old: str
    new: tuple[str, ...]
    is_urban: bool
    code: int


class Places:
    """The wards, and who lives where: by `seed` most people live in two provinces of today, of which one
    holds some of the old provinces `mixed`, where several peoples live."""

    def __init__(self, seed: int, mixed: frozenset[int]) -> None:
        rng = np.random.default_rng([seed, 2])
        gazette = gazetteer()
        units = [unit for unit in gazette.units.values() if unit.level == WARD and unit.is_old]
        self.wards = [_ward(unit) for unit in units]
        self.province = np.array([ward.province for ward in self.wards])
        self.share = self._shares(rng, mixed)

    def _shares(self, rng: np.random.Generator, mixed: frozenset[int]) -> NDArray[np.float64]:
        """How likely somebody lives in each ward."""
        gazette = gazetteer()
        today = [unit for unit in gazette.children(None) if not unit.is_old]
        former = [[old.code for old in gazette.former_provinces(unit)] for unit in today]
        upland = [codes for codes in former if mixed.intersection(codes)]
        homes = former[rng.integers(len(former))] + upland[rng.integers(len(upland))]
        size = rng.lognormal(0, 0.8, len(self.wards))
        share = np.zeros(len(self.wards))
        for chosen, part in (
            (np.isin(self.province, homes), AT_HOME),
            (np.isin(self.province, [int(code) for code in CITIES]), IN_CITIES),
            (np.ones(len(self.wards), bool), 1 - AT_HOME - IN_CITIES),
        ):
            share += part * chosen * size / (chosen * size).sum()
        return share

    def draw(self, rng: np.random.Generator, count: int) -> Ints:
        return rng.choice(len(self.wards), count, p=self.share)

    def spot(self, ward: int, home: int) -> str:
        """The place of a home within its ward: `home` is any number. A ward has few hamlets and streets."""
        place, number = self.wards[ward], 1 + home % 997 % 260
        if not place.is_urban:
            part = _part_of_country(place.province)
            return _listed(part, place.code, home // 997 % 11).replace("{m}", str(1 + home % 12))
        if home % 7 == 0:
            quarter = f", Khu phố {1 + home % 9}" if place.province >= FIRST_SOUTHERN else ""
            return f"Tổ {1 + home % 23}{quarter}"
        street = _listed("streets", place.code, home // 997 % 14)
        return f"{number}/{1 + home % 61} {street}" if home % 5 == 0 else f"Số {number} {street}"

    def unit(self, ward: int, home: int, *, is_new: bool) -> str:
        """The ward of a home and what is above it; where a ward was split the home decides."""
        place = self.wards[ward]
        return place.new[home % len(place.new)] if is_new else place.old


def _ward(unit: Unit) -> Ward:
    gazette = gazetteer()
    district = gazette.units[unit.parent or ""]
    province = gazette.units[district.parent or ""]
    new = [gazette.units[f"{WARD}:{code}"] for code in sorted(unit.became)]
    above = {one.parent: gazette.units[one.parent or ""].full_name for one in new}
    return Ward(
        province=province.code,
        old=f"{unit.full_name}, {district.full_name}, {province.full_name}",
        new=tuple(f"{one.full_name}, {above[one.parent]}" for one in new),
        is_urban=unit.kind in ("Phường", "Thị trấn"),
        code=unit.code,
    )


@functools.cache
def _words() -> dict[str, list[str]]:
    told: dict[str, list[str]] = yaml.safe_load(
        resources.files("samples.population").joinpath("hamlets.yaml").read_text("utf-8")
    )
    return told


def _part_of_country(province: int) -> str:
    if province in HIGHLANDS:
        return "highlands"
    if province in MINORITY_UPLANDS:
        return "uplands"
    return "south" if province >= FIRST_SOUTHERN else "north"


def _listed(part: str, code: int, place: int) -> str:
    """The place-th hamlet or street of a ward, always the same."""
    words, drawn = _words()[part], zlib.crc32(f"{code}/{place}".encode())
    return words[drawn % len(words)].replace("{n}", str(1 + drawn // 97 % 18))
