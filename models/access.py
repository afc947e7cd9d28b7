"""Who may do what at the desk: five roles, and the rights of each."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a user is for Sohoa. Clerks and checkers see only the dossiers of their own office."""

    CLERK = "clerk"
    CHECKER = "checker"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a page asks of who opens it. HOME needs no more than being signed in."""

    HOME = "home"
    HAND_IN = "hand_in"
    FOLLOW = "follow"
    CHECK = "check"
    OPERATE = "operate"
    USERS = "users"
    REPORTS = "reports"
    SETTINGS = "settings"


# Nobody both makes users and sees citizens' data; an operator mends what is stuck without seeing values.
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset({Right.HOME, Right.HAND_IN, Right.FOLLOW, Right.CHECK}),
    Role.CHECKER: frozenset({Right.HOME, Right.HAND_IN, Right.FOLLOW, Right.CHECK, Right.REPORTS}),
    Role.OPERATOR: frozenset({Right.HOME, Right.FOLLOW, Right.OPERATE, Right.REPORTS, Right.SETTINGS}),
    Role.ADMINISTRATOR: frozenset({Right.HOME, Right.USERS, Right.SETTINGS}),
    Role.AUDITOR: frozenset({Right.HOME, Right.REPORTS}),
}


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]
