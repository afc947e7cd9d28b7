"""Records on each database, and the few steps that most tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.keeping.records import Records


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    """Empty records of the present schema."""
    records = Records(records_url)
    records.migrate()
    yield records
    records.close()
