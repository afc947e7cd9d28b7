"""What the screen of boundaries shows of a scan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.web.access import Visit
from app.web.sessions import signed
from app.wording import document_name
from models.arrangement import ArrangedPaper, Arrangement
from models.dossier import BLANK, UNKNOWN, Document
from models.forms import load_forms
from pipeline.keeping.records import Records
from pipeline.keeping.records.arrangements import can_be_arranged
from pipeline.keeping.rows.desk import HeldArrangement
from pipeline.keeping.rows.dossiers import DocumentRow, PageRow, ScanState

PLACES = ("small", "page")


@dataclass(frozen=True)
class DocumentPart:
    id: str
    name: str
    to_check: bool


@dataclass(frozen=True)
class BoundariesView:
    """`told`: what the page's script needs, as JSON; `revision`: of the arrangement that holds, `by` whom;
    `busy`: it is being worked on."""

    scan_id: str
    revision: int
    by: str
    busy: bool
    failed: bool
    files: tuple[str, ...]
    dossier: str
    documents: tuple[DocumentPart, ...]
    told: str


def boundaries_view(visit: Visit, scan_id: str, document_id: str) -> BoundariesView:
    records = visit.context.records
    receipts = records.receipts_of_scan(scan_id)
    rows, held = records.documents(scan_id), records.arrangement(scan_id)
    pages = records.pages(scan_id)
    state = records.scan(scan_id).state
    told = {
        "pages": {page.number: _page(visit, page) for page in pages if page.image_key},
        "papers": _papers(rows, held, [page.number for page in pages if can_be_arranged(page)]),
        "turns": held.what.turns if held.what else {},
        "rescan": held.what.rescan if held.what else [],
        "lost": [page.number for page in pages if not can_be_arranged(page)],
        "names": {form.type: form.name for form in load_forms()}
        | {BLANK: document_name(BLANK), UNKNOWN: document_name(UNKNOWN)},
        "first": _first(visit, rows, document_id),
    }
    return BoundariesView(
        scan_id=scan_id,
        revision=held.revision,
        by=held.by,
        busy=state in (ScanState.OPENED, ScanState.RECEIVED),
        failed=state is ScanState.FAILED,
        files=tuple(dict.fromkeys(receipt.name for receipt in receipts)),
        dossier=receipts[0].dossier_code or receipts[0].dossier if receipts else "",
        documents=tuple(
            DocumentPart(
                row.document.document_id, document_name(row.document.document_type), row.document.needs_review
            )
            for row in rows
        ),
        told=json.dumps(told, ensure_ascii=False),
    )


def retyped(records: Records, document: Document, type_: str) -> tuple[Arrangement, int]:
    """The scan as it is arranged, but with this paper of type `type_`; and the revision of what holds."""
    scan_id = document.scan_id
    rows, held = records.documents(scan_id), records.arrangement(scan_id)
    what = held.what or Arrangement(papers=())
    arranged = [page.number for page in records.pages(scan_id) if can_be_arranged(page)]
    mine = set(document.pages)
    papers = []
    for one in _papers(rows, held, arranged):
        said = one["type"] if mine.isdisjoint(one["pages"]) else type_
        papers.append(ArrangedPaper(pages=one["pages"], document_type=said))
    return what.model_copy(update={"papers": tuple(papers)}), held.revision


def picture_parts(scan_id: str, number: int, place: str) -> tuple[str, ...]:
    """What a picture's signature is of."""
    return ("scan", scan_id, str(number), place)


def _page(visit: Visit, page: PageRow) -> dict[str, Any]:
    """`turns`: to the left, as the pictures show the page, which change when it is read anew."""
    found: dict[str, Any] = {"turns": visit.context.pictures.turns(page)}
    for place in PLACES:
        signature = signed(visit.token, *picture_parts(page.scan_id, page.number, place))
        again = (page.reading_key or "").rpartition("/")[0][-8:]
        found[place] = f"/boundaries/{page.scan_id}/{page.number}/{place}/{signature}.jpg?{again}"
    return found


def _papers(rows: list[DocumentRow], held: HeldArrangement, arranged: list[int]) -> list[dict[str, Any]]:
    """The papers as they are: pages, the type that a clerk said (None: nobody did), the type that holds.
    Pages that a clerk did not see, since they were read later, stand at the end."""
    says = {row.document.pages: row.document.document_type for row in rows}
    told = [paper.pages for paper in held.what.papers] if held.what else []
    left = set(arranged) - set(held.what.rescan if held.what else ())
    papers = []
    for pages in (*told, *says, *((number,) for number in arranged)):
        own = [number for number in pages if number in left]
        left.difference_update(own)
        if own:
            papers.append(_paper(own, pages, held.what, says))
    return papers


def _paper(
    numbers: list[int], pages: tuple[int, ...], what: Arrangement | None, says: dict[tuple[int, ...], str]
) -> dict[str, Any]:
    return {"pages": numbers, "type": what.type_of(pages) if what else None, "says": says.get(pages)}


def _first(visit: Visit, rows: list[DocumentRow], document_id: str) -> dict[str, Any]:
    """The page to begin with, and the type that a clerk wanted for its paper when it was set aside."""
    row = next((row for row in rows if row.document.document_id == document_id), None)
    if row is None:
        return {"page": None, "wanted": None}
    asides = visit.context.records.asides(visit.user.office)
    wanted = [one.wanted for one in asides if one.document_id == document_id]
    return {"page": row.document.pages[0], "wanted": wanted[-1] if wanted else None}
