"""A scan's papers are worked out once while its dossier is on its way, and it makes no difference."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from flows import steps, understood
from flows.settings import Settings
from flows.understood import Asked, Understood
from flows.workshop import Workshop
from models.dossier import Document
from models.page import PageReading, PageState
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records.lookup import RegisterLookup
from pipeline.keeping.rows.dossiers import NewReceipt, PageRow
from tests.flows.kit import draw_page, marital_status, residence, save_image
from tests.pipeline.understanding.pages import set_page


class Counted(FolderStore):
    """A folder that counts what is taken from it."""

    taken = 0

    def get(self, key: str) -> bytes:
        self.taken += 1
        return super().get(key)


@pytest.fixture
def blobs(tmp_path: Path) -> Counted:
    return Counted(tmp_path)


def keep(blobs: Counted, scan_id: str, number: int, reading: PageReading) -> PageRow:
    key = f"readings/{scan_id}/{number:05d}/{reading.settings}/reading.json"
    blobs.put(key, reading.model_dump_json().encode(), "application/json")
    size = reading.width, reading.height, reading.dpi
    return PageRow(f"{scan_id}{number}", scan_id, number, PageState.READ, None, None, None, key, *size, 0.0)


ONE = set_page(marital_status("NGUYỄN THỊ HOA", "036190001234"))
OTHER = set_page(residence("NGUYỄN THỊ HOA", "036190001234"))
NOTHING = Asked(lambda document: document, 0)


def test_a_scan_is_understood_once_and_says_the_same_again(blobs: Counted) -> None:
    held = Understood(blobs)
    scans = {name: [keep(blobs, name, 1, page)] for name, page in (("a", ONE), ("b", OTHER))}
    first = {name: list(held.documents(name, pages, None, NOTHING)) for name, pages in scans.items()}
    for _ in scans:
        assert {
            name: list(held.documents(name, pages, None, NOTHING)) for name, pages in scans.items()
        } == first
    assert blobs.taken == len(scans)
    assert {
        name: list(Understood(blobs).documents(name, pages, None, NOTHING)) for name, pages in scans.items()
    } == first


def test_a_scan_that_was_read_anew_is_understood_anew(blobs: Counted) -> None:
    held = Understood(blobs)
    (before,) = held.documents("a", [keep(blobs, "a", 1, ONE)], None, NOTHING)
    other = OTHER.model_copy(update={"settings": "other"})
    (after,) = held.documents("a", [keep(blobs, "a", 1, other)], None, NOTHING)
    assert (before.document_type, after.document_type) == (
        "marital_status_certificate",
        "residence_confirmation_ct07",
    )


def test_only_so_many_pages_are_held(blobs: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understood, "LONGEST", 2)
    monkeypatch.setattr(understood, "MOST", 3)
    held = Understood(blobs)
    scans = {name: [keep(blobs, name, number, ONE) for number in (1, 2)] for name in "abc"}
    scans["long"] = [keep(blobs, "long", number, ONE) for number in (1, 2, 3)]
    for taken, name in enumerate(("a", "b", "b", "a"), start=1):
        list(held.documents(name, scans[name], None, NOTHING))
        assert blobs.taken == 2 * (taken if taken < 3 else taken - 1)
    assert len(list(held.documents("long", scans["long"], None, NOTHING))) == 3
    before = blobs.taken
    list(held.documents("long", scans["long"], None, NOTHING))
    assert blobs.taken == before + 3


def test_what_is_asked_beside_the_readings_is_asked_once_until_its_state_is_another(blobs: Counted) -> None:
    questions: list[str] = []

    def ask(document: Document) -> Document:
        questions.append(document.document_id)
        return document.model_copy(update={"text": f"asked {len(questions)} times"})

    held, pages = Understood(blobs), [keep(blobs, "a", 1, ONE)]
    said = [next(iter(held.documents("a", pages, None, Asked(ask, state)))).text for state in (1, 1, 2, 1)]
    assert said == ["asked 1 times", "asked 1 times", "asked 2 times", "asked 1 times"]


def test_the_register_is_asked_once_for_each_scan_of_a_dossier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    find = RegisterLookup.find

    def counted(self: RegisterLookup, keys: Sequence[int], most: int) -> list[tuple[int, int]]:
        asked.extend(keys[:1])
        return find(self, keys, most)

    monkeypatch.setattr(RegisterLookup, "find", counted)
    shop = Workshop(Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path / "data")}))
    people = [
        ("NGUYỄN THỊ HOA", "036190001234"),
        ("TRẦN THỊ LÁ", "036190005678"),
        ("LÊ THỊ MAI", "036190009012"),
    ]
    scans = read_dossier(shop, tmp_path, people)
    for scan in scans:
        steps.understand_scan(shop, scan)
    assert len(asked) == 2 * len(people)  # with the sure keys, then with the others
    papers = [row.document for scan in scans for row in shop.records.documents(scan)]
    told = {field.value for paper in papers for field in paper.fields if field.name == "full_name"}
    assert told == {name for name, _ in people} and all(paper.matches for paper in papers)
    shop.records.close()


def read_dossier(shop: Workshop, folder: Path, people: Sequence[tuple[str, str]]) -> list[str]:
    """The scans of a dossier that holds a paper for each of the people, read but not understood."""
    files = [
        save_image(folder / f"{number}.png", draw_page(residence(*person)))
        for number, person in enumerate(people)
    ]
    batch = shop.records.open_batch("lô")
    shop.records.add_receipts(batch, [NewReceipt("HS", None, file.name, file, None, None) for file in files])
    scans = [steps.receive_scan(shop, receipt.id) for receipt in shop.records.receipts(batch)]
    for scan in scans:
        steps.open_scan(shop, scan)
        for page in shop.records.pages(scan):
            steps.read_one_page(shop, page.id)
    return scans
