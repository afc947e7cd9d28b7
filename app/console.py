"""What goes to the terminal: results to standard output, errors to standard error, never a traceback."""

from __future__ import annotations

import contextlib
import sys
import traceback
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer
from rich.console import Console

from models.errors import SohoaError, UnexpectedError

if TYPE_CHECKING:  # imported where it is used: help and errors come at once
    from pipeline.keeping.records import Records

FAILED = 2
CONSOLE = "console"  # who did what was done on the command line

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def kept_records() -> Records:
    """The records, where the settings say that they are kept."""
    from flows.settings import Settings
    from flows.storage import open_records

    return open_records(Settings.from_environment())


@contextlib.contextmanager
def errors_told() -> Iterator[None]:
    """Tell an error by its code, its sentence and the next step, and end with status 2.

    A fault of ours is kept in the records with all its details, under an id that is shown.
    """
    try:
        yield
    except (typer.Exit, BrokenPipeError):  # the reader has seen enough, `| head`
        raise
    except SohoaError as error:
        failure, note = type(error), ""
    except Exception:
        failure, note = UnexpectedError, _keep_incident(traceback.format_exc())
    else:
        return
    err.print(f"[bold red]Lỗi {failure.code}[/]: {failure.sentence}{note}")
    err.print(f"Việc cần làm: {failure.next_step}")
    raise typer.Exit(FAILED)


def _keep_incident(story: str) -> str:
    """A hint where the story is; nothing where it could not be kept."""
    incident_id = uuid.uuid4().hex[:12]
    try:
        kept_records().incident(
            stage="command", subject_id=incident_id, code=UnexpectedError.code, detail=story
        )
    except Exception:
        return ""
    return f" Sự cố {incident_id}."


def output_file(to: Path | None) -> Iterator[TextIO]:
    """What is written to, once: the file `to`, which is there when all is written, or the terminal."""
    if to is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    new = to.with_name(f"{to.name}.new")
    with new.open("w", encoding="utf-8", newline="") as file:
        yield file
    new.replace(to)
