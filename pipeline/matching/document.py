"""The persons of a document, looked for in the register together.

The main person first: a child's parents are named on the same paper, and a father is looked for as the father
of that child. What the register knows of a matched person then speaks for or against what was read.
"""

from __future__ import annotations

from models.dossier import Citizen, Document, FieldValue, Match, MatchDecision, Subject
from models.fields import KINDS
from models.forms import Form, form_of
from models.slips import meant
from models.text import same_key
from pipeline.matching.explain import explain, reason_of
from pipeline.matching.find import Candidate, Finder
from pipeline.matching.normalise import read_person
from pipeline.matching.person import FIELDS

PROFILE = "strict"  # papers of every kind come together in a batch: the procedure is not known
CERTAIN = 0.9  # a reading that is surer than this counts as certain
PARENTS = {"father": "father_full_name", "mother": "mother_full_name"}
# Fields that a person's paper and the register may say differently: people move and marry.
CHANGING = ("residence", "place_of_origin", "old_id", "phone")


def match_subjects(document: Document, finder: Finder) -> Document:
    """The document with a Match for each of its subjects, and the register's word on their fields.

    Errors: RecordsUnavailableError.
    """
    form = form_of(document.document_type)
    if form is None:
        return document
    found: dict[str, tuple[Match, Citizen | None]] = {}
    for subject in sorted(document.subjects, key=_main_first):
        _, main = found.get("", (None, None))
        found[subject.role] = _match(document, subject, main, finder)
    fields = list(document.fields)
    for role, (_, citizen) in found.items():
        if citizen is not None:
            fields = [_hear_register(field, form, role, citizen) for field in fields]
    matches = tuple(found[subject.role][0] for subject in document.subjects)
    return document.model_copy(update={"matches": matches, "fields": tuple(fields)})


def _main_first(subject: Subject) -> bool:
    return subject.role != ""


def _match(
    document: Document, subject: Subject, main: Citizen | None, finder: Finder
) -> tuple[Match, Citizen | None]:
    """The decision on one person, and the citizen where it is a match. `main`: who the main person is."""
    told, sure = told_of(document, subject)
    if main is not None and subject.role in PARENTS and main.residence:
        told.setdefault("residence", main.residence)
    finding = finder.find(read_person(told, sure), PROFILE)
    story = explain(told, finding, finder.matching, PROFILE, finder.version)
    ids = finding.citizens
    match = Match(
        role=subject.role,
        decision=finding.decision,
        reason=reason_of(finding),
        explanation=story if ids else None,
    )
    if finding.decision is not MatchDecision.MATCH:
        return match.model_copy(update={"candidates": ids}), None
    best = finding.candidates[0]
    if main is not None and not _is_parent_of(best, subject.role, main):
        reason = "Hồ sơ công dân của người con ghi cha hoặc mẹ tên khác."
        changes = {"decision": MatchDecision.REVIEW, "candidates": ids, "reason": reason}
        return match.model_copy(update=changes), None
    return match.model_copy(update={"citizen_id": ids[0]}), best.entry.told.citizen()


def _is_parent_of(candidate: Candidate, role: str, child: Citizen) -> bool:
    """False if the register names somebody else as that parent of the child."""
    named: str | None = getattr(child, PARENTS[role]) if role in PARENTS else None
    return named is None or same_key(named) == same_key(candidate.entry.told.full_name)


def told_of(document: Document, subject: Subject) -> tuple[dict[str, str | None], dict[str, float]]:
    """(what the document tells of a person by the names of FIELDS, how sure the doubtful readings are)."""
    prefix = f"{subject.role}." if subject.role else ""
    names = {f"{prefix}{field}": field for field in FIELDS}
    if not prefix:
        names |= {f"{parent}.full_name": field for parent, field in PARENTS.items()}
    told: dict[str, str | None] = subject.model_dump(exclude={"role"}, exclude_none=True)
    sure = {}
    for value in document.fields:
        field = names.get(value.name)
        if field is None or value.value is None:
            continue
        told.setdefault(field, value.value)
        if value.confidence < CERTAIN and not value.sources:
            sure[field] = value.confidence
    return told, sure


def _hear_register(field: FieldValue, form: Form, role: str, citizen: Citizen) -> FieldValue:
    """The field with the register's support or contradiction, if the register knows it."""
    prefix = f"{role}." if role else ""
    part = field.name.removeprefix(prefix)
    if not field.name.startswith(prefix) or part not in Citizen.model_fields:
        return field
    held: str | None = getattr(citizen, part)
    if held is None:
        return field
    kind = form.kind_of(field.name)
    if field.value is not None and KINDS[kind].same(field.value, held):
        return field.model_copy(update={"sources": (*field.sources, "register")})
    proved = "qr" in field.sources or ("mrz" in field.sources and kind != "name")
    if not proved and (value := meant(kind, field.raw, held)) is not None:
        return field.propose(value, "register")
    if field.value is None or part in CHANGING:
        return field
    return field.model_copy(update={"against": (*field.against, "register")})
