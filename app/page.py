"""One page, looked at closely: what is read, and the pictures of each step."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from app.remarks import remarks_on
from app.wording import PAGES
from flows.one_page import read_one_page
from pipeline.reading.recorder import FolderRecorder, unrecorded
from pipeline.reading.tesseract import TesseractEngine


def show_page(console: Console, path: Path, number: int, debug: Path | None) -> None:
    """Read a page and print its text; with `debug` write each step's picture to that folder."""
    record = FolderRecorder(debug) if debug else unrecorded
    reading = read_one_page(path, number, TesseractEngine(), record)
    console.print(reading.text(), markup=False, highlight=False, soft_wrap=True)
    console.print(f"[dim]{PAGES[reading.state]}, {len(reading.words)} từ, {len(reading.codes)} mã[/]")
    for remark in remarks_on(reading):
        console.print(remark)
