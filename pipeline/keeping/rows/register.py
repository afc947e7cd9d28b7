"""The register of citizens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from models.dossier import Citizen


@dataclass(frozen=True)
class CitizenVersion:
    """A citizen as the register said it once; `superseded_at` is None for what it says now."""

    citizen: Citizen
    source: str
    imported_at: dt.datetime
    superseded_at: dt.datetime | None
