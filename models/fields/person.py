"""Names of persons, and of what is named after them."""

from __future__ import annotations

import functools
import re

from models.fields.kind import EDGES, Kind
from models.fields.lists import lexicon
from models.text import clean, fold, same_key


class Name(Kind):
    """A person's name: letters, hyphen and apostrophe; at least two syllables."""

    def clean(self, raw: str) -> str | None:
        words = [word.strip(EDGES) for word in clean(raw).split()]
        words = [word for word in words if word]
        letters = "".join(words).translate({ord(mark): None for mark in "-'’"})
        if len(words) < 2 or not letters.isalpha():
            return None
        words[0] = mend(words[0], "surname")
        words[1:-1] = [mend(word, "middle_name") for word in words[1:-1]]
        return " ".join(words)

    def known(self, value: str) -> bool:
        """Whether the family name and every syllable after it are such as names have: nine of ten wrong
        accents leave something else. A name that is not known may still be right."""
        first, *others = (same_key(word) for word in value.split())
        return first in _keys("surname") and all(
            word in _keys("given") or word in _keys("surname") for word in others
        )

    def show(self, value: str) -> str:
        """Each word with a capital: NGUYỄN VĂN AN is Nguyễn Văn An; H'Yên stays."""
        if not value.isupper() and not value.islower():
            return value
        return re.sub(r"[^\W\d_]+", _capitalised, value)


@functools.cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(same_key(entry) for entry in lexicon(name))


def _capitalised(found: re.Match[str]) -> str:
    return found.group().capitalize()


def mend(word: str, name: str) -> str:
    """A word that is in no lexicon but for its accents, as the one entry that it then is: NGUYÊN is no family
    name, NGUYỄN is. A word that could be two entries stays."""
    alike = [entry for entry in lexicon(name) if fold(entry) == fold(word)]
    if len(alike) != 1 or same_key(alike[0]) == same_key(word):
        return word
    return alike[0].upper() if word.isupper() else alike[0]


class BusinessName(Kind):
    """A household business's name; where it ends with its owner's, the family name is mended."""

    def clean(self, raw: str) -> str | None:
        words = (clean(raw).strip(EDGES)).split()
        if len(words) > 4 and fold(" ".join(words[:3])) == "ho kinh doanh":
            words[3] = mend(words[3], "surname")
        return " ".join(words) or None


class Email(Kind):
    """One address; spaces around its dots and its sign are the reader's."""

    form = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")

    def clean(self, raw: str) -> str | None:
        found = re.search(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", re.sub(r"\s*([@.])\s*", r"\1", clean(raw)))
        return found.group().casefold() if found else None
