"""Persons looked for in the register: keys, candidates, comparison, decision.

finder = Finder(load_matching(), register)
finding = finder.find(read_person(told), "standard")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from models.dossier import MatchDecision
from models.matching import Matching, Profile
from models.register import Entry
from pipeline.matching.keys import keys_of
from pipeline.matching.person import Person
from pipeline.matching.rate import Rated, Rater
from pipeline.matching.score import Bits, Frequencies
from pipeline.matching.vetoes import SAME_GIVEN, Veto, vetoes_of


class Register(Protocol):
    """Where citizens are looked up. `merged`: by the id of a record that people merged with another, the id
    by which the citizen is known. Errors: RecordsUnavailableError."""

    def find(self, keys: Sequence[int], most: int) -> list[tuple[int, int]]: ...

    def entries(self, rows: Sequence[int]) -> list[Entry]: ...

    def name_counts(self) -> dict[tuple[str, str], int]: ...

    def version(self) -> int: ...

    def merged(self) -> dict[str, str]: ...


class Candidate(NamedTuple):
    """Someone of the register who may be the person. `citizen_id`: by which they are known, which is another
    record's than `entry` where people merged the two; `keys`: names of the keys that found the candidate."""

    citizen_id: str
    entry: Entry
    levels: dict[str, str]
    bits: Bits
    vetoes: tuple[Veto, ...]
    keys: tuple[str, ...]


class Finding(NamedTuple):
    """What was decided. `candidates`: best first, the match the first; `skipped`: keys not followed, since
    too many citizens share them."""

    decision: MatchDecision
    candidates: tuple[Candidate, ...]
    skipped: int

    @property
    def citizens(self) -> tuple[str, ...]:
        """The candidates' citizen ids, each once."""
        return tuple(dict.fromkeys(candidate.citizen_id for candidate in self.candidates))


@dataclass(slots=True)
class _Search:
    """One person on the way. `found`: names of keys by row; `near`: those whose places are to be compared;
    `rated`: those worth a clerk's look."""

    asked: Person
    found: dict[int, list[str]] = field(default_factory=dict)
    near: list[Rated] = field(default_factory=list)
    rated: list[Rated] = field(default_factory=list)
    skipped: int = 0


