"""Coming in by the OpenID Connect provider of the settings: there, and back.

Users are those whom an administrator made; role and office are Sohoa's own. The provider only vouches for who
it is.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.desk.entrance import known, let_in, log, login_form
from app.web.context import context_of
from app.web.provider import (
    Attempt,
    Identity,
    Provider,
    ProviderAwayError,
    ProviderRefusedError,
    StaleLoginError,
)
from pipeline.keeping.rows.desk import User

router = APIRouter(prefix="/login/provider")

COOKIE = "sohoa-login"
PATH = "/login/provider"
TEN_MINUTES = 600
FAILURES: dict[type[Exception], tuple[int, str]] = {
    ProviderAwayError: (503, "login.provider.away"),
    ProviderRefusedError: (401, "login.provider.refused"),
    StaleLoginError: (401, "login.provider.stale"),
}


@router.get("")
def go(request: Request) -> Response:
    """To the provider, with what must come back from there."""
    provider = context_of(request).provider
    if provider is None:
        return RedirectResponse("/login", 303)
    attempt = Attempt.new()
    try:
        address = provider.address(attempt, _back(request))
    except ProviderAwayError as error:
        return _refused(request, error)
    response = RedirectResponse(address, 303)
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE, str(attempt), TEN_MINUTES, path=PATH, secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/back")
def come_back(request: Request) -> Response:
    """From the provider. The same few answers to whatever is wrong, and no more said."""
    provider = context_of(request).provider
    if provider is None:
        return RedirectResponse("/login", 303)
    try:
        user = _user(request, _identity(request, provider))
    except tuple(FAILURES) as error:
        response = _refused(request, error)
    else:
        response = let_in(request, user) if user else login_form(request, 401, "login.provider.unknown")
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _identity(request: Request, provider: Provider) -> Identity:
    attempt = Attempt.read(request.cookies.get(COOKIE, ""))
    return provider.identity(attempt, _back(request), request.query_params)


def _user(request: Request, identity: Identity) -> User | None:
    user = known(request, identity.name)
    if user is None or not user.by_provider:
        return None
    if context_of(request).records.bind_subject(user.name, identity.subject):
        return user
    log(request, user, "login.failed")
    return None


def _refused(request: Request, error: Exception) -> Response:
    status, failure = FAILURES[type(error)]
    return login_form(request, status, failure)


def _back(request: Request) -> str:
    """Where the provider sends browsers: it knows the address, so that a forged Host comes to nothing."""
    return str(request.url_for("come_back"))
