"""Pages from templates: everything escaped, words in the visitor's language, nothing of a value in them."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app import wording
from app.desk.captions import caption_of, whose
from app.web.access import Visit
from models.access import Right, may
from models.yaml_file import read_yaml

LANGUAGES = ("vi", "en")
LANGUAGE_COOKIE = "language"


@functools.cache
def words() -> dict[str, list[str]]:
    """Every text of the pages, by key: Vietnamese, English."""
    found: dict[str, list[str]] = read_yaml(resources.files("app.desk") / "words.yaml")
    return found


def language_of(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, LANGUAGES[0])
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def say(language: str, key: str, **parts: object) -> str:
    """The text of `key`, with `parts` in their places."""
    return words()[key][LANGUAGES.index(language)].format(**parts)


def page(
    request: Request, template: str, visit: Visit | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """The rendered template. In it `t(key)` says a text, `caption(name)` what a field is called,
    `whose(role)` which person's it is; `can(right)` tells what the visitor may do."""
    language = language_of(request)
    rendered = (
        _environment()
        .get_template(template)
        .render(
            language=language,
            t=functools.partial(say, language),
            caption=functools.partial(caption_of, language=LANGUAGES.index(language)),
            whose=functools.partial(whose, language=LANGUAGES.index(language)),
            user=visit.user if visit else None,
            csrf=visit.csrf if visit else "",
            can=functools.partial(_can, visit),
            path=request.url.path,
            **values,
        )
    )
    return HTMLResponse(rendered, status)


def _can(visit: Visit | None, right: str) -> bool:
    return visit is not None and may(visit.user.role, Right(right))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("app.desk"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "moment": wording.moment,
        "moment_to_second": wording.moment_to_second,
        "document_name": wording.document_name,
        "number": wording.number,
        "percent": wording.percent,
        "duration": wording.duration,
    }
    return environment
