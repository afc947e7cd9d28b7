"""Closed lists of what a field can say, from data/lexicons.yaml."""

from __future__ import annotations

import functools
import re
from importlib import resources

from rapidfuzz.distance import Levenshtein

from models.fields.kind import EDGES, Kind
from models.identity import FEMALE, MALE
from models.text import clean, fold, same_key
from models.yaml_file import read_yaml

_SEXES = {"nam": MALE, MALE: MALE, "nu": FEMALE, FEMALE: FEMALE}
LETTERS_A_MISTAKE = 6  # one wrong letter in so many still leaves an entry to be known


@functools.cache
def lexicon(name: str) -> list[str]:
    """The entries of a list, as printed."""
    entries: list[str] = read_yaml(resources.files("models") / "data/lexicons.yaml")[name]
    return entries


class Lexicon(Kind):
    """One of a closed list, in the list's spelling, also where a letter in six is wrong and only one entry is
    near; another text stays as it is, not `listed`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def clean(self, raw: str) -> str | None:
        text = clean(raw).strip(EDGES)
        entry = self._entry(text) or self._near(fold(text))
        return entry or text or None

    def listed(self, text: str) -> bool:
        """Whether the list has exactly this, as printed, and no other that differs only by its accents."""
        text = clean(text).strip(EDGES)
        alike = [entry for entry in lexicon(self.name) if fold(entry) == fold(text)]
        return len(alike) == 1 and same_key(alike[0]) == same_key(text)

    def _entry(self, text: str) -> str | None:
        key = same_key(text)
        return next((entry for entry in lexicon(self.name) if same_key(entry) == key), None)

    def _near(self, plain: str) -> str | None:
        most = len(plain) // LETTERS_A_MISTAKE
        near: dict[str, int] = {}
        for entry in lexicon(self.name):
            wrong = Levenshtein.distance(plain, fold(entry), score_cutoff=most)
            if wrong <= most:
                near[entry] = wrong
        best = [entry for entry, wrong in near.items() if wrong == min(near.values())]
        return best[0] if len(best) == 1 else None


class Sex(Kind):
    """`male` or `female`: the first word, whose accent tells nothing that its letters do not."""

    def clean(self, raw: str) -> str | None:
        words = re.findall(r"\w+", fold(raw))
        return _SEXES.get(words[0]) if words else None

    def show(self, value: str) -> str:
        return {MALE: "Nam", FEMALE: "Nữ"}.get(value, value)
