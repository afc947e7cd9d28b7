"""Records and objects where the settings say that they are kept."""

from __future__ import annotations

from flows.settings import Settings
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.records import Records
from pipeline.keeping.stores import open_store


def open_records(settings: Settings) -> Records:
    """The records, with the tables of this version."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    records = Records(settings.database_url)
    records.migrate()
    return records


def open_blobs(settings: Settings) -> ObjectStore:
    s3 = settings.s3
    if s3 is None:
        return open_store(settings.objects_dir)
    return open_store(
        settings.objects_dir,
        endpoint=s3.endpoint,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        bucket=s3.bucket,
        region=s3.region,
    )
