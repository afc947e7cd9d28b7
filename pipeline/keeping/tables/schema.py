"""What all tables share: one naming of what belongs to them, and the kinds of index they use."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, MetaData, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_current(table: Table, *keys: str, ended: str = "superseded_at") -> None:
    """Let the database itself refuse a second row that claims to hold now."""
    holds = table.c[ended].is_(None)
    columns = [table.c[key] for key in keys]
    Index(f"uq_{table.name}_current", *columns, unique=True, sqlite_where=holds, postgresql_where=holds)


def index_where_told(column: Column[Any]) -> None:
    """Find the rows in which something stands there; there are few."""
    told = column.is_not(None)
    Index(f"ix_{column.table.name}_{column.name}", column, sqlite_where=told, postgresql_where=told)
