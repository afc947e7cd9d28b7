"""Dossiers for the indicators, put together from what was told, scanned and asked."""

from __future__ import annotations

import datetime as dt

from models.indicators import Case
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records
from pipeline.keeping.rows.dossiers import NewReceipt
from pipeline.keeping.rows.reuse import Client, Exchange, ExchangeItem
from tests.pipeline.keeping.records.making import document, kept, read_page

CODE = "H15.102-260507-0001"
WHOLE_YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
LOGGED = AuditEntry("client:h15", "reuse.ask")


def scan(records: Records, code: str | None, scan_id: str = "a" * 64) -> None:
    batch_id = records.open_batch(scan_id)
    records.add_receipts(batch_id, [NewReceipt("Hồ sơ", code, "a.pdf", __file__, None, None)])  # type: ignore[arg-type]
    records.receipt_received(records.receipts(batch_id)[0].id, scan_id, 1, "application/pdf")
    records.scan_opened(scan_id, 1)
    read_page(records, scan_id, 1)
    records.documents_kept(scan_id, [kept(document(document_id=scan_id[:2], scan_id=scan_id))])


def ask(records: Records, exchange_id: str, outcome: str | None = None, code: str = CODE) -> None:
    if not records.clients():
        records.add_client(Client("h15", "", "H15"), "s", "console")
    exchange = Exchange(
        *(exchange_id, "h15", None, "0", "H15.102", "an", "1.004222", code, "cư trú"),
        citizens={"owner": "VN1"},
    )
    item = ExchangeItem("paper", "identity", "OK", "paper_held", "VN1", document_id="aa")
    records.exchange_given(exchange, [item], LOGGED)
    if outcome:
        records.exchange_confirmed(exchange_id, "h15", {("paper", "identity"): outcome}, [], LOGGED)


def test_a_scanned_dossier_is_known_by_its_code(records: Records) -> None:
    scan(records, CODE)
    scan(records, None, "b" * 64)
    scan(records, "H15.102-269999-0002", "c" * 64)  # no such day
    [case] = records.cases(*WHOLE_YEAR)
    assert case == Case(CODE, "H15.102", dt.date(2026, 5, 7), has_component=True)
    assert records.cases(dt.date(2026, 5, 8), dt.date(2026, 5, 9)) == []


def test_of_several_exchanges_the_confirmed_one_counts(records: Records) -> None:
    scan(records, CODE)
    ask(records, "x1", "confirmed")
    ask(records, "x2")
    [case] = records.cases(*WHOLE_YEAR)
    [asked] = case.asked
    assert (asked.outcome, asked.citizen_id, asked.pages, case.procedure) == (
        "confirmed",
        "VN1",
        1,
        "1.004222",
    )
    assert (case.received_on, case.has_component) == (dt.date(2026, 5, 7), True)


def test_what_a_system_tells_counts_and_replaces_what_it_told(records: Records) -> None:
    ask(records, "x1", "confirmed")
    told = Case(CODE, "H15.102", dt.date(2026, 5, 8), "1.004222", dt.date(2026, 5, 20), needs_result=True)
    records.tell_case(told, "client:h15")
    records.tell_case(told._replace(has_result=True, finished_on=dt.date(2026, 5, 19)), "client:h15")
    [case] = records.cases(*WHOLE_YEAR)
    assert (case.received_on, case.due_on, case.finished_on, case.has_result) == (
        *(dt.date(2026, 5, 8), dt.date(2026, 5, 20), dt.date(2026, 5, 19), True),
    )
    assert (len(case.asked), case.has_component) == (1, False)
    assert len(records.audit_lines(CODE)) == 2
