"""Who may ask, what was asked and given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """A system that may ask for reuse. `agency`: whose it is, with all below it; `procedures`, `attributes`:
    what it may ask for, "*" is all; `unconfirmed`: whether it may ask for what only a machine read;
    `documents`: whether it may hand in and fetch whole documents by DocCode."""

    id: str
    name: str
    agency: str
    procedures: tuple[str, ...] = ("*",)
    attributes: tuple[str, ...] = ("*",)
    unconfirmed: bool = False
    documents: bool = False
    per_minute: int = 600
    blocked_until: dt.datetime | None = None


@dataclass(frozen=True)
class Exchange:
    """One asking for reuse. `request_key`: by which the asker knows it; `citizens`: role: id, of those who
    are known."""

    id: str
    client_id: str
    request_key: str | None
    request_sha256: str
    agency: str
    official: str
    procedure: str
    dossier_code: str
    purpose: str
    citizens: Mapping[str, str]
    confirmed_at: dt.datetime | None = None


@dataclass(frozen=True)
class ExchangeItem:
    """What became of a field or paper that was asked for. `document_id`, `field`, `revision`: where the value
    came from; a ruling has no document, and its id as `field`; `outcome`: what the official said."""

    kind: str
    name: str
    state: str
    reason: str | None = None
    citizen_id: str | None = None
    attribute: str | None = None
    document_id: str | None = None
    field: str | None = None
    revision: int | None = None
    outcome: str | None = None
