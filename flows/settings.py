"""Where things are kept: read from the environment, once, by whoever starts the work."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from models.errors import InsecureProviderError

DEFAULT_DATA_DIR = "sohoa-data"
DEFAULT_BUCKET = "sohoa"
DEFAULT_REGION = "us-east-1"
DEFAULT_CLAIM = "preferred_username"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class S3Settings:
    """An S3 server and the bucket on it. `endpoint` is a URL: http://host:port or https://host."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    bucket: str = DEFAULT_BUCKET
    region: str = DEFAULT_REGION


@dataclass(frozen=True)
class OpenIdSettings:
    """An OpenID Connect provider by which users come in. `claim`: what it says of them that is their name
    here."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = DEFAULT_CLAIM


@dataclass(frozen=True)
class Settings:
    """`s3` is None where objects are kept in a folder of the data folder; `validate_archive`: an independent
    validator looks at each archive PDF before it is kept; `weights`: a file with those of matching, instead
    of models/matching.yaml's; `thresholds`: a file with those of acceptance (docs/trust.md); `openid`: who
    asks for passwords besides Sohoa (docs/desk.md)."""

    data_dir: Path
    database_url: str = field(repr=False)  # may hold a password
    s3: S3Settings | None = None
    validate_archive: bool = False
    weights: Path | None = None
    thresholds: Path | None = None
    openid: OpenIdSettings | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the SOHOA_ variables that the README lists; what is not set has a default.
        Errors: InsecureProviderError."""
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
            openid=_openid_settings(environment),
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


def _openid_settings(environment: Mapping[str, str]) -> OpenIdSettings | None:
    """Errors: InsecureProviderError: what it says is believed, so nobody may have changed it on the way."""
    issuer = environment.get("SOHOA_OIDC_ISSUER")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise InsecureProviderError
    return OpenIdSettings(
        issuer=issuer,
        client_id=environment.get("SOHOA_OIDC_CLIENT_ID", ""),
        client_secret=environment.get("SOHOA_OIDC_CLIENT_SECRET", ""),
        claim=environment.get("SOHOA_OIDC_CLAIM") or DEFAULT_CLAIM,
    )
