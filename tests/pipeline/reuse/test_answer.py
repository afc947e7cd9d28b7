"""What a procedure gets: each state, each reason, and nothing of somebody who is not known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from models.procedures import FieldAsked, PaperAsked, Procedure
from models.reuse import load_reuse_policy
from pipeline.reuse.answer import Answer, Reason, answer
from pipeline.reuse.record import State, compute_record
from tests.pipeline.reuse.holding import held

POLICY = load_reuse_policy()
TODAY = dt.date(2026, 11, 22)
BIRTH = {"type": "birth_certificate", "fields": {"full_name": "Trần Văn Mẫu", "registered_on": "1990-06-01"}}

OTHER = {
    "type": "identity_card_2024",
    "fields": {"full_name": "Trần Văn Mậu", "expires_on": "2040-01-01"},
}


def asked(
    *fields: FieldAsked, papers: tuple[PaperAsked, ...] = (), scopes: tuple[str, ...] = ()
) -> Procedure:
    return Procedure(
        code="1",
        name="Thử",
        sector="Thử",
        source="",
        valid_from=dt.date(2020, 1, 1),
        people={"owner": "Người"},
        scopes=scopes,
        fields=fields,
        papers=papers,
    )


def of(attribute: str, **more: Any) -> FieldAsked:
    return FieldAsked(name=attribute, of="owner", attribute=attribute, **more)


def ask(
    procedure: Procedure, *papers: dict[str, Any], held_more: dict[str, Any] | None = None, **how: Any
) -> Answer:
    record = compute_record(held(*papers, **(held_more or {})), POLICY, TODAY)
    return answer(procedure, {"owner": record}, POLICY, TODAY, **how)


def only(got: Answer) -> tuple[State, Reason | None, str | None]:
    [field] = got.fields
    return field.state, field.reason, field.value


NAME = asked(of("full_name"))


def test_a_value_comes_with_its_source() -> None:
    got = ask(NAME, BIRTH)
    assert only(got) == (State.OK, None, "Trần Văn Mẫu")
    source = got.fields[0].source
    assert source is not None and source.paper is not None
    assert (source.paper.document_id, source.page) == ("d1", 1)


def test_what_is_declared_anew_is_asked_each_time() -> None:
    assert only(ask(asked(FieldAsked(name="a", caption="A")), BIRTH))[:2] == (
        State.UNAVAILABLE,
        Reason.DECLARED_ANEW,
    )


@pytest.mark.parametrize(
    ("papers", "more", "expected"),
    [
        ([], {}, (State.UNAVAILABLE, Reason.NOTHING_HELD)),
        ([BIRTH], {"restricted": True}, (State.UNAVAILABLE, Reason.NOTHING_HELD)),
        (
            [{**BIRTH, "fields": {"full_name": ["Trần Văn Mẫu"]}}],
            {},
            (State.NEEDS_REVIEW, Reason.UNCONFIRMED),
        ),
        (
            [BIRTH],
            {"rulings": [{"attribute": "full_name", "value": "Trần Văn Mậu", "asked": "2026-02-01"}]},
            (State.NEEDS_REVIEW, Reason.UNDER_REVIEW),
        ),
        (
            [BIRTH, OTHER],
            {},
            (State.CONFLICT, Reason.CONTRADICTED),
        ),
    ],
)
def test_what_may_not_be_given(
    papers: list[dict[str, Any]], more: dict[str, Any], expected: tuple[State, Reason]
) -> None:
    got = ask(NAME, *papers, held_more=more)
    assert only(got) == (*expected, None)
    assert got.fields[0].source is None
    assert len(got.fields[0].against) == (2 if expected[0] is State.CONFLICT else 0)


def test_what_only_a_machine_read_is_given_where_it_is_asked_for_and_marked() -> None:
    unread = {**BIRTH, "fields": {"full_name": ["Trần Văn Mẫu"]}}
    got = ask(NAME, unread, unconfirmed=True)
    assert only(got) == (State.NEEDS_REVIEW, Reason.UNCONFIRMED, "Trần Văn Mẫu")
    assert got.fields[0].source is not None and got.fields[0].source.trust == "machine_read"


def test_a_disputed_value_is_not_given_even_then() -> None:
    unread = {**BIRTH, "fields": {"full_name": ["Trần Văn Mẫu"]}}
    waiting = {"rulings": [{"attribute": "full_name", "asked": "2026-02-01"}]}
    assert only(ask(NAME, unread, held_more=waiting, unconfirmed=True)) == (
        State.NEEDS_REVIEW,
        Reason.UNDER_REVIEW,
        None,
    )


def test_an_attribute_out_of_the_askers_scope_is_declined_whether_held_or_not() -> None:
    for papers in ([], [BIRTH]):
        got = ask(NAME, *papers, allowed={"sex"})
        assert only(got) == (State.DECLINED, Reason.NOT_IN_SCOPE, None)


def test_a_procedure_may_ask_for_more_trust_than_there_is() -> None:
    declared = {"type": "residence_change_ct01", "fields": {"phone": "0590000001"}}
    assert only(ask(asked(of("phone", trust="self_declared")), declared))[0] is State.OK
    assert only(ask(asked(of("phone")), declared)) == (State.NEEDS_REVIEW, Reason.TOO_LITTLE_TRUST, None)


@pytest.mark.parametrize(("captured", "state"), [("2026-08-22", State.OK), ("2026-08-21", State.EXPIRED)])
def test_a_value_may_be_too_old(captured: str, state: State) -> None:
    declared = {"type": "residence_change_ct01", "captured": captured, "fields": {"phone": "0590000001"}}
    assert only(ask(asked(of("phone", trust="self_declared", max_age_months=3)), declared))[0] is state


def test_a_paper_made_for_another_use_gives_nothing_that_changes() -> None:
    told = {"marital_status": "Chưa đăng ký kết hôn với ai", "full_name": "Trần Văn Mẫu"}
    dates = {"issued_on": "2026-10-01", "purpose": "Vay vốn ngân hàng"}
    paper = {"type": "marital_status_certificate", "fields": {**told, **dates}}
    certificate = PaperAsked(name="m", caption="M", of="owner", satisfied_by=("marital_status_certificate",))
    other = ask(asked(of("marital_status"), papers=(certificate,)), paper)
    assert only(other) == (State.DECLINED, Reason.OTHER_PURPOSE, None)
    assert (other.papers[0].state, other.papers[0].reason) == (State.DECLINED, Reason.OTHER_PURPOSE)
    same = ask(asked(of("marital_status"), papers=(certificate,), scopes=("VAY VỐN NGÂN HÀNG",)), paper)
    assert only(same)[0] is State.OK
    assert (same.papers[0].state, same.papers[0].reason) == (State.OK, Reason.PAPER_HELD)
    assert only(ask(NAME, paper))[0] is State.OK


CARD = PaperAsked(
    name="identity",
    caption="Thẻ",
    of="owner",
    satisfied_by=("identity_card_2021",),
    proves=("full_name", "personal_id"),
)


def card(**fields: str) -> dict[str, Any]:
    told = {"full_name": "Trần Văn Mẫu", "personal_id": "001090123456", "issued_on": "2021-05-01"}
    return {"type": "identity_card_2021", "fields": told | fields}


def test_a_paper_that_is_held_need_not_be_handed_in_again() -> None:
    [got] = ask(asked(papers=(CARD,)), card(expires_on="2030-05-01")).papers
    assert (got.state, got.reason) == (State.OK, Reason.PAPER_HELD)
    assert got.paper is not None and got.paper.document_id == "d1"


def test_nor_where_all_that_it_proves_is_known() -> None:
    [got] = ask(asked(papers=(CARD,)), card(expires_on="2025-05-01")).papers
    assert (got.state, got.reason, len(got.proof)) == (State.OK, Reason.DATA_HELD, 2)


def test_an_expired_paper_that_proves_nothing_else_is_handed_in_again() -> None:
    paper = CARD.model_copy(update={"proves": ()})
    [got] = ask(asked(papers=(paper,)), card(expires_on="2025-05-01")).papers
    assert (got.state, got.reason, got.paper) == (State.EXPIRED, Reason.NO_LONGER_VALID, None)


def test_a_paper_about_somebody_else_is_not_this_persons() -> None:
    mother = {"type": "birth_certificate", "role": "mother", "fields": {"registered_on": "1990-06-01"}}
    paper = PaperAsked(name="b", caption="B", of="owner", satisfied_by=("birth_certificate",))
    [got] = ask(asked(papers=(paper,)), mother).papers
    assert (got.state, got.reason) == (State.UNAVAILABLE, Reason.NOTHING_HELD)


def test_only_what_was_wanted_is_answered() -> None:
    procedure = asked(of("full_name"), of("sex"), papers=(CARD,))
    got = ask(procedure, BIRTH, wanted={"sex"})
    assert ([one.asked.name for one in got.fields], got.papers) == (["sex"], ())


def test_nobody_looks_like_somebody_of_whom_nothing_is_held() -> None:
    procedure = asked(of("full_name"), papers=(CARD,))
    nothing = ask(procedure)
    nobody = answer(procedure, {}, POLICY, TODAY)
    restricted = ask(procedure, BIRTH, held_more={"restricted": True})
    assert (nothing.fields, nothing.papers) == (nobody.fields, nobody.papers)
    assert (nothing.fields, nothing.papers) == (restricted.fields, restricted.papers)
