"""Progress: how far, how fast, how long still."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from rich.console import Console

from app import progress
from app.progress import Speed, Standing, shown_progress
from models.page import PageState
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import NewReceipt

A, B = "a" * 64, "b" * 64


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """Three files: one opened, with four pages, one of them blank; one received; one only listed."""
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    batch_id = records.open_batch("lô")
    names = ("a", "b", "c")
    records.add_receipts(batch_id, [NewReceipt(n, None, n, Path("/in") / n, None, None) for n in names])
    first, second, _ = records.receipts(batch_id)
    records.receipt_received(first.id, A, 1, "application/pdf")
    records.receipt_received(second.id, B, 1, "application/pdf")
    records.scan_opened(A, 4)
    blank(records, 1)
    return records


def blank(records: Records, number: int) -> None:
    records.page_done(
        f"{A}-{number}",
        PageState.BLANK,
        image_key=f"pages/{A}",
        image_media_type="image/png",
        reading_key="readings/r",
        width=1,
        height=1,
        dpi=300,
        seconds=0.1,
    )


def test_pages_of_files_not_yet_opened_are_guessed(records: Records) -> None:
    standing = Standing.of(records.status(records.find_batch("lô")))
    assert standing == Standing(pages=1, expected=12, guessed=True)


def test_speed_and_time_left() -> None:
    speed = Speed()
    assert speed.text(Standing(10, 100, False), now=50.0) == ""
    assert speed.text(Standing(10, 100, False), now=52.0) == ""
    assert speed.text(Standing(30, 100, False), now=60.0) == "2,0 trang/giây, còn 0:35"


@pytest.mark.parametrize("terminal", [True, False])
def test_shown_while_the_work_goes_on(
    records: Records, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LIVE_SECONDS", 0.02)
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.02)
    monkeypatch.setattr(progress, "BESIDE", 1)
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=terminal, width=120)
    with shown_progress(records, records.find_batch("lô"), console):
        wait_for("1/khoảng 12 trang", shown)
        blank(records, 2)
        wait_for("2/khoảng 12 trang", shown)
        wait_for("trang/giây, còn ", shown)


def wait_for(text: str, shown: io.StringIO) -> None:
    deadline = time.monotonic() + 120
    while text not in shown.getvalue():
        assert time.monotonic() < deadline, shown.getvalue()[-500:]
        time.sleep(0.02)
