"""Settings: defaults, and nothing secret in their text."""

from __future__ import annotations

from pathlib import Path

from flows.settings import Settings


def test_defaults_need_no_server(tmp_path: Path) -> None:
    settings = Settings.from_environment({"SOHOA_DATA_DIR": str(tmp_path)})
    assert settings.s3 is None
    assert settings.database_url == f"sqlite:///{tmp_path}/records.sqlite"
    assert settings.prefect_home == tmp_path / "prefect"


def test_archives_are_validated_where_that_is_asked() -> None:
    assert not Settings.from_environment({}).validate_archive
    assert Settings.from_environment({"SOHOA_VALIDATE_ARCHIVE": "1"}).validate_archive


def test_thresholds_are_those_of_the_operator(tmp_path: Path) -> None:
    assert Settings.from_environment({}).thresholds is None
    file = tmp_path / "thresholds.yaml"
    assert Settings.from_environment({"SOHOA_THRESHOLDS": str(file)}).thresholds == file


def test_data_folder_is_absolute() -> None:
    assert Settings.from_environment({}).data_dir == Path.cwd() / "sohoa-data"


def test_servers_are_chosen_by_settings() -> None:
    settings = Settings.from_environment(
        {
            "SOHOA_DATABASE_URL": "postgresql+psycopg://u:very-secret@host/records",
            "SOHOA_S3_ENDPOINT": "https://s3.example",
            "SOHOA_S3_ACCESS_KEY": "key",
            "SOHOA_S3_SECRET_KEY": "very-secret",
            "SOHOA_S3_BUCKET": "dossiers",
        }
    )
    assert settings.s3 is not None
    assert (settings.s3.bucket, settings.s3.region) == ("dossiers", "us-east-1")
    assert "very-secret" not in repr(settings)
