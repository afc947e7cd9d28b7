"""One person looked for in the register: keys, candidates, comparison, decision.

finder = Finder(load_matching(), register)
finding = finder.find(read_person(told), "standard")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from models.dossier import MatchDecision
from models.matching import Matching, Profile
from models.register import Entry
from pipeline.matching.compare import compare_household, compare_individual, compare_names
from pipeline.matching.keys import keys_of
from pipeline.matching.person import Person
from pipeline.matching.register import add_household, individual_of
from pipeline.matching.score import Bits, Frequencies, Scorer
from pipeline.matching.vetoes import SAME_GIVEN, Case, Veto, vetoes_of


class Register(Protocol):
    """Where citizens are looked up. Errors: RecordsUnavailableError."""

    def find(self, keys: Sequence[int], most: int) -> list[tuple[int, int]]: ...

    def entries(self, rows: Sequence[int]) -> list[Entry]: ...

    def name_counts(self) -> dict[tuple[str, str], int]: ...

    def version(self) -> int: ...


class Candidate(NamedTuple):
    """Someone of the register who may be the person. `keys`: names of the keys that found the candidate."""

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


class Finder:
    """Looks people up in one register, whose name frequencies are taken when it is made."""

    def __init__(self, matching: Matching, register: Register) -> None:
        self.matching = matching
        self.version = register.version()
        self._register = register
        self._scorer = Scorer(matching, Frequencies(register.name_counts()))
        self._first = {name: matching.keys[name] for name in matching.first_keys}
        self._rest = {name: parts for name, parts in matching.keys.items() if name not in self._first}

    def find(self, asked: Person, profile: str) -> Finding:
        rules = self.matching.profiles[profile]
        candidates, skipped = self._look(asked, self._first, rules, {})
        if not _is_certain(candidates, rules):
            more, skipped_too = self._look(asked, self._rest, rules, candidates)
            candidates, skipped = candidates | more, skipped + skipped_too
        return _decide(sorted(candidates.values(), key=_by_bits), rules, skipped)

    def _look(
        self, asked: Person, keys: Mapping[str, Sequence[str]], rules: Profile, known: Mapping[int, Candidate]
    ) -> tuple[dict[int, Candidate], int]:
        """(candidates by row that are worth a look and not known yet, keys not followed)."""
        by_key: dict[int, str] = {key: name for name, key in keys_of(asked, keys.items())}
        rows: dict[int, list[int]] = {}
        for key, row in self._register.find(list(by_key), self.matching.most_per_key):
            rows.setdefault(key, []).append(row)
        names: dict[int, list[str]] = {}
        skipped = 0
        for key, found in rows.items():
            if len(found) > self.matching.most_per_key:
                skipped += 1
                continue
            for row in found:
                if row not in known:
                    names.setdefault(row, []).append(by_key[key])
        candidates = {}
        for entry in self._register.entries(list(names)):
            candidate = self._candidate(asked, entry, rules, tuple(names[entry.row]))
            if candidate is not None:
                candidates[entry.row] = candidate
        return candidates, skipped

    def _candidate(
        self, asked: Person, entry: Entry, rules: Profile, keys: tuple[str, ...]
    ) -> Candidate | None:
        """None for who stays below a clerk's look even if the whole household agreed."""
        held = individual_of(entry)
        levels = compare_individual(asked, held)
        individual = self._scorer.bits(levels, asked, held).individual
        if individual + self.matching.household_most < rules.review:
            return None
        add_household(held, entry)
        levels.update(compare_household(asked, held))
        bits = self._scorer.bits(levels, asked, held)
        if bits.total < rules.review:
            return None
        case = Case(levels, self._reads_another_name(asked, held, levels))
        return Candidate(entry, levels, bits, tuple(vetoes_of(case, strict=rules.strict)), keys)

    def _reads_another_name(self, asked: Person, held: Person, levels: Mapping[str, str]) -> bool:
        given = levels.get("given")
        if given not in ("near", "folded") or asked.name is None or held.name is None:
            return False
        if given == "folded" and not asked.name.has_marks:
            return False  # the marks were left out, not misread
        read = compare_names(asked.name, held.name).read
        return self._scorer.is_real_name(read, marks_count=given == "folded")


def _by_bits(candidate: Candidate) -> tuple[float, str]:
    return -candidate.bits.total, candidate.entry.told.citizen_id


def _is_certain(candidates: Mapping[int, Candidate], rules: Profile) -> bool:
    """Whether one candidate has the same number, given name and birth date, with nothing against it."""
    return any(
        candidate.bits.total >= rules.match
        and not candidate.vetoes
        and candidate.levels.get("number") == "equal"
        and candidate.levels.get("given") in SAME_GIVEN
        and candidate.levels.get("birth_date") == "equal"
        for candidate in candidates.values()
    )


def _decide(candidates: Sequence[Candidate], rules: Profile, skipped: int) -> Finding:
    """`candidates`: the best first, all with bits enough for a clerk to look."""
    shown = tuple(candidates[: rules.shown])
    if not shown:
        return Finding(MatchDecision.NONE, (), skipped)
    best = shown[0]
    alone = len(shown) == 1 or best.bits.total - shown[1].bits.total >= rules.margin
    if best.bits.total >= rules.match and not best.vetoes and alone:
        return Finding(MatchDecision.MATCH, shown, skipped)
    return Finding(MatchDecision.REVIEW, shown, skipped)
