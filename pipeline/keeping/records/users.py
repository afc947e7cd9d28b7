"""Who may use the desk, and who is signed in. Passwords and the tokens of sessions come here hashed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, select, update

from models.access import Role
from models.errors import UnknownUserError, UserExistsError
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.rows.desk import User
from pipeline.keeping.tables.desk import sessions, users

MOST_FAILURES = 5  # wrong passwords in a row, then nobody gets in for a while
LOCKED_FOR = dt.timedelta(minutes=15)
IDLE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=12)
SEEN_EVERY = dt.timedelta(minutes=1)  # so that not every picture writes to the database


class UserRecords(Database):
    def add_user(
        self, name: str, full_name: str, role: Role, office: str, password_hash: str, by: str
    ) -> None:
        """Who has a password that somebody else knows must change it first. `password_hash`: empty for who
        comes in by a provider. Errors: UserExistsError."""
        row = {
            "name": name,
            "full_name": full_name,
            "role": role,
            "office": office,
            "password_hash": password_hash,
            "change_password": bool(password_hash),
            "failures": 0,
            "created_at": now(),
            "created_by": by,
        }
        with self._writing() as connection:
            if not insert_new(connection, users, [row]):
                raise UserExistsError

    def users(self) -> list[User]:
        """All users by name."""
        with self._reading() as connection:
            return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def user(self, name: str) -> User:
        """Errors: UnknownUserError."""
        with self._reading() as connection:
            found = connection.execute(select(users).where(users.c.name == name)).first()
        if found is None:
            raise UnknownUserError
        return _user(found)

    def set_password(self, name: str, password_hash: str, *, change: bool) -> None:
        """`change`: somebody else knows it, so it must be changed at once. Ends all sessions of the user."""
        again = {"password_hash": password_hash, "change_password": change, "subject": None}
        self._change_user(name, {**again, "failures": 0, "locked_until": None})

    def leave_to_provider(self, name: str) -> None:
        """From now on without a password; whom the provider vouches for next under this name it is. Ends all
        sessions of the user."""
        self.set_password(name, "", change=False)

    def bind_subject(self, name: str, subject: str) -> bool:
        """Whether the provider's `subject` is this user: the first that comes under the name is, nobody
        after, and nobody who is another user already."""
        mine = (users.c.name == name) & (users.c.password_hash == "")
        with self._writing() as connection:
            known = connection.execute(select(users.c.name).where(users.c.subject == subject)).scalar()
            if known is None:
                free = mine & users.c.subject.is_(None)
                bound = connection.execute(update(users).where(free).values(subject=subject)).rowcount
                known = name if bound else None
        return known == name

    def change_role(self, name: str, role: Role, office: str) -> None:
        """What the user may do from now on; sessions end."""
        self._change_user(name, {"role": role, "office": office})

    def disable_user(self, name: str, disabled: bool) -> None:
        """Nothing that the user did is removed; sessions end."""
        self._change_user(name, {"disabled_at": now() if disabled else None})

    def _change_user(self, name: str, values: dict[str, Any]) -> None:
        """Errors: UnknownUserError."""
        with self._writing() as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(values)).rowcount:
                raise UnknownUserError
            mine = (sessions.c.user_name == name) & sessions.c.ended_at.is_(None)
            connection.execute(update(sessions).where(mine).values(ended_at=now()))

    def login_failed(self, name: str) -> bool:
        """A wrong password was given; whether the user is locked out now."""
        with self._writing() as connection:
            mine = users.c.name == name
            lock = select(users.c.failures).where(mine).with_for_update()
            failures: int = connection.execute(lock).scalar_one() + 1
            locked = failures >= MOST_FAILURES
            until = now() + LOCKED_FOR if locked else None
            again = {"failures": 0 if locked else failures, "locked_until": until}
            connection.execute(update(users).where(mine).values(again))
            return locked

    def session_begun(self, session_id: str, name: str) -> None:
        """The right password was given. `session_id`: the hash of what only the browser knows."""
        at = now()
        with self._writing() as connection:
            connection.execute(
                update(users).where(users.c.name == name).values(failures=0, locked_until=None)
            )
            row = {"id": session_id, "user_name": name, "begun_at": at, "seen_at": at}
            connection.execute(sessions.insert().values(row))

    def session_user(self, session_id: str) -> User | None:
        """Who is signed in by this session; None if it ended, was idle too long, or never was."""
        at = now()
        with self._reading() as connection:
            joined = select(users, sessions.c.seen_at).join_from(users, sessions)
            row = connection.execute(joined.where(_alive(session_id, at))).first()
        if row is None or row.disabled_at is not None:
            return None
        if at - row.seen_at > SEEN_EVERY:
            with self._writing() as connection:
                connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=at))
        return _user(row)

    def session_ended(self, session_id: str) -> None:
        with self._writing() as connection:
            ended = update(sessions).where(sessions.c.id == session_id).values(ended_at=now())
            connection.execute(ended)


def _alive(session_id: str, at: dt.datetime) -> ColumnElement[bool]:
    c = sessions.c
    fresh = (c.seen_at > at - IDLE) & (c.begun_at > at - LONGEST)
    alive: ColumnElement[bool] = (c.id == session_id) & c.ended_at.is_(None) & fresh
    return alive


def _user(row: Any) -> User:
    return User(**{name: row._mapping[name] for name in User.__dataclass_fields__})
