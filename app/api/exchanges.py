"""Asking for reuse, and saying what became of it: the two halves of an exchange."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import secrets
import time
import uuid
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter
from pydantic import StringConstraints, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from app.api.problems import BadRequestError, OutOfScopeError, UnknownProcedureError
from app.api.reading import JSON, body_of, header_of, openapi_of
from app.api.rendering import answer_body, answer_items
from app.api.shapes import Ask, Confirmation, Confirmed, ExchangeId, Given, Said
from app.api.state import Here, State, state_of
from app.api.tokens import Asker, AskingClient, Credentials, admit, covers, credentials_of
from app.papers.days import today
from flows.reuse import Identity, ask_reuse
from models.fields import KINDS
from models.procedures import Procedure, procedure_of
from models.regulations import Regulations
from models.reuse import load_reuse_policy
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.rows.reuse import Client, Exchange, ExchangeItem
from pipeline.reuse.record import State as ItemState

# An answer leaves at the next full beat after the request came, so that how long it took tells nobody whether
# somebody is known.
BEAT_SECONDS = 0.005
BLOCKED_FOR = dt.timedelta(hours=1)
ALL = "*"
_KEYS = uuid.UUID("1f0e7a52-3c0d-5b1e-8a44-50a0a0a0a0a1")

ASK = "/exchanges"
KEY_HEADER = "Idempotency-Key"
KEY_SHAPE: TypeAdapter[str | None] = TypeAdapter(
    Annotated[str, StringConstraints(min_length=8, max_length=100)] | None
)

router = APIRouter(tags=["tái sử dụng"])


@router.post(
    ASK,
    summary="Hỏi để dùng lại",
    response_model=Given,
    openapi_extra=openapi_of(Ask, {KEY_HEADER: KEY_SHAPE}),
)
async def ask(request: Request) -> Response:
    """What is held of these people for this procedure, field by field and paper by paper.

    Somebody who is not known, whose birth date is another, or of whom nothing may be given looks like
    somebody of whom nothing is held. The same Idempotency-Key makes one exchange of a request that is sent
    again; it is answered by what holds then.
    """
    began = time.monotonic()
    state = state_of(request)
    credentials = credentials_of(request)
    key = header_of(request, KEY_HEADER, KEY_SHAPE)
    body = await body_of(request, Ask)
    content = await state.in_turn(partial(_admit_and_answer, body, credentials, state, key))
    await wait_for_beat(began)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    return Response(content, 200, {"ETag": etag}, JSON)


def _admit_and_answer(body: Ask, credentials: Credentials, state: State, key: str | None) -> bytes:
    """In one turn: to wait for two is longer."""
    return answer_to(body, admit(credentials, state), state, key)


def answer_to(body: Ask, asker: Asker, state: State, key: str | None) -> bytes:
    """What is held, as JSON, which is logged before anybody gets it."""
    client = asker.client
    procedure = _checked(body, client, asker.regulations)
    exchange_id = _exchange_id(client, key)
    answer = ask_reuse(
        state.records,
        procedure,
        {role: Identity(one.personal_id, one.date_of_birth) for role, one in body.people.items()},
        today(),
        decoy=state.decoy,
        wanted=None if body.wanted is None else frozenset(body.wanted),
        allowed=None if ALL in client.attributes else frozenset(client.attributes),
        unconfirmed=body.include_unconfirmed,
    )
    content = orjson.dumps(answer_body(answer, exchange_id), default=list)  # boxes are tuples with names
    exchange = _exchange(body, client, key, exchange_id, dict(answer.citizens))
    entry = _given(exchange, hashlib.sha256(content).hexdigest())
    state.records.exchange_given(exchange, answer_items(answer), entry)
    states = [one.state for one in answer.fields] + [one.state for one in answer.papers]
    tries = [
        state.limits.tries_dates(client.id, one.personal_id, one.date_of_birth)
        for one in body.people.values()
    ]
    if state.limits.guesses(client.id, found=ItemState.OK in states) or any(tries):
        state.records.block_client(client.id, _now() + BLOCKED_FOR, "guesses")
    return content


@router.get("/exchanges/{exchange_id}", summary="Xem một lần hỏi, không có giá trị nào")
def show(
    exchange_id: ExchangeId,
    client: AskingClient,
    state: Here,
) -> dict[str, Any]:
    exchange, items = state.records.exchange(exchange_id, client.id)
    told = {"kind", "name", "state", "reason", "document_id", "outcome"}
    return {
        "exchange_id": exchange.id,
        "procedure": exchange.procedure,
        "dossier_code": exchange.dossier_code,
        "confirmed_at": exchange.confirmed_at.isoformat() if exchange.confirmed_at else None,
        "items": [{name: value for name, value in vars(item).items() if name in told} for item in items],
    }


@router.post("/exchanges/{exchange_id}/confirmation", summary="Xác nhận hoặc sửa", response_model=Confirmed)
def confirm(
    exchange_id: ExchangeId,
    body: Confirmation,
    client: AskingClient,
    state: Here,
) -> dict[str, Any]:
    """What the official and the person made of the prefilled form. What was confirmed counts as reused; what
    was corrected goes to a clerk, and is not given out until the clerk has decided."""
    exchange, items = state.records.exchange(exchange_id, client.id)
    by_name = {(item.kind, item.name): item for item in items}
    if len({(said.kind, said.name) for said in body.items}) != len(body.items):
        raise BadRequestError(errors=[{"field": "items", "problem": "twice"}])
    who = f"client:{client.id}/{exchange.official}"
    corrections = {
        said.name: _correction(said, _item(by_name, said), who)
        for said in body.items
        if _item(by_name, said) and said.outcome == "corrected"
    }
    outcomes: dict[tuple[str, str], str] = {(said.kind, said.name): said.outcome for said in body.items}
    subjects = [exchange_id, *dict.fromkeys(exchange.citizens.values())]
    subjects += [one["id"] for one in corrections.values()]
    entry = AuditEntry(who, "reuse.confirm", exchange.purpose, tuple(subjects))
    state.records.exchange_confirmed(exchange_id, client.id, outcomes, list(corrections.values()), entry)
    confirmed = sum(outcome == "confirmed" for outcome in outcomes.values())
    waiting = {name: one["id"] for name, one in corrections.items()}
    return {"exchange_id": exchange_id, "confirmed": confirmed, "corrections": waiting}


def _checked(body: Ask, client: Client, regulations: Regulations) -> Procedure:
    """The procedure that is asked for. Errors: OutOfScopeError, UnknownProcedureError, BadRequestError."""
    if not covers(client, body.agency):
        raise OutOfScopeError
    if body.include_unconfirmed and not client.unconfirmed:
        raise OutOfScopeError
    if ALL not in client.procedures and body.procedure not in client.procedures:
        raise OutOfScopeError
    procedure = procedure_of(body.procedure, today())
    if procedure is None or procedure.code in regulations.procedures_off:
        raise UnknownProcedureError
    if unknown := body.people.keys() - procedure.people.keys():
        raise BadRequestError(errors=[{"field": "people", "problem": "unknown_role"} for _ in unknown])
    return procedure


def _exchange_id(client: Client, key: str | None) -> str:
    """Of a request with a key the same each time. Others begin with the time, as in RFC 9562 section 5.7, so
    that databases keep together what is written together."""
    if key is not None:
        return uuid.uuid5(_KEYS, f"{client.id}\n{key}").hex
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def _exchange(
    body: Ask, client: Client, key: str | None, exchange_id: str, citizens: dict[str, str]
) -> Exchange:
    return Exchange(
        id=exchange_id,
        client_id=client.id,
        request_key=key,
        request_sha256=hashlib.sha256(body.model_dump_json().encode()).hexdigest(),
        agency=body.agency,
        official=body.official,
        procedure=body.procedure,
        dossier_code=body.dossier_code,
        purpose=body.purpose,
        citizens=citizens,
    )


def _given(exchange: Exchange, digest: str) -> AuditEntry:
    return AuditEntry(
        f"client:{exchange.client_id}/{exchange.official}",
        "reuse.ask",
        exchange.purpose,
        (exchange.id, *dict.fromkeys(exchange.citizens.values())),
        {
            "agency": exchange.agency,
            "procedure": exchange.procedure,
            "dossier": exchange.dossier_code,
            "policy": load_reuse_policy().version,
        },
        digest,
    )


def _item(items: dict[tuple[str, str], ExchangeItem], said: Said) -> ExchangeItem:
    """The item that is spoken of. Errors: BadRequestError if it was not given."""
    item = items.get((said.kind, said.name))
    if item is None or (item.document_id is None and item.field is None and item.state != ItemState.OK):
        raise BadRequestError(errors=[{"field": f"items.{said.name}", "problem": "not_given"}])
    return item


def _correction(said: Said, item: ExchangeItem, who: str) -> dict[str, Any]:
    """What a clerk has to decide. Errors: BadRequestError if it cannot be right at all."""
    wrong = BadRequestError(errors=[{"field": f"items.{said.name}.value", "problem": "impossible"}])
    if item.attribute is None or item.citizen_id is None:
        raise wrong
    value = None
    if said.value is not None:
        kind = KINDS[load_reuse_policy().attributes[item.attribute].kind]
        value = kind.clean(said.value)
        if value is None or not kind.valid(value):
            raise wrong
    return {
        "id": uuid.uuid4().hex,
        "citizen_id": item.citizen_id,
        "attribute": item.attribute,
        "value": value,
        "reason": said.reason,
        "asked_by": who,
    }


async def wait_for_beat(began: float) -> None:
    await asyncio.sleep(BEAT_SECONDS - (time.monotonic() - began) % BEAT_SECONDS)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
