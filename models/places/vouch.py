"""When the gazetteer speaks for a place as it was read."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from models.places.hits import Hit
from models.places.locate import LONGEST, begin_of_units
from models.places.names import Token, split_words
from models.places.search import Chain, find_chains
from models.places.spelling import changes
from models.places.units import PROVINCE, gazetteer
from models.text import clean

CLEAR = 0.2  # in wrong letters: at most a kind that is left out, or a comma
RIVAL = 1.6  # in wrong letters: one letter, and a district left out or a kind that is another


class Vouched(NamedTuple):
    """Names that the gazetteer vouches for: they stand from `start` to the end; `level`: of the smallest."""

    start: int
    level: str


def vouch(text: str) -> Vouched | None:
    """What the gazetteer vouches for at the end of a text.

    It does for a whole chain up to the province, every letter and accent as it has them, if no other
    place in reach is one letter or accent away: then no slip of a reader leads from one name to another.
    Names with numbers always are: Phường 1 and Phường 7.
    """
    text = clean(text)
    begin = max(begin_of_units(text), len(text) - LONGEST)
    found = _vouch(text[begin:])
    return found and Vouched(begin + found.start, found.level)


@functools.lru_cache(maxsize=4096)
def _vouch(text: str) -> Vouched | None:
    tokens = split_words(text)
    chains = find_chains(tokens, gazetteer(), wide=True)
    if not chains or all(token.plain == token.marked for token in tokens):
        return None
    best = chains[0]
    top = best.hits[0]
    if best.cut_short or top.unit.level != PROVINCE or top.end < len(tokens) or changes(text, tokens, best):
        return None
    if not all(_is_clear(hit, tokens, text) for hit in best.hits):
        return None
    rivals = [chain for chain in chains if chain.cost < best.cost + RIVAL and not _is_exact(chain)]
    return None if rivals else Vouched(tokens[best.start].start, best.unit.level)


def _is_clear(hit: Hit, tokens: Sequence[Token], text: str) -> bool:
    """Whether a unit is written as papers write it; a kind's first letter alone has a dot behind it."""
    kind = tokens[hit.start]
    has_dot = text[kind.end : kind.end + 1] == "."
    is_cut = hit.name_start > hit.start and len(kind.plain) <= 2 and kind.plain != "xa"
    is_number = any(sign.isdecimal() for sign in hit.unit.name)
    return hit.cost < CLEAR and not is_number and (has_dot or not is_cut)


def _is_exact(chain: Chain) -> bool:
    return not any(hit.letters or hit.marks for hit in chain.hits)
