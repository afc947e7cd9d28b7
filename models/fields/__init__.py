"""Kinds of fields: each knows how its text is cleaned, whether a value can be right, when two values are the
same, and how one is shown."""

from __future__ import annotations

from models.fields.date import Date
from models.fields.kind import Kind
from models.fields.lists import Lexicon, Sex
from models.fields.numbers import (
    Area,
    BusinessCode,
    DocumentNumber,
    Money,
    Number,
    PersonalId,
    Phone,
    SerialNumber,
)
from models.fields.person import BusinessName, Email, Name
from models.fields.place import Place

__all__ = ["KINDS", "Date", "Kind", "Lexicon", "Name", "Place"]

KINDS: dict[str, Kind] = {
    "text": Kind(),
    "name": Name(),
    "date": Date(),
    "sex": Sex(),
    "personal_id": PersonalId(),
    "old_id": Number(9, 12),
    "phone": Phone(),
    "place": Place(),
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
    "source_form": Lexicon("source_form"),
    "cause_of_death": Lexicon("cause_of_death"),
    "area": Area(),
    "money": Money(),
    "serial_number": SerialNumber(),
    "business_name": BusinessName(),
    "business_code": BusinessCode(10, 12, 13),
}
