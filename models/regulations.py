"""What law and the office change while Sohoa runs: which papers are read, what is accepted, how it is
checked, how long things stay. Each change is a new version in the records, with who, when and why."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from models.dossier import Document
from models.forms import form_of, load_forms
from models.page import Frozen
from models.policy import Policy, Thresholds, load_policy
from models.procedures import load_procedures

_ROW = re.compile(r"\.\d+\.")  # of a table: members.2.sex


class Regulations(Frozen):
    """As Sohoa comes: everything on, nothing keyed twice, no samples.

    `types_off`: papers that are kept and found, but whose values are not read; `thresholds`: of acceptance,
    None for those of the settings (SOHOA_THRESHOLDS); `double_key`: `type.field`, keyed by two clerks;
    `wrong_at_most`: the share of wrong values among accepted ones that samples must be able to exclude, None
    for no samples; `story_days`: how long the full stories of failures, which may hold values, are kept (Law
    91/2025/QH15: no longer than their purpose needs); `procedures_off`: codes of procedures that may not be
    asked for; `alert_backlog_hours`, `alert_failures`: how long a document may wait for a clerk, and how much
    may fail, before operators are called; `blind_matches`: clerks say who a person is before they see what
    the machine and others think.
    """

    types_off: tuple[str, ...] = ()
    thresholds: Thresholds | None = None
    double_key: tuple[str, ...] = ()
    wrong_at_most: Annotated[float, Field(gt=0, lt=1)] | None = None
    story_days: Annotated[int, Field(ge=1, le=3650)] = 90
    procedures_off: tuple[str, ...] = ()
    alert_backlog_hours: Annotated[int, Field(ge=1, le=10_000)] = 48
    alert_failures: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    blind_matches: bool = False

    @field_validator("types_off")
    @classmethod
    def _types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        return _known(types, {form.type for form in load_forms()})

    @field_validator("double_key")
    @classmethod
    def _fields(cls, fields: tuple[str, ...]) -> tuple[str, ...]:
        return _known(fields, {f"{form.type}.{name}" for form in load_forms() for name in form.field_names()})

    @field_validator("procedures_off")
    @classmethod
    def _procedures(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        return _known(codes, {procedure.code for procedure in load_procedures()})

    def is_keyed_twice(self, document_type: str, field: str) -> bool:
        """Whether a second clerk keys this field (`members.2.sex`), too."""
        return f"{document_type}.{_ROW.sub('.N.', field)}" in self.double_key

    def policy(self, settled: Policy) -> Policy:
        """The policy in force; `settled`: that of the settings, which holds where none is given here."""
        return load_policy().under(self.thresholds) if self.thresholds else settled

    def read(self, document: Document) -> Document:
        """The document, without values and persons where its type is switched off."""
        if document.document_type not in self.types_off or form_of(document.document_type) is None:
            return document
        return document.model_copy(update={"fields": (), "subjects": (), "matches": ()})

    def changes(self, other: Regulations) -> tuple[str, ...]:
        """The names of what is different in `other`."""
        return tuple(name for name in Regulations.model_fields if getattr(self, name) != getattr(other, name))


@dataclass(frozen=True)
class Issue:
    """A version of the regulations; 0 is what Sohoa comes with. `why`: a sentence, or the law behind it."""

    version: int
    what: Regulations
    by: str = ""
    why: str = ""
    at: dt.datetime | None = None


def _known(names: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    """In their order, each once; what a later Sohoa no longer knows is left out."""
    return tuple(sorted(known.intersection(names)))
