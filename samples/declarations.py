"""Papers that citizens fill in themselves: the CT01 declaration, and letters that are no known form."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata
from collections.abc import Sequence

from samples.blocks import (
    Block,
    Header,
    Item,
    PageBreak,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    Title,
)
from samples.people import FEMALE, Family, Person
from samples.places import TWO_LEVELS
from samples.wording import draw_date, grouped_phone, long_date, spoken_sex

_MEMBER_HEADS = (
    "TT",
    "Họ, chữ đệm và tên",
    "Ngày, tháng, năm sinh",
    "Giới tính",
    "Số định danh cá nhân",
    "Mối quan hệ với chủ hộ",
)
_MEMBER_WIDTHS = (0.06, 0.27, 0.17, 0.09, 0.22, 0.19)


def residence_change_ct01(
    rng: random.Random,
    family: Family,
    applicant: Person,
    members: Sequence[Person],
    day: dt.date,
) -> Paper:
    """CT01 in the version of its day; from four members on the signatures stand on the second page."""
    head = family.father
    request = _request(rng, family, day, members)
    blocks: list[Block] = [
        Paragraph(f"Mẫu CT01 ban hành kèm theo Thông tư số {_form_mark(day)}", "right", "italic", small=True),
        Header(()),
        Title(("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",)),
        Paragraph(f"Kính gửi: Công an {family.home.commune.written(day)}", "center"),
        *_numbered_rows(rng, family, applicant, day),
        Row((Item("10. Nội dung đề nghị", request),)),
    ]
    rows = [_member_row(rng, number, family, member) for number, member in enumerate(members, start=1)]
    if rows or rng.random() < 0.3:
        rows += [("",) * len(_MEMBER_HEADS)] * rng.randint(0, 2)
        blocks.append(Paragraph("11. Những thành viên trong hộ gia đình cùng thay đổi:"))
        blocks.append(Table(_MEMBER_HEADS, tuple(rows), _MEMBER_WIDTHS))
    if len(members) >= 4:
        blocks.append(PageBreak())
    place = family.home.commune.own_name(day).split(" ", 1)[1]
    blocks.append(_ct01_signatures(rng, applicant, head, f"{place}, {long_date(day)}"))
    fields = _ct01_fields(family, applicant, request)
    subjects = {"": applicant, "head": head}
    for number, member in enumerate(members, start=1):
        fields |= _member_fields(f"members.{number}.", family, member)
        subjects[f"members.{number}"] = member
    return Paper("residence_change_ct01", tuple(blocks), fields, subjects)


def _form_mark(day: dt.date) -> str:
    return "53/2025/TT-BCA ngày 01/7/2025" if day >= TWO_LEVELS else "66/2023/TT-BCA ngày 17/11/2023"


def _numbered_rows(rng: random.Random, family: Family, applicant: Person, day: dt.date) -> tuple[Row, ...]:
    """Items 1 to 9."""
    head, boxes = family.father, rng.random() < 0.7
    born, sex = draw_date(rng, applicant.born), spoken_sex(applicant.sex)
    name_label = "1. Họ, chữ đệm và tên khai sinh" if day >= TWO_LEVELS else "1. Họ, chữ đệm và tên"
    phone, email = grouped_phone(applicant.phone), _email(applicant)
    relation = relation_to_head(family, applicant)
    return (
        Row((Item(name_label, applicant.full_name.upper()),)),
        Row((Item("2. Ngày, tháng, năm sinh", born), Item("3. Giới tính", sex))),
        Row((Item("4. Số định danh cá nhân", applicant.personal_id, boxes=boxes),)),
        Row((Item("5. Số điện thoại liên hệ", phone), Item("6. Email", email))),
        Row(
            (
                Item("7. Họ, chữ đệm và tên chủ hộ", head.full_name),
                Item("8. Mối quan hệ với chủ hộ", relation),
            )
        ),
        Row((Item("9. Số định danh cá nhân của chủ hộ", head.personal_id, boxes=boxes),)),
    )


def _ct01_fields(family: Family, applicant: Person, request: str) -> dict[str, str]:
    return {
        "full_name": applicant.full_name,
        "date_of_birth": applicant.born.isoformat(),
        "sex": applicant.sex,
        "personal_id": applicant.personal_id,
        "phone": applicant.phone,
        "email": _email(applicant),
        "head.full_name": family.father.full_name,
        "head.relation": relation_to_head(family, applicant),
        "head.personal_id": family.father.personal_id,
        "request": request,
    }


def relation_to_head(family: Family, person: Person) -> str:
    """What `person` is to the head of the household, its father."""
    if person == family.father:
        return "Chủ hộ"
    return "Vợ" if person == family.mother else "Con"


def letter(rng: random.Random, family: Family, writer: Person, day: dt.date) -> Paper:
    """A plain letter: no known form, although it speaks of known ones."""
    home, commune = family.home.written(day), family.home.commune
    title, asks = rng.choice(
        (
            ("ĐƠN ĐỀ NGHỊ", "được hướng dẫn bổ sung giấy tờ còn thiếu trong hồ sơ nhập hộ khẩu cho con tôi"),
            ("ĐƠN TRÌNH BÀY", "xem xét việc tên đệm trong giấy khai sinh của con tôi bị viết thiếu dấu"),
            ("GIẤY ỦY QUYỀN", "cho vợ tôi được thay mặt tôi nộp hồ sơ và nhận kết quả tại bộ phận một cửa"),
        )
    )
    if writer.sex == FEMALE:
        asks = asks.replace("cho vợ tôi", "cho chồng tôi")
    place = commune.own_name(day).split(" ", 1)[1]
    paragraphs = (
        f"Tôi tên là {writer.full_name}, sinh ngày {draw_date(rng, writer.born)}, hiện ở tại {home}.",
        f"Nay tôi viết đơn này kính mong quý cơ quan {asks}. "
        "Tôi đã nộp bản chính giấy khai sinh và căn cước công dân để đối chiếu, nhưng đến nay chưa nhận "
        "được giấy hẹn trả kết quả.",
        "Tôi xin cam đoan những điều trình bày trên đây là đúng sự thật, nếu sai xin chịu trách nhiệm.",
        "Xin trân trọng cảm ơn.",
    )
    blocks: list[Block] = [
        Header(()),
        Title((title,)),
        Paragraph(f"Kính gửi: Trung tâm Phục vụ hành chính công {commune.own_name(day)}", "center"),
        *(Paragraph(text) for text in paragraphs),
        Signatures(
            (
                Signature(("",)),
                Signature(("NGƯỜI LÀM ĐƠN",), writer.full_name, place_date=f"{place}, {long_date(day)}"),
            )
        ),
    ]
    return Paper("unknown", tuple(blocks))


def blank() -> Paper:
    """The back of a sheet."""
    return Paper("blank", ())


def _email(person: Person) -> str:
    bare = unicodedata.normalize("NFD", person.full_name.replace("đ", "d").replace("Đ", "D"))
    words = "".join(letter for letter in bare if letter.isascii()).lower().split()
    return f"{words[-1]}{''.join(word[0] for word in words[:-1])}{person.born.year}@example.com"


def _request(rng: random.Random, family: Family, day: dt.date, members: Sequence[Person]) -> str:
    home = family.home.written(day)
    choices = [
        f"Đăng ký thường trú tại {home}",
        f"Đăng ký tạm trú tại {home} thời hạn 24 tháng",
        f"Tách hộ, đăng ký thường trú tại {home}",
    ]
    if members and all(member in family.children for member in members):
        choices.append(f"Đăng ký thường trú cho con vào hộ của cha mẹ tại {home}")
    return rng.choice(choices)


def _member_row(rng: random.Random, number: int, family: Family, member: Person) -> tuple[str, ...]:
    born, sex = draw_date(rng, member.born), spoken_sex(member.sex)
    return str(number), member.full_name, born, sex, member.personal_id, relation_to_head(family, member)


def _member_fields(prefix: str, family: Family, member: Person) -> dict[str, str]:
    return {
        f"{prefix}full_name": member.full_name,
        f"{prefix}date_of_birth": member.born.isoformat(),
        f"{prefix}sex": member.sex,
        f"{prefix}personal_id": member.personal_id,
        f"{prefix}relation": relation_to_head(family, member),
    }


def _ct01_signatures(rng: random.Random, applicant: Person, head: Person, place_date: str) -> Signatures:
    head_signs = head.full_name if rng.random() < 0.7 else None
    return Signatures(
        (
            Signature(("Ý KIẾN CỦA CHỦ HỘ",), head_signs),
            Signature(("Ý KIẾN CỦA CHỦ SỞ HỮU CHỖ Ở HỢP PHÁP",)),
            Signature(("Ý KIẾN CỦA CHA, MẸ HOẶC NGƯỜI GIÁM HỘ",)),
            Signature(("NGƯỜI KÊ KHAI",), applicant.full_name, place_date=place_date),
        )
    )
