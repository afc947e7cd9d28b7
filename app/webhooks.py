"""`sohoa webhook`: which systems are told by themselves what happens, and what did not arrive."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

import typer

from app.console import CONSOLE, errors_told, kept_records, out
from flows.settings import Settings

webhook = typer.Typer(help="Các hệ thống được tự động báo tin.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="MÃ", help="Mã của địa chỉ báo tin.", show_default=False)]


class Topic(StrEnum):
    CHANGES = "changes"
    ALERTS = "alerts"


def _url(told: str) -> str:
    parts = urlsplit(told)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise typer.BadParameter("cần một địa chỉ http hoặc https")
    return told


@webhook.command("add")
def add_webhook(
    url: Annotated[str, typer.Argument(metavar="URL", callback=_url, show_default=False)],
    client: Annotated[
        str | None, typer.Option(metavar="MÃ", help="Hệ thống được báo những gì đã nhận mà nay thay đổi.")
    ] = None,
    topic: Annotated[list[Topic] | None, typer.Option(help="Báo về việc gì.")] = None,
) -> None:
    """Thêm một địa chỉ báo tin và in khóa để kiểm chữ ký của nó."""
    with errors_told():
        from app.api.delivering import secret_of
        from pipeline.keeping.records.outbox import Webhook

        topics = topic or ([Topic.CHANGES] if client else [Topic.ALERTS])
        added = Webhook(uuid.uuid4().hex, url, tuple(one.value for one in topics), client)
        kept_records().add_webhook(added, CONSOLE)
        out.print(f"webhook_id={added.id}\nsecret={secret_of(_key(), added, 1)}", markup=False)


@webhook.command("rotate")
def rotate_webhook(
    webhook_id: Id, hours: Annotated[int, typer.Option(min=0, help="Khóa cũ còn dùng mấy giờ.")] = 24
) -> None:
    """In một khóa mới; trong thời gian chuyển, mỗi tin mang chữ ký của cả hai khóa."""
    with errors_told():
        from app.api.delivering import secret_of

        until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
        changed = kept_records().rotate_webhook(webhook_id, until, CONSOLE)
        out.print(f"secret={secret_of(_key(), changed, changed.generation)}", markup=False)


@webhook.command("remove")
def remove_webhook(webhook_id: Id) -> None:
    """Không báo cho địa chỉ này nữa."""
    with errors_told():
        kept_records().remove_webhook(webhook_id, CONSOLE)
        out.print("Đã bỏ.")


@webhook.command("list")
def list_webhooks() -> None:
    """Các địa chỉ được báo tin."""
    with errors_told():
        for one in kept_records().webhooks():
            out.print(f"{one.id}  {one.url}  {', '.join(one.topics)}  {one.client_id or ''}", markup=False)


@webhook.command("dead")
def dead_messages() -> None:
    """Những tin đã thử nhiều lần mà không tới, và vì sao."""
    with errors_told():
        for one in kept_records().dead_messages():
            out.print(f"{one.at:%Y-%m-%d %H:%M}  {one.id}  {one.webhook.id}  {one.problem}", markup=False)


@webhook.command("again")
def revive_messages(webhook_id: Id) -> None:
    """Gửi lại những tin không tới của một địa chỉ."""
    with errors_told():
        out.print(f"Sẽ gửi lại {kept_records().revive_messages(webhook_id)} tin.")


def _key() -> bytes:
    from app.api.server import signing_key

    return signing_key(Settings.from_environment().data_dir)
