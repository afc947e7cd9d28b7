"""Which citizen of the register a document's person is: safe and small.

Same personal number, same given name and same date of birth: a match. Anything near goes to a clerk
with candidates. A false match joins two people's papers and is the worst error there is.
"""

from __future__ import annotations

from typing import Protocol

from models.dossier import Citizen, Document, FieldValue, Match, MatchDecision, Subject
from models.fields import KINDS
from models.forms import Form, form_of
from models.text import fold, same_key

MOST_CANDIDATES = 5
# Fields that a person's paper and the register may say differently: people move and marry.
CHANGING = ("residence", "place_of_origin", "old_id", "phone")


class Register(Protocol):
    """Where citizens are looked up."""

    def citizens_by_number(self, personal_id: str) -> list[Citizen]: ...

    def citizens_by_name(self, name_key: str, birth_year: int | None) -> list[Citizen]: ...


def match_subjects(document: Document, register: Register) -> Document:
    """The document with a Match for each of its subjects, and the register's word on their fields."""
    form = form_of(document.document_type)
    if form is None:
        return document
    matches, fields = [], list(document.fields)
    for subject in document.subjects:
        match, citizen = match_subject(subject, register)
        matches.append(match)
        if citizen is not None:
            fields = [_hear_register(field, form, subject.role, citizen) for field in fields]
    return document.model_copy(update={"matches": tuple(matches), "fields": tuple(fields)})


def match_subject(subject: Subject, register: Register) -> tuple[Match, Citizen | None]:
    """The decision on one person, and the citizen where it is a match."""
    found = _candidates(subject, register)
    certain = [citizen for citizen in found if _is_same(subject, citizen)]
    if len(certain) == 1:
        reason = "Trùng số định danh, tên và ngày sinh."
        return (
            Match(
                role=subject.role,
                decision=MatchDecision.MATCH,
                citizen_id=certain[0].citizen_id,
                reason=reason,
            ),
            certain[0],
        )
    if found:
        ids = tuple(citizen.citizen_id for citizen in found[:MOST_CANDIDATES])
        reason = f"Có {len(found)} người gần giống trong hồ sơ công dân."
        return Match(role=subject.role, decision=MatchDecision.REVIEW, candidates=ids, reason=reason), None
    reason = "Không thấy người này trong hồ sơ công dân."
    return Match(role=subject.role, decision=MatchDecision.NONE, reason=reason), None


def _candidates(subject: Subject, register: Register) -> list[Citizen]:
    """Everyone near: by number, then by name (accents apart) and year of birth; best first."""
    found: dict[str, Citizen] = {}
    if subject.personal_id:
        found.update((c.citizen_id, c) for c in register.citizens_by_number(subject.personal_id))
    if subject.full_name:
        year = int(subject.date_of_birth[:4]) if subject.date_of_birth else None
        named = register.citizens_by_name(fold(subject.full_name), year)
        found.update((c.citizen_id, c) for c in named if c.citizen_id not in found)

    def nearness(citizen: Citizen) -> tuple[int, str]:
        points = (
            4 * (citizen.personal_id == subject.personal_id and subject.personal_id is not None)
            + 2 * (citizen.date_of_birth == subject.date_of_birth)
            + (same_key(citizen.full_name) == same_key(subject.full_name or ""))
        )
        return -points, citizen.citizen_id

    return sorted(found.values(), key=nearness)


def _is_same(subject: Subject, citizen: Citizen) -> bool:
    """Same number, same given name with its accents, same full date of birth, no other sex."""
    if (
        not subject.personal_id
        or not subject.full_name
        or len(subject.date_of_birth or "") != len("2000-01-01")
    ):
        return False
    return (
        subject.personal_id == citizen.personal_id
        and subject.date_of_birth == citizen.date_of_birth
        and same_key(_given(subject.full_name)) == same_key(_given(citizen.full_name))
        and (subject.sex is None or citizen.sex is None or subject.sex == citizen.sex)
    )


def _given(full_name: str) -> str:
    """The last syllable: family name, middle name, given name is the Vietnamese order."""
    return full_name.split()[-1]


def _hear_register(field: FieldValue, form: Form, role: str, citizen: Citizen) -> FieldValue:
    """The field with the register's support or contradiction, if the register knows it."""
    prefix = f"{role}." if role else ""
    part = field.name.removeprefix(prefix)
    if not field.name.startswith(prefix) or field.value is None or part not in Citizen.model_fields:
        return field
    held: str | None = getattr(citizen, part)
    if held is None:
        return field
    if KINDS[form.kind_of(field.name)].same(field.value, held):
        return field.model_copy(update={"sources": (*field.sources, "register")})
    if part in CHANGING:
        return field
    return field.model_copy(update={"against": (*field.against, "register")})
