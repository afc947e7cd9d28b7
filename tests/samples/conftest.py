"""The plan of the committed set, which needs neither a font nor a picture."""

from __future__ import annotations

import pytest

from samples.plan import Plan, make_plan

SEED, DOSSIERS = 497, 12


@pytest.fixture(scope="session")
def plan() -> Plan:
    return make_plan(SEED, DOSSIERS)
