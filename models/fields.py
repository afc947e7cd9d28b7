"""Kinds of fields: each knows how its text is cleaned and when two of its values are the same.

`clean(raw)` gives the normalised value or None, never raises, and leaves a clean value as it is.
`well_formed(raw)` tells whether the text as read is wholly written as such values are: nothing in it was
passed over or guessed.
"""

from __future__ import annotations

import functools
import re
from importlib import resources

import yaml

from models.dates import find_date, from_iso
from models.identity import FEMALE, MALE
from models.text import clean, digits, fold, same_key

_EDGES = " .,;:_-–—…|*'\"`~=<>«»()[]{}/\\"


class Kind:
    """Text as printed. The base of all kinds."""

    def clean(self, raw: str) -> str | None:
        return clean(raw).strip(_EDGES) or None

    def same(self, one: str, other: str) -> bool:
        return same_key(one) == same_key(other)

    form: re.Pattern[str] | None = None  # of the whole text, where the kind has one

    def well_formed(self, raw: str) -> bool:
        return self.form is not None and self.form.fullmatch(clean(raw).strip(" .,;:")) is not None


class Name(Kind):
    """A person's name: letters, hyphen and apostrophe; at least two syllables."""

    def clean(self, raw: str) -> str | None:
        words = [word.strip(_EDGES) for word in clean(raw).split()]
        words = [word for word in words if word]
        letters = "".join(words).translate({ord(mark): None for mark in "-'’"})
        if len(words) < 2 or not letters.isalpha():
            return None
        words[0] = _mended(words[0], "surname")
        words[1:-1] = [_mended(word, "middle_name") for word in words[1:-1]]
        return " ".join(words)

    def has_surname(self, value: str) -> bool:
        """Whether the first word is one of the family names that nearly all people have."""
        return same_key(value.split()[0]) in {same_key(entry) for entry in _lexicon("surname")}


def _mended(word: str, lexicon: str) -> str:
    """A word that is in no lexicon but for its accents, as the one entry that it then is: NGUYÊN is no family
    name, NGUYỄN is. A word that could be two entries stays."""
    alike = [entry for entry in _lexicon(lexicon) if fold(entry) == fold(word)]
    if len(alike) != 1 or same_key(alike[0]) == same_key(word):
        return word
    return alike[0].upper() if word.isupper() else alike[0]


class Date(Kind):
    """ISO with the precision that is printed."""

    form = re.compile(
        r"(?:.{0,60}\bngày:? )?[0-9]{1,2}(?:[/.-][0-9]{1,2}[/.-]| tháng [0-9]{1,2} năm )[0-9]{4}",
        re.IGNORECASE,
    )

    def clean(self, raw: str) -> str | None:
        date = from_iso(raw.strip()) or find_date(raw)
        return date.iso() if date else None


class Sex(Kind):
    """`male` or `female`."""

    def clean(self, raw: str) -> str | None:
        words = re.findall(r"\w+", same_key(raw))
        return {"nam": MALE, MALE: MALE, "nữ": FEMALE, FEMALE: FEMALE}.get(words[0]) if words else None


class Number(Kind):
    """A number of a fixed count of digits, found in a longer text; spaces and dots inside do not count."""

    def __init__(self, *lengths: int) -> None:
        self.lengths = lengths

    def clean(self, raw: str) -> str | None:
        runs = [digits(run) for run in re.findall(r"\d(?:[ .]?\d)*", clean(raw))]
        return next((run for run in runs if len(run) in self.lengths), None)

    def well_formed(self, raw: str) -> bool:
        return re.fullmatch(r"[0-9](?:[ .]?[0-9])*", clean(raw)) is not None

    def same(self, one: str, other: str) -> bool:
        return digits(one) == digits(other)


