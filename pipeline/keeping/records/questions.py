"""Persons of papers about whom a clerk must say who they are."""

from __future__ import annotations

from sqlalchemy import Select, exists, func, select

from models.dossier import MatchDecision
from pipeline.keeping.records.database import Database
from pipeline.keeping.records.queue import of_office
from pipeline.keeping.tables.dossiers import documents, matches
from pipeline.keeping.tables.register import match_answers

_AT_ONCE = 200


class QuestionRecords(Database):
    def next_question(
        self, office: str, who: str, after: tuple[str, str] | None = None
    ) -> tuple[str, str] | None:
        """(document id, role) of the oldest question that `who` has not answered, behind `after` if there is
        one. None: nothing is left for `who`."""
        with self._reading() as connection:
            rows = connection.execute(_questions(office, who).limit(_AT_ONCE)).all()
        found = [(str(row.document_id), str(row.role)) for row in rows]
        behind = found[found.index(after) + 1 :] if after in found else found
        return next((one for one in [*behind, *found] if one != after), None)

    def open_questions(self, office: str, who: str) -> int:
        """How many there are for `who`."""
        with self._reading() as connection:
            counted = select(func.count()).select_from(_questions(office, who).order_by(None).subquery())
            return int(connection.execute(counted).scalar_one())


def _questions(office: str, who: str) -> Select[tuple[str, str]]:
    m, a = matches.c, match_answers.c
    answered = (a.document_id == m.document_id) & (a.role == m.role) & (a.who == who)
    return (
        select(m.document_id, m.role)
        .join_from(
            matches, documents, (documents.c.id == m.document_id) & documents.c.superseded_at.is_(None)
        )
        .where(m.superseded_at.is_(None), m.decision == MatchDecision.REVIEW, of_office(office))
        .where(~exists().where(answered, a.superseded_at.is_(None)))
        .order_by(documents.c.kept_at, m.document_id, m.position)
    )
