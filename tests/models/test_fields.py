"""Kinds of fields: idempotent, never raising, and what they make of what papers print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fields import KINDS, Lexicon


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("name", "NGUYỄN SỸ HỢP", "NGUYỄN SỸ HỢP"),
        ("name", "Nguyễn Văn Hai.", "Nguyễn Văn Hai"),
        ("name", "H'Yên Niê Kđăm", "H'Yên Niê Kđăm"),
        ("name", "Hương", None),
        ("name", "NGUYÊN THI LAN", "NGUYỄN THỊ LAN"),
        ("name", "Trân Thị Hoài", "Trần Thị Hoài"),
        ("name", "Doan Thị Hoa", "Doan Thị Hoa"),
        ("name", "Y Bhin Niê", "Y Bhin Niê"),
        ("name", "Nguyễn V4n Hai", None),
        ("sex", "Nam", "male"),
        ("sex", "Nữ .", "female"),
        ("sex", "Nu", None),
        ("personal_id", "Căn cước công dân số 036069000037 do Cục Cảnh sát", "036069000037"),
        ("personal_id", "036 069 000 037", "036069000037"),
        ("personal_id", "03606900003", None),
        ("phone", "0912 345 678", "0912345678"),
        ("document_number", ": 227⁄/UBND -XNTTHN".replace("⁄/", "⁄"), "227/UBND-XNTTHN"),
        ("document_number", "254/2022", "254/2022"),
        ("document_number", "269//UBND-XNTTHN", "269/UBND-XNTTHN"),
        ("email", "cd9996 @example.vn", "cd9996@example.vn"),
        ("ethnicity", "kinh", "Kinh"),
        ("nationality", "Việt Nam.", "Việt Nam"),
        ("area", "127,2 m2", "127.2"),
        ("area", "1.250,5 m²", "1250.5"),
        ("area", "127,375 m2", None),
        ("money", "100.000.000 đồng", "100000000"),
        ("serial_number", "BG47401389", "BG 47401389"),
        ("serial_number", "BG 474", None),
        ("business_name", "HỘ KINH DOANH NGUYÊN VĂN THỌ", "HỘ KINH DOANH NGUYỄN VĂN THỌ"),
        ("business_code", "Mã số: 035065000006", "035065000006"),
        ("marital_status", "chưa đăng ký kết hôn với ai", "Chưa đăng ký kết hôn với ai"),
        ("date", "15I05I11975", "1975-05-15"),
        ("date", "0410712025", "2025-07-04"),
        ("date", "ngày 05 tháng 6 năm 2025", "2025-06-05"),
    ],
)
def test_cleaning(kind: str, raw: str, value: str | None) -> None:
    assert KINDS[kind].clean(raw) == value


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(raw=st.text())
def test_cleaners_are_idempotent_and_never_raise(kind: str, raw: str) -> None:
    once = KINDS[kind].clean(raw)
    assert once is None or KINDS[kind].clean(once) == once


def test_a_lexicon_lists_exactly_its_entries() -> None:
    kind = KINDS["ethnicity"]
    assert isinstance(kind, Lexicon)
    assert kind.listed("Mông") and not kind.listed("Mong") and not kind.listed("Kinh Tế")
