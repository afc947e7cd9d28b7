"""Names of a whole population, drawn by people, sex and year of birth, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from models.text import fold

Ints = NDArray[np.int64]
SEXES = ("male", "female")  # a sex is the place in this list
KINH = 0
PLACES_IN_LIST = 4  # the n-th name of a list is borne as often as 1 / (n + this)
VARIETY = 0.35  # of the logarithm of a frequency, between one seed and another


class Choice:
    """Tokens with their frequencies."""

    def __init__(self, tokens: Ints, weights: NDArray[np.float64]) -> None:
        self.tokens = tokens
        self._upto = np.cumsum(weights) / weights.sum()

    def draw(self, rng: np.random.Generator, count: int) -> Ints:
        drawn: Ints = self.tokens[np.searchsorted(self._upto, rng.random(count), side="right")]
        return drawn


@dataclass(frozen=True)
class People:
    """A people: its names and where it lives. `order`: columns of (family, middle, given) as printed."""

    families: Choice
    middles: tuple[Choice, Choice]
    givens: tuple[Choice | None, Choice | None]
    kinh_given: float
    order: tuple[int, ...]
    family_from: str
    provinces: dict[str, float]


class Names:
    """All lists, varied by `seed`. A name is a row (family, middle, given) of tokens; `words` spells them."""

    def __init__(self, seed: int) -> None:
        told = yaml.safe_load(resources.files("samples.population").joinpath("names.yaml").read_text("utf-8"))
        self._rng = np.random.default_rng([seed, 1])
        self._tokens: dict[str, int] = {}
        self._eras = {era: float(year) for era, year in told["eras"].items()}
        self._kinh = [{era: self._ranked(told[f"kinh_{sex}"][era]) for era in self._eras} for sex in SEXES]
        self.peoples = [self._kinh_people(told), *map(self._people, told["peoples"].values())]
        self.words = np.array(list(self._tokens), dtype=object)
        self._near = self._near_givens()

    def mixed_provinces(self) -> frozenset[int]:
        """Codes of the old provinces where one of the smaller peoples is a tenth or more."""
        return frozenset(
            int(code) for one in self.peoples for code, percent in one.provinces.items() if percent >= 10
        )

    def families(self, rng: np.random.Generator, people: Ints) -> Ints:
        return self._by_people(people, rng, [one.families for one in self.peoples])

    def middles(self, rng: np.random.Generator, people: Ints, sex: Ints) -> Ints:
        found = np.zeros(len(people), np.int64)
        for number in range(len(SEXES)):
            of_sex = sex == number
            choices = [one.middles[number] for one in self.peoples]
            found[of_sex] = self._by_people(people[of_sex], rng, choices)
        return found

    def givens(self, rng: np.random.Generator, people: Ints, sex: Ints, year: Ints) -> Ints:
        """Given names; those of the Kinh change with the years."""
        found = np.zeros(len(people), np.int64)
        own = rng.random(len(people)) >= np.array([one.kinh_given for one in self.peoples])[people]
        eras = self._draw_eras(rng, year)
        for number in range(len(SEXES)):
            for place, era in enumerate(self._eras):
                chosen = (sex == number) & (eras == place) & ~own
                found[chosen] = self._kinh[number][era].draw(rng, int(chosen.sum()))
            for which, one in enumerate(self.peoples):
                choice = one.givens[number]
                if choice is not None:
                    chosen = (sex == number) & (people == which) & own
                    found[chosen] = choice.draw(rng, int(chosen.sum()))
        return found

    def near(self, rng: np.random.Generator, givens: Ints) -> Ints:
        """Other given names that are easily taken for these (Hùng, Hưng); the same where there is none."""
        return np.array([self._pick(rng, int(given)) for given in givens], np.int64)

    def spell(self, people: Ints, names: Ints) -> NDArray[np.object_]:
        """The names as printed; `names` has the columns family, middle, given."""
        spelt = np.empty(len(people), dtype=object)
        for which, one in enumerate(self.peoples):
            chosen = np.flatnonzero(people == which)
            parts = [self.words[names[chosen, column]] for column in one.order]
            rows = (" ".join(filter(None, row)) for row in zip(*parts, strict=True))
            spelt[chosen] = [row.replace("' ", "'") for row in rows]  # H'Hen, K'Tin
        return spelt

    def _pick(self, rng: np.random.Generator, given: int) -> int:
        near = self._near.get(given)
        return given if near is None else int(near[rng.integers(len(near))])

    def _draw_eras(self, rng: np.random.Generator, year: Ints) -> Ints:
        """The list in fashion: the one at its height next to the year, which nobody follows exactly."""
        heights = np.array(list(self._eras.values()))
        felt = year + rng.normal(0, 11, len(year))
        return np.asarray(np.abs(felt[:, None] - heights[None, :]).argmin(axis=1), np.int64)

    def _by_people(self, people: Ints, rng: np.random.Generator, choices: Sequence[Choice]) -> Ints:
        found = np.zeros(len(people), np.int64)
        for which, choice in enumerate(choices):
            chosen = people == which
            found[chosen] = choice.draw(rng, int(chosen.sum()))
        return found

    def _kinh_people(self, told: dict[str, Any]) -> People:
        families: dict[str, float] = told["kinh_families"]
        return People(
            families=self._choice(list(families), np.array(list(families.values()))),
            middles=(
                self._ranked(told["kinh_male"]["middles"]),
                self._ranked(told["kinh_female"]["middles"]),
            ),
            givens=(None, None),
            kinh_given=1.0,
            order=(0, 1, 2),
            family_from="father",
            provinces={},
        )

    def _people(self, told: dict[str, Any]) -> People:
        columns = ["family", "middle", "given"]
        return People(
            families=self._ranked(told["families"]),
            middles=(self._ranked(told["male"]["middles"]), self._ranked(told["female"]["middles"])),
            givens=(self._ranked(told["male"]["given"]), self._ranked(told["female"]["given"])),
            kinh_given=told["kinh_given"],
            order=tuple(map(columns.index, told.get("order", columns))),
            family_from=told.get("family_from", "father"),
            provinces=told["provinces"],
        )

    def _ranked(self, words: list[str]) -> Choice:
        return self._choice(words, 1 / (np.arange(len(words)) + PLACES_IN_LIST))

    def _choice(self, words: list[str], weights: NDArray[np.float64]) -> Choice:
        varied = weights * np.exp(self._rng.normal(0, VARIETY, len(weights)))
        return Choice(np.array([self._token(word) for word in words]), varied)

    def _token(self, word: str) -> int:
        return self._tokens.setdefault(word, len(self._tokens))

    def _near_givens(self) -> dict[int, Ints]:
        """For each given name the others of the same letters, or one letter away."""
        choices = [choice for lists in self._kinh for choice in lists.values()]
        choices += [choice for one in self.peoples for choice in one.givens if choice is not None]
        givens = sorted({int(token) for choice in choices for token in choice.tokens})
        bare = {token: fold(str(self.words[token])) for token in givens}
        near = {
            token: [
                other
                for other in givens
                if other != token
                and Levenshtein.distance(bare[token], bare[other], score_cutoff=1) <= (len(bare[token]) > 2)
            ]
            for token in givens
        }
        return {token: np.array(others) for token, others in near.items() if others}
