"""Places: addresses, places of birth, offices."""

from __future__ import annotations

import re

from models.fields.kind import Kind
from models.fields.lists import lexicon
from models.places import WARD, locate, respell, vouch
from models.text import fold, same_key

_NUMBERED = re.compile(
    "(?:số|số nhà|nhà số|thôn|xóm|tổ|tổ dân phố|ấp|khóm|khu|khu phố|khu vực|đội|bản|buôn)"
    "(?: số)? [0-9]{1,4}[a-z]?"
)

_PART = re.compile(r"(?:(?<=^)|(?<=[,.] ))[^,.]+")
# Signs that no place has, with the letters they stand among behind it; an apostrophe
# or a rule where a word begins.
_SPECKS = re.compile(r"(?:\s+\S{0,3}[=°œ®©~^<>{}|\\¿¬“”]\S{0,3})+\s*$|(?<![\w.])['‘’`¡_](?=\w)")
# Nor has a name an apostrophe behind a word in small letters with a capital after it: Huyện'Bình Xuyên.
_PARTING = re.compile(r"(?<=[^\W\d_]{3})['‘’`](?=[A-ZĐ])")
_SPECK = re.compile(r"[^\w\s,./'’–-]|_")  # what stood here was not read


class Place(Kind):
    """A place as printed; names of units that were misread are put right where no doubt is left."""

    def clean(self, raw: str) -> str | None:
        text = super().clean(_SPECKS.sub("", _PARTING.sub(" ", raw)))
        if text is None:
            return None
        right = _put_right(text)
        return right if _put_right(right) == right and super().clean(right) == right else text

    def source(self, value: str) -> str | None:
        """What is known of a value: `lexicon` where it says that there is none; `gazetteer` where all of it
        is in the gazetteer, or all but an office that is always called the same; `gazetteer_numbered` where
        houses and hamlets before that have only a number, `gazetteer_units` where one has a name."""
        if value in lexicon("nothing"):
            return "lexicon"
        vouched = vouch(value)
        if vouched is None or _SPECK.search(value):
            return None
        before = value[: vouched.start].strip(" ,")
        numbered = all(
            _NUMBERED.fullmatch(part.strip().casefold()) for part in before.split(",") if part.strip()
        )
        if before in lexicon("office") or (vouched.level == WARD and not before):
            return "gazetteer"
        if vouched.level != WARD:
            return None
        return "gazetteer_numbered" if numbered else "gazetteer_units"

    def same(self, one: str, other: str) -> bool:
        """The same words, or the same house or hamlet in what is one ward of today, its names misread in
        neither."""
        if super().same(one, other):
            return True
        here, there = locate(one), locate(other)
        return (
            here.unit is not None
            and not any((here.letters, here.marks, there.letters, there.marks))
            and here.level == there.level == WARD
            and here.present == there.present
            and len(here.present) == 1
            and super().same(here.detail, there.detail)
        )


def _put_right(text: str) -> str:
    """The text with its offices, hamlets and units as they are spelled; an office's words are no unit's."""
    right = _with_words(respell(text))
    office = next((word for word in lexicon("office") if _begins_with(text, word)), "")
    if _begins_with(right, office):
        return right
    return _with_words(text[: len(office)] + respell(text[len(office) :]))


def _begins_with(text: str, word: str) -> bool:
    return fold(text[: len(word)]) == fold(word) and not text[len(word) :][:1].isalpha()


def _with_words(text: str) -> str:
    """The text with the accents of the offices, and of the words before a hamlet's name, that its parts begin
    with: Bệnh viện da khoa is Bệnh viện đa khoa, Ap 3 is Ấp 3."""
    return _PART.sub(_with_word, text)


def _with_word(part: re.Match[str]) -> str:
    text, words = part.group(), [*lexicon("office"), *lexicon("hamlet")]
    alike = [word for word in words if _begins_with(text, word)]
    if not alike or any(same_key(text[: len(word)]) == same_key(word) for word in alike):
        return text
    word = alike[0]
    return f"{word.upper() if text[: len(word)].isupper() else word}{text[len(word) :]}"
