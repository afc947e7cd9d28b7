"""What a task does: it joins the stages. An id comes in, the effects are kept: objects first, then records.

Every step can be repeated: what is done already stays as it is. They raise SohoaError, and whatever a fault
of ours raises; flows/tasks.py decides what becomes of that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flows.arranged import pages_read, turns_of
from flows.one_page import read_image
from flows.plan import LARGEST_DOSSIER
from flows.stored import StoredPages, known, load_reading
from flows.understood import Asked
from flows.workshop import Workshop, original_key
from models.dossier import Document, StoredObject
from models.errors import HalfKeptError, IncompleteBatchError, ObjectConflictError
from models.matching import load_matching
from models.page import PageReading, PageState
from models.regulations import Issue
from pipeline.intake.pages import count_pages, render_page
from pipeline.intake.receive import receive
from pipeline.keeping.documents import folder_key, keep_document, manifest_sha256, stat_all
from pipeline.keeping.rows.dossiers import (
    BatchStatus,
    KeptDocument,
    PageRow,
    ReceiptState,
    ScanRow,
    ScanState,
)
from pipeline.matching.document import match_subjects
from pipeline.matching.find import Finder
from pipeline.understanding.agreement import compare_documents
from pipeline.understanding.decide import decide

PDF = "application/pdf"
JSON = "application/json"
COMPARED_TOGETHER = 100  # documents


def receive_scan(shop: Workshop, receipt_id: str) -> str:
    """Keep the bytes of a file as they came; returns the id of the scan they are."""
    receipt = shop.records.receipt(receipt_id)
    if receipt.scan_id is not None:
        return receipt.scan_id
    file = shop.scans.new_file(receipt_id)
    received = receive(Path(receipt.path), receipt.member, file, shop.limits)
    shop.blobs.put(original_key(received.sha256), file, received.media_type)
    shop.records.receipt_received(receipt_id, received.sha256, received.size, received.media_type)
    shop.scans.adopt(received.sha256, file)
    return received.sha256


def open_scan(shop: Workshop, scan_id: str) -> str:
    """Count the pages, so that each is in the records before the first is read."""
    scan = shop.records.scan(scan_id)
    if scan.state is ScanState.RECEIVED:
        pages = count_pages(shop.scans.file(scan_id), scan.media_type, shop.limits)
        shop.records.scan_opened(scan_id, pages)
    return scan_id


def read_one_page(shop: Workshop, page_id: str) -> str:
    """Read a page and keep its image and what was read; returns the state it ended in."""
    page = shop.records.page(page_id)
    if page.state is not PageState.PENDING:
        return page.state
    if page.reading_key is not None:
        return _take_up(shop, page, page.reading_key)
    started = time.monotonic()
    scan = shop.records.scan(page.scan_id)
    file = shop.scans.file(page.scan_id)
    image = render_page(file, scan.media_type, page.number, shop.limits)
    image_key = f"pages/{hashlib.sha256(image.kept).hexdigest()}"
    shop.blobs.put(image_key, image.kept, image.kept_media_type)
    height, width = image.pixels.shape[:2]
    turns = turns_of(shop.records.arrangement(page.scan_id).what, page.number)
    read = read_image(file, scan.media_type, page.number, image, shop.engine, turns=turns)
    reading, reading_key = _keep_reading(shop, page, read)
    shop.records.page_done(
        page_id,
        reading.state,
        image_key=image_key,
        image_media_type=image.kept_media_type,
        reading_key=reading_key,
        width=width,
        height=height,
        dpi=image.dpi,
        seconds=time.monotonic() - started,
    )
    shop.count_page()
    return reading.state


def _take_up(shop: Workshop, page: PageRow, reading_key: str) -> str:
    """A clerk took back what kept the page from its reading, which is there."""
    state = load_reading(shop.blobs, page).state
    shop.records.page_done(
        page.id,
        state,
        image_key=known(page.image_key),
        image_media_type=known(page.image_media_type),
        reading_key=reading_key,
        width=known(page.width),
        height=known(page.height),
        dpi=known(page.dpi),
        seconds=known(page.seconds),
    )
    return state


def _keep_reading(shop: Workshop, page: PageRow, reading: PageReading) -> tuple[PageReading, str]:
    """(reading, its key). A reading that is kept already stays the one that counts: it
    was made just before a crash, perhaps by a machine whose arithmetic differs in the last digit."""
    key = f"readings/{page.scan_id}/{page.number:05d}/{_settings_key(reading)}/reading.json"
    if shop.blobs.stat(key) is not None:
        return PageReading.model_validate_json(shop.blobs.get(key)), key
    timeless = reading.model_copy(update={"seconds": 0.0})  # the same bytes if read again
    shop.blobs.put(key, timeless.model_dump_json().encode(), JSON)
    return timeless, key


def _settings_key(reading: PageReading) -> str:
    return hashlib.sha256(f"{reading.engine}\n{reading.settings}".encode()).hexdigest()[:16]


def understand_scan(shop: Workshop, scan_id: str) -> str:
    """Recognise the documents of a scan whose pages all ended, and keep them. Failed pages are left out."""
    scan = shop.records.scan(scan_id)
    if scan.state is not ScanState.OPENED:
        return scan_id
    pages = shop.records.pages(scan_id)
    if any(page.state is PageState.PENDING for page in pages):
        return scan_id  # the records or the store failed for longer than we tried: left to the next run
    pages = pages_read(pages)
    original = stat_all(shop.blobs, [original_key(scan_id)])
    by_number = {page.number: page for page in pages}
    issue = shop.records.regulations()
    kept = []
    with shop.records.register_lookup() as lookup:
        asked = _asked(Finder(load_matching(shop.settings.weights), lookup), issue)
        documents = _understood(shop, scan_id, pages, asked)
        near = list(itertools.islice(_near(shop, scan_id, asked), COMPARED_TOGETHER))
        for document in _compared(documents, near):
            own = [by_number[number] for number in document.pages]
            decided = decide(document, issue.what.policy(shop.policy))
            kept.append(_keep(shop, scan, original, decided, own, issue.version))
    shop.records.documents_kept(scan_id, kept)
    shop.scans.remove(scan_id)
    return scan_id


def _asked(finder: Finder, issue: Issue) -> Asked:
    """Who a document's persons are in the register, where its type is read at all."""
    return Asked(
        lambda document: match_subjects(issue.what.read(document), finder),
        (finder.version, frozenset(finder.merged.items()), issue.version),
    )


