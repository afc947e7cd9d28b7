"""Dates and numbers as Vietnamese papers write them."""

from __future__ import annotations

import datetime as dt
import random
import re

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def plain_date(day: dt.date) -> str:
    """`05/06/2025`"""
    return day.strftime("%d/%m/%Y")


def decree_date(day: dt.date) -> str:
    """`05/6/2025`: Decree 30/2020/NĐ-CP pads days below 10 and months 1 and 2, no other month."""
    return f"{day.day:02d}/{_decree_month(day)}/{day.year}"


def long_date(day: dt.date) -> str:
    """`ngày 05 tháng 6 năm 2025`, padded by the same rule."""
    return f"ngày {day.day:02d} tháng {_decree_month(day)} năm {day.year}"


def draw_date(rng: random.Random, day: dt.date) -> str:
    """In one of the short ways."""
    return rng.choices((plain_date, decree_date, _hyphened_date), weights=(52, 41, 7))[0](day)


def _hyphened_date(day: dt.date) -> str:
    return day.strftime("%d-%m-%Y")


def spoken_date(day: dt.date, rng: random.Random | None = None) -> str:
    """`Ngày năm, tháng sáu, năm hai nghìn không trăm hai mươi lăm`; with `rng` as people speak in places."""
    spoken = f"Ngày {_below_hundred(day.day)}, tháng {_month(day.month)}, năm {_year(day.year)}"
    if rng is None:
        return spoken
    if day.day <= 10 and rng.random() < 0.5:
        spoken = spoken.replace("Ngày ", rng.choice(("Ngày mùng ", "Ngày mồng ")), 1)
    if rng.random() < 0.3:
        spoken = spoken.replace("nghìn", "ngàn").replace("linh", "lẻ")
    return spoken.replace(",", "") if rng.random() < 0.2 else spoken


_NEWER = {"òa": "oà", "óa": "oá", "ỏa": "oả", "ùy": "uỳ", "ủy": "uỷ", "úy": "uý", "óe": "oé", "ỏe": "oẻ"}


def newer_tones(text: str) -> str:
    """`tuỳ thân`, `UỶ BAN`, `CỘNG HOÀ`: the mark on the main vowel, as schools teach it."""
    for older, newer in _NEWER.items():
        # Before a final letter both spellings agree.
        text = re.sub(f"{older}\\b", newer, text)
        text = re.sub(f"{older.upper()}\\b", newer.upper(), text)
        text = re.sub(f"{older.capitalize()}\\b", newer.capitalize(), text)
    return text


def spoken_sex(sex: str) -> str:
    return "Nữ" if sex == "female" else "Nam"


def grouped_phone(phone: str) -> str:
    """`0590 123 456`"""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"


def draw_phone(rng: random.Random, phone: str) -> str:
    """With blanks, with dots, or without either."""
    grouped = grouped_phone(phone)
    return rng.choice((grouped, grouped.replace(" ", "."), phone))


def grouped_amount(amount: int) -> str:
    """`20.000.000`"""
    return f"{amount:,}".replace(",", ".")


def _decree_month(day: dt.date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def _month(month: int) -> str:
    return "tư" if month == 4 else _below_hundred(month)


def _below_hundred(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return _DIGITS[unit]
    if tens == 1:
        return " ".join(["mười", *_unit_after_ten(unit)])
    after = ["mốt"] if unit == 1 else ["tư"] if unit == 4 else _unit_after_ten(unit)
    return " ".join([_DIGITS[tens], "mươi", *after])


def _unit_after_ten(unit: int) -> list[str]:
    return [] if unit == 0 else ["lăm"] if unit == 5 else [_DIGITS[unit]]


def _year(year: int) -> str:
    thousands, rest = divmod(year, 1000)
    hundreds, rest = divmod(rest, 100)
    parts = [_DIGITS[thousands], "nghìn", _DIGITS[hundreds], "trăm"]
    if 0 < rest < 10:
        parts += ["linh", _DIGITS[rest]]
    elif rest:
        parts.append(_below_hundred(rest))
    return " ".join(parts)
