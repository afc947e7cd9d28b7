from __future__ import annotations

import json

from bench.recount import recount


def line(action: str, **details: str) -> str:
    told = {"at": "2026-11-22T08:00:00+00:00", "who": "clerk:an", "action": action, "details": details}
    return json.dumps(told)


def check(number: str, outcome: str = "right", keys: str = "1") -> str:
    return line(
        "field.check", check=number, type="birth_certificate", field="sex", outcome=outcome,
        milliseconds="900", keys=keys,
    )  # fmt: skip


def test_checks_are_summed_and_what_was_undone_is_left_out() -> None:
    log = [line("login"), check("a"), check("b", "corrected", "7"), line("check.undo", check="a"), check("c")]
    key = ("2026-11-22", "birth_certificate", "sex", "an")
    assert recount([*log, check("d")]) == {(*key, "right"): (2, 1800, 2), (*key, "corrected"): (1, 900, 7)}
