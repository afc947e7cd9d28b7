"""The papers of a civil registry, filled in, labels in printed order.

Labels follow the forms of Circulars 04/2020/TT-BTP (birth, marital status). Offices,
officials, people and numbers are invented.
"""

from __future__ import annotations

import datetime as dt
import random

from samples.blocks import (
    NATION,
    NATION_NEWER_TONE,
    Block,
    Header,
    Item,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Title,
)
from samples.names import draw_name
from samples.people import FEMALE, MALE, Family, Person
from samples.places import Commune
from samples.wording import draw_date, long_date, spoken_date, spoken_sex

POLICE = ("Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Cục Cảnh sát QLHC về TTXH")
NATION_NAME = "Việt Nam"
MARITAL_STATUSES = (
    "Chưa đăng ký kết hôn với ai",
    "Hiện tại chưa đăng ký kết hôn với ai",
    "Đã ly hôn, hiện tại chưa đăng ký kết hôn với ai",
)
PURPOSES = (
    "Đăng ký kết hôn",
    "Bổ sung hồ sơ vay vốn ngân hàng",
    "Làm thủ tục chuyển nhượng quyền sử dụng đất",
)


def birth_certificate(rng: random.Random, family: Family, child: Person, registered: dt.date) -> Paper:
    """Giấy khai sinh; parents by their year of birth alone, now and then by the day."""
    commune, mother, father = family.home.commune, family.mother, family.father
    declarant = rng.choice((mother, father))
    number = f"{rng.randint(3, 640)}/{registered.year}"
    at = f"{rng.choice(('Ủy ban nhân dân', 'UBND'))} {commune.written(registered)}"
    born_at, origin = _place_of_birth(rng, commune, registered), child.origin.written(registered)
    with_day, home = rng.random() < 0.2, family.home.written(registered)
    blocks: list[Block] = [
        _header(rng, commune, registered, number),
        Title(("GIẤY KHAI SINH",)),
        Row((Item("Họ, chữ đệm, tên", _shown(rng, child)),)),
        Row((_birth_item(rng, child), Item("ghi bằng chữ", spoken_date(child.born)))),
        _nature_row(child, with_sex=True),
        Row((Item("Nơi sinh", born_at),)),
        Row((Item("Quê quán", origin),)),
        Row((Item("Số định danh cá nhân", child.personal_id, boxes=rng.random() < 0.2),)),
        *_parent_rows(rng, "mẹ", mother, home, with_day=with_day),
        *_parent_rows(rng, "cha", father, home, with_day=with_day),
        Row((Item("Họ, chữ đệm, tên người đi khai sinh", declarant.full_name),)),
        Row((Item("Giấy tờ tùy thân", _identity_paper(rng, declarant, registered)),)),
        Row((Item("Nơi đăng ký khai sinh", at),)),
        Row((Item("Ngày, tháng, năm đăng ký", draw_date(rng, registered)),)),
        Signatures((Signature(("",)), _official("NGƯỜI KÝ GIẤY KHAI SINH", rng, commune, registered))),
    ]
    fields = {
        **_person_fields("", child),
        "place_of_birth": born_at,
        "place_of_origin": origin,
        "personal_id": child.personal_id,
        "document_number": number,
        **_parent_fields("mother.", mother, home, with_day=with_day),
        **_parent_fields("father.", father, home, with_day=with_day),
        "declarant.full_name": declarant.full_name,
        "declarant.personal_id": declarant.personal_id,
        "registered_at": at,
        "registered_on": registered.isoformat(),
    }
    subjects = {"": child, "mother": mother, "father": father}
    return Paper("birth_certificate", tuple(blocks), fields, subjects)


def _place_of_birth(rng: random.Random, commune: Commune, on: dt.date) -> str:
    where = commune.written(on)
    return rng.choice(
        (
            f"Trạm y tế {where}",
            f"Bệnh viện Đa khoa {where.split(', ')[-1]}",
            f"Bệnh viện Phụ sản {rng.choice(('Hoa Mai', 'Tâm Đức', 'Bình Minh'))}, {where}",
        )
    )


def _parent_rows(
    rng: random.Random, who: str, parent: Person, home: str, *, with_day: bool
) -> tuple[Row, Row, Row]:
    birth = _birth_item(rng, parent) if with_day else Item("Năm sinh", str(parent.born.year))
    return (
        Row((Item(f"Họ, chữ đệm, tên người {who}", _shown(rng, parent)),)),
        Row((birth, *_nature_row(parent).items)),
        Row((Item("Nơi cư trú", home),)),
    )


def _parent_fields(prefix: str, parent: Person, home: str, *, with_day: bool) -> dict[str, str]:
    fields = _person_fields(prefix, parent) | {f"{prefix}residence": home}
    del fields[f"{prefix}sex"]
    if not with_day:
        fields[f"{prefix}date_of_birth"] = str(parent.born.year)
    return fields


