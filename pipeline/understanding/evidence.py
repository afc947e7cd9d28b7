"""What speaks for a value and what against it, beside the reader's own confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from models.dates import PartialDate, from_iso
from models.dossier import FieldValue
from models.fields import KINDS, Date, Lexicon, Name, Place
from models.forms import Form
from models.identity import parse_personal_number
from models.page import Code
from models.text import fold
from pipeline.understanding.codes import name_on, said_by

# A printed value less alike than this (percent) to the one in the card's code contradicts it.
CODE_ALIKE = 70.0
CODES = frozenset({"qr", "mrz"})
# Ages at which a card expires: Law on Identification 26/2023/QH15 article 21, and 59/2014/QH13 before it.
CARD_AGES = (14, 25, 40, 60)
PARENT_AGES = (12, 85)  # years
# Numbers of papers, and the dates in whose years they were given.
NUMBERED_IN = {"registration_number": "registered_on", "document_number": "issued_on"}

Fields = dict[str, FieldValue]


def gather_evidence(
    fields: Sequence[FieldValue], form: Form, in_words: dict[str, str], codes: Sequence[Code]
) -> list[FieldValue]:
    """The fields with their sources and contradictions; a card's codes take the print's place."""
    known: Fields = {field.name: field for field in fields}
    for code in codes:
        _hear_code(known, form, code)
    for code in codes:
        _hear_name(known, form, code)
    for name, words in in_words.items():
        _hear_words(known, name, KINDS[form.kind_of(name)].from_words(words))
    for name in list(known):
        if name.rpartition(".")[2] == "personal_id":
            _check_number(known, name)
    _check_order_of_dates(known)
    _check_parents_age(known)
    _check_year_of_number(known)
    _check_card_age(known, form)
    for name, field in known.items():
        kind = KINDS[form.kind_of(name)]
        if isinstance(kind, Lexicon) and field.value and kind.listed(field.raw):
            known[name] = support(field, "lexicon")
        if isinstance(kind, Name) and field.value and kind.known(kind.read(field.raw) or field.value):
            known[name] = support(field, "known_name")
        as_read = field.value is not None and field.value == KINDS["text"].clean(field.raw)
        if isinstance(kind, Place) and as_read and (source := kind.source(field.value or "")):
            known[name] = support(field, source)
        if field.value and kind.well_formed(field.raw):
            known[name] = support(known[name], "well_formed")
        if len(field.value or "") == len("2000") == len(field.raw) and isinstance(kind, Date):
            known[name] = support(known[name], "year_alone")
        if field.value and not kind.valid(field.value):
            known[name] = contradict(known[name], "impossible")
    return list(known.values())


def support(field: FieldValue, source: str) -> FieldValue:
    """The field with one more source."""
    sources = (*field.sources, source) if source not in field.sources else field.sources
    return field.model_copy(update={"sources": sources})


def contradict(field: FieldValue, source: str) -> FieldValue:
    """The field with one more contradiction."""
    against = (*field.against, source) if source not in field.against else field.against
    return field.model_copy(update={"against": against})


def _hear_code(fields: Fields, form: Form, code: Code) -> None:
    """Take the values of a card's code; the print, or a code heard before, may say something else."""
    for name, value in said_by(code, form).items():
        field = fields.get(name) or FieldValue(name=name, value=None, raw="", confidence=0, page=1, box=None)
        if CODES.isdisjoint(field.sources):
            if field.value is not None and fuzz.ratio(fold(field.value), fold(value)) < CODE_ALIKE:
                field = contradict(field, "printed")
            field = support(field.model_copy(update={"value": value}), code.kind)
        else:
            field = support(field, code.kind) if field.value == value else contradict(field, "several_codes")
        fields[name] = field


