"""Fields of one paper: spaCy components find labels and values, kinds of fields clean them."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from models.dossier import FieldValue
from models.fields import KINDS
from models.forms import Entry, Form, form_of, load_forms
from models.geometry import Box, union
from models.page import PageReading
from models.places import gazetteer
from pipeline.understanding.evidence import support
from pipeline.understanding.labels import Label, find_labels
from pipeline.understanding.repeats import names_said_again
from pipeline.understanding.tables import cells_beside, find_cells
from pipeline.understanding.values import find_pattern, find_place_date, find_values

Pages = Sequence[tuple[int, PageReading]]

Doc.set_extension("title_end", default=-1, force=True)  # last token of the title
Doc.set_extension("tables", default=(), force=True)  # (page number, Table) of all pages
Doc.set_extension("found", default=None, force=True)  # entry's number -> tokens of its value
Doc.set_extension("cells", default=(), force=True)  # the values in the form's tables


@Language.factory("form_tables")
def _make_tables(nlp: Language, name: str, form: str) -> FormTables:
    return FormTables(_known(form))


@Language.factory("form_labels")
def _make_labels(nlp: Language, name: str, form: str) -> FormLabels:
    return FormLabels(_known(form))


class FormTables:
    """Finds the form's tables: their values become `doc._.cells`, their tokens `doc.spans["table"]`."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __call__(self, doc: Doc) -> Doc:
        doc._.cells, inside = find_cells(doc, self.form, doc._.tables)
        doc.spans["table"] = [doc[i : i + 1] for i in sorted(inside)]
        return doc


class FormLabels:
    """Finds the form's labels, `doc.spans["labels"]`, and what stands behind them, `doc._.found`: the
    value's tokens by the entry's number; the line of place and date is found by its own form."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __call__(self, doc: Doc) -> Doc:
        entries = self.form.entries
        skip = {span.start for span in doc.spans["table"]}
        place_date = find_place_date(doc) if any(entry.place_date for entry in entries) else None
        dated = list(place_date) if place_date is not None else []
        skip.update(token.i for token in dated)
        labels = find_labels(doc, entries, title_end=doc._.title_end, skip=skip)
        values = find_values(doc, labels, entries, skip)
        doc.spans["labels"] = [Span(doc, at.start, at.end, label=_mark(entries[at.entry])) for at in labels]
        beside = cells_beside(doc, doc._.tables)
        values = [
            _with_cell(label, entries[label.entry], value, beside)
            for label, value in zip(labels, values, strict=True)
        ]
        doc._.found = {label.entry: value for label, value in zip(labels, values, strict=True)}
        doc._.found |= {number: dated for number, entry in enumerate(entries) if entry.place_date}
        for number, entry in enumerate(entries):
            alone = find_pattern(doc, entry.pattern, skip) if entry.pattern else None
            if alone is not None:
                doc._.found[number] = list(alone)
        return doc


def _with_cell(label: Label, entry: Entry, value: list[Token], beside: dict[int, list[Token]]) -> list[Token]:
    """The value from the cell beside its label, where there is one. It may begin in the label's cell, as a
    date with its hour does; then it says nothing until both are read."""
    if label.end - 1 in beside:
        return beside[label.end - 1]
    more = beside.get(value[-1].i, []) if value else []
    clean = KINDS[entry.kind].clean
    return (
        [*value, *more] if more and clean(_text(value)) is None and clean(_text([*value, *more])) else value
    )


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _mark(entry: Entry) -> str:
    return entry.field or entry.words_of or entry.table or "other"


def _known(form: str) -> Form:
    found = form_of(form)
    if found is None:
        raise ValueError(f"no such form: {form}")
    return found


@functools.cache
def blank_vocabulary() -> Language:
    """The language whose vocabulary all docs share; words come from OCR, so nothing is tokenised."""
    return spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})


@functools.cache
def _pipeline(form: str) -> Language:
    nlp = spacy.blank(
        "vi", vocab=blank_vocabulary().vocab, config={"nlp": {"tokenizer": {"use_pyvi": False}}}
    )
    nlp.add_pipe("form_tables", config={"form": form})
    nlp.add_pipe("form_labels", config={"form": form})
    return nlp


def prepare() -> None:
    """Load what the first paper of each form would otherwise wait for: about a second in all."""
    for form in load_forms():
        _pipeline(form.type)
    gazetteer()


def extract_fields(
    doc: Doc, form: Form, pages: Pages, title_end: int
) -> tuple[list[FieldValue], dict[str, str]]:
    """The form's fields in `doc`, undecided, and the dates that are repeated in words by their field.

    A field whose label or value is not found is there too, without value: an omission is seen.
    """
    readings = dict(pages)
    doc._.title_end = title_end
    doc._.tables = tuple((number, table) for number, page in pages for table in page.tables)
    doc = _pipeline(form.type)(doc)
    fields: list[FieldValue] = []
    tokens_of: dict[str, list[Token]] = {}
    in_words: dict[str, str] = {}
    first_page = pages[0][0]
    cells = {cell.field: cell for cell in doc._.cells}
    prefixes = {name.partition(".")[0] for name in cells}
    for number, entry in enumerate(form.entries):
        tokens = doc._.found.get(number, [])
        if entry.words_of:
            in_words[entry.words_of] = _text(tokens)
        elif entry.table and number in doc._.found and not any(p == entry.table for p in prefixes):
            fields.append(_field(entry.table, "text", [], readings, first_page))
        elif entry.field in tokens_of:
            continue  # asked for at another place of the form by another issue of it, and found there
        elif entry.field and not entry.qr_only and (tokens or not entry.optional):
            tokens_of[entry.field] = tokens
            fields.append(_field(entry.field, entry.kind, tokens, readings, first_page))
    fields += [
        _field(name, cell.entry.kind, cell.tokens, readings, first_page) for name, cell in cells.items()
    ]
    missing = [name for grid in form.grids for name in grid.fields() if name not in cells]
    fields += [_field(name, "text", [], readings, first_page) for name in missing]
    tokens_of |= {name: cell.tokens for name, cell in cells.items()}
    names = {
        field.name: tokens_of[field.name]
        for field in fields
        if form.kind_of(field.name) == "name" and field.value
    }
    again = names_said_again(doc, names)
    fields = [support(field, "repeated") if field.name in again else field for field in fields]
    return fields, in_words


def _field(
    name: str, kind: str, tokens: Sequence[Token], readings: dict[int, PageReading], first_page: int
) -> FieldValue:
    """A field from its tokens; the box is that of the part on the first page it stands on."""
    raw = _text(tokens)
    page = tokens[0]._.page if tokens else first_page
    value = KINDS[kind].clean(raw) if raw else None
    return FieldValue(
        name=name,
        value=value,
        raw=raw,
        confidence=min((token._.confidence for token in tokens), default=0.0),
        page=page,
        box=_box(tokens, page, readings[page]),
        sources=("read_twice",) if value and _is_read_twice(tokens, kind, value) else (),
    )


def _is_read_twice(tokens: Sequence[Token], kind: str, value: str) -> bool:
    """Whether every figure of a value was read twice, alike: the rest of the words says the same."""
    rest = [token.text for token in tokens if token._.confirmed or not _has_figure(token.text)]
    return _has_figure(value) and KINDS[kind].clean(" ".join(rest)) == value


def _has_figure(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _box(tokens: Sequence[Token], page: int, reading: PageReading) -> Box | None:
    boxes = [token._.box for token in tokens if token._.page == page]
    return reading.to_image.box(union(boxes)) if boxes else None
