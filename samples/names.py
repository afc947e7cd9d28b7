"""Vietnamese names by how often they are borne, from the lists of `population/names.yaml`."""

from __future__ import annotations

import functools
import random
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import yaml

# Shares in percent; the peoples that have names of their own bear these.
ETHNICITIES = {
    **{"Kinh": 84, "Tày": 3, "Thái": 2, "Mường": 3, "Nùng": 2, "Khmer": 2, "Dao": 1, "Mông": 1},
    **{"Chăm": 0.5, "Hoa": 0.5},
}
# Their children are not named after the father.
FAMILY_LAST = {"Ê-đê": 3, "Gia-rai": 3, "Ba-na": 2}
_LISTED = {"Mông": "H'Mông"}
_FAMILY_FIRST = ["family", "middle", "given"]


def weighted(rng: random.Random, shares: Mapping[str, float]) -> str:
    """One key, drawn by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def draw_name(
    rng: random.Random,
    sex: str,
    *,
    family: str | None = None,
    middle: str | None = None,
    people: str = "Kinh",
) -> str:
    """Family, middle and given name, in the order of their people, one space between words."""
    own = _lists()["peoples"].get(_LISTED.get(people, people))
    if own is None:
        lists = _lists()[f"kinh_{sex}"]
        given = _ranked(rng, lists[rng.choice(("middle", "middle", "new", "old"))])
        family = family or weighted(rng, _lists()["kinh_families"])
        middles, order = lists["middles"], _FAMILY_FIRST
    else:
        of_sex = own[sex]
        kinh = rng.random() < own["kinh_given"]
        given = _ranked(rng, _lists()[f"kinh_{sex}"]["middle"] if kinh else of_sex["given"])
        family = family or _ranked(rng, own["families"])
        middles, order = of_sex["middles"], own.get("order", _FAMILY_FIRST)
    parts = {
        "family": family,
        "middle": rng.choice(middles) if middle is None else middle,
        "given": given,
    }
    return " ".join(parts[name] for name in order if parts[name]).replace("' ", "'")


def family_of(full_name: str) -> str:
    """The family name, which may have two words."""
    families = _lists()["kinh_families"]
    return next((name for name in families if full_name.startswith(name + " ")), full_name.split()[0])


def _ranked(rng: random.Random, names: Sequence[str]) -> str:
    """The n-th name of a list is borne as often as 1 / (n + 4)."""
    return rng.choices(names, weights=[1 / (place + 5) for place in range(len(names))])[0]


@functools.cache
def _lists() -> dict[str, Any]:
    text = resources.files("samples.population").joinpath("names.yaml").read_text("utf-8")
    lists: dict[str, Any] = yaml.safe_load(text)
    return lists
