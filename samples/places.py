"""Invented communes in real provinces, as they were before 1/7/2025 and as they are after.

Provinces and their mergers are those of Resolution 202/2025/QH15 (63 became 34, districts went); every
district, commune, hamlet and street pairing below is made up.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

TWO_LEVELS = dt.date(2025, 7, 1)


class Commune(NamedTuple):
    """`code` is the province's in personal numbers; the legacy names hold up to 30/6/2025."""

    code: str
    legacy_name: str
    district: str
    legacy_province: str
    name: str
    province: str

    def written(self, on: dt.date) -> str:
        """The full name down from the commune, as a paper of that day prints it."""
        if on < TWO_LEVELS:
            return f"{self.legacy_name}, {self.district}, {self.legacy_province}"
        return f"{self.name}, {self.province}"

    def own_name(self, on: dt.date) -> str:
        return self.legacy_name if on < TWO_LEVELS else self.name


class Home(NamedTuple):
    """A hamlet or a street and number in a commune."""

    spot: str
    commune: Commune

    def written(self, on: dt.date) -> str:
        return f"{self.spot}, {self.commune.written(on)}"


_ROWS = """
036|Xã Trực Khê|Huyện Hải Lộc|Tỉnh Nam Định|Xã Hải Khê|Tỉnh Ninh Bình
036|Xã Yên Quý|Huyện Ý Hưng|Tỉnh Nam Định|Xã Ý Hưng|Tỉnh Ninh Bình
036|Phường Trần Bích San Đông|Thành phố Nam Định|Tỉnh Nam Định|Phường Đông Thành Nam|Tỉnh Ninh Bình
034|Xã Đông Lĩnh Hạ|Huyện Thái Phụ|Tỉnh Thái Bình|Xã Đông Phụ|Tỉnh Hưng Yên
034|Thị trấn Vũ Hội|Huyện Kiến Vũ|Tỉnh Thái Bình|Xã Kiến Vũ|Tỉnh Hưng Yên
026|Xã Đạo Sơn|Huyện Lập Tường|Tỉnh Vĩnh Phúc|Xã Lập Sơn|Tỉnh Phú Thọ
024|Xã Ngọc Lý Thượng|Huyện Tân Hiệp Yên|Tỉnh Bắc Giang|Xã Ngọc Hiệp|Tỉnh Bắc Ninh
001|Phường Giảng Hồ|Quận Hoàng Cầu|Thành phố Hà Nội|Phường Hoàng Cầu|Thành phố Hà Nội
001|Xã Sơn Lai|Huyện Ba Tích|Thành phố Hà Nội|Xã Ba Tích|Thành phố Hà Nội
019|Xã Phúc Trìu Đông|Huyện Đại Lương|Tỉnh Thái Nguyên|Xã Đại Lương|Tỉnh Thái Nguyên
004|Xã Quảng Uyên Thượng|Huyện Hạ Quảng|Tỉnh Cao Bằng|Xã Hạ Quảng|Tỉnh Cao Bằng
038|Xã Hoằng Vân|Huyện Hoằng Thạch|Tỉnh Thanh Hóa|Xã Hoằng Thạch|Tỉnh Thanh Hóa
038|Thị trấn Ngọc Phố|Huyện Cẩm Lặc|Tỉnh Thanh Hóa|Xã Ngọc Phố|Tỉnh Thanh Hóa
040|Xã Diễn Lăng|Huyện Diễn Yên|Tỉnh Nghệ An|Xã Diễn Yên Lăng|Tỉnh Nghệ An
040|Phường Vinh Quán|Thành phố Vinh|Tỉnh Nghệ An|Phường Vinh Quán|Tỉnh Nghệ An
044|Xã Quảng Lưu Hạ|Huyện Quảng Ninh Trạch|Tỉnh Quảng Bình|Xã Quảng Lưu|Tỉnh Quảng Trị
049|Xã Duy Nghĩa Tây|Huyện Duy Quế|Tỉnh Quảng Nam|Xã Duy Quế|Thành phố Đà Nẵng
052|Xã Phước Kỳ|Huyện Tuy Lộc|Tỉnh Bình Định|Xã Tuy Lộc|Tỉnh Gia Lai
056|Phường Vĩnh Đảnh|Thành phố Nha Trang|Tỉnh Khánh Hòa|Phường Nam Vĩnh|Tỉnh Khánh Hòa
066|Xã Ea Kpal|Huyện Krông Ana Hạ|Tỉnh Đắk Lắk|Xã Ea Kpal|Tỉnh Đắk Lắk
079|Phường Bình Lợi Đông|Quận Gò Sơn|Thành phố Hồ Chí Minh|Phường Gò Sơn|Thành phố Hồ Chí Minh
079|Xã Tân Thạnh Trung|Huyện Củ Nhi|Thành phố Hồ Chí Minh|Xã Củ Nhi|Thành phố Hồ Chí Minh
083|Xã An Hiệp Tây|Huyện Ba Châu|Tỉnh Bến Tre|Xã Ba Châu|Tỉnh Vĩnh Long
093|Xã Vị Thủy Đông|Huyện Long Vị|Tỉnh Hậu Giang|Xã Long Vị|Thành phố Cần Thơ
"""

COMMUNES = tuple(Commune(*row.split("|")) for row in _ROWS.split("\n") if row)

HAMLETS = (
    *("Thôn Đông Hạ", "Thôn Thượng Cát", "Xóm 5", "Xóm Chùa", "Thôn Quyết Thắng", "Khu 7", "Thôn Nội Am"),
    *("Tổ dân phố số 3", "Thôn Vân Trì", "Xóm Bến Đò", "Thôn 11", "Thôn Phú Khang", "Xóm Đình Làng"),
)
SOUTHERN_HAMLETS = ("Ấp Bình An", "Ấp 4", "Khu phố 2", "Ấp Tân Thuận", "Tổ 9, Khu phố 6", "Ấp Long Hòa")
STREETS = (
    *("Hàng Thiếc Cũ", "Lê Hữu Phước", "Bạch Mai Đông", "Ngô Gia Khảm", "Trần Khát Chân Nam", "Phố Chợ Mới"),
    *("Đường Bờ Sông", "Nguyễn Thị Định Tây", "Cách Mạng Cũ"),
)
SOUTHERN_CODES = frozenset({"079", "083", "093"})
