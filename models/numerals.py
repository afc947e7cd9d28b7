"""Numbers said in Vietnamese words."""

from __future__ import annotations

_UNITS = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5},
    **{"sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "giêng": 1, "chạp": 12},
}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SILENT = {"linh", "lẻ", "mùng", "mồng"}
LARGEST = 10**15


def number_in_words(words: list[str]) -> int | None:
    """The number said by words in lower case, NFC; None where a word is no numeral, or it is too large."""
    total, hundreds, current = 0, 0, 0
    last = ""
    for word in words:
        if word in _SILENT:
            continue
        if word in _UNITS:
            if last in _UNITS:
                return None
            current += _UNITS[word]
        elif word in ("mươi", "mười"):  # one is often misread for the other
            current = 10 * (current or 1)
        elif word == "trăm":
            hundreds, current = hundreds + 100 * current, 0
        elif word in _SCALES:
            scale = _SCALES[word]
            ahead = total if scale == 10**9 else 0  # một nghìn tỷ
            total = total - ahead + (ahead + hundreds + current) * scale
            hundreds = current = 0
        else:
            return None
        last = word
        if total > LARGEST:
            return None
    return total + hundreds + current if last else None
