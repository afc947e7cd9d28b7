"""Sessions: a token that only the browser has; what else a page needs is computed from it.

The records keep the token's hash. Tokens against forged requests (CSRF) and addresses of pictures are
HMACs under the token, so they work in this session only and need not be kept anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from pipeline.keeping.records.users import LONGEST

COOKIE = "sohoa"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def session_id(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(request: Request) -> str | None:
    return request.cookies.get(COOKIE)


def set_cookie(response: Response, request: Request, token: str) -> None:
    """Sent back by no other site's pages, seen by no script; by HTTPS only where we are asked by HTTPS."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def signed(token: str, *parts: str) -> str:
    """A signature of `parts` that nobody can make without the session's token."""
    message = "\n".join(parts).encode()
    return hmac.new(token.encode(), message, hashlib.sha256).hexdigest()


def csrf_token(token: str) -> str:
    return signed(token, "csrf")


def is_signed(token: str, signature: str, *parts: str) -> bool:
    return hmac.compare_digest(signed(token, *parts).encode(), signature.encode())