def _hear_name(fields: Fields, form: Form, code: Code) -> None:
    """Compare the name with that in the lines for machines, which has no accents and no check digit."""
    field, name = fields.get("full_name"), name_on(code)
    if not form.qr or name is None or field is None or field.value is None:
        return
    if fold(field.value) == name:
        fields[field.name] = support(field, "mrz")
    elif fuzz.ratio(fold(field.value), name) < CODE_ALIKE:
        fields[field.name] = contradict(field, "mrz_name")


def _hear_words(fields: Fields, name: str, said: str | None) -> None:
    """Compare a value in figures with its repetition in words; it stands for figures that were not read."""
    field = fields.get(name)
    if field is None or said is None:
        return
    if field.value is None:
        fields[name] = field.model_copy(update={"value": said})
        return
    fields[name] = support(field, "in_words") if said == field.value else contradict(field, "in_words")


def _check_number(fields: Fields, name: str) -> None:
    """The personal number's century, sex and year against the same person's own fields."""
    field = fields[name]
    number = parse_personal_number(field.value or "")
    if field.value is None or number is None:
        return
    prefix = name.removesuffix("personal_id")
    checks: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
        ("sex", "number_sex", lambda value: value == number.sex),
        ("date_of_birth", "number_year", lambda value: value[:4] == str(number.birth_year)),
    )
    agreed: list[tuple[str, str]] = []
    differing: list[tuple[str, str]] = []
    for part, source, agrees in checks:
        other = fields.get(prefix + part)
        if other is not None and other.value is not None:
            (agreed if agrees(other.value) else differing).append((other.name, source))
    for other_name, source in differing:
        fields[other_name] = contradict(fields[other_name], source)
        fields[name] = contradict(fields[name], source)
    if number.province is None:
        fields[name] = contradict(fields[name], "number_province")
    if fields[name].against:
        return  # a number in doubt proves nothing
    for other_name, source in agreed:
        fields[other_name] = support(fields[other_name], source)
        fields[name] = support(fields[name], source)
    if len(agreed) == len(checks):
        fields[name] = support(fields[name], "number_structure")


def _check_order_of_dates(fields: Fields) -> None:
    """Nothing was issued, registered or ended before the person was born."""
    born = _date(fields.get("date_of_birth"))
    for name in ("registered_on", "issued_on", "expires_on"):
        date = _date(fields.get(name))
        if born and date and date.iso() < born.iso()[: len(date.iso())]:
            fields[name] = contradict(fields[name], "date_order")


def _check_parents_age(fields: Fields) -> None:
    """Nobody has a child at ten or at ninety."""
    born = _date(fields.get("date_of_birth"))
    for name in ("mother.date_of_birth", "father.date_of_birth"):
        parent = _date(fields.get(name))
        if born and parent and not PARENT_AGES[0] <= born.year - parent.year <= PARENT_AGES[1]:
            fields[name] = contradict(fields[name], "parents_age")


def _check_year_of_number(fields: Fields) -> None:
    """A paper's number holds the year in which it was given: 31/2021/TLKS was issued in 2021."""
    for number, dated in NUMBERED_IN.items():
        field = fields.get(number)
        year = re.search(r"/([12][0-9]{3})(?:/|$)", field.value or "") if field else None
        date = _date(fields.get(dated))
        if field and year and date and int(year[1]) != date.year:
            fields[number] = contradict(field, "year_of_number")


def _check_card_age(fields: Fields, form: Form) -> None:
    """A card expires on a birthday at one of the law's ages."""
    born = _date(fields.get("date_of_birth"))
    for name in [entry.field for entry in form.entries if entry.field and "card_age" in entry.checks]:
        ends = _date(fields.get(name))
        birthday = born and ends and ends.day and (born.month, born.day) == (ends.month, ends.day)
        if birthday and born and ends and ends.year - born.year in CARD_AGES:
            fields[name] = support(fields[name], "card_age")


def _date(field: FieldValue | None) -> PartialDate | None:
    return from_iso(field.value) if field and field.value else None
