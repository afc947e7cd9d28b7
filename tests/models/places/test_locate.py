"""Addresses as papers and readers write them, and the units they name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.places import gazetteer, locate, present_wards


@pytest.mark.parametrize(
    ("text", "detail", "names"),
    [
        ("Xóm 12, Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định", "Xóm 12", "Nam Định, Nam Trực, Nam Hùng"),
        ("Xóm 12, X. Nam Hùng, H. Nam Trưc, T. Nam Dịnh", "Xóm 12", "Nam Định, Nam Trực, Nam Hùng"),
        ("xom 12, xa nam hung, huyen nam truc, tinh nam dinh", "xom 12", "Nam Định, Nam Trực, Nam Hùng"),
        ("Thôn Phú Thọ, Xã Liêm Hà, Tỉnh Ninh Bình", "Thôn Phú Thọ", "Ninh Bình, Liêm Hà"),
        ("P.1, Q.Gò Vấp, TP.HCM", "", "Hồ Chí Minh, Gò Vấp, 1"),
        ("Phường Một, Quận Gò Vấp, TPHCM", "", "Hồ Chí Minh, Gò Vấp, 1"),
        ("F.01, Q. Gò Vấp, Tp Hồ Chí Minh", "", "Hồ Chí Minh, Gò Vấp, 1"),
        ("Phường 1, Quận Gò Vap, T.P Hồ Chí Minh, Việt Nam", "", "Hồ Chí Minh, Gò Vấp, 1"),
        (
            "7/41 Phan Đình Phùng, Fhường Khâm Tniên, Qụận Đốhg Đa, Thãnh phố Hà Nội",
            "7/41 Phan Đình Phùng",
            "Hà Nội, Đống Đa, Khâm Thiên",
        ),
        ("Xã Liêm Phong Huyện Thanh Liêm Tỉnh Hà Nam", "", "Hà Nam, Thanh Liêm, Liêm Phong"),
        ("XãLiêmPhong, HuyệnThanhLiêm, TỉnhHàNam", "", "Hà Nam, Thanh Liêm, Liêm Phong"),
        ("Xã Chàng Sơn, Huyện Thạch Thất, Tỉnh Hà Tây", "", "Hà Nội, Thạch Thất, Thạch Xá"),
        ("Xã Vinh Hà, Huyện Phú Vang, Tỉnh Thừa Thiên Huế", "", "Huế, Phú Vang, Vinh Hà"),
        ("Huyện Thanh Liêm, Tỉnh Hà Nam", "", "Hà Nam, Thanh Liêm"),
        ("Phường Văn Miếu - Quốc Tử Giám, Thành phố Hà Nội", "", "Hà Nội, Văn Miếu - Quốc Tử Giám"),
        ("Ấp 3, Xã Tân Nhựt, Huyện Bình Chánh, TPHCM, Việt Nam", "Ấp 3", "Hồ Chí Minh, Bình Chánh, Tân Nhựt"),
        ("Số 5 Lê Lợi P. Phù Vân, TP. Phủ Lý, Hà Nam", "Số 5 Lê Lợi", "Hà Nam, Phủ Lý, Phù Vân"),
        ("Bệnh viện Bạch Mai", "Bệnh viện Bạch Mai", ""),
        ("Không", "Không", ""),
        ("", "", ""),
    ],
)
def test_reading_an_address(text: str, detail: str, names: str) -> None:
    reading = locate(text)
    assert (reading.detail, ", ".join(unit.name for unit in reading.units)) == (detail, names)


def test_a_divided_ward_lies_in_all_its_parts() -> None:
    divided = [unit for unit in gazetteer().units.values() if unit.level == "ward" and len(unit.became) > 1]
    assert len(divided) == 471
    old = divided[0]
    parents = [
        gazetteer().units[str(old.parent)],
        gazetteer().units[str(gazetteer().units[str(old.parent)].parent)],
    ]
    text = ", ".join([old.full_name, *(unit.full_name for unit in parents)])
    assert locate(text).unit == old
    assert present_wards(text) == old.became


def test_one_that_could_be_two_says_so() -> None:
    reading = locate("Gia Viễn, Ninh Bình")  # today's ward or the former district
    assert reading.unit is None and len(reading.candidates) == 2
    assert len(reading.present) > 1


def test_an_old_and_a_new_address_of_one_place_meet() -> None:
    old = present_wards("Xóm 3, Xã Liêm Phong, Huyện Thanh Liêm, Tỉnh Hà Nam")
    assert old and old == present_wards("Xã Liêm Hà, Tỉnh Ninh Bình")


def test_the_country_is_complete() -> None:
    units = gazetteer().units.values()
    counts = {
        (level, is_old): sum(unit.level == level and unit.is_old == is_old for unit in units)
        for level in ("province", "district", "ward")
        for is_old in (True, False)
    }
    assert counts == {
        **{("province", True): 63, ("district", True): 696, ("ward", True): 10035},
        **{("province", False): 34, ("district", False): 0, ("ward", False): 3321},
    }
    today = {unit.code for unit in units if unit.level == "ward" and not unit.is_old}
    assert today == set().union(*(unit.became for unit in units if unit.level != "province" and unit.is_old))


@settings(deadline=None)  # indexes are made at the first place that needs them
@given(st.text(alphabet="xãphườngtỉnhTP.,Q1 Nam Hà-'\n0ềđ") | st.text())
def test_no_text_is_too_odd(text: str) -> None:
    reading = locate(text)
    assert reading.raw.startswith(reading.detail)
    assert present_wards(text) == reading.present
