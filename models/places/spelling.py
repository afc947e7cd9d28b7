"""Names of units that were misread, put right where the gazetteer leaves no doubt."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from models.places.hits import Hit
from models.places.locate import LONGEST, begin_of_units, is_written
from models.places.names import Token, fold_word, marked, split_words
from models.places.search import Chain, find_chains
from models.places.units import PROVINCE, gazetteer
from models.text import fold, same_key

CERTAIN = 0.8  # in wrong letters: another reading must be this much further away
LETTERS_A_MISTAKE = 4  # of a name, for each letter that may be wrong

_APOSTROPHE = re.compile(r"\w['’‘´`] ?\w")

Change = tuple[int, int, str]  # from, to, what stands there instead


def respell(text: str) -> str:
    """The text with the names of its units put right; as it is where two readings are near to each other,
    where the name that was read is one that places elsewhere bear, or where it has no accents at all."""
    begin = max(begin_of_units(text), len(text) - LONGEST)
    return text[:begin] + _respell(text[begin:])


@functools.lru_cache(maxsize=4096)
def _respell(text: str) -> str:
    tokens = split_words(text)
    chains = [] if is_written(text) else find_chains(tokens, gazetteer())
    if not chains or chains[0].hits[0].unit.level != PROVINCE or not changes(text, tokens, chains[0]):
        return text
    chains = find_chains(tokens, gazetteer(), wide=True)
    limit = chains[0].cost + CERTAIN
    near = [chain for chain in chains if chain.cost < limit and not _is_above(chain, chains[0])]
    spellings = {_respelled(text, changes(text, tokens, chain)) for chain in near}
    return spellings.pop() if len(spellings) == 1 else text


def _is_above(chain: Chain, other: Chain) -> bool:
    names = {(hit.unit.level, hit.unit.name) for hit in other.hits[:-1]}
    return (chain.unit.level, chain.unit.name) in names


def _respelled(text: str, changes: Sequence[Change]) -> str:
    for start, end, instead in changes:
        text = text[:start] + instead + text[end:]
    return text


def changes(text: str, tokens: Sequence[Token], chain: Chain) -> list[Change]:
    """What to change, the last first."""
    if all(token.plain == token.marked for token in tokens):
        return []
    found = []
    for hit in chain.hits:
        if any(token.after_comma for token in tokens[hit.start + 1 : hit.end]):
            continue
        name = tokens[hit.name_start : hit.end]
        kind = tokens[hit.start : hit.name_start]
        guessed = chain.cut_short and len(chain.hits) == 1 and (hit.letters or hit.marks > 1)
        wrong = _is_certain(hit, name) or _lacks_apostrophe(text, hit, name)
        found += _change(text, name, hit.unit.name) if wrong and not guessed else []
        found += _change(text, kind, hit.unit.kind) if _is_kind_of(hit, kind) else []
    return found


def _change(text: str, tokens: Sequence[Token], right: str) -> list[Change]:
    start, end = tokens[0].start, tokens[-1].end
    read = text[start:end]
    if read.isupper():
        right = right.upper()
    elif read.islower() and fold(read) == fold(right):
        right = right.lower()
    return [] if same_key(read) == same_key(right) else [(start, end, right)]


def _is_certain(hit: Hit, name: Sequence[Token]) -> bool:
    """Whether the name that was read can only be the unit's, misread."""
    if not hit.letters and not hit.marks:
        return False
    read = "".join(token.plain for token in name)
    own = fold_word(hit.unit.name)
    if Levenshtein.distance(read, own) != hit.letters or hit.letters * LETTERS_A_MISTAKE > len(own):
        return False  # another name of the unit was read, or too little of this one
    return hit.unit.level == PROVINCE or "".join(token.marked for token in name) not in _names()


def _lacks_apostrophe(text: str, hit: Hit, name: Sequence[Token]) -> bool:
    """Whether only the apostrophe of the unit's name was not read: Đắk RLấp, Ea Hleo."""
    read = text[name[0].start : name[-1].end]
    right = "".join(token.marked for token in name) == marked(hit.unit.name)
    return right and "'" in hit.unit.name and _APOSTROPHE.search(read) is None


def _is_kind_of(hit: Hit, kind: Sequence[Token]) -> bool:
    """Whether the kind is written out, and the unit's."""
    own = fold_word(hit.unit.kind)
    return hit.kind == own and sum(len(token.plain) for token in kind) >= min(3, len(own))


@functools.cache
def _names() -> set[str]:
    """All names of districts and wards, with their accents, as they are read."""
    return {marked(unit.name) for unit in gazetteer().units.values()}
