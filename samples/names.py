"""Vietnamese names by how often they are borne."""

from __future__ import annotations

import random

# Shares in percent of the population.
FAMILY_NAMES = {
    **{"Nguyễn": 38.4, "Trần": 11.0, "Lê": 9.5, "Phạm": 7.1, "Hoàng": 3.4, "Huỳnh": 1.7, "Phan": 4.5},
    **{"Vũ": 2.3, "Võ": 1.6, "Đặng": 2.1, "Bùi": 2.0, "Đỗ": 1.4, "Hồ": 1.3, "Ngô": 1.3, "Dương": 1.0},
    **{"Lý": 0.5, "Đinh": 0.9, "Trịnh": 0.8, "Đoàn": 0.7, "Mai": 0.6, "Tô": 0.4, "Lương": 0.5, "Cao": 0.5},
    **{"Tạ": 0.3, "Thái": 0.3, "Hà": 0.4, "Nông": 0.3, "Quách": 0.2, "Tôn Thất": 0.1},
}

MIDDLE_MALE = {
    **{"Văn": 34, "Hữu": 7, "Đức": 7, "Quang": 6, "Minh": 6, "Xuân": 4, "Ngọc": 3, "Công": 4, "Đình": 4},
    **{"Thanh": 4, "Quốc": 4, "Trọng": 2, "Duy": 3, "Tuấn": 2, "Bá": 1, "Gia": 2, "": 2, "Văn Hoàng": 1},
}
MIDDLE_FEMALE = {
    **{"Thị": 40, "Thị Thu": 6, "Thị Thanh": 5, "Thị Ngọc": 5, "Thị Kim": 3, "Thị Minh": 4, "Ngọc": 6},
    **{"Thu": 4, "Thùy": 4, "Phương": 4, "Khánh": 3, "Thị Hồng": 4, "Bảo": 2, "Thị Mỹ": 2, "Diệu": 1},
}
GIVEN_MALE = (
    *("Anh", "Bình", "Cường", "Chiến", "Dũng", "Đạt", "Hải", "Hiếu", "Hòa", "Hoàng", "Hùng", "Huy", "Khánh"),
    *("Kiên", "Lâm", "Long", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Quyền", "Sơn", "Tài", "Thắng"),
    *("Thành", "Thịnh", "Tiến", "Toàn", "Trung", "Tuân", "Tuấn", "Tùng", "Việt", "Vinh", "Vượng", "Khuê"),
)
GIVEN_FEMALE = (
    *("An", "Anh", "Chi", "Diễm", "Dung", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Huệ", "Hương", "Hường"),
    *("Huyền", "Lan", "Liên", "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nhung", "Oanh", "Phượng", "Quyên"),
    *("Tâm", "Thảo", "Thoa", "Thủy", "Thúy", "Trang", "Tuyết", "Uyên", "Vân", "Xuân", "Yến", "Đào"),
)
ETHNICITIES = {
    "Kinh": 85,
    "Tày": 3,
    "Thái": 2,
    "Mường": 3,
    "Nùng": 2,
    "Khmer": 2,
    "Dao": 1,
    "Ê-đê": 1,
    "Hoa": 1,
}


def weighted(rng: random.Random, shares: dict[str, float] | dict[str, int]) -> str:
    """One key, drawn by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def draw_name(rng: random.Random, sex: str, *, family: str | None = None, middle: str | None = None) -> str:
    """Family, middle and given name, in this order, one space between words."""
    family = weighted(rng, FAMILY_NAMES) if family is None else family
    if middle is None:
        middle = weighted(rng, MIDDLE_MALE if sex == "male" else MIDDLE_FEMALE)
    given = rng.choice(GIVEN_MALE if sex == "male" else GIVEN_FEMALE)
    return " ".join(part for part in (family, middle, given) if part)
