"""Whether a scan is good enough to be kept: limits with their dates and reasons, as data."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources

from models.page import Frozen, Quality
from models.yaml_file import read_yaml


class Limit(Frozen):
    """`measure`: a field of Quality; `reason`: what a clerk is told, with {value}."""

    measure: str
    reason: str
    least: float | None = None
    most: float | None = None

    def reason_against(self, quality: Quality) -> str | None:
        """Why the page should be scanned again; None where the limit holds or nothing was measured."""
        value = getattr(quality, self.measure)
        if value is None:
            return None
        too_low = self.least is not None and value < self.least
        too_high = self.most is not None and value > self.most
        return self.reason.format(value=value) if too_low or too_high else None


class QualityRules(Frozen):
    valid_from: dt.date
    limits: tuple[Limit, ...]


@functools.cache
def load_quality_rules() -> QualityRules:
    return QualityRules.model_validate(read_yaml(resources.files("models") / "data/quality.yaml"))


def reasons_to_rescan(quality: Quality) -> list[str]:
    """Why a page should be scanned again, in Vietnamese; nothing for a good one."""
    reasons = (limit.reason_against(quality) for limit in load_quality_rules().limits)
    return [reason for reason in reasons if reason is not None]
