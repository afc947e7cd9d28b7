"""In which form a paper was handed in: an original, a copy of some kind, or only shown. Dated data.

Its own words tell it, or a clerk, whom the field SOURCE_FORM asks where the scan leaves it open.
"""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources

from pydantic import model_validator
from rapidfuzz import fuzz

from models.dossier import Decision, Document
from models.page import Frozen
from models.text import fold, same_key
from models.yaml_file import read_yaml

SOURCE_FORM = "source_form"  # the field, of the kind of the same name
ALIKE = 90.0  # letters of a mark that agree, in percent, accents apart: stamps are read badly


class SourceForm(Frozen):
    """`eligible`: its scan may count as digitised and be given again; `reason`: why, or why not, for clerks;
    `marks`: texts that tell it; `types`: papers that are always handed in so; `clerk`: a clerk is to say
    which other one it is."""

    name: str
    caption: str
    eligible: bool
    reason: str
    marks: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    clerk: bool = False


class SourceRules(Frozen):
    """The forms that a law knows, and when it was in force; the last one is what bears no mark."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    source: str
    forms: tuple[SourceForm, ...]

    @model_validator(mode="after")
    def _last_needs_no_mark(self) -> SourceRules:
        if self.forms[-1].marks or self.forms[-1].types:
            raise ValueError("the last form must hold for any paper")
        if [form.clerk for form in self.forms].count(True) != 1:
            raise ValueError("one form must leave the word to a clerk")
        return self


@functools.cache
def load_source_rules() -> tuple[SourceRules, ...]:
    """All rules, the newest first."""
    told = read_yaml(resources.files("models") / "data/source_forms.yaml")
    rules = [SourceRules.model_validate(rule) for rule in told["rules"]]
    return tuple(sorted(rules, key=_begin, reverse=True))


def find_source_form(document: Document, on: dt.date) -> SourceForm | None:
    """The form that a clerk or the paper's own words tell, by the rules of day `on`; None where there were
    none."""
    rules = _rules_of(on)
    if rules is None:
        return None
    for field in document.fields:
        if field.name == SOURCE_FORM:
            said = field.value if field.decision is Decision.ACCEPTED else None
            return _called(rules, said) or next(form for form in rules.forms if form.clerk)
    return _told(rules, document)


def source_form_called(caption: str, on: dt.date) -> str | None:
    """The name of the form that clerks call so, by the rules of day `on`."""
    rules = _rules_of(on)
    form = _called(rules, caption) if rules else None
    return form.name if form else None


def is_open(document: Document, gray_stamps: int) -> bool:
    """Whether only a clerk can say in which form the paper was handed in: it bears a stamp without colour and
    no words that tell it."""
    rules = load_source_rules()[0]
    return gray_stamps > 0 and _told(rules, document) == rules.forms[-1]


def _rules_of(on: dt.date) -> SourceRules | None:
    held = (r for r in load_source_rules() if r.valid_from <= on and (r.valid_to is None or on <= r.valid_to))
    return next(held, None)


def _called(rules: SourceRules, caption: str | None) -> SourceForm | None:
    return next(
        (form for form in rules.forms if caption and same_key(form.caption) == same_key(caption)), None
    )


def _told(rules: SourceRules, document: Document) -> SourceForm:
    text = fold(document.text)
    return next(form for form in rules.forms if _is(form, text, document.document_type, rules))


def _is(form: SourceForm, text: str, document_type: str, rules: SourceRules) -> bool:
    marked = any(fuzz.partial_ratio(fold(mark), text, score_cutoff=ALIKE) for mark in form.marks)
    return marked or document_type in form.types or form == rules.forms[-1]


def _begin(rules: SourceRules) -> dt.date:
    return rules.valid_from
