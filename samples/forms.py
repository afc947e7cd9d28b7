"""The papers of a civil registry and a police office, filled in, labels in printed order.

Labels follow the forms of Circulars 04/2020/TT-BTP (birth, marital status), 66/2023 and 53/2025/TT-BCA
(CT01) and 06/2021/TT-BCA (card). Offices, officials, people and numbers are invented.
"""

from __future__ import annotations

import datetime as dt
import random

from samples.blocks import (
    Block,
    CardBack,
    CardFront,
    Header,
    Item,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Title,
)
from samples.cards import machine_lines, qr_text
from samples.names import draw_name
from samples.people import FEMALE, MALE, Family, Person
from samples.places import Commune
from samples.wording import draw_date, long_date, plain_date, spoken_date, spoken_sex

POLICE = ("Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Cục Cảnh sát QLHC về TTXH")
NATION_NAME = "Việt Nam"


def birth_certificate(rng: random.Random, family: Family, child: Person, registered: dt.date) -> Paper:
    """Giấy khai sinh; parents by their year of birth alone, now and then by the day."""
    commune, mother, father = family.home.commune, family.mother, family.father
    declarant = rng.choice((mother, father))
    number = f"{rng.randint(3, 640)}/{registered.year}"
    at = f"{rng.choice(('Ủy ban nhân dân', 'UBND'))} {commune.written(registered)}"
    born_at = rng.choice(
        (
            f"Trạm y tế {commune.written(registered)}",
            f"Bệnh viện Đa khoa {commune.written(registered).split(', ')[-1]}",
            f"Bệnh viện Phụ sản {rng.choice(('Hoa Mai', 'Tâm Đức', 'Bình Minh'))}, "
            + commune.written(registered),
        )
    )
    origin = child.origin.written(registered)
    fields = {
        **_person_fields("", child),
        "place_of_birth": born_at,
        "place_of_origin": origin,
        "personal_id": child.personal_id,
        "document_number": number,
    }
    blocks: list[Block] = [
        Header(_office(rng, commune, registered), number),
        Title(("GIẤY KHAI SINH",)),
        Row((Item("Họ, chữ đệm, tên", _shown(rng, child)),)),
        Row((_birth_item(rng, child), Item("ghi bằng chữ", spoken_date(child.born)))),
        _nature_row(child, with_sex=True),
        Row((Item("Nơi sinh", born_at),)),
        Row((Item("Quê quán", origin),)),
        Row((Item("Số định danh cá nhân", child.personal_id, boxes=rng.random() < 0.2),)),
    ]
    with_day = rng.random() < 0.2
    for role, who, parent in (("mother", "mẹ", mother), ("father", "cha", father)):
        birth = draw_date(rng, parent.born) if with_day else str(parent.born.year)
        label = "Ngày, tháng, năm sinh" if with_day else "Năm sinh"
        home = family.home.written(registered)
        blocks += [
            Row((Item(f"Họ, chữ đệm, tên người {who}", _shown(rng, parent)),)),
            Row((Item(label, birth), *_nature_row(parent).items)),
            Row((Item("Nơi cư trú", home),)),
        ]
        fields |= _person_fields(f"{role}.", parent) | {f"{role}.residence": home}
        fields[f"{role}.date_of_birth"] = str(parent.born)[: None if with_day else 4]
        del fields[f"{role}.sex"]
    blocks += [
        Row((Item("Họ, chữ đệm, tên người đi khai sinh", declarant.full_name),)),
        Row((Item("Giấy tờ tùy thân", _identity_paper(rng, declarant, registered)),)),
        Row((Item("Nơi đăng ký khai sinh", at),)),
        Row((Item("Ngày, tháng, năm đăng ký", draw_date(rng, registered)),)),
        Signatures((Signature(("",)), _official("NGƯỜI KÝ GIẤY KHAI SINH", rng, commune, registered))),
    ]
    fields |= {
        "declarant.full_name": declarant.full_name,
        "declarant.personal_id": declarant.personal_id,
        "registered_at": at,
        "registered_on": registered.isoformat(),
    }
    return Paper("birth_certificate", tuple(blocks), fields, {"": child, "mother": mother, "father": father})


def marital_status_certificate(rng: random.Random, family: Family, person: Person, issued: dt.date) -> Paper:
    """Giấy xác nhận tình trạng hôn nhân; good for six months and for one purpose."""
    commune = family.home.commune
    number = f"{rng.randint(5, 870)}/UBND-XNTTHN"
    home = family.home.written(issued)
    status = rng.choice(
        (
            "Chưa đăng ký kết hôn với ai",
            "Hiện tại chưa đăng ký kết hôn với ai",
            "Đã ly hôn, hiện tại chưa đăng ký kết hôn với ai",
        )
    )
    purpose = rng.choice(
        ("Đăng ký kết hôn", "Bổ sung hồ sơ vay vốn ngân hàng", "Làm thủ tục chuyển nhượng quyền sử dụng đất")
    )
    since = dt.date(person.born.year + 18, person.born.month, min(person.born.day, 28))
    stay = (
        f"Trong thời gian cư trú tại: {home} từ {long_date(since)} đến {long_date(issued)}"
        if rng.random() < 0.4
        else None
    )
    blocks: list[Block] = [
        Header(_office(rng, commune, issued), number),
        Title(("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",)),
        Paragraph(
            f"Xét đề nghị của ông/bà {person.full_name}, về việc cấp Giấy xác nhận tình trạng hôn nhân,"
        ),
        Paragraph("XÁC NHẬN:", "center", "bold"),
        Row((Item("Họ, chữ đệm, tên", _shown(rng, person)),)),
        Row((_birth_item(rng, person),)),
        _nature_row(person, with_sex=True),
        Row((Item("Giấy tờ tùy thân", _identity_paper(rng, person, issued)),)),
        Row((Item("Nơi cư trú", home),)),
        *([Paragraph(stay)] if stay else []),
        Row((Item("Tình trạng hôn nhân", status),)),
        Row((Item("Giấy này có giá trị 6 tháng, kể từ ngày cấp, được sử dụng để", purpose),)),
        Signatures(
            (
                Signature(("",)),
                _official("TM. ỦY BAN NHÂN DÂN", rng, commune, issued, second="CHỦ TỊCH", dated=True),
            )
        ),
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
            _name_of_office("cards", 2021),
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
        name=_name_of_office(commune.own_name(on), on.year),
        place_date=f"{place}, {long_date(on)}" if dated else None,
        seal=f"ỦY BAN NHÂN DÂN {commune.own_name(on).upper()}",
    )


def _name_of_office(office: str, year: int) -> str:
    """The same official signs for one office in one year, whatever else is drawn."""
    own = random.Random(f"official/{office}/{year}")
    return draw_name(own, own.choice((MALE, FEMALE)))
