"""What operators are called for: a backlog that grows old, many failures, a part that does not work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flows.health import Finding, Health
from models.regulations import Regulations
from pipeline.keeping.records import Records
from pipeline.keeping.records.outbox import ALERTS

LOOK_SECONDS = 30.0


def find_alerts(
    regulations: Regulations, oldest: dt.timedelta, failures: int, health: Iterable[Finding]
) -> dict[str, str]:
    """What each alert tells, by kind. `oldest`: how long the oldest document has waited for a clerk;
    `failures`: how much failed and was not tried again."""
    found = {}
    if oldest > dt.timedelta(hours=regulations.alert_backlog_hours):
        found["backlog"] = f"{oldest.total_seconds() / 3600:.0f} h"
    if failures >= regulations.alert_failures:
        found["failures"] = str(failures)
    return found | {one.name: one.told for one in health if not one.well}


def look_for_alerts(records: Records, health: Health) -> None:
    """Have the alerts that hold now told, those that are new and those that ended; where nobody wants to be
    told, nothing is looked at."""
    if any(ALERTS in one.topics for one in records.webhooks()):
        oldest = dt.timedelta(seconds=records.figures()["oldest_to_check_seconds"])
        failures = records.failure_counts().total()
        records.tell_alerts(find_alerts(records.regulations().what, oldest, failures, health.look()))
