"""Alembic's environment: works on the connection it is given, so that no alembic.ini is needed."""

from __future__ import annotations

from alembic import context

from pipeline.keeping.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
