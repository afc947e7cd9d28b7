"""A scan's papers are worked out once while its dossier is on its way, and it makes no difference."""

from pathlib import Path

import pytest

from flows import understood
from flows.understood import Understood
from models.page import PageReading, PageState
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.rows import PageRow
from tests.flows.kit import marital_status, residence
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


def test_a_scan_is_understood_once_and_says_the_same_again(blobs: Counted) -> None:
    held = Understood(blobs)
    scans = {name: [keep(blobs, name, 1, page)] for name, page in (("a", ONE), ("b", OTHER))}
    first = {name: list(held.documents(name, pages)) for name, pages in scans.items()}
    for _ in scans:
        assert {name: list(held.documents(name, pages)) for name, pages in scans.items()} == first
    assert blobs.taken == len(scans)
    assert {name: list(Understood(blobs).documents(name, pages)) for name, pages in scans.items()} == first


def test_a_scan_that_was_read_anew_is_understood_anew(blobs: Counted) -> None:
    held = Understood(blobs)
    (before,) = held.documents("a", [keep(blobs, "a", 1, ONE)])
    other = OTHER.model_copy(update={"settings": "other"})
    (after,) = held.documents("a", [keep(blobs, "a", 1, other)])
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
        list(held.documents(name, scans[name]))
        assert blobs.taken == 2 * (taken if taken < 3 else taken - 1)
    assert len(list(held.documents("long", scans["long"]))) == 3
    before = blobs.taken
    list(held.documents("long", scans["long"]))
    assert blobs.taken == before + 3
