from __future__ import annotations

import datetime as dt

from models.indicators import Asked, Case
from pipeline.reuse.portal import portal_rows

DAY = dt.date(2026, 5, 7)


def test_a_dossier_and_its_papers() -> None:
    asked = (
        Asked("paper", "OK", outcome="confirmed", citizen_id="VN1", name="identity"),
        Asked("paper", "UNAVAILABLE", "nothing_held", name="dwelling"),
        Asked("field", "OK", outcome="confirmed", name="full_name"),
    )
    case = Case("H15.102-260507-0001", "H15.102", DAY, "1.004222", due_on=DAY, population=True, asked=asked)
    [row] = portal_rows([case])
    assert row["HoSo"] == {
        "MaHoSo": "H15.102-260507-0001",
        "MaTTHC": "1.004222",
        "TenTTHC": "Đăng ký thường trú",
        "LinhVuc": "Cư trú",
        "NgayTiepNhan": "2026-05-07",
        "NgayHenTra": "2026-05-07",
        "NgayKetThucXuLy": None,
        "DonViXuLy": "H15.102",
        "HoSoCoThanhPhanSoHoa": 0,
        "TaiKhoanDuocXacThucVoiVNeID": 1,
    }
    assert row["TaiLieuNop"] == [
        {"MaThanhPhanHoSo": "identity", "DuocSoHoa": 1, "DuocTaiSuDung": 1, "DuocLayTuKhoDMQG": 0},
        {"MaThanhPhanHoSo": "dwelling", "DuocSoHoa": 0, "DuocTaiSuDung": 0, "DuocLayTuKhoDMQG": 0},
    ]
    assert "VN1" not in str(row)


def test_a_dossier_whose_procedure_is_not_known() -> None:
    [row] = portal_rows([Case("H15.102-260507-0002", "H15.102", DAY, shared=True, has_component=True)])
    assert (row["HoSo"]["MaTTHC"], row["HoSo"]["TenTTHC"], row["TaiLieuNop"]) == (None, None, [])
    assert row["HoSo"]["HoSoCoThanhPhanSoHoa"] == 1
