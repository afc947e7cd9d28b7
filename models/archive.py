"""What an archive copy says of itself, as công văn 7197/BKHCN-CĐSQG lists it; the rules are dated data."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from importlib import resources

from models.dossier import Decision, Document
from models.page import Frozen
from models.yaml_file import read_yaml

_NUMBERED = re.compile(r"(\d+)\s*/\s*(\S.*)")  # 12/2025/TLKS-BS: the number, then its notation


class ArchiveRules(Frozen):
    """`lengths`: in letters, by element; `number`, `issued`, `organ`: names of fields, the best first."""

    valid_from: dt.date
    lengths: dict[str, int]
    number: tuple[str, ...]
    issued: tuple[str, ...]
    organ: tuple[str, ...]
    language: str
    mode: str
    confidence: dict[str, str]


@functools.cache
def load_archive_rules() -> ArchiveRules:
    return ArchiveRules.model_validate(read_yaml(resources.files("models") / "data/archive.yaml"))


def describe_document(document: Document, title: str) -> dict[str, str]:
    """The elements that are known of the document, by name. `title`: of the kind of paper. No person's name
    or number is among them, and no value that still waits for a clerk."""
    rules = load_archive_rules()
    number = _first_accepted(document, rules.number)
    numbered = _NUMBERED.fullmatch(number)
    elements = {
        "TypeName": title,
        "CodeNumber": numbered[1] if numbered else "",
        "CodeNotation": numbered[2] if numbered else number,
        "IssuedDate": _first_accepted(document, rules.issued),
        "OrganName": _first_accepted(document, rules.organ),
        "Subject": f"{title} số {number}" if number else title,
        "Language": rules.language,
        "PageAmount": str(len(document.pages)),
        "Mode": rules.mode,
        "ConfidenceLevel": rules.confidence["unchecked" if document.needs_review else "checked"],
    }
    return {name: text[: rules.lengths[name]] for name, text in elements.items() if text}


def _first_accepted(document: Document, names: Sequence[str]) -> str:
    accepted = {
        field.name: field.value
        for field in document.fields
        if field.decision is Decision.ACCEPTED and field.value
    }
    return next((accepted[name] for name in names if name in accepted), "")
