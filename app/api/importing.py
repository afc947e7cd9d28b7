"""Taking in a document that another system hands in: a file and what is said of it, hostile until checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.api.document_shapes import Elements
from app.api.problems import BadRequestError, OutOfScopeError, TooLargeError
from app.api.state import State
from app.api.tokens import covers
from app.papers.days import local_day
from app.uploads import CHUNK, Arrived, Uploads, receipts_of
from models.doc_code import DocCode, code_of_file, read_doc_code
from models.errors import DocCodeTakenError, EmptyFileError, FileTooLargeError, UnknownTypeError
from pipeline.intake.limits import Limits
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.doc_codes import DocVersion
from pipeline.keeping.rows.reuse import Client

MOST_BYTES = 100 * 1024 * 1024  # of one paper
_LIMITS = Limits(file_bytes=MOST_BYTES)


class Parts(NamedTuple):
    told: Elements
    file: UploadFile


class Caller(NamedTuple):
    """Who wants it and why."""

    client: Client
    official: str
    purpose: str

    def entry(self, action: str, code: DocCode, scan_id: str, answer_sha256: str | None = None) -> AuditEntry:
        who = f"client:{self.client.id}/{self.official}"
        return AuditEntry(who, action, self.purpose, (str(code), scan_id), {}, answer_sha256)


@asynccontextmanager
async def parts_of(request: Request) -> AsyncIterator[Parts]:
    """The two parts of the body. Errors: BadRequestError, TooLargeError."""
    async with request.form(max_files=1, max_fields=2) as form:
        metadata, file = form.get("metadata"), form.get("file")
        if not isinstance(metadata, str):
            raise wrong("metadata", "missing")
        if not isinstance(file, UploadFile):
            raise wrong("file", "missing")
        try:
            told = Elements.model_validate_json(metadata)
        except ValidationError as error:
            where = [".".join(("metadata", *map(str, one["loc"]))) for one in error.errors()]
            raise BadRequestError(errors=[{"field": one, "problem": "invalid"} for one in where]) from None
        named = code_of_file(file.filename or "")
        if named is not None and named._replace(version=None) != code_told(told)._replace(version=None):
            raise wrong("file", "named_otherwise")
        yield Parts(told, file)


def code_told(told: Elements) -> DocCode:
    code = read_doc_code(told.DocCode)
    assert code is not None  # Elements looked
    return code


async def take(code: DocCode, parts: Parts, caller: Caller, state: State) -> tuple[DocVersion, bool]:
    """Have it in the records, from which the worker takes it; whether it is new. The bytes are kept before
    the records name them, so that a kill in between loses nothing that was promised. Errors: OutOfScopeError
    for a code of another agency, DocCodeTakenError, BadRequestError, TooLargeError."""
    if not covers(caller.client, code.agency):
        raise OutOfScopeError
    now = dt.datetime.now(dt.UTC)
    day = local_day(now)
    batch = f"Nhập từ {caller.client.id} cho {code.agency} ngày {day:%d/%m/%Y}"
    batch_id = await run_in_threadpool(state.records.open_batch, batch, code.agency)
    name = code.file_name(day, parts.told.TypeName, _ending(parts.file))
    path = f"{parts.told.DossierCode or code}/{name}"
    arrived = await _keep(Uploads(state.data_dir, batch_id), path, parts.file)
    told = parts.told.model_dump(mode="json", exclude_none=True) | {"DocCode": str(code)}
    new = DocVersion(code, arrived.sha256, batch_id, name, told, caller.client.id, now)
    try:
        is_new = await run_in_threadpool(_list, new, path, arrived, caller, state)
    except DocCodeTakenError:
        arrived.path.unlink(missing_ok=True)
        raise
    return new, is_new


def _list(new: DocVersion, path: str, arrived: Arrived, caller: Caller, state: State) -> bool:
    entry = caller.entry("document.import", new.code, new.scan_id)
    is_new = state.records.add_doc_version(new, entry)
    state.records.add_receipts(new.batch_id, receipts_of(path, arrived, _LIMITS))
    return is_new


async def _keep(uploads: Uploads, path: str, file: UploadFile) -> Arrived:
    try:
        arrived = await uploads.keep(path, chunks_of(file), _LIMITS)
    except FileTooLargeError:
        raise TooLargeError from None
    except EmptyFileError:
        raise wrong("file", "empty") from None
    except UnknownTypeError:
        raise wrong("file", "unknown_type") from None
    if arrived.is_archive:  # one paper has one code
        arrived.path.unlink()
        raise wrong("file", "archive")
    return arrived


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    await file.seek(0)
    while chunk := await file.read(CHUNK):
        yield chunk


def _ending(file: UploadFile) -> str:
    """As the sender calls it, where that is an ending at all; what it is, its bytes tell."""
    ending = (file.filename or "").rpartition(".")[2].lower()
    return ending if ending.isascii() and ending.isalnum() and 2 <= len(ending) <= 5 else "bin"


def wrong(field: str, problem: str) -> BadRequestError:
    return BadRequestError(errors=[{"field": field, "problem": problem}])
