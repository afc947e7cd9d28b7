"""The records: what came in, how far it got, what was found, and what the register says.

Records is one door to all of them. Every method is one transaction that may be repeated: ids are made
from what a row stands for, and states only move forward, so work done twice changes nothing.
"""

from __future__ import annotations

from pipeline.keeping.records.alerts import AlertRecords
from pipeline.keeping.records.answers import AnswerRecords
from pipeline.keeping.records.arrangements import ArrangementRecords
from pipeline.keeping.records.audit import AuditRecords
from pipeline.keeping.records.board import BoardRecords
from pipeline.keeping.records.cases import CaseRecords
from pipeline.keeping.records.checking import CheckRecords
from pipeline.keeping.records.citizens import CitizenRecords
from pipeline.keeping.records.clients import ClientRecords
from pipeline.keeping.records.doc_codes import DocCodeRecords
from pipeline.keeping.records.documents import DocumentRecords
from pipeline.keeping.records.exchanges import ExchangeRecords
from pipeline.keeping.records.handing_over import HandingOverRecords
from pipeline.keeping.records.held import HeldRecords
from pipeline.keeping.records.identifiers import IdentifierRecords
from pipeline.keeping.records.keying import KeyingRecords
from pipeline.keeping.records.measures import MeasureRecords
from pipeline.keeping.records.merges import Merge, MergeRecords
from pipeline.keeping.records.outbox import OutboxRecords
from pipeline.keeping.records.progress import ProgressRecords
from pipeline.keeping.records.questions import QuestionRecords
from pipeline.keeping.records.queue import QueueRecords
from pipeline.keeping.records.receipts import ReceiptRecords
from pipeline.keeping.records.regulations import RegulationRecords
from pipeline.keeping.records.rekeying import RekeyRecords
from pipeline.keeping.records.restrictions import RestrictionRecords
from pipeline.keeping.records.review import ReviewRecords
from pipeline.keeping.records.samples import SampleRecords
from pipeline.keeping.records.scans import ScanRecords, page_id
from pipeline.keeping.records.users import UserRecords
from pipeline.keeping.rows.desk import User
from pipeline.keeping.rows.dossiers import (
    BatchStatus,
    BatchSummary,
    DocumentRow,
    Failure,
    Incident,
    KeptDocument,
    NewReceipt,
    PageRow,
    ReceiptRow,
    ReceiptState,
    Revision,
    ScanRow,
    ScanState,
)
from pipeline.keeping.rows.register import CitizenVersion

__all__ = [
    "BatchStatus",
    "BatchSummary",
    "CitizenVersion",
    "DocumentRow",
    "Failure",
    "Incident",
    "KeptDocument",
    "Merge",
    "NewReceipt",
    "PageRow",
    "ReceiptRow",
    "ReceiptState",
    "Records",
    "Revision",
    "ScanRow",
    "ScanState",
    "User",
    "page_id",
]


class Records(
    ReceiptRecords,
    ScanRecords,
    DocumentRecords,
    ReviewRecords,
    ProgressRecords,
    CitizenRecords,
    AuditRecords,
    HeldRecords,
    RestrictionRecords,
    UserRecords,
    CaseRecords,
    OutboxRecords,
    ClientRecords,
    ExchangeRecords,
    DocCodeRecords,
    AnswerRecords,
    MergeRecords,
    IdentifierRecords,
    RekeyRecords,
    QueueRecords,
    QuestionRecords,
    CheckRecords,
    RegulationRecords,
    ArrangementRecords,
    KeyingRecords,
    SampleRecords,
    BoardRecords,
    MeasureRecords,
    HandingOverRecords,
    AlertRecords,
):
    """`url`: sqlite:////absolute/path or postgresql://user:password@host/name. Shared by threads.

    Errors of every method: RecordsUnavailableError (may pass), UnexpectedError (an id that is not
    there, or a fault of Sohoa).
    """
