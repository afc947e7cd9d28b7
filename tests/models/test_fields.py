"""Kinds of fields: idempotent, never raising, and what they make of what papers print."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.fields import KINDS, Lexicon, Name, Place

PRINTED = "0123456789.,/|lO-' ²mngàytháộ XãTỉnhP.QđồtriệuNGUYỄNtừ:"

DAK_RLAP = "Xã Đạo Nghĩa, Huyện Đắk R'Lấp, Tỉnh Đắk Nông"
NAM_HUNG = "Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định"
LIEM_PHONG = "Xã Liêm Phong, Huyện Thanh Liêm, Tỉnh Hà Nam"
KHAM_THIEN = "Phường Khâm Thiên, Quận Đống Đa, Thành phố Hà Nội"
GO_VAP = "Quận Gò Vấp, Thành phố Hồ Chí Minh"


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("name", "NGUYỄN SỸ HỢP", "NGUYỄN SỸ HỢP"),
        ("name", "Nguyễn Văn Hai.", "Nguyễn Văn Hai"),
        ("name", "H'Yên Niê Kđăm", "H'Yên Niê Kđăm"),
        ("name", "Hương", None),
        ("name", "F LÊ MINH CHINH Ï l", "LÊ MINH CHINH"),  # marks beside it
        ("name", "H Hen Niê", "H Hen Niê"),
        ("name", "f l", None),
        ("name", "NGUYÊN THI LAN", "NGUYỄN THỊ LAN"),
        ("name", "Trân Thị Hoài", "Trần Thị Hoài"),
        ("name", "Doan Thị Hoa", "Doan Thị Hoa"),
        ("name", "Y Bhin Niê", "Y Bhin Niê"),
        ("name", "NGUYÊN VĂN QUẦN", "NGUYỄN VĂN QUÂN"),
        ("name", "Nguyễn Thị Hông", "Nguyễn Thị Hồng"),
        ("name", "HOÀNG VĂN HIỄN", "HOÀNG VĂN HIỄN"),  # Hiền, Hiến or Hiển
        ("name", "Dương Xuân Là", "Dương Xuân Là"),
        ("name", "Lê Thị NÑgọc Trang", "Lê Thị Ngọc Trang"),
        ("name", "Nguyễn V4n Hai", None),
        ("sex", "Nam", "male"),
        ("sex", "Nữ .", "female"),
        ("sex", "Nu", "female"),
        ("personal_id", "Căn cước công dân số 036069000037 do Cục Cảnh sát", "036069000037"),
        ("personal_id", "036 069 000 037", "036069000037"),
        ("personal_id", "03606900003", None),
        ("personal_id", "O36O69000037", "036069000037"),
        ("personal_id", "OOOO69000037", None),
        ("personal_id", "052085-838204", "052085838204"),
        ("email", "batt19ó7@example.com", "batt1967@example.com"),
        ("name", "Ly Y Dở", "Ly Y Dở"),
        ("date", "ngày 30 tháng TÌ năm 2021", "2021-11-30"),
        ("personal_id", "03ó0ó90óó037", "036069066037"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("old_id", "CMND số 1234S6789", "123456789"),
        ("phone", "0912 345 678", "0912345678"),
        ("document_number", ": 227⁄/UBND -XNTTHN".replace("⁄/", "⁄"), "227/UBND-XNTTHN"),
        ("document_number", "254/2022", "254/2022"),
        ("document_number", "7óó/2025/UBND-XNTTHN", "766/2025/UBND-XNTTHN"),
        ("document_number", "I65/2023", "165/2023"),
        ("document_number", "777I2025ITLKS-BS", "777/2025/TLKS-BS"),
        ("document_number", "12I/2022", "12I/2022"),
        ("document_number", "65.UBND-XNTTHN", "65/UBND-XNTTHN"),
        ("document_number", "269//UBND-XNTTHN", "269/UBND-XNTTHN"),
        ("email", "cd9996 @example.vn", "cd9996@example.vn"),
        ("email", "thanh1968(2example.com", "thanh1968@example.com"),
        ("email", "thanh1968(@)example.com", "thanh1968@example.com"),
        ("email", "thanh 1968@examp le. com", "thanh1968@example.com"),
        ("email", "xem 2 tờ thanh1968@example.com", "thanh1968@example.com"),
        ("ethnicity", "kinh", "Kinh"),
        ("ethnicity", "Mường", "Mường"),
        ("ethnicity", "Xơ-đãng", "Xơ-đăng"),
        ("ethnicity", "Tàu", "Tàu"),
        ("land_purpose", "Đất ở tai nông thốn", "Đất ở tại nông thôn"),
        ("nationality", "Việt Nam.", "Việt Nam"),
        ("nationality", "Viêt Nan", "Việt Nam"),
        ("place", "Xóm 12, Xã Nam Hùmg, Huyện Nam Trưc, Tỉnh Nam Dịnh", f"Xóm 12, {NAM_HUNG}"),
        ("place", "XÓM 12, XÃ NAM HÙMG, HUYỆN NAM TRỰC, TỈNH NAM ĐỊNH", f"Xóm 12, {NAM_HUNG}".upper()),
        ("place", "X. Nam Hùng, H. Nam Trưc, Nam Định", "X. Nam Hùng, H. Nam Trực, Nam Định"),
        ("place", "Bệnh viện đa khoa tinh Ninh Binh", "Bệnh viện đa khoa tỉnh Ninh Bình"),
        ("place", "Fhường Khâm Thiên, Quậm Đống Đa, Thành phố Hà Nội", KHAM_THIEN),
        ("place", "Phường 7, Quận Gò Vấp, Thành phố Hồ Chí Mính", f"Phường 7, {GO_VAP}"),
        ("place", f"Phường 77, {GO_VAP}", f"Phường 77, {GO_VAP}"),
        ("place", "Xã Tân Lập, Huyện Nam Trực, Tỉnh Nam Định", "Xã Tân Lập, Huyện Nam Trực, Tỉnh Nam Định"),
        ("place", "Không", "Không"),
        ("place", DAK_RLAP.replace("'", ""), DAK_RLAP),
        (
            "place",
            "Xã Sơn Lôi, Huyện'Bình Xuyên, Tỉnh Vĩnh Phúc",
            "Xã Sơn Lôi, Huyện Bình Xuyên, Tỉnh Vĩnh Phúc",
        ),
        ("place", "Bệnh viện Đa khoa Tỉnh Lâm Đồng", "Bệnh viện Đa khoa Tỉnh Lâm Đồng"),
        ("place", "Phường 5, Thành phố _Cần Thơ", "Phường 5, Thành phố Cần Thơ"),
        ("place", "Ap Tân Thuận, Xã Nam Hùng", "Ấp Tân Thuận, Xã Nam Hùng"),
        ("place", "Tổ dân phô số 3, " + LIEM_PHONG, "Tổ dân phố số 3, " + LIEM_PHONG),
        ("place", "Ủy ban nhân dân " + LIEM_PHONG.replace("Huyện", "Huyên"), "Ủy ban nhân dân " + LIEM_PHONG),
        ("place", "Uỷ ban nhần dân " + LIEM_PHONG, "Ủy ban nhân dân " + LIEM_PHONG),
        ("place", f"¡Phường 7, '{GO_VAP} =c", f"Phường 7, {GO_VAP}"),
        ("place", "Bệnh viện da khoa tỉnh Vĩnh Long", "Bệnh viện đa khoa tỉnh Vĩnh Long"),
        ("area", "127,2 m2", "127.2"),
        ("area", "1.250,5 m²", "1250.5"),
        ("area", "141, 7 m2", "141.7"),
        ("area", "127,375 m2", None),
        ("money", "100.000.000 đồng", "100000000"),
        ("money", "100 triệu đồng", "100000000"),
        ("money", "1,5 tỷ đồng", "1500000000"),
        ("money", "1.234,5 đồng", None),
        ("money", "không", None),
        ("serial_number", "BG47401389", "BG 47401389"),
        ("serial_number", "BG 474", None),
        ("business_name", "HỘ KINH DOANH NGUYÊN VĂN THỌ", "HỘ KINH DOANH NGUYỄN VĂN THỌ"),
        ("business_name", "HỘ KTNH DOANH MINH PHÁT", "HỘ KINH DOANH MINH PHÁT"),
        ("business_code", "Mã số: 035065000006", "035065000006"),
        ("business_code", "44T8543886", "44T8543886"),
        ("date", "03//05/2024", "2024-05-03"),
        ("marital_status", "chưa đăng ký kết hôn với ai", "Chưa đăng ký kết hôn với ai"),
        ("date", "15I05I11975", "1975-05-15"),
        ("date", "0410712025", "2025-07-04"),
        ("date", "ngày 05 tháng 6 năm 2025", "2025-06-05"),
        ("date", "ngày 2ó tháng ó năm 2025", "2025-06-26"),
        ("date", "ngày 3] tháng I2 năm 2025", "2025-12-31"),
        ("date", "ngày 1Š tháng 8 năm 2019", None),
        ("date", "I 1/05/2006", "2006-05-11"),
        ("date", "18/09/19ó7", "1967-09-18"),
    ],
)
def test_cleaning(kind: str, raw: str, value: str | None) -> None:
    assert KINDS[kind].clean(raw) == value


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(deadline=None)  # the gazetteer is read at the first place
@given(raw=st.text() | st.text(alphabet=PRINTED))
def test_cleaners_are_idempotent_and_never_raise(kind: str, raw: str) -> None:
    once = KINDS[kind].clean(raw)
    assert once is None or KINDS[kind].clean(once) == once


def test_a_lexicon_lists_exactly_its_entries() -> None:
    kind = KINDS["ethnicity"]
    assert isinstance(kind, Lexicon)
    assert kind.listed("Mông") and not kind.listed("Mong") and not kind.listed("Kinh Tế")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("date", "2019-03-07", "07/03/2019"),
        ("date", "1974", "1974"),
        ("sex", "female", "Nữ"),
        ("name", "NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("name", "H'Yên Niê Kđăm", "H'Yên Niê Kđăm"),
        ("phone", "0912345678", "0912 345 678"),
        ("money", "1234567", "1.234.567 đồng"),
        ("area", "1250.5", "1.250,5 m²"),
        ("place", NAM_HUNG, NAM_HUNG),
    ],
)
def test_showing(kind: str, value: str, shown: str) -> None:
    assert KINDS[kind].show(value) == shown


@pytest.mark.parametrize("kind", ["date", "money", "area", "phone", "personal_id", "sex"])
@given(number=st.integers(min_value=1, max_value=10**9), decimals=st.integers(min_value=0, max_value=99))
def test_what_is_shown_is_read_again(kind: str, number: int, decimals: int) -> None:
    values = {
        "date": f"{1850 + number % 200}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "money": str(number),
        "area": f"{number}.{decimals}" if decimals else str(number),
        "phone": f"09{number % 10**8:08d}",
        "personal_id": f"{number:012d}",
        "sex": "male" if number % 2 else "female",
    }
    field = KINDS[kind]
    assert field.clean(field.show(values[kind])) == values[kind]


@pytest.mark.parametrize(
    ("kind", "value", "valid"),
    [
        ("phone", "0912345678", True),
        ("phone", "0112345678", False),
        ("personal_id", "036069000037", True),
        ("personal_id", "036269000037", False),  # born in 2069
        ("personal_id", "036069", False),
        ("text", "gì cũng được", True),
    ],
)
def test_validity(kind: str, value: str, valid: bool) -> None:
    assert KINDS[kind].valid(value) is valid


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("area", "480", "480.0", True),
        ("money", "480", "4800", False),
        ("place", "Xã Hòa An, Huyện A", "xã Hoà An, huyện A", True),
        (
            "place",
            "Xóm 3, Xã Liêm Phong, Huyện Thanh Liêm, Tỉnh Hà Nam",
            "Xóm 3, Xã Liêm Hà, Tỉnh Ninh Bình",
            True,
        ),
        (
            "place",
            "Xóm 3, Xã Liêm Phong, Huyện Thanh Liêm, Tỉnh Hà Nam",
            "Xóm 4, Xã Liêm Hà, Tỉnh Ninh Bình",
            False,
        ),
    ],
)
def test_comparing(kind: str, one: str, other: str, same: bool) -> None:
    assert KINDS[kind].same(one, other) is same


def test_amounts_in_words() -> None:
    money = KINDS["money"]
    assert money.from_words("(Bằng chữ: Một trăm triệu đồng chẵn)") is None  # not only numerals before đồng
    assert money.from_words("Tám trăm sáu mươi triệu đồng") == "860000000"
    assert money.from_words("một tỷ hai trăm năm mươi triệu không trăm linh năm nghìn đồng") == "1250005000"
    assert KINDS["date"].from_words("Ngày bảy, tháng ba, năm một nghìn chín trăm bảy mươi") == "1970-03-07"


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (LIEM_PHONG, "gazetteer"),
        (f"UBND {LIEM_PHONG}", "gazetteer"),
        (f"Xóm 12, {LIEM_PHONG}", "gazetteer_numbered"),
        (f"Tổ 9, khu phố 6, {LIEM_PHONG}", "gazetteer_numbered"),
        (f"Tổ dân phố số 3, {LIEM_PHONG}", "gazetteer_numbered"),
        (f"Xóm Đình, {LIEM_PHONG}", "gazetteer_units"),
        ("Bệnh viện đa khoa tỉnh Ninh Bình", "gazetteer"),
        ("Không có", "lexicon"),
        ("Tỉnh Ninh Bình", None),  # what stood before may have been lost
        (LIEM_PHONG.replace("Phong", "Phòng"), None),
        (LIEM_PHONG.replace("Xã", "Xá"), None),
        (f"{LIEM_PHONG} x", None),
        ("UBND Xã Túng Sán, _ Hà Giang", None),  # the district was lost
        (f"Phường 7, {GO_VAP}", None),  # there is a Phường 1 too
        ("Xã Đại Hưng, Huyện Đại Lộc, Tỉnh Quảng Nam", None),  # and Đại Hồng
        ("Xã Không Có, Huyện Nam Trực, Tỉnh Nam Định", None),
    ],
)
def test_what_the_gazetteer_vouches_for(value: str, source: str | None) -> None:
    assert Place().source(value) == source


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("NGUYỄN THỊ THÚY HẰNG", True),
        ("Ksor H'Nga", False),  # the list is short of names that were not read off the many
        ("Siu Y Nay", True),
        ("Trần Văn Hoà", True),
        ("Trần Văn Hoã", False),
        ("Trấn Văn Hòa", False),
        ("Nguyễn Vẵn An", False),
        ("Nguyễn Khắc Thị", False),
    ],
)
def test_names_whose_syllables_are_known(name: str, known: bool) -> None:
    assert Name().known(name) is known
