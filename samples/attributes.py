"""What papers tell of a person and of the office that made them, by the last part of a fact's name."""

from __future__ import annotations

import datetime as dt
import random
import re
import unicodedata

from samples.case import Case, Fact
from samples.machine import card_expiry, machine_lines, qr_text
from samples.names import draw_name
from samples.people import FEMALE, MALE, Person, kin
from samples.places import TWO_LEVELS, abbreviate
from samples.wording import draw_date, draw_phone, grouped_amount, spoken_sex

NATION_NAME = "Việt Nam"
POLICE = ("Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Cục Cảnh sát QLHC về TTXH", "Bộ Công an")
RANKS = ("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH")

Told = str | dt.date | Fact  # a text or a day is told as it is


def tell_of_person(case: Case, role: str, attribute: str) -> Told:
    """An attribute of the person in a role; KeyError where papers tell no such thing."""
    person, prefix = case.cast[role], f"{role}." if role else ""
    match attribute:
        case "full_name":
            name = person.full_name
            return Fact(name.upper() if case.rng.random() < 0.4 else name, {f"{prefix}full_name": name})
        case "given_name":
            return Fact(person.full_name.split()[-1])
        case "date_of_birth":
            return person.born
        case "date_of_death" if person.died:
            return person.died
        case "_of_age":
            return person.born + dt.timedelta(days=6575)
        case "sex":
            return Fact(spoken_sex(person.sex), {f"{prefix}sex": person.sex})
        case "title":
            return Fact("Bà" if person.sex == FEMALE else "Ông")
        case "ethnicity":
            return person.ethnicity
        case "nationality":
            return NATION_NAME
        case "place_of_origin":
            return person.origin.written(case.on)
        case "residence":
            return _residence(case, person)
        case "short_residence":
            address = abbreviate(_residence(case, person))
            return Fact(address, {f"{prefix}residence": address})
        case "personal_id":
            return person.personal_id
        case "identity_paper":
            return Fact(_identity_paper(case, person), {f"{prefix}personal_id": person.personal_id})
        case "phone":
            return Fact(draw_phone(case.rng, person.phone), {f"{prefix}phone": person.phone})
        case "email":
            return _email(person)
        case "relation":
            return _relation(case, role)
        case "expires_on":
            return card_expiry(person.born, case.on) or Fact("Không thời hạn")
        case "code":
            old = {f"{prefix}old_id": person.old_id} if person.old_id else {}
            return Fact(qr_text(person, _residence(case, person), case.on), old)
        case "machine_lines":
            return Fact("\n".join(machine_lines(person, card_expiry(person.born, case.on))))
    raise KeyError(attribute)


def tell_of_office(case: Case, name: str) -> str | Fact | None:
    """What a paper tells of its office and what it is about; a text is no field. None for all other names."""
    commune, rng = case.family.home.commune, case.rng
    place = short_name(commune.own_name(case.on))
    match name:
        case "commune":
            return commune.written(case.on)
        case "commune_name":
            return commune.own_name(case.on)
        case "commune_kind":
            return commune.own_name(case.on).removesuffix(f" {place}")
        case "place":
            return place
        case "province":
            return commune.written(case.on).rsplit(", ", 1)[1]
        case "office":
            return f"{rng.choice(('Ủy ban nhân dân', 'UBND'))} {commune.written(case.on)}"
        case "official":
            return name_official(commune.own_name(case.on), case.on.year)
        case "card_official":
            return name_official("cards", 2021)
        case "rank":
            return rng.choice(RANKS)
        case "serial":
            return str(rng.randint(3, 870))
        case "capital_vnd":
            amount = rng.choice((20, 35, 50, 80, 100, 150, 200, 250, 500, 780)) * 1_000_000
            return Fact(f"{grouped_amount(amount)} đồng", {name: str(amount)})
        case "area_m2":
            area = f"{rng.randint(45, 980)}" + rng.choice(("", f".{rng.randint(1, 9)}"))
            return Fact(f"{area.replace('.', ',')} m²", {name: area})
    return None


def short_name(commune: str) -> str:
    """`Yên Quý` of `Xã Yên Quý`."""
    return re.sub("^(Xã|Phường|Thị trấn|Đặc khu) ", "", commune)


def name_official(office: str, year: int) -> str:
    """The same official signs for one office in one year, whatever else is drawn."""
    own = random.Random(f"official/{office}/{year}")
    return draw_name(own, own.choice((MALE, FEMALE)))


def _residence(case: Case, person: Person) -> str:
    """Now and then still as it was before the reform of 2025."""
    own = random.Random(f"address/{person.personal_id}")
    on = min(case.on, TWO_LEVELS - dt.timedelta(days=1)) if own.random() < 0.2 else case.on
    return (person.home or case.family.home).written(on)


def _identity_paper(case: Case, person: Person) -> str:
    """The paper that a person showed, mostly with who issued it and when."""
    rng, number = case.rng, person.personal_id
    issued = max(dt.date(2021, 3, 1), case.on - dt.timedelta(days=rng.randint(40, 900)))
    if issued >= case.on or rng.random() < 0.25:
        return f"Số định danh cá nhân {number}"
    by = f"do {rng.choice(POLICE)} cấp ngày {draw_date(rng, issued)}"
    return f"{rng.choice(('Căn cước công dân số', 'CCCD số', 'Thẻ căn cước số'))} {number} {by}"


def _email(person: Person) -> str:
    """`trangntn1994@example.com`"""
    bare = unicodedata.normalize("NFD", person.full_name.replace("đ", "d").replace("Đ", "D"))
    words = "".join(letter for letter in bare if letter.isascii()).lower().split()
    return f"{words[-1]}{''.join(word[0] for word in words[:-1])}{person.born.year}@example.com"


def _relation(case: Case, role: str) -> str:
    """What the main person is to the head of the household, and others to the head or the main person."""
    head, main = case.cast.get("head"), case.cast.get("")
    if role == "head" and head and main:
        return kin(case.family, main, head)
    return kin(case.family, case.cast[role], head or main or case.cast[role])
