"""Which object store is used."""

from __future__ import annotations

from pathlib import Path

from pipeline.keeping.folder import FolderStore
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.s3 import S3Store


def open_store(
    folder: Path,
    *,
    endpoint: str | None = None,
    access_key: str = "",
    secret_key: str = "",
    bucket: str = "sohoa",
    region: str = "us-east-1",
) -> ObjectStore:
    """The bucket at the S3 server `endpoint` (a URL), or without one the folder."""
    if endpoint is None:
        return FolderStore(folder)
    return S3Store(endpoint, access_key, secret_key, bucket, region)
