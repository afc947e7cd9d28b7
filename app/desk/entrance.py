"""Coming in and going out: login, logout, one's own password, the language, the first page."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.desk.pages import LANGUAGE_COOKIE, LANGUAGES, page
from app.web.access import NotAllowedError, Visit, allowed
from app.web.context import context_of
from app.web.passwords import hash_password, is_right, spend_time
from app.web.sessions import COOKIE, new_token, session_id, set_cookie
from models.access import Right, may
from models.errors import UnknownUserError, WeakPasswordError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.rows.desk import User

router = APIRouter()

Home = Annotated[Visit, Depends(allowed(Right.HOME))]
Account = Annotated[Visit, Depends(allowed(Right.HOME, change_password=False))]
Text = Annotated[str, Form()]

FIRST_PAGES = (
    (Right.CHECK, "/check"),
    (Right.OPERATE, "/board"),
    (Right.USERS, "/users"),
)


@router.get("/")
def home(visit: Home) -> Response:
    """Everybody's work begins on a page of their own."""
    for right, path in FIRST_PAGES:
        if may(visit.user.role, right):
            return RedirectResponse(path, 303)
    return RedirectResponse("/reports", 303)


@router.get("/login")
def login_page(request: Request) -> Response:
    return login_form(request)


def login_form(request: Request, status: int = 200, failure: str | None = None, name: str = "") -> Response:
    provider = context_of(request).provider
    host = provider.host if provider else None
    return page(request, "login.html", status=status, failure=failure, name=name, provider=host)


@router.post("/login")
def login(request: Request, name: Text, password: Text) -> Response:
    """One answer to a wrong name and to a wrong password, after the same time."""
    records = context_of(request).records
    name = name.strip().casefold()
    user = known(request, name)
    if user is None or user.by_provider:
        spend_time(password)
        return login_form(request, 401, "login.wrong", name)
    if user.locked_until is not None and user.locked_until > dt.datetime.now(dt.UTC):
        spend_time(password)
        return login_form(request, 401, "login.locked", name)
    if not is_right(user.password_hash, password):
        failure = "login.locked" if records.login_failed(name) else "login.wrong"
        log(request, user, "login.failed")
        return login_form(request, 401, failure, name)
    return let_in(request, user)


def let_in(request: Request, user: User) -> Response:
    """Begin a session of who proved to be this user."""
    token = new_token()
    context_of(request).records.session_begun(session_id(token), user.name)
    log(request, user, "login")
    response = RedirectResponse("/", 303)
    set_cookie(response, request, token)
    return response


def log(request: Request, user: User, action: str) -> None:
    """What befell a user who is not signed in."""
    context_of(request).records.audit(AuditEntry(f"{user.role.value}:{user.name}", action))


def known(request: Request, name: str) -> User | None:
    """The user of this name who may come in at all."""
    try:
        user = context_of(request).records.user(name)
    except UnknownUserError:
        return None
    return None if user.disabled_at else user


@router.post("/logout")
def logout(visit: Account) -> Response:
    visit.context.records.session_ended(session_id(visit.token))
    visit.log("logout")
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.get("/password")
def password_page(request: Request, visit: Account) -> Response:
    """Errors: NotAllowedError, where another server asks for the password."""
    if visit.user.by_provider:
        raise NotAllowedError
    return page(request, "password.html", visit, failure=None)


@router.post("/password")
def change_password(request: Request, visit: Account, old: Text, new: Text, again: Text) -> Response:
    """Ends the sessions of other browsers too; this one goes on under a new token.
    Errors: NotAllowedError."""
    if visit.user.by_provider:
        raise NotAllowedError
    records, name = visit.context.records, visit.user.name
    failure = None
    if not is_right(visit.user.password_hash, old):
        failure = "password.wrong"
        if records.login_failed(name):
            records.session_ended(session_id(visit.token))
    elif new != again:
        failure = "password.differ"
    elif new == old:
        failure = "password.same"
    else:
        try:
            records.set_password(name, hash_password(name, new), change=False)
        except WeakPasswordError:
            failure = "password.weak"
    if failure:
        return page(request, "password.html", visit, status=422, failure=failure)
    token = new_token()
    records.session_begun(session_id(token), name)
    response = RedirectResponse("/", 303)
    set_cookie(response, request, token)
    return response


@router.post("/language")
def language(request: Request, chosen: Text) -> Response:
    """Back to the page where one was; nothing but a path of ours is gone to."""
    back = request.headers.get("referer", "/").partition("://")[2].partition("/")[2]
    response = RedirectResponse(f"/{back.lstrip('/')}", 303)
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=365 * 86400, httponly=True, samesite="lax")
    return response
