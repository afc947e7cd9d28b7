"""What a visitor sees when something is refused or fails: a sentence and the next step, never a story."""

from __future__ import annotations

import traceback
import uuid

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.api.problems import NotThereError, problem
from app.desk.pages import language_of, page, say
from app.web.access import ForgedRequestError, MustChangePasswordError, NotAllowedError, NotSignedInError
from app.web.context import context_of
from app.web.guard import API
from models.errors import (
    RequestError,
    SohoaError,
    UnexpectedError,
    UnknownBatchError,
    UnknownDocumentError,
    UnknownDossierError,
    UnknownUserError,
)

NOT_FOUND = (UnknownDocumentError, UnknownDossierError, UnknownBatchError, UnknownUserError)


def add_error_pages(app: FastAPI) -> None:
    app.add_exception_handler(NotSignedInError, _to_login)
    app.add_exception_handler(MustChangePasswordError, _to_password)
    app.add_exception_handler(NotAllowedError, _not_allowed)
    app.add_exception_handler(ForgedRequestError, _forged)
    app.add_exception_handler(SohoaError, _told)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _to_login(request: Request, _error: Exception) -> Response:
    return _go(request, "/login")


def _to_password(request: Request, _error: Exception) -> Response:
    return _go(request, "/password")


def _go(request: Request, to: str) -> Response:
    """htmx follows no redirect by itself: it would put the page into a corner of the old one."""
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


def _not_allowed(request: Request, _error: Exception) -> Response:
    return _page(request, 403, "error.not_allowed", "error.not_allowed.next")


def _forged(request: Request, _error: Exception) -> Response:
    return _page(request, 403, "error.forged", "error.forged.next")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(API):  # with a character that no route has
        return problem(NotThereError())
    return _page(request, error.status_code, "error.not_found", "error.not_found.next")


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, SohoaError)
    status = 404 if isinstance(error, NOT_FOUND) else 409 if isinstance(error, RequestError) else 503
    return page(
        request,
        "error.html",
        status=status,
        sentence=error.sentence,
        next_step=error.next_step,
        code=error.code,
    )


def _unexpected(request: Request, error: Exception) -> Response:
    """The story goes to the records, where personal data may be; the visitor gets its number."""
    incident = uuid.uuid4().hex[:12]
    story = "".join(traceback.format_exception(error))
    context_of(request).records.incident(
        stage="desk", subject_id=incident, code=UnexpectedError.code, detail=story
    )
    return page(
        request,
        "error.html",
        status=500,
        sentence=UnexpectedError.sentence,
        next_step=UnexpectedError.next_step,
        code=f"{UnexpectedError.code} {incident}",
    )


def _page(request: Request, status: int, sentence: str, next_step: str) -> Response:
    language = language_of(request)
    return page(
        request,
        "error.html",
        status=status,
        sentence=say(language, sentence),
        next_step=say(language, next_step),
        code=str(status),
    )
