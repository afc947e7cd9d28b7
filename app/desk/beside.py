"""What else says what a field says: the register, codes on the paper, other papers of the dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.desk.keyed import Keyed
from app.desk.letters import Part, alike, differing_letters
from app.desk.told_of_citizens import ROWS
from app.desk.typing_help import kind_of
from app.web.access import Visit
from app.wording import document_name
from models.dossier import Document, FieldValue, Subject
from models.forms import form_of
from pipeline.keeping.rows.dossiers import DocumentRow, PageRow
from pipeline.understanding.codes import said_by

CANDIDATES = 2  # of the register, the likeliest
MOST = 4  # of one field
LARGEST_DOSSIER = 20  # files
LONGEST_SCAN = 60  # pages: the papers of a longer one are not searched while a clerk waits


@dataclass(frozen=True)
class Beside:
    """`source`: key of a text (words.yaml); `what`: which paper, or which record; `parts`: the value, marked
    where the field says otherwise; `same`: None where the field is empty; `link`: where it can be seen."""

    source: str
    what: str
    parts: tuple[Part, ...]
    same: bool | None
    link: str = ""


class Dossier:
    """What is known beside one document: asked for once, for all its fields."""

    def __init__(self, visit: Visit, row: DocumentRow, pages: dict[int, PageRow]) -> None:
        self._document = row.document
        self._said = _said_by_codes(visit, row.document, pages)
        self._others = _as_seen(visit, _others(visit, row.document, len(pages)))
        self._citizens = {
            match.role: [
                citizen
                for one in ([match.citizen_id] if match.citizen_id else match.candidates[:CANDIDATES])
                if (citizen := visit.context.records.citizen(one)) is not None
            ]
            for match in row.document.matches
        }

    def beside(self, field: FieldValue) -> tuple[Beside, ...]:
        found = (*self._codes(field), *self._register(field), *self._papers(field))
        return tuple(dict.fromkeys(found))[:MOST]

    def _codes(self, field: FieldValue) -> Iterator[Beside]:
        for kind, said in self._said:
            if field.name in said:
                yield self._told(field, f"beside.{kind}", "", said[field.name])

    def _register(self, field: FieldValue) -> Iterator[Beside]:
        for role, citizens in self._citizens.items():
            prefix = f"{role}." if role else ""
            for name, (_, places) in ROWS.items():
                if field.name in [prefix + place for place in places]:
                    for citizen in citizens:
                        if value := getattr(citizen, name):
                            yield self._told(field, "beside.register", citizen.citizen_id, value)

    def _papers(self, field: FieldValue) -> Iterator[Beside]:
        role, _, part = field.name.rpartition(".")
        mine = next((one for one in self._document.subjects if one.role == role), None)
        if mine is None:
            return
        for other in self._others:
            for subject in other.subjects:
                name = f"{subject.role}.{part}" if subject.role else part
                value = next((one.value for one in other.fields if one.name == name), None)
                if value and same_person(mine, subject, part):
                    link = f"/check/{other.document_id}#{name}"
                    paper = document_name(other.document_type)
                    yield self._told(field, "beside.paper", paper, value, link)

    def _told(self, field: FieldValue, source: str, what: str, value: str, link: str = "") -> Beside:
        kind = kind_of(self._document, field.name)
        shown = kind.show(value)
        if field.value is None:
            return Beside(source, what, (Part(shown, False),), None, link)
        same = kind.same(field.value, value)
        parts = (Part(shown, False),) if same else differing_letters(shown, kind.show(field.value))
        return Beside(source, what, parts, same, link)


def same_person(one: Subject, other: Subject, part: str) -> bool:
    """Whether two papers speak of one person, by what is not in question: the number, else name and birth."""
    if part != "personal_id" and one.personal_id and other.personal_id:
        return one.personal_id == other.personal_id
    if part == "full_name":
        return bool(one.personal_id) and one.personal_id == other.personal_id
    if not alike(one.full_name or "", other.full_name or ""):
        return False
    born = (one.date_of_birth, other.date_of_birth)
    return part == "date_of_birth" or None in born or born[0] == born[1]


def _said_by_codes(
    visit: Visit, document: Document, pages: dict[int, PageRow]
) -> list[tuple[str, dict[str, str]]]:
    form = form_of(document.document_type)
    if form is None or not form.qr:
        return []
    readings = [visit.context.readings.of(pages[number]) for number in document.pages if number in pages]
    codes = [code for reading in readings if reading for code in reading.codes]
    return [(code.kind, said) for code in codes if (said := said_by(code, form))]


def _as_seen(visit: Visit, others: Sequence[Document]) -> list[Document]:
    """Other papers without the fields that this clerk is to key without having seen them."""
    seen = []
    for other in others:
        keyed = Keyed(visit, other)
        fields = tuple(one for one in other.fields if not keyed.withheld(one.name))
        seen.append(other.model_copy(update={"fields": fields}))
    return seen


def _others(visit: Visit, document: Document, pages: int) -> Sequence[Document]:
    """The other papers of the dossier, of all its files."""
    records = visit.context.records
    scans = records.dossier_scans(document.scan_id, LARGEST_DOSSIER)
    if pages <= LONGEST_SCAN:
        scans = [document.scan_id, *scans]
    rows = records.documents_of_scans(scans)
    return [row.document for row in rows if row.document.document_id != document.document_id]
