"""Pages that were read become documents with fields and persons."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from models.dossier import BLANK, UNKNOWN, Document, FieldValue, Subject
from models.forms import Form, load_forms
from models.page import PageReading, PageState
from models.text import fold
from pipeline.understanding.classify import Title, find_title, has_motto
from pipeline.understanding.columns import part_columns
from pipeline.understanding.evidence import gather_evidence
from pipeline.understanding.extract import blank_vocabulary, extract_fields
from pipeline.understanding.labels import find_labels
from pipeline.understanding.words import make_doc, runs

SURE_LABEL = 8.0  # letters of a form's label that must be found on a page that continues it
BY_CODE = 0.9  # how sure the type is where only the card's code tells it

_NAMESPACE = uuid.UUID("5ea0a1de-7d0c-5a5e-9d6b-6d6f74637561")


class _Paper(NamedTuple):
    """Pages that belong together, and the title that says what they are."""

    pages: list[tuple[int, PageReading]]
    title: Title | None
    blank: bool


def understand(scan_id: str, readings: Iterable[tuple[int, PageReading]]) -> Iterator[Document]:
    """The documents of a scan from its pages (1-based number, reading), in the pages' order.

    Every page is in exactly one document; values are not decided yet. Document ids depend on the
    scan and the pages alone. Only one paper's readings are held at a time.
    """
    for paper in _separate(readings):
        yield _document(scan_id, paper)


def _separate(readings: Iterable[tuple[int, PageReading]]) -> Iterator[_Paper]:
    """Cut a scan into papers: a title or the motto begins one; what has neither continues the paper
    before it if it bears that form's labels, else it stands alone, for a clerk to see."""
    last: _Paper | None = None
    for number, reading in readings:
        paper = _begin_paper(number, reading, last)
        if paper is None and last is not None:
            last.pages.append((number, reading))
            continue
        if last is not None:
            yield last
        last = paper
    if last is not None:
        yield last


def _begin_paper(number: int, reading: PageReading, last: _Paper | None) -> _Paper | None:
    """The paper that the page begins; None where it continues the last one."""
    if reading.state is PageState.BLANK:
        return _Paper([(number, reading)], None, True)
    doc = _page_doc(number, reading)
    segments = runs(doc, "segment")
    title = find_title(segments, load_forms())
    if title is None or title.form is None:
        title = _title_by_code(reading) or title
    begins = has_motto(segments) or (title is not None and title.form is not None)
    if not begins and last is not None and _continues(last, number, doc):
        return None
    return _Paper([(number, reading)], title, False)


def _title_by_code(reading: PageReading) -> Title | None:
    """A card whose title was not read, by its QR code: as many fields as the form says, a number first."""
    for form in load_forms():
        for code in reading.codes if form.qr else ():
            parts = code.text.split("|")
            if len(parts) == len(form.qr) and re.fullmatch(r"\d{12}", parts[0], re.ASCII):
                return Title(form, BY_CODE, -1)
    return None


def _continues(paper: _Paper, number: int, doc: Doc) -> bool:
    """Whether the page is the paper's next: its form has room for it, and it bears one of the form's labels.
    A page that tells nothing of itself may be anybody's."""
    form = paper.title.form if paper.title else None
    if form is None or len(paper.pages) >= form.max_pages or paper.pages[-1][0] != number - 1:
        return False
    labels = find_labels(doc, form.entries, title_end=-1, skip=set())
    return any(label.weight >= SURE_LABEL for label in labels)


def _page_doc(number: int, reading: PageReading) -> Doc:
    return make_doc(blank_vocabulary().vocab, [(number, reading)])


def _document(scan_id: str, paper: _Paper) -> Document:
    numbers = tuple(number for number, _ in paper.pages)
    text = "\n".join(reading.text() for _, reading in paper.pages)
    form = paper.title.form if paper.title else None
    document = Document(
        document_id=uuid.uuid5(_NAMESPACE, f"{scan_id}/{','.join(map(str, numbers))}").hex,
        scan_id=scan_id,
        document_type=BLANK if paper.blank else form.type if form else UNKNOWN,
        form_version=_version(form, text) if form else None,
        pages=numbers,
        type_confidence=1.0 if paper.blank else paper.title.confidence if paper.title and form else 0.0,
        text=text,
    )
    if form is None or paper.title is None:
        return document
    vocab = blank_vocabulary().vocab
    pages = [(number, part_columns(vocab, reading, form)) for number, reading in paper.pages]
    fields, in_words = extract_fields(make_doc(vocab, pages), form, pages, paper.title.end)
    codes = [code for _, reading in paper.pages for code in reading.codes]
    fields = gather_evidence(fields, form, in_words, codes)
    return document.model_copy(update={"fields": tuple(fields), "subjects": _subjects(form, fields)})


def _version(form: Form, text: str) -> str | None:
    """The form's issue: by the mark it bears, else the only one that bears none."""
    key = re.sub(r"\s", "", fold(text))
    marked = [version.id for version in form.versions if version.mark and fold(version.mark) in key]
    unmarked = [version.id for version in form.versions if version.mark is None]
    return marked[0] if marked else unmarked[0] if len(unmarked) == 1 else None


def _subjects(form: Form, fields: Sequence[FieldValue]) -> tuple[Subject, ...]:
    """The persons whom the document names, with what it says of them."""
    values = {field.name: field.value for field in fields}
    tables = {table.prefix for table in form.tables}
    roles: list[str] = []
    for person in form.persons:
        if person in tables:
            rows = {name.split(".")[1] for name in values if name.startswith(f"{person}.")}
            roles.extend(f"{person}.{row}" for row in sorted(rows, key=int))
        else:
            roles.append(person)
    return tuple(
        Subject(
            role=role,
            full_name=values.get(field_of(role, "full_name")),
            date_of_birth=values.get(field_of(role, "date_of_birth")),
            sex=values.get(field_of(role, "sex")),
            personal_id=values.get(field_of(role, "personal_id")),
        )
        for role in roles
    )


def field_of(role: str, name: str) -> str:
    """A person's field: `full_name` of the main person, `mother.full_name` of the mother."""
    return f"{role}.{name}" if role else name
