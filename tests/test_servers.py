"""The servers of the tests are real ones: they keep what they are given and turn strangers away."""

from __future__ import annotations

import dataclasses
import io

import pytest
import sqlalchemy as sa
from minio.error import MinioException

from tests.servers import PostgresServer, S3Server


def test_postgres_keeps_utf8(postgres: PostgresServer) -> None:
    engine = sa.create_engine(postgres.new_database())
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE names (name text)"))
        connection.execute(sa.text("INSERT INTO names VALUES ('Nguyễn Thị Ánh')"))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT name FROM names")) == "Nguyễn Thị Ánh"
    engine.dispose()


def test_each_database_is_empty(postgres: PostgresServer) -> None:
    assert postgres.new_database() != postgres.new_database()


def test_postgres_asks_for_the_password(postgres: PostgresServer) -> None:
    assert not dataclasses.replace(postgres, password="wrong").is_ready()


def test_s3_keeps_objects(s3: S3Server) -> None:
    bucket, client = s3.new_bucket(), s3.client()
    client.put_object(bucket, "a/b", io.BytesIO(b"bytes"), 5)
    with client.get_object(bucket, "a/b") as answer:
        assert answer.read() == b"bytes"


def test_s3_refuses_a_wrong_secret(s3: S3Server) -> None:
    with pytest.raises(MinioException):
        dataclasses.replace(s3, secret_key="wrong").client().list_buckets()


def test_no_secret_is_printed(postgres: PostgresServer, s3: S3Server) -> None:
    assert postgres.password not in repr(postgres)
    assert s3.secret_key not in repr(s3)
