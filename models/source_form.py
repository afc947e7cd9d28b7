"""In which form a paper was handed in: an original, a copy of some kind, or only shown. Dated data."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources

import yaml
from pydantic import model_validator
from rapidfuzz import fuzz

from models.dossier import Document
from models.page import Frozen
from models.text import fold

ALIKE = 90.0  # letters of a mark that agree, in percent, accents apart: stamps are read badly


class SourceForm(Frozen):
    """`eligible`: its scan may count as digitised and be given again; `reason`: why, or why not, for clerks;
    `marks`: texts that tell it; `types`: papers that are always handed in so."""

    name: str
    caption: str
    eligible: bool
    reason: str
    marks: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


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
        return self


@functools.cache
def load_source_rules() -> tuple[SourceRules, ...]:
    """All rules, the newest first."""
    text = resources.files("models").joinpath("data/source_forms.yaml").read_text(encoding="utf-8")
    rules = [SourceRules.model_validate(rule) for rule in yaml.safe_load(text)["rules"]]
    return tuple(sorted(rules, key=_begin, reverse=True))


def find_source_form(document: Document, on: dt.date) -> SourceForm | None:
    """The form that the paper's own words tell, by the rules of day `on`; None where no law held."""
    for rules in load_source_rules():
        if rules.valid_from <= on and (rules.valid_to is None or on <= rules.valid_to):
            text = fold(document.text)
            return next(form for form in rules.forms if _is(form, text, document.document_type, rules))
    return None


def _is(form: SourceForm, text: str, document_type: str, rules: SourceRules) -> bool:
    marked = any(fuzz.partial_ratio(fold(mark), text, score_cutoff=ALIKE) for mark in form.marks)
    return marked or document_type in form.types or form == rules.forms[-1]


def _begin(rules: SourceRules) -> dt.date:
    return rules.valid_from
