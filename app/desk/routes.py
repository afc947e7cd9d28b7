"""All pages of the desk."""

from __future__ import annotations

from importlib import resources

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from app.desk import (
    batches,
    board,
    boundaries,
    check,
    citizen,
    corrections,
    entrance,
    export,
    group,
    handing_over,
    indicators,
    people,
    picture_pages,
    quality,
    reports,
    restrictions,
    risk,
    settings,
    single_sign_on,
    upload,
)
from app.desk.errors import add_error_pages

PARTS = (
    entrance,
    single_sign_on,
    people,
    check,
    boundaries,
    quality,
    group,
    picture_pages,
    upload,
    batches,
    export,
    handing_over,
    citizen,
    corrections,
    restrictions,
    reports,
    indicators,
    risk,
    settings,
    board,
)


def mount_desk(app: FastAPI) -> None:
    add_error_pages(app)
    for part in PARTS:
        app.include_router(part.router, include_in_schema=False)
    folder = str(resources.files("app.desk").joinpath("static"))
    app.mount("/static", _Static(directory=folder), name="static")


class _Static(StaticFiles):
    """Files of the desk itself, which hold nobody's data; asked for anew when they changed."""

    def file_response(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response
