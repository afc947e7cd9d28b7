"""What a clerk should see of a page beside the values on it."""

from __future__ import annotations

from models.page import PageReading


def remarks_on(reading: PageReading) -> list[str]:
    """Vietnamese sentences; boxes are left, top, right, bottom in pixels of the kept page image."""
    places = [" ".join(map(str, reading.to_image.box(box))) for box in reading.unread]
    return [f"có chữ chưa đọc được ở ô {place}" for place in places]
