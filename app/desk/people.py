"""Users: who there is, new ones, lost passwords, and those who left."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.desk.pages import page
from app.web.access import Visit, allowed
from app.web.passwords import check_name, hash_password, new_password
from models.access import Right, Role
from models.errors import RequestError
from models.text import clean
from pipeline.keeping.audit import ADMINISTRATION

router = APIRouter(prefix="/users")

Administrator = Annotated[Visit, Depends(allowed(Right.USERS))]
Text = Annotated[str, Form()]


@router.get("")
def users(request: Request, visit: Administrator) -> Response:
    return _list(request, visit)


@router.post("")
def add(
    request: Request,
    visit: Administrator,
    name: Text,
    full_name: Text,
    role: Annotated[Role, Form()],
    office: Text = "",
    way: Annotated[Literal["password", "provider"], Form()] = "password",
) -> Response:
    """The password is made here and shown once; the user changes it at once. Who comes in by the provider
    gets none."""
    name, password = name.strip().casefold(), new_password()
    by_provider = way == "provider" and visit.context.provider is not None
    try:
        visit.context.records.add_user(
            check_name(name),
            clean(full_name),
            role,
            clean(office),
            "" if by_provider else hash_password(name, password),
            visit.user.name,
        )
    except RequestError as error:
        return _list(request, visit, status=422, failure=error.sentence)
    visit.log("user.add", ADMINISTRATION, role=role.value, name=name, office=clean(office), way=way)
    return _list(request, visit, shown=None if by_provider else (name, password))


@router.post("/{name}/password")
def reset(request: Request, visit: Administrator, name: str) -> Response:
    password = new_password()
    visit.context.records.set_password(name, hash_password(name, password), change=True)
    visit.log("user.password", ADMINISTRATION, name=name)
    return _list(request, visit, shown=(name, password))


@router.post("/{name}/provider")
def leave_to_provider(request: Request, visit: Administrator, name: str) -> Response:
    """The password goes; also where the provider knows somebody under another account from now on."""
    if name != visit.user.name and visit.context.provider:
        visit.context.records.leave_to_provider(name)
        visit.log("user.provider", ADMINISTRATION, name=name)
    return _list(request, visit)


@router.post("/{name}/role")
def change_role(
    request: Request, visit: Administrator, name: str, role: Annotated[Role, Form()], office: Text = ""
) -> Response:
    """Nobody changes their own: what an administrator may not see, somebody else must grant."""
    if name != visit.user.name:
        visit.context.records.change_role(name, role, clean(office))
        visit.log("user.role", ADMINISTRATION, name=name, role=role.value, office=clean(office))
    return _list(request, visit)


@router.post("/{name}/disabled")
def disable(request: Request, visit: Administrator, name: str, disabled: Annotated[bool, Form()]) -> Response:
    if name != visit.user.name:  # somebody must be left who can let others in again
        visit.context.records.disable_user(name, disabled)
        visit.log("user.disable" if disabled else "user.enable", ADMINISTRATION, name=name)
    return _list(request, visit)


def _list(
    request: Request,
    visit: Visit,
    *,
    status: int = 200,
    failure: str | None = None,
    shown: tuple[str, str] | None = None,
) -> Response:
    users = visit.context.records.users()
    return page(
        request,
        "users.html",
        visit,
        status,
        users=users,
        roles=list(Role),
        failure=failure,
        shown=shown,
        provider=visit.context.provider is not None,
    )