class DocumentNumber(Kind):
    """Number and symbol of a paper, such as 254/2022 or 227/UBND-XNTTHN: no space inside."""

    form = re.compile(r"[0-9]{1,6}(?:/[12][0-9]{3})?(?:/[A-ZĐ]{2,8}(?:-[A-ZĐ0-9]{2,10})*)?")

    def clean(self, raw: str) -> str | None:
        joined = re.sub(r"(?:\s*([/\-])\s*)+", r"\1", clean(raw))  # a sign read twice is one
        found = re.match(r"[:\s]*(\d[\w/\-.]*)", joined)
        return found[1].strip(_EDGES) if found else None


class Email(Kind):
    """One address; spaces around its dots and its sign are the reader's."""

    form = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")

    def clean(self, raw: str) -> str | None:
        found = re.search(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", re.sub(r"\s*([@.])\s*", r"\1", clean(raw)))
        return found.group().casefold() if found else None


class Amount(Kind):
    """A quantity as Vietnamese prints it: dots part thousands, a comma the decimals; 1.250,5 m2 is 1250.5."""

    form = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]{1,2})? ?(?:m2|m²|đồng|đ|VNĐ)?")

    def clean(self, raw: str) -> str | None:
        found = re.search(r"([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?(?![0-9])", clean(raw))
        if found is None or len(found[2] or "") > 2:
            return None  # three figures behind a sign may be decimals or thousands
        whole = digits(found[1])
        return f"{whole}.{found[2]}" if found[2] else whole


class SerialNumber(Kind):
    """A printed form's own number: two letters and six to eight figures, such as BG 47401389."""

    form = re.compile(r"[A-ZĐ]{2} ?[0-9]{6,8}")

    def clean(self, raw: str) -> str | None:
        found = re.search(r"\b([A-ZĐ]{2}) ?([0-9]{6,8})\b", clean(raw).upper())
        return f"{found[1]} {found[2]}" if found else None


class BusinessName(Kind):
    """A household business's name; where it ends with its owner's, the family name is mended."""

    def clean(self, raw: str) -> str | None:
        words = (clean(raw).strip(_EDGES)).split()
        if len(words) > 4 and fold(" ".join(words[:3])) == "ho kinh doanh":
            words[3] = _mended(words[3], "surname")
        return " ".join(words) or None


class Lexicon(Kind):
    """One of a closed list, in the list's spelling; another text stays as it is, not `listed`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def clean(self, raw: str) -> str | None:
        text = clean(raw).strip(_EDGES)
        return next(
            (entry for entry in _lexicon(self.name) if same_key(entry) == same_key(text)), text or None
        )

    def listed(self, value: str) -> bool:
        """Whether the list has exactly this value, and no other that differs only by its accents."""
        alike = [entry for entry in _lexicon(self.name) if fold(entry) == fold(value)]
        return len(alike) == 1 and same_key(alike[0]) == same_key(value)


@functools.cache
def _lexicon(name: str) -> list[str]:
    text = resources.files("models").joinpath("data/lexicons.yaml").read_text(encoding="utf-8")
    entries: list[str] = yaml.safe_load(text)[name]
    return entries


KINDS: dict[str, Kind] = {
    "text": Kind(),
    "name": Name(),
    "date": Date(),
    "sex": Sex(),
    "personal_id": Number(12),
    "old_id": Number(9, 12),
    "phone": Number(10, 11),
    "place": Kind(),
    "document_number": DocumentNumber(),
    "email": Email(),
    "ethnicity": Lexicon("ethnicity"),
    "nationality": Lexicon("nationality"),
    "relation": Lexicon("relation"),
    "religion": Lexicon("religion"),
    "marital_status": Lexicon("marital_status"),
    "land_purpose": Lexicon("land_purpose"),
    "land_term": Lexicon("land_term"),
    "purpose": Lexicon("purpose"),
    "cause_of_death": Lexicon("cause_of_death"),
    "area": Amount(),
    "money": Amount(),
    "serial_number": SerialNumber(),
    "business_name": BusinessName(),
    "business_code": Number(10, 12, 13),
}
