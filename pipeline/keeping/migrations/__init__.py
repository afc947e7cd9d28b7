"""How the schema came to be, step by step; each file under versions/ is one step and never changes.

To change tables/, add the next step by hand; a test compares the steps' outcome with tables/ on both
databases and names what is missing.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:  # imported where it is used: worker processes only look, and start sooner
    from alembic.config import Config

_LOCK = 7_197_2025  # any number, the same in every process
_ONE_AT_A_TIME = threading.Lock()  # Alembic's environment is one a process


def upgrade(connection: Connection) -> None:
    """Take the steps that are still missing, within the connection's transaction."""
    if _taken(connection) == newest():  # nearly always, and Alembic takes a third of a second to be imported
        return
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    with _ONE_AT_A_TIME:
        command.upgrade(_config(connection), "head")


def newest() -> str:
    """The last step, which is the last of versions/ by its name too."""
    last = max(path.stem for path in (Path(__file__).parent / "versions").glob("m*.py"))
    return last.removeprefix("m").partition("_")[0]


def _taken(connection: Connection) -> str | None:
    """The last step that was taken; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    taken: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return taken


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
