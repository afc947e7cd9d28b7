"""What is held of invented citizens, made with as few words as possible."""

from __future__ import annotations

import datetime as dt
from typing import Any

from models.geometry import Box
from models.held import Held, HeldField, HeldPaper, Ruling

CAPTURED = "2026-01-05"


def held(
    *papers: dict[str, Any], rulings: list[dict[str, Any]] | None = None, restricted: bool = False
) -> Held:
    """As in cases/record.yaml."""
    return Held(
        "VN1",
        tuple(paper(number, **one) for number, one in enumerate(papers, 1)),
        tuple(ruling(number, **one) for number, one in enumerate(rulings or (), 1)),
        restricted,
    )


def paper(number: int, **told: Any) -> HeldPaper:
    at = moment(told.get("captured", CAPTURED))
    fields = {name: field(name, value, at) for name, value in told["fields"].items()}
    return HeldPaper(
        *(f"d{number}", 1, "a" * 64, told["type"], told.get("sure", True), at, told.get("role", ""), fields),
        told.get("form"),
    )


def field(name: str, told: Any, at: dt.datetime) -> HeldField:
    value, *clerk = told if isinstance(told, list) else (told, None)
    accepted = not isinstance(told, list) or bool(clerk)
    return HeldField(name, 1, str(value), 1, Box(10, 20, 30, 40), accepted, clerk[0] if clerk else None, at)


def ruling(number: int, **told: Any) -> Ruling:
    decided = moment(told["decided"]) if "decided" in told else None
    return Ruling(
        *(f"c{number}", told["attribute"], told.get("value"), moment(told["asked"]), told.get("accepted")),
        *("an" if decided else None, decided),
    )


def moment(day: object) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T08:00:00+00:00")
