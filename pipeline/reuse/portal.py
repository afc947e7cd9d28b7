"""The national portal's flags of each dossier, as QĐ 766/QĐ-TTg's indicators count them.

Names and numbers of the people are not given: the one-stop system has them, and adds them before it sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from models.indicators import Asked, Case
from models.procedures import Procedure, procedure_of


def portal_rows(cases: Iterable[Case]) -> Iterator[dict[str, Any]]:
    """`HoSo` and its `TaiLieuNop` for each dossier; days in ISO 8601, flags 0 or 1."""
    for case in cases:
        procedure = procedure_of(case.procedure, case.received_on) if case.procedure else None
        papers = [one for one in case.asked if one.kind == "paper"]
        yield {"HoSo": _dossier(case, procedure), "TaiLieuNop": [_paper(one, case) for one in papers]}


def _dossier(case: Case, procedure: Procedure | None) -> dict[str, Any]:
    return {
        "MaHoSo": case.code,
        "MaTTHC": case.procedure,
        "TenTTHC": procedure.name if procedure else None,
        "LinhVuc": procedure.sector if procedure else None,
        "NgayTiepNhan": case.received_on.isoformat(),
        "NgayHenTra": _iso(case.due_on),
        "NgayKetThucXuLy": _iso(case.finished_on),
        "DonViXuLy": case.agency,
        "HoSoCoThanhPhanSoHoa": int(case.has_component),
        "TaiKhoanDuocXacThucVoiVNeID": int(case.population),
    }


def _paper(one: Asked, case: Case) -> dict[str, Any]:
    """A reused paper was digitised earlier; of the others what was scanned with this dossier counts."""
    reused = one.outcome == "confirmed"
    return {
        "MaThanhPhanHoSo": one.name,
        "DuocSoHoa": int(reused or case.has_component),
        "DuocTaiSuDung": int(reused),
        "DuocLayTuKhoDMQG": int(reused and case.shared),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
