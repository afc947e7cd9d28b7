"""What a clerk sends of one field, wherever it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form

from pipeline.keeping.rows.desk import NewCheck, Outcome

LONGEST_MS = 600_000  # longer than ten minutes nobody looks at one field: they went away
MOST_KEYS = 5_000
LONGEST_TEXT = 2_000

Figure = Annotated[int, Form(ge=0)]


@dataclass(frozen=True)
class KeyedIn:
    """`check_id`: made on the page, so that what is sent again is kept once; `revision`: which the clerk saw;
    `insist`: the text is what it is, though something speaks against it."""

    check_id: Annotated[str, Form(pattern=r"^[0-9a-f-]{36}$")]
    revision: Figure
    milliseconds: Figure
    keys: Figure
    value: Annotated[str, Form(max_length=LONGEST_TEXT)] = ""
    unreadable: Annotated[bool, Form()] = False
    insist: Annotated[bool, Form()] = False

    def check(self, name: str, outcome: Outcome, value: str | None) -> NewCheck:
        took, keys = min(self.milliseconds, LONGEST_MS), min(self.keys, MOST_KEYS)
        return NewCheck(self.check_id, name, self.revision, outcome, value, took, keys)


Sent = Annotated[KeyedIn, Depends()]