def marital_status_certificate(rng: random.Random, family: Family, person: Person, issued: dt.date) -> Paper:
    """Giấy xác nhận tình trạng hôn nhân; good for six months and for one purpose."""
    commune, home = family.home.commune, family.home.written(issued)
    number = f"{rng.randint(5, 870)}/UBND-XNTTHN"
    status, purpose = rng.choice(MARITAL_STATUSES), rng.choice(PURPOSES)
    asks = f"Xét đề nghị của ông/bà {person.full_name}, về việc cấp Giấy xác nhận tình trạng hôn nhân,"
    official = _official("TM. ỦY BAN NHÂN DÂN", rng, commune, issued, second="CHỦ TỊCH", dated=True)
    blocks: list[Block] = [
        _header(rng, commune, issued, number),
        Title(("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",)),
        Paragraph(asks),
        Paragraph("XÁC NHẬN:", "center", "bold"),
        Row((Item("Họ, chữ đệm, tên", _shown(rng, person)),)),
        Row((_birth_item(rng, person),)),
        _nature_row(person, with_sex=True),
        Row((Item("Giấy tờ tùy thân", _identity_paper(rng, person, issued)),)),
        Row((Item("Nơi cư trú", home),)),
        *_stay(rng, person, home, issued),
        Row((Item("Tình trạng hôn nhân", status),)),
        Row((Item("Giấy này có giá trị 6 tháng, kể từ ngày cấp, được sử dụng để", purpose),)),
        Signatures((Signature(("",)), official)),
    ]
    fields = {
        **_person_fields("", person),
        "personal_id": person.personal_id,
        "residence": home,
        "marital_status": status,
        "purpose": purpose,
        "document_number": number,
        "issued_on": issued.isoformat(),
    }
    return Paper("marital_status_certificate", tuple(blocks), fields, {"": person})


def _stay(rng: random.Random, person: Person, home: str, until: dt.date) -> tuple[Paragraph, ...]:
    """Since when the person has lived there: not every office prints it."""
    since = dt.date(person.born.year + 18, person.born.month, min(person.born.day, 28))
    text = f"Trong thời gian cư trú tại: {home} từ {long_date(since)} đến {long_date(until)}"
    return (Paragraph(text),) if rng.random() < 0.4 else ()


def _person_fields(prefix: str, person: Person) -> dict[str, str]:
    return {
        f"{prefix}full_name": person.full_name,
        f"{prefix}date_of_birth": person.born.isoformat(),
        f"{prefix}sex": person.sex,
        f"{prefix}ethnicity": person.ethnicity,
        f"{prefix}nationality": NATION_NAME,
    }


def _nature_row(person: Person, *, with_sex: bool = False) -> Row:
    sex = (Item("Giới tính", spoken_sex(person.sex)),) if with_sex else ()
    return Row((*sex, Item("Dân tộc", person.ethnicity), Item("Quốc tịch", NATION_NAME)))


def _birth_item(rng: random.Random, person: Person) -> Item:
    return Item("Ngày, tháng, năm sinh", draw_date(rng, person.born))


def _shown(rng: random.Random, person: Person) -> str:
    return person.full_name.upper() if rng.random() < 0.5 else person.full_name


def _identity_paper(rng: random.Random, person: Person, before: dt.date) -> str:
    issued = max(dt.date(2021, 3, 1), before - dt.timedelta(days=rng.randint(40, 900)))
    if issued >= before or rng.random() < 0.25:
        return f"Số định danh cá nhân {person.personal_id}"
    by = f"do {rng.choice(POLICE)} cấp ngày {draw_date(rng, issued)}"
    return f"{rng.choice(('Căn cước công dân', 'CCCD'))} số {person.personal_id} {by}"


def _header(rng: random.Random, commune: Commune, on: dt.date, number: str) -> Header:
    """Now and then with the tone mark where newer spelling puts it."""
    nation = NATION_NEWER_TONE if rng.random() < 0.2 else NATION
    return Header(_office(rng, commune, on), number, nation)


def _office(rng: random.Random, commune: Commune, on: dt.date) -> tuple[str, ...]:
    name = commune.own_name(on).upper()
    if commune.written(on).count(",") == 2 and rng.random() < 0.5:
        return (f"UBND {commune.district.upper()}", f"ỦY BAN NHÂN DÂN {name}")
    return ("ỦY BAN NHÂN DÂN", name)


def _official(
    caption: str,
    rng: random.Random,
    commune: Commune,
    on: dt.date,
    *,
    second: str | None = None,
    dated: bool = False,
) -> Signature:
    place = commune.own_name(on).removeprefix("Xã ").removeprefix("Phường ").removeprefix("Thị trấn ")
    captions = (caption, second or rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH")))
    return Signature(
        captions,
        name=name_official(commune.own_name(on), on.year),
        place_date=f"{place}, {long_date(on)}" if dated else None,
        seal=f"ỦY BAN NHÂN DÂN {commune.own_name(on).upper()}",
    )


def name_official(office: str, year: int) -> str:
    """The same official signs for one office in one year, whatever else is drawn."""
    own = random.Random(f"official/{office}/{year}")
    return draw_name(own, own.choice((MALE, FEMALE)))
