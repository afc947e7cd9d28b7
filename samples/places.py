"""Communes as they were before 1/7/2025 and as they are after, with invented hamlets and pairings of streets.

The communes are those of the gazetteer whose land lies in one commune of today; of the people who live there
nothing is told.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import NamedTuple

from models.places.units import WARD, Unit, gazetteer, key_of

TWO_LEVELS = dt.date(2025, 7, 1)


class Commune(NamedTuple):
    """`code` is the province's in personal numbers; the legacy names hold up to 30/6/2025."""

    code: str
    legacy_name: str
    district: str
    legacy_province: str
    name: str
    province: str

    def written(self, on: dt.date) -> str:
        """The full name down from the commune, as a paper of that day prints it."""
        if on < TWO_LEVELS:
            return f"{self.legacy_name}, {self.district}, {self.legacy_province}"
        return f"{self.name}, {self.province}"

    def own_name(self, on: dt.date) -> str:
        return self.legacy_name if on < TWO_LEVELS else self.name


class Home(NamedTuple):
    """A hamlet or a street and number in a commune."""

    spot: str
    commune: Commune

    def written(self, on: dt.date) -> str:
        return f"{self.spot}, {self.commune.written(on)}"


@functools.cache
def communes() -> tuple[Commune, ...]:
    """All communes that were not divided."""
    units = gazetteer().units
    return tuple(
        _commune(unit, units)
        for unit in units.values()
        if unit.is_old and unit.level == WARD and len(unit.became) == 1
    )


def _commune(old: Unit, units: Mapping[str, Unit]) -> Commune:
    district = units[old.parent or ""]
    (code,) = old.became
    before, now = units[district.parent or ""], units[key_of(WARD, code, is_old=False)]
    province = units[now.parent or ""]
    names = (unit.full_name for unit in (old, district, before, now, province))
    return Commune(f"{before.code:03d}", *names)


_SHORT = (
    *(("Thành phố ", "TP "), ("Thị trấn ", "TT "), ("Thị xã ", "TX "), ("Xã ", "X. "), ("Phường ", "P. ")),
    *(("Huyện ", "H. "), ("Quận ", "Q. "), ("Tỉnh ", "T. ")),
)


def abbreviate(address: str) -> str:
    """`X. Yên Quý, H. Ý Hưng, T. Nam Định`, as people write who are short of room."""
    for long, short in _SHORT:
        address = address.replace(long, short)
    return address


HAMLETS = (
    *("Thôn Đông Hạ", "Thôn Thượng Cát", "Xóm 5", "Xóm Chùa", "Thôn Quyết Thắng", "Khu 7", "Thôn Nội Am"),
    *("Tổ dân phố số 3", "Thôn Vân Trì", "Xóm Bến Đò", "Thôn 11", "Thôn Phú Khang", "Xóm Đình Làng"),
)
SOUTHERN_HAMLETS = ("Ấp Bình An", "Ấp 4", "Khu phố 2", "Ấp Tân Thuận", "Tổ 9, Khu phố 6", "Ấp Long Hòa")
STREETS = (
    *("Hàng Thiếc Cũ", "Lê Hữu Phước", "Bạch Mai Đông", "Ngô Gia Khảm", "Trần Khát Chân Nam", "Phố Chợ Mới"),
    *("Đường Bờ Sông", "Nguyễn Thị Định Tây", "Cách Mạng Cũ"),
)
FIRST_SOUTHERN_CODE = "070"
