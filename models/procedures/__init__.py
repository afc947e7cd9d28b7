"""Procedures as data: one YAML file each, with the fields and papers it asks for and what satisfies each."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import model_validator

from models.page import Frozen
from models.reuse import load_reuse_policy
from models.yaml_file import read_yaml


class FieldAsked(Frozen):
    """A field of the procedure's form. `of`: the person it is about; `attribute`: what of that person fills
    it, None where it is declared anew each time; `trust`: the least that does; `max_age_months`: how long ago
    it may have been said."""

    name: str
    caption: str | None = None
    of: str | None = None
    attribute: str | None = None
    trust: str = "evidence_checked"
    max_age_months: int | None = None

    @property
    def shown_as(self) -> str:
        return self.caption or load_reuse_policy().attributes[self.attribute or ""].caption


class PaperAsked(Frozen):
    """A paper that has to be handed in. It need not be where one of `satisfied_by` is held of the person, or
    where all that it `proves` is known; neither: it is handed in every time."""

    name: str
    caption: str
    of: str
    satisfied_by: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()
    trust: str = "evidence_checked"
    max_age_months: int | None = None


class Procedure(Frozen):
    """`code`: of the national list; `sector`: the field of administration; `people`: role: caption; `form`:
    the type of its form, where we know it; `scopes`: uses, as papers name them, that this procedure is."""

    code: str
    name: str
    sector: str
    source: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    form: str | None = None
    people: dict[str, str]
    scopes: tuple[str, ...] = ()
    fields: tuple[FieldAsked, ...]
    papers: tuple[PaperAsked, ...]

    @functools.cached_property
    def attributes(self) -> frozenset[str]:
        """What of people fills its fields or proves what its papers would."""
        filling = {field.attribute for field in self.fields if field.attribute is not None}
        return frozenset(filling.union(*(paper.proves for paper in self.papers)))

    @model_validator(mode="after")
    def _names_exist(self) -> Procedure:
        policy = load_reuse_policy()
        for field in self.fields:
            if (field.of is None) != (field.attribute is None) or not (field.attribute or field.caption):
                raise ValueError(f"{field.name}: person and attribute, or a caption")
            if field.attribute is not None and field.attribute not in policy.attributes:
                raise ValueError(f"no such attribute: {field.attribute}")
        if unknown := {type_ for paper in self.papers for type_ in paper.satisfied_by} - policy.papers.keys():
            raise ValueError(f"no such papers: {sorted(unknown)}")
        if unknown := {name for paper in self.papers for name in paper.proves} - policy.attributes.keys():
            raise ValueError(f"no such attributes: {sorted(unknown)}")
        of = {field.of for field in self.fields} | {paper.of for paper in self.papers}
        if unknown := {role for role in of if role} - self.people.keys():
            raise ValueError(f"no such people: {sorted(unknown)}")
        trust = {field.trust for field in self.fields} | {paper.trust for paper in self.papers}
        if unknown := trust - policy.trust.keys():
            raise ValueError(f"no such levels of trust: {sorted(unknown)}")
        return self


@functools.cache
def load_procedures() -> tuple[Procedure, ...]:
    """All procedures in all their issues, by file name."""
    folder = resources.files("models.procedures")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=_name)
    return tuple(Procedure.model_validate(read_yaml(file)) for file in files)


def procedure_of(code: str, on: dt.date) -> Procedure | None:
    """The procedure of this code as it is on that day."""
    return next(
        (
            one
            for one in load_procedures()
            if one.code == code and one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
        ),
        None,
    )


def _name(file: Traversable) -> str:
    return file.name
