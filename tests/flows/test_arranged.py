"""A clerk arranges the pages of a scan: only what changed is read again, and nothing is overwritten."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from flows import steps
from flows.settings import Settings
from flows.workshop import Workshop
from models.access import Role
from models.arrangement import Arrangement
from models.dossier import BLANK, UNKNOWN
from models.errors import BadArrangementError, ChangedMeanwhileError, StillBeingReadError
from models.page import PageState
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import NewReceipt, ScanState
from pipeline.reading.engine import OcrEngine
from tests.flows.kit import draw_page, marital_status, residence, save_pdf

HOA, LA = ("NGUYỄN THỊ HOA", "036190001234"), ("TRẦN THỊ LÁ", "036190005678")
Told = Sequence[int] | tuple[str, Sequence[int]]
LOG = AuditEntry("clerk:an", "scan.arrange", "check", (), {})


class Counted:
    """The engine, and how often it was run."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine, self.runs = engine, 0
        self.name, self.version = engine.name, engine.version

    def read(self, *arguments, **options):  # type: ignore[no-untyped-def]
        self.runs += 1
        return self._engine.read(*arguments, **options)

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        return getattr(self._engine, name)


class Office:
    """A scan of four pages that were read: a certificate, one on its head, a residence and a blank one."""

    def __init__(self, folder: Path) -> None:
        self.shop = Workshop(Settings.from_environment({"SOHOA_DATA_DIR": str(folder / "data")}))
        self.engine = Counted(self.shop.engine)
        self.shop.engine = self.engine
        self.records: Records = self.shop.records
        self.records.add_user("an", "An", Role.CLERK, "", "", "test")
        pages = [marital_status(*HOA), marital_status(*LA), residence(*HOA), []]
        drawn = [draw_page(lines) for lines in pages]
        path = save_pdf(
            folder / "quét.pdf", [*drawn[:1], drawn[1].transpose(Image.Transpose.ROTATE_180), *drawn[2:]]
        )
        batch = self.records.open_batch("lô")
        self.records.add_receipts(batch, [NewReceipt("Hồ sơ", None, path.name, path, None, None)])
        [receipt] = self.records.receipts(batch)
        self.batch, self.scan = batch, steps.receive_scan(self.shop, receipt.id)
        steps.open_scan(self.shop, self.scan)
        self.work_off()

    def work_off(self) -> int:
        """What a batch would do; how often the engine was run."""
        before = self.engine.runs
        for page in self.records.pages(self.scan):
            steps.read_one_page(self.shop, page.id)
        steps.understand_scan(self.shop, self.scan)
        steps.reconcile(self.shop, self.batch)
        return self.engine.runs - before

    def arrange(self, *papers: Told, **more: object) -> int:
        """Pages as papers whose titles tell what they are, or (type, pages); the engine's runs it took."""
        seen = self.records.arrangement(self.scan).revision
        self.records.arrange(self.scan, arrangement(*papers, **more), seen, "an", LOG)
        return self.work_off()

    def undo(self) -> int:
        seen = self.records.arrangement(self.scan).revision
        self.records.undo_arrangement(self.scan, seen, "an", LOG)
        return self.work_off()

    def papers(self) -> list[tuple[str, tuple[int, ...]]]:
        rows = self.records.documents(self.scan)
        return [(row.document.document_type, row.document.pages) for row in rows]

    def value(self, name: str, page: int) -> str | None:
        [row] = [row for row in self.records.documents(self.scan) if page in row.document.pages]
        return next((one.value for one in row.document.fields if one.name == name), None)


def arrangement(*papers: Told, **more: object) -> Arrangement:
    named = [paper if isinstance(paper[0], str) else (None, paper) for paper in papers]
    told = [{"document_type": kind, "pages": pages} for kind, pages in named]
    return Arrangement.model_validate({"papers": told, **more})


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(read_once: Office) -> Iterator[Office]:
    """The scan as the machine left it."""
    yield read_once
    while read_once.records.arrangement(read_once.scan).what is not None:
        assert read_once.undo() == 0  # taking back never needs the engine


MARITAL, RESIDENCE = "marital_status_certificate", "residence_confirmation_ct07"
MACHINES = [(MARITAL, (1,)), (MARITAL, (2,)), (RESIDENCE, (3,)), (BLANK, (4,))]


def test_joined_and_split_without_reading_again(office: Office) -> None:
    assert office.papers() == MACHINES
    assert office.arrange((1, 3), (2,), (4,)) == 0
    assert office.papers() == [(MARITAL, (1, 3)), (MARITAL, (2,)), (BLANK, (4,))]
    assert office.arrange((2, 1), (3, 4)) == 0
    assert office.papers() == [(MARITAL, (2, 1)), (RESIDENCE, (3, 4))]
    assert office.undo() == 0 and office.undo() == 0
    assert office.papers() == MACHINES
    assert (
        len(office.records.history(office.records.documents(office.scan)[0].document.document_id, "sex")) > 1
    )


def test_a_type_is_as_the_clerk_says_and_nobody_is_asked_again(office: Office) -> None:
    assert office.arrange((MARITAL, (1,)), (UNKNOWN, (2,)), ("birth_certificate", (3,)), (BLANK, (4,))) == 0
    found = office.papers()
    assert found == [(MARITAL, (1,)), (UNKNOWN, (2,)), ("birth_certificate", (3,)), (BLANK, (4,))]
    sure = [row.document.type_confidence for row in office.records.documents(office.scan)]
    assert sure == [1.0] * 4


