"""Records of many citizens with three accepted papers each, straight into the tables: lines of PostgreSQL's
COPY, which SQLite gets as rows."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator

import psycopg
from sqlalchemy import make_url

from models.matching import load_matching
from pipeline.matching.keys import keys_of
from pipeline.matching.person import Person

AT_ONCE = 1000  # citizens
BORN = "1990-05-17"
AT = "2026-05-17 08:00:00.000000"
KEY = [("number", load_matching().keys["number"])]
VALUES = {
    "full_name": "Nguyễn Thị Mẫu",
    "date_of_birth": BORN,
    "sex": "female",
    "personal_id": "00119#",
    "issued_on": "2026-05-17",
    "registered_on": "1990-06-01",
    "expires_on": "2040-05-17",
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "religion": "Không",
    "place_of_birth": "Xã Tân Mỹ, Tỉnh Bắc Ninh",
    "residence": "Thôn Hạ, Xã Tân Mỹ, Tỉnh Bắc Ninh",
}
PAPERS = {
    "identity_card_2024": (
        "full_name date_of_birth sex personal_id residence nationality issued_on expires_on"
    ),
    "birth_certificate": (
        "full_name date_of_birth sex ethnicity nationality personal_id place_of_birth registered_on"
    ),
    "residence_confirmation_ct07": "full_name date_of_birth sex personal_id residence religion issued_on",
}
# Of each table the columns and, with "#" for the citizen's seven digits, the lines that a citizen adds.
TABLES: dict[str, tuple[str, list[list[str]]]] = {
    "citizens": (
        "r, citizen_id, full_name, date_of_birth, personal_id, told_by",
        [["@", "C#", VALUES["full_name"], BORN, VALUES["personal_id"], "1"]],
    ),
    "scans": (
        "id, size, media_type, state, version, first_batch_id",
        [[f"#{at}", "1", "image/png", "done", "1", "b"] for at, _ in enumerate(PAPERS)],
    ),
    "documents": (
        "id, version, scan_id, document_type, pages, type_confidence, text, folder_key, manifest_sha256, "
        "kept_at, source_form",
        [
            [f"#{at}", "1", f"#{at}", kind, "[1]", "1", "", "x", "x", AT, "original"]
            for at, kind in enumerate(PAPERS)
        ],
    ),
    "matches": (
        "document_id, role, revision, version, position, decision, citizen_id, candidates, reason, "
        "decided_by, decided_at",
        [
            [f"#{at}", "", "1", "1", "0", "match", "C#", "[]", "", "machine", AT]
            for at, _ in enumerate(PAPERS)
        ],
    ),
    "field_values": (
        "document_id, name, revision, version, position, value, raw, confidence, page, box, sources, "
        "against, decision, reason, decided_by, decided_at",
        [
            [
                *(f"#{at}", name, "1", "1", str(place), VALUES[name], "", "1", "1", "[10,20,300,60]"),
                *('["qr"]', "[]", "accepted", "", "machine", AT),
            ]
            for at, names in enumerate(PAPERS.values())
            for place, name in enumerate(names.split())
        ],
    ),
}
BLK = "k, r"
FIRST = (
    f"INSERT INTO register_imports (id, source, at) VALUES (1, 'bench', '{AT}')",
    f"INSERT INTO batches (id, name, created_at) VALUES ('b', 'b', '{AT}')",
)


def number(n: int) -> str:
    """The personal number of citizen `n`, from 1."""
    return f"00119{n:07d}"


def lines(table: str, citizens: int) -> Iterator[str]:
    """The lines of a table, those of many citizens at a time."""
    template = "".join("\t".join(line) + "\n" for line in TABLES[table][1])
    for some in _parts(citizens):
        yield "".join(template.replace("#", f"{n:07d}").replace("@", str(n)) for n in some)


def keys(citizens: int) -> Iterator[str]:
    for some in _parts(citizens):
        yield "".join(f"{keys_of(Person(number=number(n)), KEY)[0][1]}\t{n}\n" for n in some)


def _parts(citizens: int) -> Iterator[range]:
    for at in range(1, citizens + 1, AT_ONCE):
        yield range(at, min(at + AT_ONCE, citizens + 1))


def fill(url: str, citizens: int) -> None:
    """Into empty records."""
    tables = [(table, columns, lines(table, citizens)) for table, (columns, _) in TABLES.items()]
    tables.append(("blk", BLK, keys(citizens)))
    if url.startswith("sqlite"):
        _fill_sqlite(url, tables)
    else:
        _fill_postgresql(url, tables)


def _fill_postgresql(url: str, tables: list[tuple[str, str, Iterator[str]]]) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as database:
        database.execute(
            "SET session_replication_role = replica"
        )  # the lines fit each other: no need to look
        database.execute("SET synchronous_commit = off")
        for statement in FIRST:
            database.execute(statement.encode())
        for table, columns, blocks in tables:
            with (
                database.cursor() as cursor,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy,
            ):
                for block in blocks:
                    copy.write(block)
        database.execute("VACUUM (ANALYZE)")
        database.execute("CHECKPOINT")


def _fill_sqlite(url: str, tables: list[tuple[str, str, Iterator[str]]]) -> None:
    with sqlite3.connect(str(make_url(url).database)) as database:
        database.execute("PRAGMA synchronous = OFF")
        for statement in FIRST:
            database.execute(statement)
        for table, columns, blocks in tables:
            marks = ", ".join("?" * len(columns.split(",")))
            rows = (line.split("\t") for line in itertools.chain.from_iterable(map(str.splitlines, blocks)))
            database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        database.execute("ANALYZE")
