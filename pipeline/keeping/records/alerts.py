"""Alerts: told once when they begin and once when they end, in the transaction that keeps which hold."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select, update

from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.outbox import ALERTS, append_message
from pipeline.keeping.tables.outbox import alerts

_OPEN = alerts.c.cleared_at.is_(None)


class AlertRecords(Database):
    def tell_alerts(self, found: Mapping[str, str]) -> None:
        """Alerts of these kinds hold now, and no others. `found`: what each tells, by kind."""
        with self._writing() as connection:
            held = {row.kind: row.id for row in connection.execute(select(alerts).where(_OPEN))}
            for kind in sorted(found.keys() - held.keys()):
                alert = {"id": uuid.uuid4().hex, "kind": kind, "raised_at": now()}
                connection.execute(alerts.insert().values(alert))
                told = {"alert": alert["id"], "state": "raised", "kind": kind, "told": found[kind]}
                append_message(connection, ALERTS, told)
            for kind in sorted(held.keys() - found.keys()):
                ended = update(alerts).where(alerts.c.id == held[kind]).values(cleared_at=now())
                connection.execute(ended)
                append_message(connection, ALERTS, {"alert": held[kind], "state": "cleared", "kind": kind})
