"""Doubtful figures of many papers on one sheet, pair by pair: what differs is seen at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.desk.check_view import FieldView, bare_field
from app.desk.keyed import Keyed
from app.desk.pages import page
from app.web.access import Checker, Visit
from models.dossier import Decision, FieldValue
from models.lookalikes import pair_of, pairs
from pipeline.keeping.rows.desk import Scope
from pipeline.keeping.rows.dossiers import DocumentRow

router = APIRouter(prefix="/group")

PURPOSE = "check"
MOST_DOCUMENTS = 200  # looked through for one sheet
MOST_TILES = 40  # as many as are seen without scrolling much
LONGEST = 22  # letters: the picture of a longer value is too small on a tile to read


@dataclass(frozen=True)
class Tile:
    """A value with a doubtful figure of a pair ("17")."""

    field: FieldView
    pair: str


@router.get("")
def sheet(request: Request, visit: Checker, batch: str | None = None) -> Response:
    scope = Scope(visit.user.office, batch or None)
    found = visit.context.records.waiting_ids(scope, visit.user.name, MOST_DOCUMENTS)
    tiles = list(islice(_tiles(visit, found), MOST_TILES))
    visit.log("sheet.view", PURPOSE, *dict.fromkeys(tile.field.document_id for tile in tiles))
    tiles.sort(key=_by_pair)
    groups = [(pair, [tile.field for tile in some]) for pair, some in groupby(tiles, key=_pair)]
    return page(request, "group.html", visit, groups=groups, batch=batch or "")


def _tiles(visit: Visit, document_ids: list[str]) -> Iterator[Tile]:
    records = visit.context.records
    for document_id in document_ids:
        yield from _of_document(visit, records.document(document_id))


def _of_document(visit: Visit, row: DocumentRow) -> Iterator[Tile]:
    """Fields in doubt of which a figure is; not those that are keyed twice, of which nothing may be seen."""
    keyed = Keyed(visit, row.document)
    for value in row.document.fields:
        if value.decision is Decision.REVIEW and _fits(value) and keyed.turn(value.name) is None:
            field = bare_field(visit, row, value)
            figures = "".join(part.text for part in field.letters if part.marked)
            pair = pair_of(figures) if any(letter.isdecimal() for letter in figures) else None
            if pair is not None:
                yield Tile(field, pair)


def _fits(value: FieldValue) -> bool:
    return value.box is not None and 0 < len(value.value or "") <= LONGEST


def _pair(tile: Tile) -> str:
    return tile.pair


def _by_pair(tile: Tile) -> tuple[int, str]:
    return pairs().index(tile.pair), tile.field.name
