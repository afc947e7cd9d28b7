"""Places: the units of Vietnam before and after 1/7/2025, and which of them an address names.

    reading = locate("Xóm 12, X. Nam Hùng, H. Nam Trưc, T. Nam Định")
    reading.unit.full_name       # Xã Nam Hùng, as it was; reading.units: its district and province too
    reading.present              # codes of today's wards where it lies: several where a ward was divided
    reading.detail               # Xóm 12

`locate` never fails, asks nobody and knows only data/units.csv (see docs/places.md).
"""

from __future__ import annotations

from models.places.locate import PlaceReading, locate, present_wards
from models.places.spelling import respell
from models.places.units import WARD, Unit, gazetteer
from models.places.vouch import vouch

__all__ = ["WARD", "PlaceReading", "Unit", "gazetteer", "locate", "present_wards", "respell", "vouch"]
