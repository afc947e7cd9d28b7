"""What is told while a clerk types: what would be kept, whether it can be right, places to choose from."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from models.dossier import Document
from models.fields import KINDS, Kind
from models.forms import form_of
from models.identity import parse_personal_number
from models.places import WARD, gazetteer
from models.text import clean, fold

SUGGESTIONS = 8
FEWEST_LETTERS = 3


@dataclass(frozen=True)
class Reply:
    """`value`: what would be kept, None where the text is none of the field's kind; `shown`: as a clerk reads
    it; `doubt`: key of a text (words.yaml) that says what speaks against it, "" for nothing."""

    value: str | None
    shown: str
    doubt: str = ""


def kind_of(document: Document, field: str) -> Kind:
    form = form_of(document.document_type)
    return KINDS[form.kind_of(field) if form else "text"]


def weigh(document: Document, field: str, typed: str) -> Reply:
    """What a typed text says, by the rules of the field's own kind and by the paper's other fields."""
    kind = kind_of(document, field)
    value = kind.clean(typed)
    if value is None:
        return Reply(None, "", "" if not clean(typed) else "typing.not_this_kind")
    if not kind.valid(value):
        return Reply(value, kind.show(value), "typing.impossible")
    return Reply(value, kind.show(value), _against(document, field, value))


def _against(document: Document, field: str, value: str) -> str:
    """What the person's other fields say against it: the number holds sex and year of birth."""
    role, dot, name = field.rpartition(".")
    told = {one.name: one.value for one in document.fields} | {field: value}
    number = parse_personal_number(told.get(f"{role}{dot}personal_id") or "")
    if number is None or name not in ("personal_id", "sex", "date_of_birth"):
        return ""
    sex, born = told.get(f"{role}{dot}sex"), told.get(f"{role}{dot}date_of_birth")
    if name != "date_of_birth" and sex and sex != number.sex:
        return "typing.number_sex"
    if name != "sex" and born and not born.startswith(f"{number.birth_year:04d}"):
        return "typing.number_year"
    return ""


def suggest(typed: str) -> list[str]:
    """Whole addresses whose ward begins as the last words typed, in front of them what was typed before."""
    before, comma, last = clean(typed).rpartition(",")
    wanted = fold(last).strip()
    if len(wanted) < FEWEST_LETTERS:
        return []
    lead = f"{before}{comma} " if comma else ""
    found = [f"{lead}{address}" for key, address in _addresses() if key.startswith(wanted)]
    return found[:SUGGESTIONS]


@functools.cache
def _addresses() -> list[tuple[str, str]]:
    """(folded, whole address) of every ward by its name with and without its kind; today's first."""
    places = gazetteer()
    wards = [unit for unit in places.units.values() if unit.level == WARD]
    wards.sort(key=lambda unit: unit.is_old)
    found = []
    for ward in wards:
        address = ", ".join(unit.full_name for unit in places.upwards(ward))
        found += [(fold(ward.full_name), address), (fold(ward.name), address)]
    return found
