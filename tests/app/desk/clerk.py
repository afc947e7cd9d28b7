"""A clerk who reads papers rightly: what stands on the samples she knows from samples/truth.jsonl."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app.desk.typing_help import kind_of
from models.text import clean
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import DocumentRow
from tests.flows.kit import ROOT

PICTURES = os.environ.get("PICTURES")  # a folder, in which pictures of the pages are kept

Paper = dict[str, Any]


def take_picture(page: Page, name: str) -> None:
    """Keep what a clerk sees now, if pictures are wanted."""
    if PICTURES:
        page.wait_for_load_state("networkidle")  # crops that are still on their way
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@cache
def papers() -> list[Paper]:
    return [json.loads(line) for line in (ROOT / "samples" / "truth.jsonl").read_text().splitlines()]


@dataclass
class Clerk:
    """`looked_at`: called when a document is open, with what stands on it."""

    page: Page
    records: Records
    looked_at: Callable[[Paper], None] = field(default=lambda paper: None)

    def check_everything(self) -> list[str]:
        """Go through the queue to its end by the keyboard; the ids of the documents, in turn."""
        done: list[str] = []
        while (document_id := self._open_document()) is not None:
            assert document_id not in done, "what was done comes again"
            done.append(document_id)
            self._check(self.records.document(document_id))
        return done

    def _open_document(self) -> str | None:
        """The document on the page; None at the end of the queue."""
        expect(self.page.locator("#desk, [role=status].good").first).to_be_attached()
        desk = self.page.locator("#desk")
        return desk.get_attribute("data-document") if desk.count() else None

    def _check(self, row: DocumentRow) -> None:
        paper, here = self.paper_of(row), self.page.url
        self.looked_at(paper)
        if paper["pages"] != list(row.document.pages):
            self._set_aside("F10", "#page-problem-dialog")
        elif row.document.document_type == "unknown" or paper["document_type"] != row.document.document_type:
            self._set_aside("F9", "#wrong-type-dialog")
        else:
            self._check_fields(row, paper)
        self.page.wait_for_url(lambda url: url != here)

    def paper_of(self, row: DocumentRow) -> Paper:
        """What stands on the first page of the document."""
        receipts = self.records.receipts_of_scan(row.document.scan_id)
        names = {receipt.name.rpartition("/")[2] for receipt in receipts}
        return next(
            paper
            for paper in papers()
            if paper["source"].rpartition("/")[2] in names and row.document.pages[0] in paper["pages"]
        )

    def _check_fields(self, row: DocumentRow, paper: Paper) -> None:
        doubtful = [value.name for value in row.document.fields if value.decision == "review"]
        type_right = self.page.locator(f"#type-right[hx-post*='{row.document.document_id}']")
        is_type_doubtful = type_right.count() > 0  # asked now: later the next document may be there
        for _ in doubtful:
            focused = self.page.locator(".field.doubtful input[name=value]:focus")
            expect(focused).to_have_count(1)
            name = str(focused.get_attribute("id")).removeprefix("i-")
            self._check_field(row, name, paper["fields"].get(name), focused.input_value())
        if is_type_doubtful:
            expect(type_right).to_be_focused()
            self.page.keyboard.press("Enter")

    def _check_field(self, row: DocumentRow, name: str, truth: str | None, shown: str) -> None:
        here = f'.field.doubtful:has(form[hx-post$="{row.document.document_id}/fields/{name}"])'
        if truth is None:
            self.page.keyboard.press("F7")
        else:
            right = kind_of(row.document, name).show(truth)
            if clean(right) != clean(shown):
                self.page.keyboard.insert_text(right)
            self.page.keyboard.press("Enter")
            expect(self.page.locator(f"{here}:not(.refused)")).to_have_count(0)
            if self.page.locator(here).count():  # something speaks against it, and yet it stands on the paper
                expect(self.page.locator(f"{here} input[name=value]")).to_be_focused()
                self.page.keyboard.press("Enter")
        expect(self.page.locator(here)).to_have_count(0)

    def _set_aside(self, key: str, dialog: str) -> None:
        self.page.keyboard.press(key)
        expect(self.page.locator(dialog)).to_be_visible()
        if key == "F9":
            self.page.keyboard.press("End")  # none of those in the list
        self.page.keyboard.press("Enter")
