from __future__ import annotations

import pytest

from app.web.passwords import check_name, hash_password, is_right, new_password
from models.errors import BadUserNameError, WeakPasswordError


def test_only_the_same_password_is_right() -> None:
    hashed = hash_password("lan", "mật khẩu của Lan".replace("Lan", "tôi"))
    assert hashed.startswith("$argon2id$")
    assert is_right(hashed, "mật khẩu của tôi")
    assert not is_right(hashed, "mật khẩu của Tôi")
    assert not is_right(hashed, "x" * 100_000)


@pytest.mark.parametrize("password", ["ngắn quá", "tôi tên là lan.1 đây", "x" * 201])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        hash_password("lan.1", password)


@pytest.mark.parametrize("name", ["", "a", "Lan", "lan anh", "lân", "-lan", "x" * 41, "lan/..", "lan\n"])
def test_a_name_is_safe_to_write_anywhere(name: str) -> None:
    with pytest.raises(BadUserNameError):
        check_name(name)


def test_new_passwords_differ_and_are_strong_enough() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    hash_password("lan", made.pop())
