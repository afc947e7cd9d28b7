"""The bodies of requests and answers, as OpenAPI tells them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from models.dossier import DOSSIER_CODE
from pipeline.reuse.answer import Reason
from pipeline.reuse.record import State

Short = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
PersonalId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
BirthDate = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")
]
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}(\.[0-9]{1,6}){0,3}$")]
DossierCode = Annotated[str, StringConstraints(pattern=f"^{DOSSIER_CODE.pattern}$", max_length=60)]


def _is_text(told: object) -> object:
    """JSON has no dates, and a number is none."""
    if not isinstance(told, str):
        raise ValueError("not a text")
    return told


def _is_number(told: object) -> object:
    if isinstance(told, str | bool):
        raise ValueError("not a number")
    return told


Day = Annotated[dt.date, BeforeValidator(_is_text)]
Whole = Annotated[int, BeforeValidator(_is_number)]


# As parts of addresses.
ExchangeId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
ItemName = Annotated[str, Path(pattern="^[a-z0-9_.]{1,100}$")]
ProcedureCode = Annotated[str, Path(pattern="^[0-9A-Za-z.]{1,40}$")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(Shape):
    """Whom is meant: number and birth date together, never a name."""

    personal_id: PersonalId = Field(examples=["060179758051"])
    date_of_birth: BirthDate = Field(examples=["1979-07-17"])


class Ask(Shape):
    """What a one-stop system asks for. `people`: by the procedure's roles; `wanted`: names of fields and
    papers, all if left out; `include_unconfirmed`: also what only a machine read, marked."""

    agency: AgencyCode = Field(examples=["G15.07.31"])
    official: Short = Field(examples=["can-bo-12"])
    procedure: Short = Field(examples=["1.004222"])
    dossier_code: DossierCode = Field(examples=["G15.07.31-261122-0001"])
    purpose: Short = Field(examples=["Giải quyết hồ sơ đăng ký thường trú"])
    people: dict[str, Person] = Field(min_length=1, max_length=10)
    wanted: list[Short] | None = Field(default=None, max_length=200)
    include_unconfirmed: StrictBool = False


class Source(Shape):
    """Where a value comes from. `evidence`: where the pixels are; a clerk's ruling has no document."""

    document_id: str | None
    document_type: str | None
    document_name: str | None
    page: int | None
    box: tuple[int, int, int, int] | None
    issuer: str | None
    issued_on: str | None
    captured_at: dt.datetime | None
    verified_by: str | None
    verified_at: dt.datetime
    trust: str
    valid_until: dt.date | None
    scope: str | None
    evidence: str | None


class FieldGiven(Shape):
    """A field of the form. `value`, `shown`, `source` are there where the state is OK, or where what is
    unconfirmed was asked for."""

    name: str
    caption: str
    person: str | None
    state: State
    reason: Reason | None
    value: str | None
    shown: str | None
    source: Source | None
    contradictions: list[Source]


class PaperGiven(Shape):
    """A paper that the procedure asks for. OK: it need not be handed in again."""

    name: str
    caption: str
    person: str
    state: State
    reason: Reason
    why: str
    source: Source | None
    proved_by: list[Source]


class Given(Shape):
    """The answer. `policy`: the version of the rules by which it was made."""

    exchange_id: str
    procedure: str
    procedure_name: str
    on: dt.date
    policy: str
    fields: list[FieldGiven]
    papers: list[PaperGiven]


class Said(Shape):
    """What an official says of one item; `value`: what is right, where it was corrected."""

    kind: Literal["field", "paper"]
    name: Short
    outcome: Literal["confirmed", "corrected", "declined"]
    value: Annotated[str, StringConstraints(max_length=1000)] | None = None
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class Confirmation(Shape):
    items: list[Said] = Field(min_length=1, max_length=400)


class Confirmed(Shape):
    """`corrections`: ids of the corrections that now wait for a clerk, by name of field."""

    exchange_id: str
    confirmed: int
    corrections: dict[str, str]


class RestrictionAsked(Shape):
    """What a person wants not to be given out any more: the value of a field of the procedure's form, or,
    with no field, everything. `person`: their role in the exchange."""

    official: Short = Field(examples=["can-bo-12"])
    person: Short = Field(examples=["applicant"])
    field: Short | None = Field(default=None, examples=["phone"])
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class RestrictionWaits(Shape):
    """A clerk decides; until then it is given out as before."""

    request_id: str


class CaseTold(Shape):
    """What a one-stop system knows of its dossier, for the indicators (QĐ 766/QĐ-TTg)."""

    agency: AgencyCode = Field(examples=["G15.07.31"])
    procedure: Short = Field(examples=["1.004222"])
    received_on: Day
    due_on: Day | None = None
    finished_on: Day | None = None
    supplements: Whole = Field(default=0, ge=0, le=100)
    waited_days: Whole = Field(default=0, ge=0, le=10_000)
    needs_result: StrictBool
    has_result: StrictBool = False
    shared: StrictBool = False
    population: StrictBool = False


class Change(Shape):
    """What happened to an item that was given."""

    at: dt.datetime
    exchange_id: str
    kind: str
    name: str
    why: Literal[
        "decided_anew", "other_person", "correction_asked", "correction_decided", "restricted", "lifted"
    ]


class Changes(Shape):
    """`cursor`: from which to go on next time."""

    cursor: str
    items: list[Change]


class Undelivered(Shape):
    """A message that did not arrive. `problem`: an HTTP status or the class of what went wrong."""

    message_id: str
    at: dt.datetime
    attempts: int
    problem: str


class Problem(BaseModel):
    """RFC 9457. `errors`: where a request is wrong."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[dict[str, str]] | None = None


class ProcedureShown(Shape):
    code: str
    name: str
    source: str
    people: dict[str, str]
    fields: list[dict[str, str | int | None]]
    papers: list[dict[str, str | int | list[str] | None]]
