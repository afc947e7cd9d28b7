"""What the check screen shows of a document: fields with captions, crops and reasons, boxes on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from app.desk.beside import Beside, Dossier
from app.desk.keyed import Keyed
from app.desk.letters import Part, doubtful_letters, words_at
from app.desk.pictures import upright, upright_size
from app.desk.typing_help import kind_of
from app.web.access import Visit
from app.web.sessions import signed
from models.dossier import SURE, UNKNOWN, Decision, Document, FieldValue
from models.double_key import Turn
from models.fields import Kind, Lexicon, Place
from models.fields.lists import Sex, lexicon
from models.forms import form_of
from models.geometry import Box
from models.identity import FEMALE, MALE
from models.policy import load_policy
from models.text import clean
from pipeline.keeping.records import page_id
from pipeline.keeping.rows.dossiers import DocumentRow, PageRow

CLERKS = "clerk"


@dataclass(frozen=True)
class FieldView:
    """`shown`: the value as a clerk reads and types it; `crop`: address of the picture, None without a box;
    `box`: left, top, width, height in the upright page; `sources`, `against`: evidence in words; `turn`: of
    one that is keyed twice, what this clerk may do; `letters`, `beside`: of a field in doubt, the value with
    doubtful letters marked, and what else says what it says."""

    document_id: str
    name: str
    value: str | None
    shown: str
    raw: str
    doubtful: bool
    by_clerk: bool
    decided_by: str
    reason: str
    revision: int
    page: int
    crop: str | None
    crop_size: tuple[int, int] | None
    box: tuple[int, int, int, int] | None
    sources: tuple[str, ...]
    against: tuple[str, ...]
    choices: tuple[str, ...]
    is_place: bool
    turn: Turn | None = None
    path: str = "check"  # which pages it is sent to
    letters: tuple[Part, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def id(self) -> str:
        """Safe in a page: letters, figures, points and underscores come from models/forms only."""
        return f"f-{self.name}"

    def is_as_shown(self, typed: str) -> bool:
        return bool(self.shown) and clean(typed) == clean(self.shown)


class PageView(NamedTuple):
    number: int
    address: str
    width: int
    height: int


@dataclass(frozen=True)
class DocumentView:
    id: str
    scan_id: str
    document_type: str
    type_doubtful: bool
    type_unknown: bool
    files: tuple[str, ...]
    dossier: str
    pages: tuple[PageView, ...]
    fields: tuple[FieldView, ...]

    @property
    def left(self) -> int:
        """Places to look at: fields in doubt, and the type where it is."""
        return sum(field.doubtful for field in self.fields) + (self.type_doubtful or self.type_unknown)


def document_view(visit: Visit, row: DocumentRow) -> DocumentView:
    records, document = visit.context.records, row.document
    receipts = records.receipts_of_scan(document.scan_id)
    pages = {page.number: page for page in records.pages(document.scan_id)}
    revisions = records.field_revisions(document.document_id)
    dossier, keyed = Dossier(visit, row, pages), Keyed(visit, document)
    own = [pages[number] for number in document.pages if pages[number].image_key]
    unsure = min(document.type_confidence, document.boundary_confidence) < SURE
    return DocumentView(
        id=document.document_id,
        scan_id=document.scan_id,
        document_type=document.document_type,
        type_doubtful=unsure and document.document_type != UNKNOWN,
        type_unknown=document.document_type == UNKNOWN,
        files=tuple(dict.fromkeys(receipt.name for receipt in receipts)),
        dossier=receipts[0].dossier_code or receipts[0].dossier if receipts else "",
        pages=tuple(_page(visit, document, page) for page in own),
        fields=tuple(
            _as_seen(_field(visit, document, value, revisions, pages, dossier), document, keyed)
            for value in document.fields
        ),
    )


def field_view(visit: Visit, row: DocumentRow, name: str) -> FieldView:
    """One field; also one that the machine did not find and the form has."""
    records, document = visit.context.records, row.document
    pages = {page.number: page for page in records.pages(document.scan_id)}
    empty = FieldValue(name=name, value=None, raw="", confidence=0.0, page=document.pages[0], box=None)
    value = next((one for one in document.fields if one.name == name), empty)
    revisions = records.field_revisions(document.document_id)
    dossier = Dossier(visit, row, pages) if value.decision is Decision.REVIEW else None
    found = _field(visit, document, value, revisions, pages, dossier)
    return _as_seen(found, document, Keyed(visit, document))


def bare_field(visit: Visit, row: DocumentRow, value: FieldValue) -> FieldView:
    """A field without what is said beside it, of which there are many on one page."""
    records, document = visit.context.records, row.document
    pages = {value.page: records.page(page_id(document.scan_id, value.page))}
    return _field(visit, document, value, records.field_revisions(document.document_id), pages, None)


def crop_address(visit: Visit, document_id: str, page: int, box: Box | None) -> str:
    """Where a picture is to be had in this session; nobody can make such an address by guessing."""
    place = "page" if box is None else "-".join(map(str, box))
    return f"/pictures/{document_id}/{page}/{place}/{signed(visit.token, document_id, str(page), place)}.jpg"


def _page(visit: Visit, document: Document, page: PageRow) -> PageView:
    turns = visit.context.pictures.turns(page)
    address = crop_address(visit, document.document_id, page.number, None)
    return PageView(page.number, address, *upright_size(page, turns))


def _field(
    visit: Visit,
    document: Document,
    value: FieldValue,
    revisions: dict[str, int],
    pages: dict[int, PageRow],
    dossier: Dossier | None,
) -> FieldView:
    kind, captions = kind_of(document, value.name), load_policy().captions
    page = pages.get(value.page)
    box = value.box if page and page.image_key else None
    placed = crop_size = None
    if box and page:
        placed_box = upright(box, page, visit.context.pictures.turns(page))
        placed = (placed_box.left, placed_box.top, placed_box.width, placed_box.height)
        crop_size = (placed_box.width, placed_box.height)
    shown = kind.show(value.value) if value.value is not None else ""
    doubtful = value.decision is Decision.REVIEW
    return FieldView(
        document_id=document.document_id,
        name=value.name,
        value=value.value,
        shown=shown,
        raw=value.raw,
        doubtful=doubtful,
        by_clerk=CLERKS in value.sources or (value.decided_by != "machine"),
        decided_by=value.decided_by,
        reason=value.reason,
        revision=revisions.get(value.name, 0),
        page=value.page,
        crop=crop_address(visit, document.document_id, value.page, box) if box else None,
        crop_size=crop_size,
        box=placed,
        sources=tuple(captions[source] for source in value.sources if source in captions),
        against=tuple(captions[source] for source in value.against if source in captions),
        choices=_choices(kind),
        is_place=isinstance(kind, Place),
        letters=_letters(visit, shown, page, box) if doubtful and shown else (),
        beside=dossier.beside(value) if doubtful and dossier else (),
    )


def _as_seen(field: FieldView, document: Document, keyed: Keyed) -> FieldView:
    """The field as this clerk may see it: who keys it a second time sees neither the machine's value nor the
    first clerk's, nor anything that was compared with them."""
    turn = keyed.turn(field.name)
    if turn is None or not keyed.withheld(field.name):
        return field
    kind = kind_of(document, field.name)
    bare = replace(
        field,
        turn=turn,
        value=None,
        shown="",
        raw="",
        reason="",
        sources=(),
        against=(),
        letters=(),
        beside=(),
    )
    if turn is Turn.KEYED:
        mine = keyed.mine(field.name)
        shown = kind.show(mine) if mine is not None else ""
        return replace(bare, value=mine, shown=shown, doubtful=False, by_clerk=True)
    said = [kind.show(one.value) for one in keyed.others(field.name) if one.value is not None]
    beside = tuple(Beside("beside.keyed", "", (Part(one, False),), None) for one in said)
    return replace(bare, beside=beside, choices=(*field.choices, *said))


def _letters(visit: Visit, shown: str, page: PageRow | None, box: Box | None) -> tuple[Part, ...]:
    """The value in parts, nothing where no letter of it is more doubtful than the others."""
    reading = visit.context.readings.of(page) if page and box else None
    parts = doubtful_letters(shown, words_at(reading, box)) if reading and box else ()
    return parts if any(part.marked for part in parts) else ()


def _choices(kind: Kind) -> tuple[str, ...]:
    if isinstance(kind, Sex):
        return tuple(kind.show(sex) for sex in (MALE, FEMALE))
    return tuple(lexicon(kind.name)) if isinstance(kind, Lexicon) else ()


def missing_fields(document: Document) -> list[str]:
    """Fields of the form that the machine did not find at all, without those of a table's rows."""
    form = form_of(document.document_type)
    found = {value.name for value in document.fields}
    return [name for name in (form.field_names() if form else []) if name not in found and ".N." not in name]