def test_what_is_turned_is_read_anew_and_only_that(office: Office) -> None:
    [_, before, *_] = office.records.pages(office.scan)
    assert office.arrange((1,), (2,), (3,), (4,), turns={2: 0}) > 0  # on its head: little can be read
    [one, page, *_] = office.records.pages(office.scan)
    assert page.reading_key != before.reading_key and page.image_key == before.image_key
    assert office.value("full_name", 2) is None
    assert office.arrange((1,), (2,), (3,), (4,), turns={2: 2}) > 0
    assert office.value("full_name", 2) == LA[0]
    [row] = [row for row in office.records.documents(office.scan) if row.document.pages == (2,)]
    boxes = {value.name: value.box for value in row.document.fields}
    name = boxes["full_name"]
    assert name is not None and name.top > 450  # in the lower half of the kept image, which is on its head
    assert office.records.pages(office.scan)[0] == one
    assert office.undo() == 0 and office.undo() == 0
    assert office.records.pages(office.scan)[1].reading_key == before.reading_key


def test_a_page_to_be_scanned_again_is_a_failure_until_that_is_taken_back(office: Office) -> None:
    assert office.arrange((1,), (3,), (4,), rescan=[2]) == 0
    assert office.papers() == [MACHINES[0], *MACHINES[2:]]
    [failure] = office.records.status(office.batch).failures
    assert (failure.code, failure.page) == ("E205", 2)
    assert office.records.reset_failed(office.batch) == 0  # trying again would not help
    assert office.arrange((1,), (2,), (3,), (4,)) == 0
    assert office.papers() == MACHINES
    assert office.records.status(office.batch).failures == []


def test_a_later_run_respects_what_the_clerk_decided(office: Office) -> None:
    office.arrange((1,), ("birth_certificate", (2, 3)), (4,), turns={2: 2})
    arranged = office.papers()
    key = office.records.pages(office.scan)[1].reading_key
    with office.records._writing() as connection:  # as if the page had failed before
        connection.exec_driver_sql(
            "UPDATE pages SET state = 'failed', error_code = 'E202', reading_key = NULL WHERE number = 2"
        )
    assert office.records.reset_failed(office.batch) == 1
    assert office.work_off() > 0
    assert office.papers() == arranged
    assert office.records.pages(office.scan)[1].reading_key == key


def test_what_clerks_said_of_fields_stands_through_it_all(office: Office) -> None:
    [one, *_] = [row.document.document_id for row in office.records.documents(office.scan)]
    office.records.correct_field(one, "full_name", "NGUYỄN THỊ HÒA", "an")
    office.arrange((1, 3), (2,), (4,))
    assert office.value("full_name", 1) == "NGUYỄN THỊ HÒA"
    office.arrange(("birth_certificate", (1,)), (2,), (3,), (4,))
    assert office.value("full_name", 1) != "NGUYỄN THỊ HÒA"  # that was said of another paper
    office.undo()
    office.undo()
    assert office.value("full_name", 1) == "NGUYỄN THỊ HÒA"
    office.records.correct_field(one, "full_name", HOA[0], "an")


@pytest.mark.parametrize("seed", range(6))
def test_every_page_is_accounted_for_exactly_once_however_it_is_arranged(office: Office, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(2):
        pages = dice.sample([1, 2, 3, 4], 4)
        rescan = [pages.pop() for _ in range(dice.randrange(2))]
        papers: list[list[int]] = []
        for page in pages:
            if not papers or dice.random() < 0.5:
                papers.append([])
            papers[-1].append(page)
        types = dice.choices([None, MARITAL, UNKNOWN, BLANK], k=len(papers))
        told: list[Told] = [(kind, one) if kind else one for kind, one in zip(types, papers, strict=True)]
        assert office.arrange(*told, rescan=rescan) == 0
        kept = [number for _, numbers in office.papers() for number in numbers]
        assert sorted(kept + rescan) == [1, 2, 3, 4]
        failed = [page.number for page in office.records.pages(office.scan) if page.state is PageState.FAILED]
        assert failed == rescan
        status = office.records.status(office.batch)
        assert status.pages_in == status.pages_accounted == 4


def test_an_arrangement_that_loses_or_doubles_a_page_is_refused(office: Office) -> None:
    for papers in (((1,), (2,), (3,)), ((1,), (2,), (3,), (4,), (5,))):
        with pytest.raises(BadArrangementError):
            office.arrange(*papers)
    with pytest.raises(ValueError):
        arrangement((1, 2), (2, 3), (4,))
    with pytest.raises(ValueError):
        arrangement((1,), ("nonsense", (2, 3, 4)))
    assert office.papers() == MACHINES


def test_who_saw_something_older_arranges_nothing(office: Office) -> None:
    what = arrangement((1,), (2,), (3,), (4,))
    office.records.arrange(office.scan, what, 0, "an", LOG)
    now = office.records.arrangement(office.scan).revision
    with pytest.raises(ChangedMeanwhileError):
        office.records.arrange(office.scan, what, 0, "an", LOG)
    with pytest.raises(StillBeingReadError):
        office.records.undo_arrangement(office.scan, now, "an", LOG)
    assert office.records.scan(office.scan).state is ScanState.OPENED
    office.work_off()
