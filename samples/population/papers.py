"""Which fields of a person a paper shows."""

from __future__ import annotations

import random
from typing import NamedTuple

SEX, ORIGIN, HOME, FATHER, MOTHER, PHONE = (
    *("sex", "place_of_origin", "residence", "father_full_name", "mother_full_name", "phone"),
)


class Paper(NamedTuple):
    """`number`: `any` (the personal number, now and then the old one), `cmnd` or `none`. `legible`: how often
    a place or telephone that it has room for is filled in."""

    share: float
    number: str
    legible: float
    shows: tuple[str, ...]


PAPERS = (
    Paper(0.24, "any", 0.97, (SEX, ORIGIN, HOME)),  # identity card
    Paper(0.19, "any", 0.93, (SEX, ORIGIN, HOME, FATHER, MOTHER)),  # birth certificate, extract
    Paper(0.19, "any", 0.95, (SEX, HOME, FATHER, MOTHER, PHONE)),  # declaration of residence
    Paper(0.16, "any", 0.9, (SEX, ORIGIN, HOME, FATHER, MOTHER, PHONE)),  # other declarations
    Paper(0.045, "cmnd", 0.9, (SEX, ORIGIN, HOME, FATHER, MOTHER)),  # papers from before 2016
    Paper(0.12, "none", 0.93, (SEX, ORIGIN, HOME, FATHER, MOTHER)),  # old civil-status papers
    Paper(0.035, "none", 0.93, (SEX, ORIGIN, HOME)),
    Paper(0.02, "none", 0.9, (SEX, HOME, PHONE)),
)


def draw_paper(rng: random.Random) -> Paper:
    return rng.choices(PAPERS, [paper.share for paper in PAPERS])[0]
