"""A client of the API for Python programs, in the API's own shapes.

client = ReuseClient("http://127.0.0.1:8080", "mot-cua", secret)
given = client.ask(Ask(...))
client.confirm(given.exchange_id, Confirmation(...))
"""

from __future__ import annotations

import base64
import hmac
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin

from pydantic import BaseModel, TypeAdapter
from urllib3.filepost import encode_multipart_formdata

from app.api.delivering import sign
from app.api.document_shapes import DocumentHeld, Elements, Imported
from app.api.shapes import (
    Ask,
    CaseTold,
    Confirmation,
    Confirmed,
    Given,
    Problem,
    ProcedureShown,
    RestrictionAsked,
    RestrictionWaits,
)

EARLY_SECONDS = 30  # before its end a token is not used any more
LATE_SECONDS = 300  # a message that left earlier may have been recorded by somebody else
T = TypeVar("T", bound=BaseModel)
_Links = TypeAdapter(dict[str, str | int])


class RefusedError(Exception):
    """The API answered with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code} {problem.title}")
        self.problem = problem


class NotSignedInError(Exception):
    """The client's id or secret is not right."""


class _Token(BaseModel):
    access_token: str
    token_type: str
    expires_in: int


@dataclass
class ReuseClient:
    """One system. `url`: of the server; tokens are fetched and renewed by themselves. `tls`: with the
    certificate that stands for the secret, where there is one (RFC 8705)."""

    url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    seconds: float = 30
    tls: ssl.SSLContext | None = None
    _token: str = field(default="", repr=False)
    _ends: float = 0

    def procedure(self, code: str) -> ProcedureShown:
        return ProcedureShown.model_validate_json(self._call("GET", f"procedures/{code}"))

    def ask(self, ask: Ask, *, key: str | None = None) -> Given:
        """`key`: the same for a request that is sent again, so that it counts once."""
        headers = {"Idempotency-Key": key} if key else {}
        return Given.model_validate_json(self._call("POST", "exchanges", ask, headers))

    def confirm(self, exchange_id: str, said: Confirmation) -> Confirmed:
        answer = self._call("POST", f"exchanges/{exchange_id}/confirmation", said)
        return Confirmed.model_validate_json(answer)

    def evidence(self, exchange_id: str, kind: str, name: str, what: str = "archive") -> bytes:
        """The archive copy of a paper (`archive`), or the pixels of a field's value (`crop`)."""
        links = _Links.validate_json(self._call("GET", f"exchanges/{exchange_id}/evidence/{kind}/{name}"))
        return self._open(urllib.request.Request(urljoin(self.url, str(links[what]))))

    def tell_case(self, code: str, case: CaseTold) -> None:
        self._call("PUT", f"cases/{code}", case)

    def restrict(self, exchange_id: str, asked: RestrictionAsked) -> RestrictionWaits:
        """The person wants that no more is given out of what the exchange names."""
        answer = self._call("POST", f"exchanges/{exchange_id}/restrictions", asked)
        return RestrictionWaits.model_validate_json(answer)

    def import_document(self, file: bytes, told: Elements, *, official: str, purpose: str) -> Imported:
        answer = self._send("POST", _why("import", official, purpose), file, told)
        return Imported.model_validate_json(answer)

    def change_document(self, file: bytes, told: Elements, *, official: str, purpose: str) -> Imported:
        """The next version of the document that `told` names."""
        answer = self._send("PUT", _why(told.DocCode, official, purpose), file, told)
        return Imported.model_validate_json(answer)

    def document(self, code: str, *, official: str, purpose: str) -> DocumentHeld:
        return DocumentHeld.model_validate_json(self._call("GET", _why(code, official, purpose)))

    def archive_copy(self, code: str, *, official: str, purpose: str) -> bytes:
        """Of a document of one paper."""
        return self._call("GET", _why(f"download/{code}", official, purpose))

    def _send(self, method: str, path: str, file: bytes, told: Elements) -> bytes:
        metadata = told.model_dump_json(exclude_none=True)
        body, kind = encode_multipart_formdata({"metadata": metadata, "file": ("scan", file)})
        return self._request(method, path, body, {"Content-Type": kind})

    def _call(
        self, method: str, path: str, body: BaseModel | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        data = body.model_dump_json(exclude_none=True).encode() if body else None
        return self._request(method, path, data, {"Content-Type": "application/json"} | (headers or {}))

    def _request(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        told = {"Authorization": f"Bearer {self._valid_token()}"} | headers
        return self._open(urllib.request.Request(self._path(path), body, told, method=method))

    def _valid_token(self) -> str:
        if time.monotonic() < self._ends:
            return self._token
        form, headers = {"grant_type": "client_credentials"}, {}
        if self.client_secret:
            basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
            headers["Authorization"] = f"Basic {basic}"
        else:
            form["client_id"] = self.client_id
        body = urlencode(form).encode()
        request = urllib.request.Request(self._path("oauth/token"), body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self.seconds, context=self.tls) as answer:
                token = _Token.model_validate_json(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                raise NotSignedInError from None
        self._token, self._ends = token.access_token, time.monotonic() + token.expires_in - EARLY_SECONDS
        return self._token

    def _path(self, path: str) -> str:
        return urljoin(self.url, f"/api/v1/{path}")

    def _open(self, request: urllib.request.Request) -> bytes:
        try:
            with urllib.request.urlopen(request, timeout=self.seconds, context=self.tls) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise RefusedError(Problem.model_validate_json(error.read())) from None


def _why(path: str, official: str, purpose: str) -> str:
    """Of a document: every look says who wants it and why."""
    return f"documents/{path}?{urlencode({'official': official, 'purpose': purpose})}"


class ForgedError(Exception):
    """The message does not come from the server, or not now."""


@dataclass
class Receiver:
    """The other end of a webhook. `secrets`: those in force, two while one is changed."""

    secrets: Sequence[str] = field(repr=False)
    _had: dict[str, float] = field(default_factory=dict, repr=False)

    def open(self, headers: Mapping[str, str], body: bytes) -> Any | None:
        """What is told (`type`, `timestamp`, `data`); None for what came before, which is to be answered like
        anything that arrived. Errors: ForgedError."""
        told = {name.lower(): value for name, value in headers.items()}
        message_id, stamp = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
        right = [sign(secret, message_id, stamp, body) for secret in self.secrets]
        given = told.get("webhook-signature", "").split()
        now = time.time()
        if not any(hmac.compare_digest(one, other) for one in right for other in given):
            raise ForgedError
        if not stamp.isdecimal() or abs(now - int(stamp)) > LATE_SECONDS:
            raise ForgedError
        self._had = {one: at for one, at in self._had.items() if now - at < 2 * LATE_SECONDS}
        if message_id in self._had:
            return None
        self._had[message_id] = now
        return json.loads(body)
