"""What may be given out again of what papers say, as data with dates (policy.yaml)."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from importlib import resources
from typing import Literal, TypeVar

from pydantic import Field, model_validator

from models.fields import KINDS
from models.page import Frozen
from models.yaml_file import read_yaml


class AttributeRule(Frozen):
    """Something kept of a citizen. `settled`: it does not change with time."""

    caption: str
    kind: str = "text"
    settled: bool = False

    @model_validator(mode="after")
    def _kind_exists(self) -> AttributeRule:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of field: {self.kind}")
        return self


class Says(Frozen):
    """What a paper says of one person: `own` attributes under their own names, `more` by attribute: field.
    `main`: whether the paper is about that person."""

    own: tuple[str, ...]
    more: dict[str, str] = Field(default_factory=dict)
    main: bool = True

    def fields(self, role: str) -> dict[str, str]:
        """The paper's field for each attribute of the person of this role."""
        before = f"{role}." if role else ""
        return {attribute: before + attribute for attribute in self.own} | self.more


class PaperRule(Frozen):
    """What a paper of a type says, of whom, and whether an authority says it."""

    standing: Literal["issued", "declared"]
    issued_on: str | None = None
    issuer: str | None = None
    people: dict[str, Says]

    def says_of(self, role: str) -> Says:
        """What it says of the person of this role; of a table's rows `members.2`."""
        table, _, row = role.rpartition(".")
        found = self.people.get(role) or (self.people.get(f"{table}.*") if row.isdecimal() else None)
        return found or _NOTHING


_NOTHING = Says(own=(), main=False)


class Dated(Frozen):
    """A rule and when it was law."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    source: str

    def holds(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Precedence(Dated):
    """Which paper tells first, for what does not change."""

    order: tuple[str, ...]


class Validity(Dated):
    """How long papers of these types speak, and for what."""

    papers: tuple[str, ...]
    months: int | None = None
    until: str | None = None
    scope: str | None = None
    void_on_change: bool = False


D = TypeVar("D", bound=Dated)


class ReusePolicy(Frozen):
    """`trust`: the levels with their captions, highest first; `given_from`: the lowest that is given out
    unasked; `contradicts_from`: the lowest that may contradict another value; `not_given`: forms in which
    papers are handed in that may not be given again; `trusted_as`: the trust of what a paper of such a form
    says, where a clerk says that it is one."""

    version: str
    trust: dict[str, str]
    given_from: str
    not_given: tuple[str, ...]
    trusted_as: dict[str, str]
    contradicts_from: str
    attributes: dict[str, AttributeRule]
    papers: dict[str, PaperRule]
    precedence: tuple[Precedence, ...]
    validity: tuple[Validity, ...]

    @model_validator(mode="after")
    def _names_exist(self) -> ReusePolicy:
        told = {
            attribute
            for paper in self.papers.values()
            for says in paper.people.values()
            for attribute in says.fields("")
        }
        if unknown := told - self.attributes.keys():
            raise ValueError(f"no such attributes: {sorted(unknown)}")
        levels = {self.given_from, self.contradicts_from, *self.trusted_as.values()}
        if unknown := levels - self.trust.keys():
            raise ValueError(f"no such levels of trust: {sorted(unknown)}")
        return self

    def fields_of(self, document_type: str, role: str) -> dict[str, str]:
        """The field of a paper of this type for each attribute of the person of this role."""
        return self.papers[document_type].says_of(role).fields(role)

    def rank(self, trust: str) -> int:
        """0 is the highest trust."""
        return self._ranks[trust]

    @functools.cached_property
    def _ranks(self) -> dict[str, int]:
        return {level: number for number, level in enumerate(self.trust)}

    def trusts(self, trust: str, least: str) -> bool:
        """Whether a level of trust is at least another."""
        ranks = self._ranks
        return ranks[trust] <= ranks[least]

    def order(self, on: dt.date) -> tuple[str, ...]:
        """Which paper tells first on that day."""
        rule = _in_force(self.precedence, on)
        return rule.order if rule else ()

    def validity_of(self, document_type: str, issued_on: dt.date) -> Validity | None:
        """How long a paper issued on that day speaks; None: without end."""
        return _in_force((rule for rule in self.validity if document_type in rule.papers), issued_on)


def _in_force(rules: Iterable[D], on: dt.date) -> D | None:
    return next((rule for rule in rules if rule.holds(on)), None)


@functools.cache
def load_reuse_policy() -> ReusePolicy:
    return ReusePolicy.model_validate(read_yaml(resources.files("models.reuse") / "policy.yaml"))
