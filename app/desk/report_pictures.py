"""The pictures of the reports. Each says in words what it shows, for who does not see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.desk.figures import Figures
from app.wording import number
from models.chart import COLOURS, FAINT, Picture, Scale
from models.intervals import between

GOOD, DOUBT, BAD, PALE = COLOURS[0], COLOURS[3], COLOURS[1], "#e5e9ef"


@dataclass(frozen=True)
class Bar:
    """One bar of a picture. `share`: of its full length; `figure`: what stands behind it."""

    caption: str
    share: float
    figure: str


def bars_across(rows: Sequence[Bar], title: str, colour: str = COLOURS[2]) -> str:
    """A bar for each row, from the left, on a pale one as long as it can be."""
    left, right, height = 330.0, 800.0, 24.0
    told = "; ".join(f"{row.caption}: {row.figure}" for row in rows)
    picture = Picture(900, height * max(len(rows), 1) + 8, title, told, size=13)
    along = Scale(0, 1, left, right)
    for number_, row in enumerate(rows):
        top = 4 + height * number_
        picture.text(left - 8, top + 17, _short(row.caption), anchor="end")
        picture.bar(left, top + 4, right - left, height - 8, PALE)
        picture.bar(left, top + 4, along(row.share) - left, height - 8, colour)
        picture.text(right + 8, top + 17, row.figure)
    return str(picture)


def quadrants(figures: Figures, words: dict[str, str]) -> str:
    """Right or wrong against accepted or asked, each with its share of the column and the interval. `words`:
    by name of quadrant, `title`, `accepted`, `asked` and, for a column of which nothing is known, `none`."""
    known = figures.sampled or figures.asked_right + figures.asked_wrong
    picture = Picture(900, 190 if known else 70, words["title"], size=14)
    told = []
    for column, said in enumerate(("accepted", "asked")):
        right, wrong = getattr(figures, f"{said}_right"), getattr(figures, f"{said}_wrong")
        left = 20 + 440 * column
        picture.text(left, 22, f"{words[said]}: {number(right + wrong)}", bold=True)
        if not right + wrong:
            picture.text(left, 52, words["none"], colour=FAINT)
            told.append(f"{words[said]}: {words['none']}")
            continue
        for row, (name, count, colour) in enumerate(
            (("right", right, GOOD), ("wrong", wrong, BAD if said == "accepted" else DOUBT))
        ):
            top = 36 + 74 * row
            low, high = between(count, right + wrong)
            share = count / (right + wrong)
            words_of = words[f"{said}_{name}"]
            picture.bar(left, top, 400, 66, PALE)
            picture.bar(left, top, 6, 66, colour)
            picture.text(left + 18, top + 20, words_of)
            picture.text(left + 18, top + 42, f"{number(count)} · {number(100 * share, 1)} %", bold=True)
            interval = f"{number(100 * low, 2)} – {number(100 * high, 2)} %"
            picture.text(left + 18, top + 60, interval, colour=FAINT)
            told.append(f"{words[said]}, {words_of}: {number(count)} ({interval})")
    picture.told = "; ".join(told)
    return str(picture)


def _short(caption: str) -> str:
    return caption if len(caption) <= 44 else f"{caption[:43]}…"
