"""What clerks answer about who a person of a paper is. Every answer stays; what holds follows from those that
were not taken back (models/answers.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from models.answers import Answer, Answered, Label, citizens_of, explained, settle
from models.dossier import Match, MatchDecision
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.ledger import MACHINE, MATCHES
from pipeline.keeping.records.review import check_is_clerk, lock_document
from pipeline.keeping.tables.register import match_answers

_A = match_answers.c
_HOLDS = _A.superseded_at.is_(None)


class AnswerRecords(Database):
    def answer_match(self, document_id: str, role: str, citizen_id: str, answer: Answer, who: str) -> Match:
        """`who` says whether the person of `role` is the citizen; a later answer of the same clerk takes the
        place of the earlier. Returns what holds now. Errors: UnknownDocumentError."""
        return self._answer(document_id, role, [citizen_id], answer, who)

    def nobody_matches(self, document_id: str, role: str, who: str) -> Match:
        """`who` says that the person is new: neither a candidate nor whom a clerk named. Errors:
        UnknownDocumentError."""
        return self._answer(document_id, role, None, Answer.DIFFERENT, who)

    def unlink_match(self, document_id: str, role: str, who: str) -> Match:
        """`who` takes back what clerks answered on the person: what the machine decided holds again, and
        if that is the match which is to be undone, a clerk must look. Errors: UnknownDocumentError."""
        with self._writing() as connection:
            document, machine = _lock(connection, document_id, role)
            before = _holding(connection, document_id, role)
            mine = _on(document_id, role) & _HOLDS
            connection.execute(update(match_answers).where(mine).values(superseded_at=now()))
            if before.citizen_id and before.citizen_id == machine.citizen_id:
                _note(connection, document_id, machine, before.citizen_id, Answer.UNSURE, who)
            restored = settle(machine, _answers(connection, document_id, role))
            if restored != before:
                MATCHES.append(connection, document_id, document.version, restored, now())
            return restored

    def match_answers(self, document_id: str, role: str) -> list[Answered]:
        """Those that stand, the oldest first."""
        with self._reading() as connection:
            return _answers(connection, document_id, role)

    def labels(self) -> Iterator[Label]:
        """The pairs that all clerks who were sure agree on, and that the machine had compared."""
        wanted = select(match_answers).where(_HOLDS, _A.levels.is_not(None), _A.answer != Answer.UNSURE)
        pairs: dict[tuple[str, str, str], list[Any]] = {}
        with self._reading() as connection:
            for row in connection.execute(wanted.order_by(_A.id)):
                pairs.setdefault((row.document_id, row.role, row.citizen_id), []).append(row)
        for (document_id, role, _), rows in pairs.items():
            if len({row.answer for row in rows}) == 1:
                first = rows[0]
                same = first.answer is Answer.SAME
                yield Label(f"{document_id}/{role}", same, first.levels, first.bits, first.vetoed)

    def _answer(
        self, document_id: str, role: str, citizens: list[str] | None, answer: Answer, who: str
    ) -> Match:
        check_is_clerk(who)
        with self._writing() as connection:
            document, machine = _lock(connection, document_id, role)
            before = _holding(connection, document_id, role)
            for citizen_id in citizens or citizens_of(machine, _answers(connection, document_id, role)):
                _note(connection, document_id, machine, citizen_id, answer, who)
            settled = settle(machine, _answers(connection, document_id, role))
            if settled != before:
                MATCHES.append(connection, document_id, document.version, settled, now())
            return settled


def _note(
    connection: Connection, document_id: str, machine: Match, citizen_id: str, answer: Answer, who: str
) -> None:
    mine = and_(_on(document_id, machine.role), _A.citizen_id == citizen_id, _A.who == who, _HOLDS)
    connection.execute(update(match_answers).where(mine).values(superseded_at=now()))
    story = explained(machine, citizen_id)
    fields = story["fields"] if story else None
    connection.execute(
        match_answers.insert().values(
            document_id=document_id,
            role=machine.role,
            citizen_id=citizen_id,
            who=who,
            answer=answer,
            levels={field["field"]: field["level"] for field in fields} if fields is not None else None,
            bits={field["field"]: field["bits"] for field in fields} if fields is not None else None,
            vetoed=bool(story and story["vetoes"]),
            at=now(),
        )
    )


def _on(document_id: str, role: str) -> ColumnElement[bool]:
    return and_(_A.document_id == document_id, _A.role == role)


def _answers(connection: Connection, document_id: str, role: str) -> list[Answered]:
    wanted = select(match_answers).where(_on(document_id, role), _HOLDS).order_by(_A.id)
    return [Answered(row.citizen_id, row.answer, row.who) for row in connection.execute(wanted)]


def _lock(connection: Connection, document_id: str, role: str) -> tuple[Any, Match]:
    """(the document's row, held so that two clerks answer one after the other; what the machine decided)."""
    document = lock_document(connection, document_id)
    history = MATCHES.history(connection, document_id).get(role, [])
    machine = [revision.what for revision in history if revision.what.decided_by == MACHINE]
    return document, machine[-1] if machine else Match(role=role, decision=MatchDecision.NONE)


def _holding(connection: Connection, document_id: str, role: str) -> Match:
    held = MATCHES.current(connection, [document_id])[document_id]
    return next(
        (match for match in held if match.role == role), Match(role=role, decision=MatchDecision.NONE)
    )
