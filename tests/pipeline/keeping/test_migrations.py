from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect, text

from pipeline.keeping import migrations
from pipeline.keeping.records import Records
from pipeline.keeping.tables import metadata


@pytest.fixture
def migrated(records_url: str) -> Iterator[Connection]:
    records = Records(records_url)
    records.migrate()
    with records._writing() as connection:
        yield connection
    records.close()


def differences(connection: Connection, wanted: MetaData) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), wanted))


def test_the_migrations_make_the_tables_as_they_are_described(migrated: Connection) -> None:
    assert differences(migrated, metadata) == []


def test_the_comparison_can_fail(migrated: Connection) -> None:
    other = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(other)
    Table("more", other, Column("id", Integer, primary_key=True))
    other.tables["pages"].append_column(Column("more", Integer))
    assert len(differences(migrated, other)) == 2


def test_the_current_rows_are_guarded_by_partial_indexes(migrated: Connection) -> None:
    # The comparison does not look at an index's condition, and without it no second version could be kept.
    ended = {"documents": "superseded_at", "field_values": "superseded_at", "matches": "superseded_at"}
    for table, column in {**ended, "citizens": "superseded_by"}.items():
        found = {index["name"]: index for index in inspect(migrated).get_indexes(table)}
        index = found[f"uq_{table}_current"]
        condition = index["dialect_options"][f"{migrated.dialect.name}_where"]
        assert index["unique"]
        assert f"{column} IS NULL" in str(condition)


def test_migrating_again_changes_nothing(records_url: str) -> None:
    records = Records(records_url)
    for _ in range(2):
        records.migrate()
    records.open_batch("lô")
    records.migrate()
    assert len(records.batches()) == 1
    records.close()


def test_there_is_one_latest_step() -> None:
    [folder] = migrations.__path__
    assert len(ScriptDirectory(folder).get_heads()) == 1


def test_the_last_step_is_known_without_alembic(migrated: Connection) -> None:
    script = ScriptDirectory(str(migrations.__path__[0]))
    assert migrations.newest() == script.get_current_head()
    assert migrated.scalar(text("SELECT version_num FROM alembic_version")) == migrations.newest()