class Finder:
    """Looks people up in one register, whose name frequencies are taken when it is made."""

    def __init__(self, matching: Matching, register: Register) -> None:
        self.matching = matching
        self.version = register.version()
        self._register = register
        self.merged = register.merged()
        self._rater = Rater(matching, Frequencies(register.name_counts()))
        self._first = {name: matching.keys[name] for name in matching.first_keys}
        self._rest = {name: parts for name, parts in matching.keys.items() if name not in self._first}

    def find(self, asked: Person, profile: str) -> Finding:
        [finding] = self.find_all([asked], profile)
        return finding

    def find_all(self, asked: Iterable[Person], profile: str, *, explained: bool = True) -> list[Finding]:
        """One finding a person, in their order: the register is asked for all of them at once. Unless
        they are to be `explained`, places are not compared where they cannot change what is decided."""
        rules = self.matching.profiles[profile]
        searches = [_Search(person) for person in asked]
        self._look(searches, self._first, rules.review)
        certain = [
            (None if explained else self._sure(search, rules)) or self._certain(search, rules)
            for search in searches
        ]
        open_ones = [search for search, finding in zip(searches, certain, strict=True) if finding is None]
        self._look(open_ones, self._rest, rules.review)
        return [
            finding or self._decide(search, rules) for search, finding in zip(searches, certain, strict=True)
        ]

    def near(self, asked: Iterable[Person], profile: str, least: float) -> list[tuple[Candidate, ...]]:
        """For each person all that any key leads to and that have `least` bits, best first; nothing is
        decided."""
        rules = self.matching.profiles[profile]
        searches = [_Search(person) for person in asked]
        self._look(searches, self.matching.keys, least)
        for search in searches:
            self._compare_places(search, least)
        return [
            tuple(self._candidate(search, one, rules) for one in sorted(search.rated, key=_by_bits))
            for search in searches
        ]

    def _look(self, searches: Iterable[_Search], keys: Mapping[str, Sequence[str]], least: float) -> None:
        """Follow the keys, and rate whom they lead to and was not known yet."""
        askers: dict[int, list[tuple[_Search, str]]] = {}
        for search in searches:
            for name, key in keys_of(search.asked, keys.items()):
                askers.setdefault(key, []).append((search, name))
        rows: dict[int, list[int]] = {}
        for key, row in self._register.find(list(askers), self.matching.most_per_key):
            rows.setdefault(key, []).append(row)
        new: dict[int, list[_Search]] = {}
        for key, found in rows.items():
            for search, name in askers[key]:
                if len(found) > self.matching.most_per_key:
                    search.skipped += 1
                else:
                    _note(search, name, found, new)
        for entry in self._register.entries(list(new)):
            for search in new[entry.row]:
                rated = self._rater.rate(search.asked, entry, least)
                if rated is not None:
                    search.near.append(rated)

    def _compare_places(self, search: _Search, least: float) -> None:
        for one in search.near:
            rated = self._rater.with_places(search.asked, one, least)
            if rated is not None:
                search.rated.append(rated)
        search.near = []

    def _sure(self, search: _Search, rules: Profile) -> Finding | None:
        """The only one who is near, if that is a match wherever they live."""
        if len(search.near) != 1 or not self._rater.is_sure(search.near[0], rules.match):
            return None
        candidate = self._candidate(search, search.near[0], rules)
        return None if candidate.vetoes else Finding(MatchDecision.MATCH, (candidate,), search.skipped)

    def _certain(self, search: _Search, rules: Profile) -> Finding | None:
        """The match that the other keys cannot change: who has neither this given name and birth date nor
        this number, and so was not found yet, is further behind than a clerk would want to know."""
        self._compare_places(search, rules.review)
        best = min(search.rated, key=_by_bits, default=None)
        if best is None or best.bits.total < rules.match:
            return None
        if best.levels.get("given") not in SAME_GIVEN or best.levels.get("birth_date") != "equal":
            return None
        finding = self._decide(search, rules)
        return finding if finding.decision is MatchDecision.MATCH else None

    def _decide(self, search: _Search, rules: Profile) -> Finding:
        self._compare_places(search, rules.review)
        shown = tuple(
            self._candidate(search, one, rules) for one in sorted(search.rated, key=_by_bits)[: rules.shown]
        )
        if not shown:
            return Finding(MatchDecision.NONE, (), search.skipped)
        best = shown[0]
        others = (one for one in shown if one.citizen_id != best.citizen_id)
        alone = all(best.bits.total - other.bits.total >= rules.margin for other in others)
        if best.bits.total >= rules.match and not best.vetoes and alone:
            return Finding(MatchDecision.MATCH, shown, search.skipped)
        return Finding(MatchDecision.REVIEW, shown, search.skipped)

    def _candidate(self, search: _Search, one: Rated, rules: Profile) -> Candidate:
        vetoes = vetoes_of(self._rater.case(search.asked, one), strict=rules.strict)
        citizen_id = self.merged.get(one.entry.citizen_id, one.entry.citizen_id)
        keys = tuple(sorted(set(search.found[one.entry.row])))
        return Candidate(citizen_id, one.entry, one.levels, one.bits, tuple(vetoes), keys)


def _note(search: _Search, name: str, rows: Iterable[int], new: dict[int, list[_Search]]) -> None:
    """Key `name` led to `rows`: who was not found by the keys before is `new`."""
    for row in rows:
        names = search.found.get(row)
        if names is not None:
            names.append(name)
            continue
        search.found[row] = [name]
        searches = new.get(row)
        if searches is None:
            new[row] = [search]
        else:
            searches.append(search)


def _by_bits(rated: Rated) -> tuple[float, str]:
    return -rated.bits.total, rated.entry.citizen_id
