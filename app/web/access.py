"""What every page of the desk asks first: who is signed in, may they, and did they mean it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request

from app.web.context import Context, context_of
from app.web.sessions import csrf_token, is_signed, session_id, token_of
from models.access import Right, may
from models.regulations import Regulations
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.rows.desk import User

SAFE = frozenset({"GET", "HEAD"})
FORM = "application/x-www-form-urlencoded"


class NotSignedInError(Exception):
    """Nobody is signed in, or the session ended."""


class NotAllowedError(Exception):
    """Somebody is, but may not do this."""


class ForgedRequestError(Exception):
    """The request does not come from a page of ours."""


class MustChangePasswordError(Exception):
    """Somebody else knows the password."""


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in. `token`: of the session."""

    user: User
    token: str
    context: Context

    def log(self, action: str, purpose: str = "", *subjects: str, **details: str) -> None:
        """Write to the audit log what is done in this visit; nobody's values, only ids and codes."""
        self.context.records.audit(self.entry(action, purpose, *subjects, **details))

    def entry(self, action: str, purpose: str = "", *subjects: str, **details: str) -> AuditEntry:
        """A line for the audit log, for a change that keeps it in its own transaction."""
        who = f"{self.user.role.value}:{self.user.name}"
        return AuditEntry(who, action, purpose, subjects, details)

    @property
    def csrf(self) -> str:
        return csrf_token(self.token)

    @cached_property
    def regulations(self) -> Regulations:
        """Those in force, the same for all of one visit."""
        return self.context.records.regulations().what


def allowed(right: Right, *, change_password: bool = True) -> Callable[[Request, Visit], Awaitable[Visit]]:
    """A dependency that gives the Visit, or refuses. `change_password`: refuse those too who must change
    their password first."""

    async def visit(request: Request, found: Annotated[Visit, Depends(signed_in)]) -> Visit:
        if request.method not in SAFE:
            await _check_meant(request, found.token)
        if change_password and found.user.change_password:
            raise MustChangePasswordError
        if not may(found.user.role, right):
            raise NotAllowedError
        return found

    visit.right = right  # type: ignore[attr-defined]  # the test of all routes reads it
    return visit


def signed_in(request: Request) -> Visit:
    """Errors: NotSignedInError."""
    token, context = token_of(request), context_of(request)
    user = context.records.session_user(session_id(token)) if token else None
    if token is None or user is None:
        raise NotSignedInError
    return Visit(user, token, context)


async def _check_meant(request: Request, token: str) -> None:
    """Errors: ForgedRequestError."""
    given = request.headers.get("x-csrf-token", "")
    if not given and request.headers.get("content-type", "").startswith(FORM):
        given = str((await request.form()).get("csrf", ""))
    if not is_signed(token, given, "csrf"):
        raise ForgedRequestError


# Whom the routes ask for, by what they may do; a right that one file alone asks for is named there.
Checker = Annotated[Visit, Depends(allowed(Right.CHECK))]
Hander = Annotated[Visit, Depends(allowed(Right.HAND_IN))]
Reader = Annotated[Visit, Depends(allowed(Right.REPORTS))]
Settler = Annotated[Visit, Depends(allowed(Right.SETTINGS))]
