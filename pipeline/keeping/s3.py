"""An object store on any S3 server, through the `minio` client."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import certifi
import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3.exceptions import HTTPError

from models.dossier import StoredObject
from models.errors import MissingObjectError, StoreRefusedError, StoreUnavailableError
from pipeline.keeping.objects import (
    CHUNK,
    check_key,
    check_prefix,
    check_promise,
    check_same,
    check_unchanged,
    describe,
    open_data,
    promised_sha256,
    read_chunks,
    save,
)

CONNECT_SECONDS, READ_SECONDS = 3, 30
# A larger object goes in parts of this size, one after the other: that much of it is in memory at a time.
PART_BYTES = 16 * 1024 * 1024
# The answers of a server that is there but cannot serve now, as status and as S3's own code.
BUSY_STATUS = (429, 500, 502, 503, 504)
BUSY_CODES = ("InternalError", "OperationAborted", "RequestTimeout", "SlowDown", "NoSuchUpload")
_SHA256_HEADER = "x-amz-meta-sha256"


class S3Store:
    """Objects in a bucket, which is made if it is not there.

    The SHA-256 is kept as the object's metadata. A server may forget it (rclone does when it restarts); then
    it is computed again from the bytes. An upload is seen only once it is complete; that a key is written
    once is checked before each upload, so of two writers of *different* bytes at the same moment the server
    keeps the later: where that must be impossible, give the bucket object lock and versions.
    """

    def __init__(self, endpoint: str, access_key: str, secret_key: str, bucket: str, region: str) -> None:
        """`endpoint`: URL of the server, http or https; nothing is asked of it until the first use.
        Raises StoreRefusedError if it is no such URL."""
        url = urlsplit(endpoint)
        if url.scheme not in ("http", "https") or not url.netloc:
            raise StoreRefusedError
        self._client = Minio(
            url.netloc,
            access_key=access_key,
            secret_key=secret_key,
            secure=url.scheme != "http",
            region=region,
            http_client=_http(),
        )
        self._bucket = bucket
        self._bucket_made = threading.Event()

    def put(self, key: str, data: bytes | Path, media_type: str) -> StoredObject:
        check_key(key)
        with open_data(data) as file:
            new = describe(key, read_chunks(file), media_type)
            check_promise(key, new.sha256)
            kept = self.stat(key)
            if kept is not None:
                return check_same(kept, new)
            file.seek(0)
            self._upload(file, new)
        return new

    def get(self, key: str) -> bytes:
        with self._download(key) as response:
            data = b"".join(response.stream(CHUNK))
            check_unchanged(hashlib.sha256(data).hexdigest(), promised_sha256(key), _kept_sha256(response))
        return data

    def stat(self, key: str) -> StoredObject | None:
        check_key(key)
        with _failures_told():
            found = self._head(key)
        if found is None:
            return None
        sha256 = found.metadata.get(_SHA256_HEADER)
        if sha256 is None:
            with self._download(key) as response:
                return describe(key, response.stream(CHUNK))
        return StoredObject(key=key, sha256=sha256, size=found.size, media_type=found.content_type)

    def fetch(self, key: str, to: Path) -> None:
        with self._download(key) as response:
            save(key, response.stream(CHUNK), to, _kept_sha256(response))

    def list(self, prefix: str) -> Iterator[str]:
        check_prefix(prefix)
        with _failures_told():
            self._make_bucket()
            last = None
            for found in self._client.list_objects(self._bucket, prefix, recursive=True):
                if found.object_name != last:  # rclone tells a key twice that two writers put at once
                    yield found.object_name
                last = found.object_name

    def _upload(self, file: BinaryIO, new: StoredObject) -> None:
        with _failures_told():
            self._make_bucket()
            self._client.put_object(
                self._bucket,
                new.key,
                file,
                new.size,
                content_type=new.media_type,
                metadata={"sha256": new.sha256},
                part_size=PART_BYTES,
                num_parallel_uploads=1,
            )

    @contextlib.contextmanager
    def _download(self, key: str) -> Iterator[urllib3.BaseHTTPResponse]:
        check_key(key)
        with _failures_told():
            try:
                response = self._client.get_object(self._bucket, key)
            except (S3Error, InvalidResponseError):
                if self._head(key) is None:
                    raise MissingObjectError from None
                raise
            try:
                yield response
            finally:
                response.close()
                response.release_conn()

    def _head(self, key: str) -> Any | None:
        """What the server tells of the object, None if it or the bucket is not there."""
        try:
            return self._client.stat_object(self._bucket, key)
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise
            return None

    def _make_bucket(self) -> None:
        if self._bucket_made.is_set():
            return
        if not self._client.bucket_exists(self._bucket):
            try:
                self._client.make_bucket(self._bucket)
            except MinioException:
                if not self._client.bucket_exists(self._bucket):  # else another process was faster
                    raise
        self._bucket_made.set()


def _kept_sha256(response: urllib3.BaseHTTPResponse) -> str | None:
    """The hash given with the upload, if the server still has it."""
    return response.headers.get(_SHA256_HEADER)


def _http() -> urllib3.PoolManager:
    """Connections that give up soon: the flow tries again, and later, better than a socket can."""
    return urllib3.PoolManager(
        maxsize=16,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        retries=urllib3.Retry(
            total=2, backoff_factor=0.2, status_forcelist=BUSY_STATUS, allowed_methods=None
        ),
        ca_certs=os.environ.get("SSL_CERT_FILE") or certifi.where(),
    )


@contextlib.contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what client and server say into what a caller can act on, without keys and addresses."""
    try:
        yield
    except (HTTPError, ServerError, OSError):
        raise StoreUnavailableError from None
    except ValueError:  # the client does not take the bucket's name
        raise StoreRefusedError from None
    except MinioException as error:
        busy = isinstance(error, S3Error) and error.code in BUSY_CODES
        raise (StoreUnavailableError if busy else StoreRefusedError) from None
