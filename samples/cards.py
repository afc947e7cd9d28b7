"""The identity card of 2021 (Circular 06/2021/TT-BCA), its QR code's text and its lines for machines."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata

from samples.blocks import CardBack, CardFront, Item, Paper, Row
from samples.forms import NATION_NAME, name_official
from samples.people import Family, Person
from samples.wording import plain_date, spoken_sex

_VALUES = {letter: number for number, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
NO_EXPIRY = "991231"


def identity_card_2021(rng: random.Random, family: Family, person: Person, issued: dt.date) -> Paper:
    """Both sides of the card with a chip. Valid to the next of 25, 40, 60 years, then without end."""
    origin, home = person.origin.written(issued), family.home.written(issued)
    expires = _card_expiry(person, issued)
    front = CardFront(
        number=Item("Số / No.", person.personal_id),
        rows=(
            Row((Item("Họ và tên / Full name", person.full_name.upper()),)),
            Row((Item("Ngày sinh / Date of birth", plain_date(person.born)),)),
            Row(
                (
                    Item("Giới tính / Sex", spoken_sex(person.sex)),
                    Item("Quốc tịch / Nationality", NATION_NAME),
                )
            ),
            Row((Item("Quê quán / Place of origin", origin),)),
            Row((Item("Nơi thường trú / Place of residence", home),)),
        ),
        expiry=Item(
            rng.choice(("Có giá trị đến", "Có giá trị đến / Date of expiry")),
            plain_date(expires) if expires else "Không thời hạn",
        ),
        qr=qr_text(person, home, issued),
    )
    mark = f"{rng.choice(('Nốt ruồi', 'Sẹo chấm', 'Tàn nhang'))} C: {rng.choice(('1', '1,5', '2'))}cm "
    back = CardBack(
        marks=Item(
            "Đặc điểm nhận dạng / Personal identification",
            mark + rng.choice(("dưới đuôi mắt phải", "trên cánh mũi trái", "sau mép trái")),
        ),
        issued=Item("Ngày, tháng, năm / Date, month, year", plain_date(issued)),
        signer=(
            "CỤC TRƯỞNG CỤC CẢNH SÁT",
            "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            name_official("cards", 2021),
        ),
        fingers=("Ngón trỏ trái", "Ngón trỏ phải"),
        machine_lines=machine_lines(person, expires),
    )
    fields = {
        "personal_id": person.personal_id,
        "full_name": person.full_name,
        "date_of_birth": person.born.isoformat(),
        "sex": person.sex,
        "nationality": NATION_NAME,
        "place_of_origin": origin,
        "residence": home,
        "issued_on": issued.isoformat(),
    }
    fields |= {"expires_on": expires.isoformat()} if expires else {}
    fields |= {"old_id": person.old_id} if person.old_id else {}
    return Paper("identity_card_2021", (front, back), fields, {"": person})


def _card_expiry(person: Person, issued: dt.date) -> dt.date | None:
    """Law on Citizen Identification 2014, article 21: a card of the two years before counts for the next."""
    for age in (25, 40, 60):
        year = person.born.year + age
        birthday = dt.date(
            year, person.born.month, min(person.born.day, 28) if person.born.month == 2 else person.born.day
        )
        if (birthday - issued).days > 2 * 365:
            return birthday
    return None


def qr_text(person: Person, residence: str, issued: dt.date) -> str:
    """Number, old number, name, birth, sex, residence, issue; dates as ddmmyyyy, separated by |."""
    parts = (
        person.personal_id,
        person.old_id or "",
        person.full_name,
        f"{person.born:%d%m%Y}",
        spoken_sex(person.sex),
        residence,
        f"{issued:%d%m%Y}",
    )
    return "|".join(parts)


def check_digit(text: str) -> str:
    """The check digit of ICAO 9303: weights 7, 3, 1 over the values of the letters, modulo 10."""
    return str(sum(_VALUES[letter] * (7, 3, 1)[at % 3] for at, letter in enumerate(text)) % 10)


def machine_lines(person: Person, expires: dt.date | None) -> tuple[str, str, str]:
    """Three lines of 30: the last 9 digits with their check, the whole number, dates, the name in A to Z."""
    short = person.personal_id[-9:]
    optional = f"{person.personal_id}<<"
    first = f"IDVNM{short}{check_digit(short)}{optional}{check_digit(optional)}"
    born = f"{person.born:%y%m%d}"
    until = f"{expires:%y%m%d}" if expires else NO_EXPIRY
    sex = "F" if person.sex == "female" else "M"
    second = f"{born}{check_digit(born)}{sex}{until}{check_digit(until)}VNM{'<' * 11}"
    # Composite: what stands in line 1 from place 6, both dates with their checks, and the optional data.
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second, _machine_name(person.full_name)


def _machine_name(full_name: str) -> str:
    family, *rest = _bare(full_name).upper().split()
    return f"{family}<<{'<'.join(rest)}"[:30].ljust(30, "<")


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if letter.isascii())