def _understood(shop: Workshop, scan_id: str, pages: list[PageRow], asked: Asked) -> Iterator[Document]:
    """The documents of a scan from its pages that were read, with all evidence but other papers'."""
    return shop.understood.documents(scan_id, pages, shop.records.arrangement(scan_id).what, asked)


def _near(shop: Workshop, scan_id: str, asked: Asked) -> Iterator[Document]:
    """The documents of the dossier's other scans. They follow from the readings, never from the records: so
    it does not matter which scan came first, or where a run was killed."""
    for other in shop.records.dossier_scans(scan_id, LARGEST_DOSSIER):
        pages = shop.records.pages(other)
        if not any(page.state is PageState.PENDING for page in pages):
            yield from _understood(shop, other, pages_read(pages), asked)


def _compared(documents: Iterable[Document], near: Sequence[Document]) -> Iterator[Document]:
    """The documents with what they and those `near` say of each other; of a scan of thousands, those that
    follow each other."""
    rest = iter(documents)
    while own := list(itertools.islice(rest, COMPARED_TOGETHER)):
        yield from compare_documents([*own, *near])[: len(own)]


def _keep(
    shop: Workshop,
    scan: ScanRow,
    original: list[StoredObject],
    document: Document,
    pages: list[PageRow],
    regulations: int,
) -> KeptDocument:
    try:
        manifest = keep_document(
            shop.blobs,
            document,
            StoredPages(shop.blobs, pages),
            version=scan.version,
            created_at=known(scan.opened_at),
            origins=[*original, *stat_all(shop.blobs, _keys_of(pages))],
            validate=shop.settings.validate_archive,
        )
    except ObjectConflictError:
        # A run was killed between the objects and the records, and what is known has changed since: the
        # register, say. The next version is free.
        raise HalfKeptError from None
    folder = folder_key(document.document_id, scan.version)
    return KeptDocument(document, scan.version, folder, manifest_sha256(manifest), regulations)


def _keys_of(pages: list[PageRow]) -> list[str]:
    keys = (key for page in pages for key in (page.image_key, page.reading_key))
    return [key for key in keys if key is not None]


def reconcile(shop: Workshop, batch_id: str) -> str:
    """Check that what came in is accounted for; raises IncompleteBatchError."""
    if not is_complete(shop.records.status(batch_id)):
        raise IncompleteBatchError
    return batch_id


def forget_stories(shop: Workshop) -> None:
    """Remove the stories of failures that the regulations ask to keep no longer."""
    days = dt.timedelta(days=shop.records.regulations().what.story_days)
    shop.records.forget_incidents(dt.datetime.now(dt.UTC) - days)


def draw_samples(shop: Workshop, batch_id: str) -> None:
    """Draw accepted values for clerks to read once more, as the regulations ask."""
    wrong_at_most = shop.records.regulations().what.wrong_at_most
    if wrong_at_most is not None:
        shop.records.draw_samples(batch_id, wrong_at_most)


def is_complete(status: BatchStatus) -> bool:
    """Whether nothing of a batch waits and every page that came in is accounted for."""
    waiting = (
        status.receipts[ReceiptState.LISTED]
        + status.scans[ScanState.RECEIVED]
        + status.scans[ScanState.OPENED]
        + status.pages[PageState.PENDING]
    )
    return waiting == 0 and status.pages_in == status.pages_accounted
