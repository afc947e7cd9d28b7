"""Numbers of persons and papers, and amounts."""

from __future__ import annotations

import datetime as dt
import re

from models.fields.kind import EDGES, Kind
from models.identity import parse_personal_number
from models.numerals import number_in_words
from models.text import clean, digits, mend_figures

# Letters that readers take figures for, where all around are figures.
_FIGURES = str.maketrans("OoQDIl|ZSBG", "00001112586")
_NEARLY_FIGURES = re.compile(r"(?<![^\W_])[0-9OoQDIl|ZSBG](?:[ .]?[0-9OoQDIl|ZSBG])*(?![^\W_])")
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
MOST_LETTERS = 2  # that may stand for figures in one number


class Number(Kind):
    """A number of a fixed count of digits, found in a longer text; spaces and dots inside do not count, and
    one or two letters that look like figures are figures."""

    def __init__(self, *lengths: int) -> None:
        self.lengths = lengths

    def clean(self, raw: str) -> str | None:
        text = mend_figures(clean(raw))
        runs = [digits(run) for run in re.findall(r"[0-9](?:[ .-]?[0-9])*", text)]
        runs += [_as_figures(run) for run in _NEARLY_FIGURES.findall(text)]
        return next((run for run in runs if len(run) in self.lengths), None)

    def well_formed(self, raw: str) -> bool:
        return re.fullmatch(r"[0-9](?:[ .]?[0-9])*", clean(raw)) is not None

    def same(self, one: str, other: str) -> bool:
        return digits(one) == digits(other)


class BusinessCode(Number):
    """A household business's number: its owner's or tax number, or, before 1/7/2025, ten signs with a letter
    in third place, such as 44T8543886."""

    def clean(self, raw: str) -> str | None:
        older = re.search(r"\b[0-9]{2}[A-Z][0-9]{7}\b", clean(raw))
        return older.group() if older else super().clean(raw)


def _as_figures(run: str) -> str:
    letters = sum(sign.isalpha() or sign == "|" for sign in run)
    return digits(run.translate(_FIGURES)) if letters <= MOST_LETTERS else ""


class PersonalId(Number):
    """A personal number, 12 digits."""

    def __init__(self) -> None:
        super().__init__(12)

    def valid(self, value: str) -> bool:
        """Born in a year that has begun (Circular 59/2021/TT-BCA)."""
        number = parse_personal_number(value)
        return number is not None and number.birth_year <= dt.date.today().year


class Phone(Number):
    """A Vietnamese phone number: ten digits, or eleven for a line; +84 is the country's for 0."""

    def __init__(self) -> None:
        super().__init__(10, 11)

    def clean(self, raw: str) -> str | None:
        return super().clean(re.sub(r"\+ ?84 ?(?:\(0\))? ?", "0", clean(raw)))

    def valid(self, value: str) -> bool:
        """By the numbering plan of Circular 25/2014/TT-BTTTT and its change to ten digits in 2018."""
        return re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{8,9}", value) is not None

    def show(self, value: str) -> str:
        return f"{value[:4]} {value[4:7]} {value[7:]}"


# A slash that was read as a letter: 777I2025ITLKS-BS.
_SLASH_AS_LETTER = re.compile(
    r"(?<=[0-9])[Il|](?=[12][0-9]{3}(?:[/Il|]|$))|(?<=[0-9])[Il|](?=[A-ZĐ]{2,8}-[A-ZĐ])"
)


class DocumentNumber(Kind):
    """Number and symbol of a paper, such as 254/2022 or 227/UBND-XNTTHN: no space inside."""

    form = re.compile(r"[0-9]{1,6}(?:/[12][0-9]{3})?(?:/[A-ZĐ]{2,8}(?:-[A-ZĐ0-9]{2,10})*)?")

    def clean(self, raw: str) -> str | None:
        joined = re.sub(r"(?:\s*([/\-])\s*)+", r"\1", mend_figures(clean(raw)))  # a sign read twice is one
        found = re.match(r"[:\s]*([Il|]?\d[\w/\-.]*)", joined)
        if found is None:
            return None
        number = re.sub(r"^[Il|]", "1", found[1])
        number = _SLASH_AS_LETTER.sub("/", number)
        return re.sub(r"(?<=\d)\.(?=[A-ZĐ]{2})", "/", number).strip(EDGES)


class SerialNumber(Kind):
    """A printed form's own number: two letters and six to eight figures, such as BG 47401389."""

    form = re.compile(r"[A-ZĐ]{2} ?[0-9]{6,8}")

    def clean(self, raw: str) -> str | None:
        found = re.search(r"\b([A-ZĐ]{2}) ?([0-9]{6,8})\b", clean(raw).upper())
        return f"{found[1]} {found[2]}" if found else None


class Amount(Kind):
    """A quantity as Vietnamese prints it: dots part thousands, a comma the decimals; 1.250,5 m2 is 1250.5."""

    form = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]{1,2})? ?(?:m2|m²|đồng|đ|VNĐ)?")

    def clean(self, raw: str) -> str | None:
        found = re.search(r"([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?(?![0-9])", clean(raw))
        if found is None or len(found[2] or "") > 2:
            return None  # three figures behind a sign may be decimals or thousands
        whole = digits(found[1])
        return f"{whole}.{found[2]}" if found[2] else whole

    def same(self, one: str, other: str) -> bool:
        return _plain(one) == _plain(other)

    def show(self, value: str) -> str:
        """With dots between thousands and a comma before the decimals."""
        whole, _, decimals = value.partition(".")
        grouped = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", ".", whole)
        return f"{grouped},{decimals}" if decimals else grouped


def _plain(amount: str) -> str:
    """Without zeros that mean nothing."""
    whole, _, decimals = amount.partition(".")
    return f"{whole.lstrip('0')}.{decimals.rstrip('0')}"


class Area(Amount):
    """Square metres."""

    def clean(self, raw: str) -> str | None:
        return super().clean(re.sub(r"(?<=[0-9]), (?=[0-9]{1,2} ?m)", ",", raw))

    def show(self, value: str) -> str:
        return f"{super().show(value)} m²"


class Money(Amount):
    """Đồng, to the last; "100 triệu" and "1,5 tỷ" are read as what they are."""

    def clean(self, raw: str) -> str | None:
        amount = super().clean(raw)
        scaled = re.search(r"([0-9]+(?:[.,][0-9]{1,2})?) ?(nghìn|ngàn|triệu|tỷ|tỉ)\b", clean(raw).casefold())
        if amount is None or scaled is None:
            return amount if amount and "." not in amount else None
        whole, _, decimals = amount.partition(".")
        value = int(whole[:15] + decimals) * _SCALES[scaled[2]] // 10 ** len(decimals)
        return str(value)

    def show(self, value: str) -> str:
        return f"{super().show(value)} đồng"

    def from_words(self, words: str) -> str | None:
        said = re.findall(r"[^\W\d_]+", clean(words).casefold())
        said = said[: said.index("đồng")] if "đồng" in said else said
        number = number_in_words(said)
        return str(number) if number else None
