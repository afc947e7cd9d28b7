"""How the schema came to be, step by step; each file under versions/ is one step and never changes.

To change tables/, add the next step by hand; a test compares the steps' outcome with tables/ on both
databases and names what is missing.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:  # imported where it is used: worker processes only look, and start sooner
    from alembic.config import Config

_LOCK = 7_197_2025  # any number, the same in every process
_ONE_AT_A_TIME = threading.Lock()  # Alembic's environment is one a process


def upgrade(connection: Connection) -> None:
    """Take the steps that are still missing, within the connection's transaction."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    with _ONE_AT_A_TIME:
        command.upgrade(_config(connection), "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
