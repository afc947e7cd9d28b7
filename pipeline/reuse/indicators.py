"""The indicators of a period: exact counts of dossiers, each with its formula (models/indicators.yaml)."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TextIO

from models.indicators import Asked, Case, IndicatorRule, IndicatorRules
from models.procedures import procedure_of

ALL = ""
_CENT = Decimal("0.01")
CONFIRMED, OK = "confirmed", "OK"


@dataclass(frozen=True)
class Rate:
    """`percent`: None where nothing is counted; `lift`: what would raise it most, and by how many."""

    name: str
    rule: IndicatorRule
    numerator: int
    denominator: int
    lift: tuple[str, int] | None = None

    @property
    def percent(self) -> Decimal | None:
        if not self.denominator:
            return None
        return (Decimal(100 * self.numerator) / self.denominator).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Group:
    """The indicators of some of the dossiers: `by` is level, office, sector or "" for all of them."""

    by: str
    key: str
    dossiers: int
    rates: tuple[Rate, ...]
    pages_saved: int
    minutes_saved: Decimal


def compute(
    cases: Sequence[Case], rules: IndicatorRules, last: dt.date, *, by: Sequence[str] = ()
) -> list[Group]:
    """The indicators of all `cases`, and of each level, office or sector as `by` asks. `last`: the last day
    of the period, on which what is unfinished counts as finished."""
    groups = [_group(ALL, "", cases, rules, last)]
    for dimension in by:
        key_of = DIMENSIONS[dimension]
        parts: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            parts[key_of(case, rules)].append(case)
        groups += [_group(dimension, key, part, rules, last) for key, part in sorted(parts.items())]
    return groups


def _level(case: Case, rules: IndicatorRules) -> str:
    return rules.levels.get(case.agency.count(".") + 1, "?")


def _office(case: Case, _rules: IndicatorRules) -> str:
    return case.agency


def _sector(case: Case, _rules: IndicatorRules) -> str:
    procedure = procedure_of(case.procedure, case.received_on) if case.procedure else None
    return procedure.sector if procedure else "?"


DIMENSIONS: dict[str, Callable[[Case, IndicatorRules], str]] = {
    "level": _level,
    "office": _office,
    "sector": _sector,
}


def _group(by: str, key: str, cases: Sequence[Case], rules: IndicatorRules, last: dt.date) -> Group:
    counted = {
        "on_time": _share(cases, lambda case: None if case.due_on is None else _is_on_time(case, last)),
        "e_result": _share(cases, lambda case: case.has_result if case.needs_result else None),
        "digitised": _share(cases, _is_digitised),
        "reused": _share(cases, lambda case: any(_reused(one) for one in case.asked)),
        "shared": _share(cases, lambda case: case.shared),
        "population": _share(cases, lambda case: case.population),
        "scanned": _share(cases, lambda case: case.has_component),
        "settled": _share(cases, lambda case: _is_settled(case, last)),
        "results": _share(cases, lambda case: case.has_result if _is_settled(case, last) else None),
        "people_spared": _people(cases),
        "papers_spared": _items(cases, "paper"),
        "fields_spared": _items(cases, "field"),
    }
    lifts = {
        "digitised": _most(_undigitised(case) for case in cases),
        "papers_spared": _most(_why(one) for one in _asked(cases, "paper")),
        "fields_spared": _most(_why(one) for one in _asked(cases, "field")),
    }
    rates = tuple(
        Rate(name, rules.indicators[name], *pair, lifts.get(name)) for name, pair in counted.items()
    )
    pages = sum(one.pages for one in _asked(cases, "paper") if _reused(one))
    fields = sum(_reused(one) for one in _asked(cases, "field"))
    minutes = Decimal(str(rules.saved.minutes_a_field)) * fields
    minutes += Decimal(str(rules.saved.minutes_a_page)) * pages
    return Group(by, key, len(cases), rates, pages, minutes.quantize(_CENT, ROUND_HALF_UP))


def _share(cases: Iterable[Case], judge: Callable[[Case], bool | None]) -> tuple[int, int]:
    """(how many are, of how many that can be); None: the indicator does not count the dossier."""
    judged = [verdict for verdict in map(judge, cases) if verdict is not None]
    return sum(judged), len(judged)


def _is_on_time(case: Case, last: dt.date) -> bool:
    if case.due_on is None or case.supplements > 1:
        return False
    finished = case.finished_on or last
    return finished - dt.timedelta(days=case.waited_days) <= case.due_on


def _is_settled(case: Case, last: dt.date) -> bool:
    return case.finished_on is not None and case.finished_on <= last


def _is_digitised(case: Case) -> bool:
    return case.has_component and (case.has_result or not case.needs_result)


def _people(cases: Iterable[Case]) -> tuple[int, int]:
    """People of whom a paper is held that still speaks, and those of them who handed in none of it again."""
    spared: dict[str, bool] = {}
    for one in _asked(cases, "paper"):
        if one.state == OK and one.citizen_id is not None:
            spared[one.citizen_id] = spared.get(one.citizen_id, True) and _reused(one)
    return sum(spared.values()), len(spared)


def _items(cases: Iterable[Case], kind: str) -> tuple[int, int]:
    asked = _asked(cases, kind)
    return sum(map(_reused, asked)), len(asked)


def _asked(cases: Iterable[Case], kind: str) -> list[Asked]:
    return [one for case in cases for one in case.asked if one.kind == kind]


def _reused(one: Asked) -> bool:
    return one.outcome == CONFIRMED


def _why(one: Asked) -> str | None:
    """Why it was not reused, where something could be done about it."""
    if _reused(one) or one.reason == "declared_anew":
        return None
    return "not_confirmed" if one.state == OK else one.reason


def _undigitised(case: Case) -> str | None:
    if _is_digitised(case):
        return None
    return "no_result" if case.has_component else "no_component"


def _most(reasons: Iterable[str | None]) -> tuple[str, int] | None:
    counted = Counter(reason for reason in reasons if reason is not None)
    return max(counted.items(), key=_by_count) if counted else None


def _by_count(counted: tuple[str, int]) -> tuple[int, str]:
    return counted[1], counted[0]


CSV_COLUMNS = (
    *("by", "key", "dossiers", "code", "name", "caption", "numerator", "denominator", "percent", "target"),
    *("lift", "lift_by", "formula", "source", "version"),
)


def rate_rows(groups: Iterable[Group], rules: IndicatorRules) -> list[dict[str, Any]]:
    """A row a rate, with its formula and version, for CSV and JSON."""
    return [
        {
            "by": group.by,
            "key": group.key,
            "dossiers": group.dossiers,
            "code": rate.rule.code,
            "name": rate.name,
            "caption": rate.rule.caption,
            "numerator": rate.numerator,
            "denominator": rate.denominator,
            "percent": None if rate.percent is None else str(rate.percent),
            "target": rate.rule.target,
            "lift": rate.lift[0] if rate.lift else None,
            "lift_by": rate.lift[1] if rate.lift else None,
            "formula": rate.rule.formula,
            "source": rate.rule.source,
            "version": rules.version,
        }
        for group in groups
        for rate in group.rates
    ]


def write_rates(rows: Iterable[dict[str, Any]], out: TextIO) -> None:
    """As CSV."""
    writer = csv.DictWriter(out, CSV_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
