import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from samples.cardface import draw_qr
from samples.filling import fill, forms
from samples.machine import check_digit, machine_lines, qr_text
from samples.people import FEMALE, Person, draw_family
from samples.places import communes

HOLDER = Person(
    full_name="Nguyễn Thị Minh Anh",
    born=dt.date(1990, 5, 17),
    sex=FEMALE,
    personal_id="024190123456",
    old_id="121234567",
    ethnicity="Kinh",
    origin=communes()[0],
    phone="0590000000",
)
HOME = "Thôn Đông, Xã Tân Mỹ, Bắc Giang"


def test_lines_for_machines() -> None:
    assert machine_lines(HOLDER, dt.date(2030, 5, 17)) == (
        "IDVNM1901234569024190123456<<9",
        "9005178F3005176VNM<<<<<<<<<<<0",
        "NGUYEN<<THI<MINH<ANH<<<<<<<<<<",
    )


def test_card_without_end_and_long_name_still_make_30_places() -> None:
    long = replace(HOLDER, full_name="Tôn Thất Đặng Nguyễn Hoàng Phương Khánh Quỳnh")
    lines = machine_lines(long, None)
    assert [len(line) for line in lines] == [30, 30, 30]
    assert lines[1][8:14] == "991231"
    assert lines[2].startswith("TON<<THAT<DANG<NGUYEN")


@pytest.mark.parametrize(("text", "digit"), [("190123456", "9"), ("900517", "8"), ("", "0"), ("<<<", "0")])
def test_check_digit(text: str, digit: str) -> None:
    assert check_digit(text) == digit


def test_text_of_the_code() -> None:
    expected = f"024190123456|121234567|Nguyễn Thị Minh Anh|17051990|Nữ|{HOME}|21122021"
    assert qr_text(HOLDER, HOME, dt.date(2021, 12, 21)) == expected
    assert qr_text(replace(HOLDER, old_id=None), HOME, dt.date(2021, 12, 21)).split("|")[1] == ""


@pytest.mark.parametrize("pixels", [142, 213])
def test_code_is_read_at_the_size_it_has_on_a_card(pixels: int) -> None:
    text = qr_text(HOLDER, HOME, dt.date(2021, 12, 21))
    (code,) = zxingcpp.read_barcodes(np.asarray(draw_qr(text, pixels)))
    assert code.text == text


@pytest.mark.parametrize(
    ("born", "issued", "expires"),
    [
        (dt.date(1990, 5, 17), dt.date(2022, 1, 1), "2030-05-17"),
        (dt.date(1983, 5, 17), dt.date(2022, 1, 1), "2043-05-17"),  # within two years of 40: good to 60
        (dt.date(1962, 9, 1), dt.date(2022, 1, 1), None),
        (dt.date(1984, 2, 29), dt.date(2021, 5, 1), "2024-02-28"),
    ],
)
def test_expiry_follows_the_age(born: dt.date, issued: dt.date, expires: str | None) -> None:
    family = draw_family(random.Random(1))
    people = {"parent": replace(family.mother, born=born)}
    card = fill(forms()["identity_card_2021"], random.Random(1), family, people, issued)
    assert card.fields.get("expires_on") == expires
    assert ("Không thời hạn" in card.text) == (expires is None)
