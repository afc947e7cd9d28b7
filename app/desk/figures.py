"""The figures of the reports, from what was counted: by type, field, day or office.

Automation is the share of fields that the machine decided alone; a field is right or wrong as a whole; of the
four quadrants, wrong and accepted is the one that costs, for nobody sees it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.intervals import between
from pipeline.keeping.rows.desk import Backlog, Decided, Outcome, Verdict

Key = tuple[str, ...]


class By(StrEnum):
    """What the figures are told by."""

    TYPE = "type"
    FIELD = "field"
    DAY = "day"
    OFFICE = "office"


@dataclass
class Figures:
    """Of one group. `fields`, `accepted`: that the machine decided, and decided alone; the four quadrants: of
    the values of which a clerk said whether they are right, and, of those accepted, only the ones drawn by
    chance: who changes one in passing does so because it looks wrong; `milliseconds`, `keys`: of `checks`;
    `waiting`: documents."""

    fields: int = 0
    accepted: int = 0
    accepted_right: int = 0
    accepted_wrong: int = 0
    asked_right: int = 0
    asked_wrong: int = 0
    unreadable: int = 0
    checks: int = 0
    milliseconds: int = 0
    keys: int = 0
    waiting: int = 0

    @property
    def automation(self) -> float | None:
        return self.accepted / self.fields if self.fields else None

    @property
    def seconds_each(self) -> float | None:
        return self.milliseconds / 1000 / self.checks if self.checks else None

    @property
    def keys_each(self) -> float | None:
        return self.keys / self.checks if self.checks else None

    @property
    def machine_right(self) -> float | None:
        """Of the values for which it called a clerk."""
        asked = self.asked_right + self.asked_wrong
        return self.asked_right / asked if asked else None

    @property
    def sampled(self) -> int:
        """Accepted values that were drawn, and of which a clerk said whether they are right."""
        return self.accepted_right + self.accepted_wrong

    @property
    def wrong_between(self) -> tuple[float, float]:
        """Between which shares of the accepted values are wrong, with 95 % certainty."""
        return between(self.accepted_wrong, self.sampled)


def grouped(
    by: By, decided: Iterable[Decided], verdicts: Iterable[Verdict], backlog: Iterable[Backlog]
) -> dict[Key, Figures]:
    """The figures by group: (type,), (type, field), (day,) or (office,). What waits has no field."""
    found: dict[Key, Figures] = {}
    key = _KEYS[by]
    for one in decided:
        figures = found.setdefault(key(one), Figures())
        figures.fields += one.fields
        figures.accepted += one.fields * one.accepted
    for verdict in verdicts:
        _add(found.setdefault(key(verdict), Figures()), verdict)
    if by is not By.FIELD:
        for waiting in backlog:
            found.setdefault(key(waiting), Figures()).waiting += waiting.documents
    return dict(sorted(found.items()))


def total(decided: Sequence[Decided], verdicts: Sequence[Verdict], backlog: Sequence[Backlog]) -> Figures:
    """All of it in one."""
    figures = Figures(
        fields=sum(one.fields for one in decided),
        accepted=sum(one.fields for one in decided if one.accepted),
        waiting=sum(one.documents for one in backlog),
    )
    for verdict in verdicts:
        _add(figures, verdict)
    return figures


def _add(figures: Figures, verdict: Verdict) -> None:
    figures.checks += verdict.fields
    figures.milliseconds += verdict.milliseconds
    figures.keys += verdict.keys
    if not verdict.last or (verdict.accepted and not verdict.sampled):
        return
    if verdict.outcome is Outcome.UNREADABLE:
        figures.unreadable += verdict.fields
        return
    said = "accepted" if verdict.accepted else "asked"
    name = f"{said}_{'right' if verdict.outcome is Outcome.RIGHT else 'wrong'}"
    setattr(figures, name, getattr(figures, name) + verdict.fields)


def _by_type(one: Any) -> Key:
    return (one.document_type,)


def _by_field(one: Any) -> Key:
    return (one.document_type, one.name)


def _by_day(one: Any) -> Key:
    return (one.day,)


def _by_office(one: Any) -> Key:
    return (one.office,)


_KEYS: dict[By, Callable[[Any], Key]] = {
    By.TYPE: _by_type,
    By.FIELD: _by_field,
    By.DAY: _by_day,
    By.OFFICE: _by_office,
}
