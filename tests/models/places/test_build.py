"""The data file from tables of the package's form."""

import json
import sqlite3
from pathlib import Path

import pytest

from models.places.build import Row, build

OLD = (
    *("province", "district", "ward", "provinceCode", "districtCode", "wardCode"),
    *("provinceKey", "districtKey", "wardKey", "provinceAlias", "districtAlias", "wardAlias"),
)
NEW = ("province", "ward", "provinceCode", "wardCode", "provinceKey", "wardKey", "provinceAlias")
OLD_ROWS = [
    (
        *("Tỉnh A", "Quận 1", "Phường Hoà", "01", "001", "00001"),
        *("tinha", "quan1", "phuonghoa", None, None, '["phuongcu", "cu"]'),
    ),
    (
        *("Tỉnh A", "Huyện Đảo", None, "01", "002", None),
        *("tinha", "huyendao", None, None, '["huyendao"]', None),
    ),
]
NEW_ROWS = [
    ("Tỉnh B", "Phường X", "02", "00001", "tinhb", "phuongx", None),
    ("Tỉnh B", "Đặc khu Đảo", "02", "00009", "tinhb", "dackhudao", None),
]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "dataset.db") as database:
        for name, columns, rows in (("admin_units_legacy", OLD, OLD_ROWS), ("admin_units", NEW, NEW_ROWS)):
            database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
    converter = {
        "DICT_PROVINCE": {"tinhb": ["tinha"]},
        "DICT_PROVINCE_WARD_NO_DIVIDED": {"tinhb": {"dackhudao": ["tinha_huyendao_"]}},
        "DICT_PROVINCE_WARD_DIVIDED": {
            "tinhb": {"tinha_quan1_phuonghoa": [{"newWardKey": "phuongx"}, {"newWardKey": "dackhudao"}]}
        },
    }
    (tmp_path / "converter_2025.json").write_text(json.dumps(converter))
    (tmp_path / "parser_legacy.json").write_text('{"DICT_PROVINCE_DISTRICT_DIVIDED": {}}')
    return tmp_path


def test_building(tables: Path) -> None:
    assert build(tables) == [
        Row("province", 1, None, "Tỉnh", "A", "", "", "2025-06-30", "2"),
        Row("province", 2, None, "Tỉnh", "B", "", "2025-07-01", "", ""),
        Row("district", 1, 1, "Quận", "1", "", "", "2025-06-30", ""),
        Row("district", 2, 1, "Huyện", "Đảo", "", "", "2025-06-30", "9"),
        Row("ward", 1, 1, "Phường", "Hòa", "cu", "", "2025-06-30", "1 9"),
        Row("ward", 1, 2, "Phường", "X", "", "2025-07-01", "", ""),
        Row("ward", 9, 2, "Đặc khu", "Đảo", "", "2025-07-01", "", ""),
    ]


def test_an_unknown_kind_of_unit_is_told(tables: Path) -> None:
    with sqlite3.connect(tables / "dataset.db") as database:
        database.execute("UPDATE admin_units SET ward = 'Làng X'")
    with pytest.raises(KeyError):
        build(tables)
