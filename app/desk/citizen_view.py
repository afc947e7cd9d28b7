"""What the page of a question shows: a table of the paper and the candidates, differences marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.desk.check_view import PageView, crop_address, document_view
from app.desk.keyed import Keyed
from app.desk.told_of_citizens import ROWS
from app.web.access import Visit
from models.answers import Answer, Answered, needs_second_reader
from models.dossier import Citizen, Document, Match, MatchDecision
from models.fields import KINDS
from models.matching import load_matching
from pipeline.keeping.rows.dossiers import DocumentRow
from pipeline.matching.waterfall import waterfall

SHOWN_AS = {"father_full_name": "father.full_name", "mother_full_name": "mother.full_name"}


class Compared(StrEnum):
    SAME = "same"
    PART = "part"  # one of the two says less: the year of a birth date
    DIFFERENT = "different"
    UNKNOWN = "unknown"  # one of the two does not say


@dataclass(frozen=True)
class Cell:
    shown: str
    compared: Compared


@dataclass(frozen=True)
class Row:
    """`name`: of the field; `paper`: as the paper says it, with the picture of the place."""

    name: str
    paper: str
    crop: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CandidateView:
    """`against`: sentences of what forbids a match by the machine; `picture`: SVG of its bits, in which
    everything is escaped."""

    citizen_id: str
    gone: bool
    against: tuple[str, ...]
    second_reader: bool
    picture: str | None
    said: tuple[Answered, ...]


@dataclass(frozen=True)
class QuestionView:
    """`is_blind`: what the machine and others think is left out, and the candidates stand in no order of
    theirs; also where it would tell a value that this clerk is to key without having seen it."""

    document_id: str
    document_type: str
    role: str
    is_open: bool
    is_blind: bool
    reason: str
    pages: tuple[PageView, ...]
    rows: tuple[Row, ...]
    candidates: tuple[CandidateView, ...]


def question_view(visit: Visit, row: DocumentRow, match: Match) -> QuestionView:
    records, document = visit.context.records, row.document
    machine = _machine(visit, document, match)
    said = records.match_answers(document.document_id, match.role)
    keyed = Keyed(visit, document)
    places = [one for name in ROWS for one in _names(match.role, name)]
    is_blind = any(map(keyed.withheld, places)) or (
        visit.regulations.blind_matches and awaits(match, said, visit.user.name)
    )
    shown = sorted(match.candidates) if is_blind else match.candidates
    citizens = [records.citizen(one) for one in shown]
    return QuestionView(
        document_id=document.document_id,
        document_type=document.document_type,
        role=match.role,
        is_open=match.decision is MatchDecision.REVIEW,
        is_blind=is_blind,
        reason=match.reason,
        pages=document_view(visit, row).pages,
        rows=tuple(_rows(visit, document, match.role, citizens, keyed)),
        candidates=tuple(
            CandidateView(one, citizen is None, (), second_reader=False, picture=None, said=())
            if is_blind
            else _candidate(one, citizen, machine, tuple(a for a in said if a.citizen_id == one))
            for one, citizen in zip(shown, citizens, strict=True)
        ),
    )


def awaits(match: Match, said: Sequence[Answered], who: str) -> bool:
    """Whether the question is open and `who` has said neither whom it is nor something of each candidate."""
    mine = {one.citizen_id: one.answer for one in said if one.who == who}
    is_open = match.decision is MatchDecision.REVIEW
    return is_open and Answer.SAME not in mine.values() and not mine.keys() >= set(match.candidates)


def _machine(visit: Visit, document: Document, match: Match) -> Match:
    """The machine's decision with its story; a clerk's has none."""
    for revision in reversed(visit.context.records.match_history(document.document_id, match.role)):
        if revision.what.explanation:
            return revision.what
    return match


def _candidate(
    citizen_id: str, citizen: Citizen | None, machine: Match, said: tuple[Answered, ...]
) -> CandidateView:
    story = machine.explanation or {"candidates": []}
    told = next((one for one in story["candidates"] if one["citizen_id"] == citizen_id), None)
    picture = waterfall(story, citizen_id, load_matching()) if told else None
    against = tuple(veto["sentence"] for veto in told["vetoes"]) if told else ()
    return CandidateView(
        citizen_id, citizen is None, against, needs_second_reader(machine, citizen_id), picture, said
    )


def _rows(
    visit: Visit, document: Document, role: str, citizens: list[Citizen | None], keyed: Keyed
) -> list[Row]:
    """Without those that nobody says anything of."""
    told = {value.name: value for value in document.fields}
    rows = []
    for name, (kind, _) in ROWS.items():
        value = next((told[place] for place in _names(role, name) if place in told), None)
        said = value.value if value and not keyed.withheld(value.name) else None
        held = [getattr(citizen, name) if citizen else None for citizen in citizens]
        if (value and value.value) or any(held):
            cells = tuple(compare(kind, said, one) for one in held)
            crop = (
                crop_address(visit, document.document_id, value.page, value.box)
                if value and value.box
                else None
            )
            shown = KINDS[kind].show(said) if said else ""
            rows.append(Row(SHOWN_AS.get(name, name), shown, crop, cells))
    return rows


def _names(role: str, row: str) -> list[str]:
    """The fields in which the paper says it of the person of a role; of whose parents, only for the main
    person."""
    prefix = f"{role}." if role else ""
    return [prefix + place for place in ROWS[row][1]]


def compare(kind: str, paper: str | None, held: str | None) -> Cell:
    """What the register holds as the page shows it, beside what the paper says."""
    how = KINDS[kind]
    shown = how.show(held) if held else ""
    if not paper or not held:
        return Cell(shown, Compared.UNKNOWN)
    if how.same(paper, held):
        return Cell(shown, Compared.SAME)
    says_less = kind == "date" and (held.startswith(paper) or paper.startswith(held))
    return Cell(shown, Compared.PART if says_less else Compared.DIFFERENT)
