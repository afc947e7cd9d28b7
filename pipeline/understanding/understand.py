"""Pages that were read become documents with fields and persons."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence

from models.dossier import BLANK, UNKNOWN, Document, FieldValue, Subject
from models.forms import Form
from models.page import PageReading
from models.source_form import SOURCE_FORM, is_open
from models.text import fold
from pipeline.understanding.codes import said_by
from pipeline.understanding.columns import part_columns
from pipeline.understanding.evidence import contradict, gather_evidence
from pipeline.understanding.extract import blank_vocabulary, extract_fields
from pipeline.understanding.separate import Paper, arranged, separate
from pipeline.understanding.words import make_doc

_NAMESPACE = uuid.UUID("5ea0a1de-7d0c-5a5e-9d6b-6d6f74637561")


def understand(scan_id: str, readings: Iterable[tuple[int, PageReading]]) -> Iterator[Document]:
    """The documents of a scan from its pages (1-based number, reading), in the pages' order.

    Every page is in exactly one document; values are not decided yet. Document ids depend on the
    scan and the pages alone. Only one paper's readings are held at a time.
    """
    for paper in separate(readings, blank_vocabulary().vocab):
        yield _document(scan_id, paper, tuple(sorted(number for number, _ in paper.pages)))


def understand_arranged(
    scan_id: str, readings: Iterable[tuple[int, PageReading]], document_type: str | None
) -> Document:
    """The pages as the one document that a clerk says they are, at least one; as `understand` else."""
    paper = arranged(readings, blank_vocabulary().vocab, document_type)
    return _document(scan_id, paper, tuple(number for number, _ in paper.pages))


def _document(scan_id: str, paper: Paper, numbers: tuple[int, ...]) -> Document:
    text = "\n".join(reading.text() for _, reading in paper.pages)
    form, title = paper.form, paper.title
    document = Document(
        document_id=uuid.uuid5(_NAMESPACE, f"{scan_id}/{','.join(map(str, numbers))}").hex,
        scan_id=scan_id,
        document_type=BLANK if paper.blank else form.type if form else UNKNOWN,
        form_version=_version(form, text) if form else None,
        pages=numbers,
        type_confidence=1.0 if paper.blank else title.confidence if title and form else 0.0,
        boundary_confidence=paper.boundary.sure,
        boundary_reason=paper.boundary.reason,
        text=text,
    )
    if form is None or title is None:
        return document
    vocab = blank_vocabulary().vocab
    parted = [(number, *part_columns(vocab, reading, form)) for number, reading in paper.pages]
    pages = [(number, reading) for number, reading, _ in parted]
    doc = paper.doc if paper.doc is not None and not form.side_by_side else make_doc(vocab, pages)
    fields, in_words = extract_fields(doc, form, pages, title.end)
    codes = [code for _, reading in paper.pages for code in reading.codes]
    fields = gather_evidence(fields, form, in_words, codes)
    if not parted[0][2]:  # whose value is whose cannot be told
        fields = [contradict(field, "columns") for field in fields]
    if form.qr and not any(said_by(code, form) for code in codes):
        fields = _without_back(fields, form)
    if paper.crowded:
        fields = [contradict(field, "crowded") for field in fields]
    stamps = {n: reading.quality.gray_stamps for n, reading in paper.pages if reading.quality}
    if is_open(document, sum(stamps.values())):
        fields.append(_asked(next(number for number, count in stamps.items() if count)))
    return document.model_copy(update={"fields": tuple(fields), "subjects": _subjects(form, fields)})


def _without_back(fields: Sequence[FieldValue], form: Form) -> list[FieldValue]:
    """The fields of a card of which no code was read: its back bears its number in codes only, so it may be
    another card's."""
    back = {entry.field for entry in form.entries if entry.back}
    return [
        contradict(field, "other_side") if field.name in back and field.value else field for field in fields
    ]


def _asked(page: int) -> FieldValue:
    """The field in which a clerk says in which form the paper was handed in; its stamp stands on `page`."""
    return FieldValue(name=SOURCE_FORM, value=None, raw="", confidence=0.0, page=page, box=None)


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
