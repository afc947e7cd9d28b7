"""Errors as problem documents (RFC 9457): a stable code, a sentence, the next step, and no value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.api import AT
from models.errors import (
    AlreadyConfirmedError,
    DocCodeTakenError,
    KeyReusedError,
    MissingObjectError,
    RecordsUnavailableError,
    SohoaError,
    StoreUnavailableError,
    UnexpectedError,
    UnknownDocumentError,
    UnknownExchangeError,
)

MEDIA_TYPE = "application/problem+json"


class ApiError(Exception):
    """What only this protocol knows; the rest are errors of models/errors.py. `status`: of the HTTP answer;
    `headers` go with it."""

    code: ClassVar[str]
    sentence: ClassVar[str]
    next_step: ClassVar[str]
    status: ClassVar[int]

    def __init__(self, headers: dict[str, str] | None = None, errors: Sequence[dict[str, str]] = ()) -> None:
        super().__init__(f"{self.code} {self.sentence}")
        self.headers = headers or {}
        self.errors = list(errors)


class NoTokenError(ApiError):
    code = "E460"
    sentence = "Thiếu mã truy cập, hoặc mã không còn hiệu lực."
    next_step = "Lấy mã mới ở /api/v1/oauth/token."
    status = 401


class OutOfScopeError(ApiError):
    code = "E461"
    sentence = "Hệ thống này không được hỏi như vậy."
    next_step = "Kiểm tra thủ tục, đơn vị và quyền đã cấp cho hệ thống."
    status = 403


class BlockedError(ApiError):
    code = "E462"
    sentence = "Hệ thống tạm thời bị chặn vì hỏi nhiều lần không ra ai."
    next_step = "Liên hệ người vận hành."
    status = 403


class UnknownProcedureError(ApiError):
    code = "E463"
    sentence = "Không có thủ tục này."
    next_step = "Xem các thủ tục ở /api/v1/procedures."
    status = 404


class BadRequestError(ApiError):
    code = "E464"
    sentence = "Yêu cầu không đúng mẫu."
    next_step = "So với mô tả ở /api/v1/openapi.json."
    status = 422


class TooManyRequestsError(ApiError):
    code = "E465"
    sentence = "Hỏi quá nhanh."
    next_step = "Đợi số giây ghi ở Retry-After rồi hỏi lại."
    status = 429


class TooLargeError(ApiError):
    code = "E466"
    sentence = "Yêu cầu quá lớn."
    next_step = "Chia nhỏ yêu cầu."
    status = 413


class NotThereError(ApiError):
    code = "E467"
    sentence = "Không có địa chỉ này."
    next_step = "Xem các địa chỉ ở /api/v1/openapi.json."
    status = 404


class WrongMethodError(ApiError):
    code = "E468"
    sentence = "Địa chỉ này không nhận phương thức đó."
    next_step = "Xem phương thức ở /api/v1/openapi.json."
    status = 405


class LinkEndedError(ApiError):
    code = "E469"
    sentence = "Đường dẫn không đúng hoặc đã hết hạn."
    next_step = "Xin đường dẫn mới."
    status = 403


class BadRangeError(ApiError):
    code = "E470"
    sentence = "Đoạn được xin nằm ngoài tệp."
    next_step = "Xem độ dài ở Content-Range."
    status = 416


class NotReadyError(ApiError):
    code = "E471"
    sentence = "Giấy tờ này chưa số hóa xong."
    next_step = "Hỏi lại sau; trạng thái xem ở GET /documents/{DocCode}."
    status = 409


class SeveralPapersError(ApiError):
    code = "E472"
    sentence = "Tệp này gồm nhiều giấy tờ."
    next_step = "Nêu document_id, lấy ở GET /documents/{DocCode}."
    status = 409


STATUS: dict[type[SohoaError], int] = {
    UnknownExchangeError: 404,
    UnknownDocumentError: 404,
    MissingObjectError: 404,
    AlreadyConfirmedError: 409,
    KeyReusedError: 409,
    DocCodeTakenError: 409,
    RecordsUnavailableError: 503,
    StoreUnavailableError: 503,
}
_BY_STATUS: dict[int, type[ApiError]] = {404: NotThereError, 405: WrongMethodError, 413: TooLargeError}


def api_errors() -> dict[str, tuple[int, type[SohoaError] | type[ApiError]]]:
    """Every error the API gives, by its code, with its status."""
    found: dict[str, tuple[int, type[SohoaError] | type[ApiError]]] = {}
    found |= {cls.code: (cls.status, cls) for cls in ApiError.__subclasses__()}
    found |= {cls.code: (status, cls) for cls, status in STATUS.items()}
    return found | {UnexpectedError.code: (500, UnexpectedError)}


def problem(error: SohoaError | ApiError) -> Response:
    """The answer that tells an error."""
    status = error.status if isinstance(error, ApiError) else STATUS.get(type(error), 500)
    known = error if status != 500 else UnexpectedError()
    body: dict[str, Any] = {
        "type": f"{AT}/problems/{known.code}",
        "title": known.sentence,
        "status": status,
        "detail": known.next_step,
        "code": known.code,
    }
    headers: dict[str, str] = {}
    if isinstance(error, ApiError):
        headers = error.headers
        body |= {"errors": error.errors} if error.errors else {}
    if status == 503:
        headers = {"Retry-After": "5"}
    return Response(json.dumps(body, ensure_ascii=False), status, headers, MEDIA_TYPE)


KNOWN = (SohoaError, ApiError, RequestValidationError)


def handle_errors(api: FastAPI) -> None:
    """Let whatever goes wrong in a request be told as a problem."""
    for kind in KNOWN:
        api.add_exception_handler(kind, _known)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _unexpected)


def known_problem(error: Exception) -> Response:
    """The answer that tells an error of a kind that is KNOWN: of a request that is wrong where it is, and
    never what stands there."""
    if not isinstance(error, RequestValidationError):
        return problem(error if isinstance(error, SohoaError | ApiError) else UnexpectedError())
    told = error.errors()
    where = [{"field": ".".join(map(str, one["loc"])), "problem": str(one["type"])} for one in told]
    return problem(BadRequestError(errors=where))


def _known(_request: Request, error: Exception) -> Response:
    return known_problem(error)


def _http(_request: Request, error: Exception) -> Response:
    if isinstance(error.__cause__, ApiError):  # FastAPI's own, for what went wrong while it read the body
        return problem(error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 500
    kind = _BY_STATUS.get(status)
    headers = dict(getattr(error, "headers", None) or {})
    return problem(kind(headers) if kind else BadRequestError() if status < 500 else UnexpectedError())


def _unexpected(_request: Request, _error: Exception) -> Response:
    return problem(UnexpectedError())
