"""What is known from elsewhere, told from what was read with a slip."""

import pytest

from models.slips import meant


@pytest.mark.parametrize(
    ("kind", "raw", "held", "value"),
    [
        ("name", "TRỊNH THỊ HIỂN", "Trịnh Thị Hiền", "TRỊNH THỊ HIỀN"),
        ("name", "Trịnh Thị HiỀn", "Trịnh Thị Hiền", None),  # nothing was misread
        ("name", "Trịnh Thị Hạnh", "Trịnh Thị Hiền", None),
        ("name", "ĐẶNG ÁNH NHT", "Đặng Ánh Nhi", "ĐẶNG ÁNH NHI"),
        ("name", "ĐẶNG ÁNH NHÃ", "Đặng Ánh Nhi", None),  # a name of its own
        ("name", "", "Đặng Ánh Nhi", None),
        ("personal_id", "CCCD số 04208500124", "042085001234", "042085001234"),
        ("personal_id", "042085009999", "042085001234", None),
        ("personal_id", "", "042085001234", None),
        ("date", "10/02/19ẻ6", "1976-02-10", "1976-02-10"),
        ("date", "10/02/1975", "1976-02-10", None),  # it was read
        ("date", "193", "1963-03-30", "1963"),
        ("date", "197", "1963-03-30", None),
        ("date", "", "1963", None),
        ("place", "Xã A", "Xã Á", None),
    ],
)
def test_slips(kind: str, raw: str, held: str, value: str | None) -> None:
    assert meant(kind, raw, held) == value
