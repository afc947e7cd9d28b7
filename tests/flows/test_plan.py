"""The plan: OCR has work while there is some, and a scan is understood when its pages have ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.plan import LARGEST_DOSSIER, Job, Plan, Work
from models.page import PageState
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import NewReceipt

A, B = "a" * 64, "b" * 64


@pytest.fixture
def records(tmp_path: Path) -> Records:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    return records


def listed(records: Records, *names: str, dossier: str | None = None) -> list[str]:
    """Receipts of these files, each a dossier of its own where none is given."""
    batch_id = records.open_batch("lô")
    found = [NewReceipt(dossier or n, None, n, Path("/in") / n, None, None) for n in names]
    records.add_receipts(batch_id, found)
    return [row.id for row in records.receipts(batch_id)]


def received(records: Records, receipt_id: str, scan_id: str) -> None:
    records.receipt_received(receipt_id, scan_id, 10, "image/png")


def plan_of(records: Records) -> Plan:
    batch_id = records.find_batch("lô")
    return Plan(records, [(row.id, row.scan_id, row.dossier) for row in records.receipts(batch_id)])


def read(records: Records, page_id: str) -> None:
    records.page_done(
        page_id,
        PageState.BLANK,
        image_key=f"pages/{A}",
        image_media_type="image/png",
        reading_key="readings/r",
        width=1,
        height=1,
        dpi=300,
        seconds=0.1,
    )


def test_a_scan_goes_its_way(records: Records) -> None:
    [receipt] = listed(records, "a.png")
    plan = plan_of(records)
    job = plan.next_job()
    assert job == Job(Work.RECEIVE, receipt)
    assert plan.next_job() is None
    received(records, receipt, A)
    plan.finished(job, A)
    job = plan.next_job()
    assert job == Job(Work.OPEN, A)
    records.scan_opened(A, 2)
    plan.finished(job, A)
    first, second = plan.next_job(), plan.next_job()
    assert first == Job(Work.READ, f"{A}-1", A)
    assert second == Job(Work.READ, f"{A}-2", A)
    plan.finished(second, "read")
    assert plan.next_job() is None  # one page has not ended
    plan.finished(first, None)  # it failed, which is an end too
    job = plan.next_job()
    assert job == Job(Work.UNDERSTAND, A)
    plan.finished(job, A)
    assert plan.next_job() is None


def test_pages_come_before_new_files(records: Records) -> None:
    first, second = listed(records, "a.png", "b.png")
    received(records, first, A)
    records.scan_opened(A, 2)
    plan = plan_of(records)
    jobs = [plan.next_job() for _ in range(3)]
    assert [job.work for job in jobs if job] == [Work.READ, Work.READ, Work.RECEIVE]
    assert jobs[2] == Job(Work.RECEIVE, second)


def test_an_earlier_run_is_gone_on_with(records: Records) -> None:
    [receipt] = listed(records, "a.png")
    received(records, receipt, A)
    records.scan_opened(A, 3)
    read(records, f"{A}-2")
    plan = plan_of(records)
    jobs = [plan.next_job() for _ in range(3)]
    assert jobs == [Job(Work.READ, f"{A}-1", A), Job(Work.READ, f"{A}-3", A), None]


def test_all_pages_read_but_not_understood(records: Records) -> None:
    [receipt] = listed(records, "a.png")
    received(records, receipt, A)
    records.scan_opened(A, 1)
    read(records, f"{A}-1")
    plan = plan_of(records)
    assert plan.next_job() == Job(Work.UNDERSTAND, A)


def test_the_same_bytes_twice_are_one_scan(records: Records) -> None:
    first, second = listed(records, "a.png", "b.png")
    received(records, first, A)
    received(records, second, A)
    plan = plan_of(records)
    assert plan.next_job() == Job(Work.OPEN, A)
    assert plan.next_job() is None


def test_a_failed_file_costs_that_file(records: Records) -> None:
    first, second = listed(records, "a.png", "b.png")
    plan = plan_of(records)
    job = plan.next_job()
    assert job == Job(Work.RECEIVE, first)
    plan.finished(job, None)
    assert plan.next_job() == Job(Work.RECEIVE, second)


def test_a_failed_scan_has_no_more_jobs(records: Records) -> None:
    [receipt] = listed(records, "a.png")
    received(records, receipt, A)
    records.scan_failed(A, "E104")
    assert plan_of(records).next_job() is None


def test_receipts_are_taken_only_when_needed(records: Records) -> None:
    """A batch may be of any size: the plan never looks further ahead than it must."""
    taken = []

    def endless() -> Iterator[tuple[str, str | None, str]]:
        for number in range(10**9):
            taken.append(number)
            yield f"receipt-{number}", None, f"dossier-{number}"

    plan = Plan(records, endless())
    for _ in range(3):
        assert plan.next_job() is not None
    assert taken == [0, 1, 2]


def test_the_scans_of_a_dossier_are_understood_when_all_are_read(records: Records) -> None:
    first, second = listed(records, "a.png", "b.png", dossier="d")
    for receipt, scan in ((first, A), (second, B)):
        received(records, receipt, scan)
        records.scan_opened(scan, 1)
    plan = plan_of(records)
    one, other = plan.next_job(), plan.next_job()
    assert one == Job(Work.READ, f"{A}-1", A) and other == Job(Work.READ, f"{B}-1", B)
    plan.finished(one, "read")
    assert plan.next_job() is None
    plan.finished(other, "read")
    assert [plan.next_job() for _ in range(3)] == [Job(Work.UNDERSTAND, A), Job(Work.UNDERSTAND, B), None]


def test_a_file_that_fails_keeps_no_dossier_waiting(records: Records) -> None:
    first, second, third = listed(records, "a.png", "b.png", "c.png", dossier="d")
    received(records, first, A)
    records.scan_opened(A, 1)
    read(records, f"{A}-1")
    received(records, second, B)
    plan = plan_of(records)
    open_b, receive_c = plan.next_job(), plan.next_job()
    assert open_b == Job(Work.OPEN, B) and receive_c == Job(Work.RECEIVE, third)
    plan.finished(open_b, None)
    assert plan.next_job() is None
    plan.finished(receive_c, None)
    assert plan.next_job() == Job(Work.UNDERSTAND, A)


def test_the_scans_of_a_pile_do_not_wait_for_each_other(records: Records) -> None:
    names = [f"{number:02d}.png" for number in range(LARGEST_DOSSIER + 1)]
    receipts = listed(records, *names, dossier="d")
    for number, receipt in enumerate(receipts):
        scan = f"{number:064d}"
        received(records, receipt, scan)
        records.scan_opened(scan, 1)
        if number:
            read(records, f"{scan}-1")
    plan = plan_of(records)
    assert plan.next_job() == Job(Work.READ, f"{0:064d}-1", f"{0:064d}")
    understood = [plan.next_job() for _ in range(LARGEST_DOSSIER)]
    assert understood == [Job(Work.UNDERSTAND, f"{number:064d}") for number in range(1, LARGEST_DOSSIER + 1)]


def test_a_dossier_that_is_done_is_not_held_any_more(records: Records) -> None:
    listed(records, "a.png")
    plan = plan_of(records)
    job = plan.next_job()
    assert job is not None
    plan.finished(job, None)
    assert plan.next_job() is None and not plan._of and not plan._pages_left
