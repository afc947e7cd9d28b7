"""The units that the end of an address names, by letters that need not all be right.

An address is read from its end: the province first, then only what lies in it. So a ward is looked for among
a few dozen, where even two wrong letters leave one that is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.places.hits import BELOW, KINDS_OF, Address, Hit
from models.places.names import Token, kinds_before
from models.places.units import DISTRICT, PROVINCE, WARD, Gazetteer, Unit

# What counts against a reading, in wrong letters.
NO_DISTRICT, OTHER_TIME, FORMER_WARD, NO_PROVINCE = 0.6, 0.4, 0.8, 1.0
STOPPED = 1.4  # at each level above the ward, where words are left before it
STOPPED_AT_KIND = 2.0  # more where these words begin like a ward or district
LEFT = 0.5  # words are left that do not begin like a house or hamlet
STOPPED_AT_ALL = 0.2  # where no words are left
GOOD_WHOLE = 1.6  # a reading this near needs no other


class Chain(NamedTuple):
    """Hits from the province down, and what speaks against them together. `cut_short`: words before them
    begin like a unit that is not known."""

    hits: tuple[Hit, ...]
    cost: float
    cut_short: bool = False

    @property
    def unit(self) -> Unit:
        return self.hits[-1].unit

    @property
    def start(self) -> int:
        return self.hits[-1].start


def find_chains(tokens: Sequence[Token], places: Gazetteer, *, wide: bool = False) -> list[Chain]:
    """All ways to read the end of an address that are not absurd, the best first; `wide` also those that need
    wrong letters where another has none."""
    search = _Search(Address(tokens, wide=wide), places)
    chains = search.run()
    return sorted((search.ended(chain) for chain in chains), key=_by_cost)


def _by_cost(chain: Chain) -> float:
    return chain.cost


class _Search:
    """One address while it is read."""

    def __init__(self, address: Address, places: Gazetteer) -> None:
        self.address = address
        self.tokens = address.tokens
        self.places = places

    def run(self) -> list[Chain]:
        end = len(self.tokens)
        chains = self._from_provinces(end)
        if not chains and end > 1:
            chains = self._from_provinces(end - 1)
        if not any(chain.unit.level != PROVINCE for chain in chains):
            chains += self._without_province(end)
        if chains and all(self.ended(chain).cut_short for chain in chains):
            self.address.wide = True
            chains += self._from_provinces(end)
        return chains

    def ended(self, chain: Chain) -> Chain:
        """The chain with what it costs that words are left before it which may name a unit."""
        levels = {WARD: 0, DISTRICT: 1, PROVINCE: 2}[chain.unit.level]
        if not chain.start:
            return chain._replace(cost=chain.cost + STOPPED_AT_ALL * levels)
        begin = self.address.begin_of_part(chain.start)
        cost = chain.cost + STOPPED * levels
        if self.tokens[begin].plain in BELOW or self.tokens[begin].plain[:1].isdecimal():
            return chain._replace(cost=cost)
        reading = kinds_before(self.address.first_words(begin, chain.start))[0]
        if not reading.misread and reading.kind in KINDS_OF[WARD] | KINDS_OF[DISTRICT]:
            return Chain(chain.hits, cost + LEFT + STOPPED_AT_KIND, cut_short=True)
        return chain._replace(cost=cost + LEFT)

    def _from_provinces(self, end: int) -> list[Chain]:
        index = self.places.index
        provinces = [Chain((hit,), hit.cost) for hit in self.address.hits(index("children"), end)]
        chains = [*provinces]
        for chain in provinces:
            below = self._below(chain, "children", 0)
            chains += below
            for lower in below:
                if lower.unit.level == DISTRICT:
                    chains += self._wards_of(lower)
        if any(chain.unit.level == WARD and chain.cost < GOOD_WHOLE for chain in chains):
            return chains
        for chain in provinces:
            if chain.unit.is_old:
                chains += self._below(chain, "wards", NO_DISTRICT)
            else:
                districts = self._below(chain, "former_districts", OTHER_TIME)
                chains += districts
                for lower in districts:
                    chains += self._wards_of(lower)
                chains += self._below(chain, "former_wards", FORMER_WARD)
        return chains

    def _wards_of(self, district: Chain) -> list[Chain]:
        return self._below(district, "children", 0) or self._below(district, "successors", NO_DISTRICT)

    def _without_province(self, end: int) -> list[Chain]:
        chains: list[Chain] = []
        if not self.address.kinds:
            return chains
        for hit in [hit for hit in self.address.hits(self.places.index("districts"), end) if hit.kind]:
            chain = Chain((hit,), hit.cost + NO_PROVINCE)
            chains += [chain, *self._below(chain, "children", 0)]
        if not chains:
            hits = self.address.hits(self.places.index("wards"), end)
            chains = [
                Chain((hit,), hit.cost + 2 * NO_PROVINCE) for hit in hits if hit.kind and not hit.letters
            ]
        return chains

    def _below(self, chain: Chain, which: str, extra: float) -> list[Chain]:
        index = self.places.index(which, chain.unit)
        return [
            Chain((*chain.hits, hit), chain.cost + hit.cost + extra)
            for hit in self.address.hits(index, chain.start)
        ]
