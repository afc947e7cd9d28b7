"""Who is asking: OAuth 2.0 client credentials (RFC 6749 section 4.4); tokens are opaque and short-lived."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import math
import secrets
from functools import partial
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import JSONResponse, Response

from app.api.certificates import certificate_of
from app.api.problems import BlockedError, NoTokenError, TooManyRequestsError
from app.api.state import Here, State, state_of
from models.regulations import Regulations
from pipeline.keeping.rows.reuse import Client

TOKEN_SECONDS = 900
TOKENS_PER_MINUTE = 60
_NO_STORE = {"Cache-Control": "no-store"}
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="sohoa"'}

router = APIRouter(tags=["truy cập"])


def new_secret() -> str:
    """256 random bits, to be shown once."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def form_of(request: Request) -> dict[str, str]:
    """The fields of an urlencoded form; of anything else none."""
    try:
        return dict(parse_qsl((await request.body()).decode("ascii"), max_num_fields=20))
    except ValueError:
        return {}


_FORM = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "client_id": {"type": "string"},
        "client_secret": {"type": "string", "description": "Not with a certificate (RFC 8705)."},
    },
}


_REFUSAL = {
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "string"}},
            }
        }
    },
    "description": "Lỗi (RFC 6749)",
}


@router.post(
    "/oauth/token",
    summary="Lấy mã truy cập",
    responses={"400": _REFUSAL, "401": _REFUSAL},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": _FORM}},
        }
    },
)
def give_token(
    request: Request,
    state: Here,
    form: Annotated[dict[str, str], Depends(form_of)],
    authorization: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Client id and secret by HTTP Basic, or in the form; or the id alone by mutual TLS, then the token goes
    with that certificate only (RFC 8705). Errors as RFC 6749 section 5.2 tells them."""
    if form.get("grant_type") != "client_credentials":
        return _refused("unsupported_grant_type", 400)
    name, secret = _basic(authorization) or (form.get("client_id", ""), form.get("client_secret", ""))
    if wait := state.limits.wait(f"token:{name}", TOKENS_PER_MINUTE):
        raise TooManyRequestsError({"Retry-After": str(math.ceil(wait))})
    certificate = None if secret else certificate_of(request.headers, state.proxy_key)
    if secret:
        client = state.records.client_of_secret(name, hashed(secret))
    else:
        client = state.records.client_of_certificate(name, certificate) if certificate else None
    if client is None:
        return _refused("invalid_client", 401)
    token, ends_at = new_secret(), _now() + dt.timedelta(seconds=TOKEN_SECONDS)
    state.records.add_token(client.id, hashed(token), ends_at, certificate)
    told: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
    return JSONResponse(told, headers=_NO_STORE)


class Asker(NamedTuple):
    """Who asks, and what was in force when they did."""

    client: Client
    regulations: Regulations


class Credentials(NamedTuple):
    """What a request comes with."""

    token_sha256: str
    certificate: str | None


def credentials_of(request: Request) -> Credentials:
    """Errors: NoTokenError where there is none at all."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NoTokenError(_CHALLENGE)
    return Credentials(hashed(token), certificate_of(request.headers, state_of(request).proxy_key))


def admit(credentials: Credentials, state: State) -> Asker:
    """Whose token it is. Errors: NoTokenError, BlockedError, TooManyRequestsError."""
    found = state.records.client_of_token(*credentials)
    if found is None:
        raise NoTokenError(_CHALLENGE)
    client, version = found
    if client.blocked_until is not None and client.blocked_until > _now():
        raise BlockedError
    if wait := state.limits.wait(client.id, client.per_minute):
        raise TooManyRequestsError({"Retry-After": str(math.ceil(wait))})
    return Asker(client, state.records.regulations_of(version).what)


async def asker_of(request: Request) -> Asker:
    """Errors: NoTokenError, BlockedError, TooManyRequestsError."""
    state = state_of(request)
    return await state.in_turn(partial(admit, credentials_of(request), state))


async def asking(asker: Annotated[Asker, Depends(asker_of)]) -> Client:
    """The client that asks. Errors: as asker_of."""
    return asker.client


AskingClient = Annotated[Client, Depends(asking)]


def covers(client: Client, agency: str) -> bool:
    """Whether the client is that agency's, or that of one above it."""
    return agency == client.agency or agency.startswith(f"{client.agency}.")


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, told = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret


def _refused(error: str, status: int) -> Response:
    headers = _NO_STORE | ({"WWW-Authenticate": 'Basic realm="sohoa"'} if status == 401 else {})
    return JSONResponse({"error": error}, status, headers)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
