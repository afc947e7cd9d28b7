"""Where things are kept: read from the environment, once, by whoever starts the work."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_DATA_DIR = "sohoa-data"
DEFAULT_BUCKET = "sohoa"
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class S3Settings:
    """An S3 server and the bucket on it. `endpoint` is a URL: http://host:port or https://host."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    bucket: str = DEFAULT_BUCKET
    region: str = DEFAULT_REGION


@dataclass(frozen=True)
class Settings:
    """`s3` is None where objects are kept in a folder of the data folder; `validate_archive`: an independent
    validator looks at each archive PDF before it is kept; `weights`: a file with those of matching, instead
    of models/matching.yaml's; `thresholds`: a file with those of acceptance (docs/trust.md)."""

    data_dir: Path
    database_url: str = field(repr=False)  # may hold a password
    s3: S3Settings | None = None
    validate_archive: bool = False
    weights: Path | None = None
    thresholds: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the SOHOA_ variables that the README lists; what is not set has a default."""
        data_dir = Path(environment.get("SOHOA_DATA_DIR") or DEFAULT_DATA_DIR).absolute()
        database_url = environment.get("SOHOA_DATABASE_URL") or f"sqlite:///{data_dir / 'records.sqlite'}"
        validate = environment.get("SOHOA_VALIDATE_ARCHIVE") == "1"
        weights, thresholds = environment.get("SOHOA_WEIGHTS"), environment.get("SOHOA_THRESHOLDS")
        return cls(
            data_dir,
            database_url,
            _s3_settings(environment),
            validate,
            weights=Path(weights).absolute() if weights else None,
            thresholds=Path(thresholds).absolute() if thresholds else None,
        )

    @property
    def objects_dir(self) -> Path:
        return self.data_dir / "objects"

    @property
    def work_dir(self) -> Path:
        """Copies that only a running command needs; emptied when the next one starts."""
        return self.data_dir / "work"

    @property
    def prefect_home(self) -> Path:
        return self.data_dir / "prefect"


def _s3_settings(environment: Mapping[str, str]) -> S3Settings | None:
    endpoint = environment.get("SOHOA_S3_ENDPOINT")
    if not endpoint:
        return None
    return S3Settings(
        endpoint=endpoint,
        access_key=environment.get("SOHOA_S3_ACCESS_KEY", ""),
        secret_key=environment.get("SOHOA_S3_SECRET_KEY", ""),
        bucket=environment.get("SOHOA_S3_BUCKET") or DEFAULT_BUCKET,
        region=environment.get("SOHOA_S3_REGION") or DEFAULT_REGION,
    )
