"""Document types as data: one YAML file each, with titles, labels in printed order, fields and versions."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import model_validator

from models.fields import KINDS
from models.page import Frozen
from models.source_form import SOURCE_FORM
from models.yaml_file import read_yaml


class FormVersion(Frozen):
    """An issue of a form. `mark`: text printed on the paper that tells this version from the others."""

    id: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    mark: str | None = None


class Entry(Frozen):
    """One printed label, or one value that has none.

    `field`: the value's name, None for a label that only ends the value before it; `kind`: its type in
    models.fields; `words_of`: the field whose date this entry repeats in words; `table`: prefix of
    the table that the label announces; `before_title`: stands in the paper's head; `place_date`: the
    line "place, ngày … tháng … năm …"; `pattern`: what a value that has no label looks like (a regular
    expression for a stretch of a line in capitals); `qr_only`: printed nowhere, only in the QR code; `end`:
    what follows is signatures; `back`: stands on the back of a card; `optional`: its absence is no reason to
    call a clerk.
    """

    labels: tuple[str, ...] = ()
    field: str | None = None
    kind: str = "text"
    words_of: str | None = None
    table: str | None = None
    checks: tuple[str, ...] = ()
    before_title: bool = False
    place_date: bool = False
    pattern: str | None = None
    qr_only: bool = False
    end: bool = False
    back: bool = False
    optional: bool = False

    @model_validator(mode="after")
    def _kind_exists(self) -> Entry:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of field: {self.kind}")
        return self


class TableForm(Frozen):
    """A ruled table whose rows are persons or things: fields are named `prefix.N.field`, N from 1."""

    prefix: str
    columns: tuple[Entry, ...]


class GridForm(Frozen):
    """A table whose columns are persons: each `rows` entry is a label on the left; `columns`: the heads under
    which a role's values stand. Fields are named `role.field`."""

    columns: dict[str, tuple[str, ...]]
    rows: tuple[Entry, ...]

    def fields(self) -> list[str]:
        """The names of all values that the table asks for."""
        return [f"{role}.{row.field}" for row in self.rows if row.field for role in self.columns]


class Form(Frozen):
    """A document type. `persons`: roles to match, "" the main one, or the prefix of a table; `side_by_side`:
    roles that may be printed in columns, the left one first; `qr`: the fields of the card's QR code in
    their order."""

    type: str
    name: str
    titles: tuple[str, ...]
    max_pages: int
    versions: tuple[FormVersion, ...]
    persons: tuple[str, ...]
    entries: tuple[Entry, ...]
    tables: tuple[TableForm, ...] = ()
    grids: tuple[GridForm, ...] = ()
    side_by_side: tuple[str, ...] = ()
    qr: tuple[str, ...] = ()

    def field_names(self) -> list[str]:
        """The names of all values; those of a table's rows as `members.N.sex`."""
        names = [entry.field for entry in self.entries if entry.field]
        names += [
            f"{table.prefix}.N.{entry.field}"
            for table in self.tables
            for entry in table.columns
            if entry.field
        ]
        return names + [name for grid in self.grids for name in grid.fields()]

    def kind_of(self, field: str) -> str:
        """The kind of a field by its full name, also of a table's (`members.2.sex`), and of the one that any
        paper may have."""
        if field == SOURCE_FORM:
            return SOURCE_FORM
        for entry in self.entries:
            if entry.field == field:
                return entry.kind
        prefix, _, column = field.partition(".")
        for table in self.tables:
            for entry in table.columns:
                if table.prefix == prefix and entry.field == column.partition(".")[2]:
                    return entry.kind
        for grid in self.grids:
            for entry in grid.rows:
                if prefix in grid.columns and entry.field == column:
                    return entry.kind
        return "text"


@functools.cache
def load_forms() -> tuple[Form, ...]:
    """All document types, by name."""
    folder = resources.files("models.forms")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=_name)
    return tuple(Form.model_validate(read_yaml(file)) for file in files)


def form_of(document_type: str) -> Form | None:
    """The form of a document type; None for blank and unknown."""
    return next((form for form in load_forms() if form.type == document_type), None)


def _name(file: Traversable) -> str:
    return file.name
