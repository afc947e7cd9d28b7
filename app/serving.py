"""`sohoa serve`, and `sohoa user` for the first administrator."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from app.console import CONSOLE, errors_told, kept_records, out
from flows.settings import Settings
from models.access import Role

if TYPE_CHECKING:  # imported where it is used: help and errors come at once
    from pipeline.keeping.audit import AuditEntry

SHUTDOWN_SECONDS = 10

user = typer.Typer(help="Người dùng của bàn làm việc.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập.", show_default=False)]
Generate = Annotated[bool, typer.Option("--generate", help="Tự tạo mật khẩu và in ra một lần.")]


@user.command("add")
def add_user(
    name: Name,
    role: Annotated[Role, typer.Option(help="Vai trò.")] = Role.ADMINISTRATOR,
    full_name: Annotated[str, typer.Option("--full-name", metavar="HỌ-TÊN", help="Họ và tên.")] = "",
    office: Annotated[str, typer.Option(metavar="MÃ", help="Đơn vị của người dùng.")] = "",
    generate: Generate = False,
) -> None:
    """Thêm người dùng; mật khẩu được hỏi, hoặc tự tạo bằng --generate, không bao giờ ghi trên dòng lệnh."""
    with errors_told():
        from app.web.passwords import check_name, hash_password

        check_name(name)
        password = _password(generate)
        records = kept_records()
        records.add_user(name, full_name or name, role, office, hash_password(name, password), CONSOLE)
        records.audit(_done("user.add", name, role=role.value, office=office))
        out.print(f"Đã thêm {name} ({role.value}).")


@user.command("password")
def reset_password(name: Name, generate: Generate = False) -> None:
    """Đặt lại mật khẩu đã quên."""
    with errors_told():
        from app.web.passwords import hash_password

        password = _password(generate)
        records = kept_records()
        records.set_password(name, hash_password(name, password), change=True)
        records.audit(_done("user.password", name))
        out.print(f"Đã đặt lại mật khẩu của {name}.")


def _done(action: str, name: str, **details: str) -> AuditEntry:
    """As the desk's page of users logs it."""
    from pipeline.keeping.audit import ADMINISTRATION, AuditEntry

    return AuditEntry(CONSOLE, action, ADMINISTRATION, details={"name": name, **details})


def _password(generate: bool) -> str:
    """It must be changed at the first login, since it was seen on a screen or by whoever typed it."""
    if not generate:
        answer: str = typer.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại")
        return answer
    from app.web.passwords import new_password

    password = new_password()
    out.print(f"Mật khẩu: [bold]{password}[/]  (đổi ngay khi đăng nhập)")
    return password


def serve(
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Cổng.")] = 8080,
    work: Annotated[
        bool,
        typer.Option("--work/--no-work", help="Tự đọc các bản quét, hay để lệnh sohoa work chạy riêng."),
    ] = True,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Số tiến trình cùng trả lời.")] = 1,
) -> None:
    """Mở bàn làm việc trên trình duyệt; dừng bằng Ctrl-C."""
    with errors_told():
        import uvicorn

        from app.api.delivering import courier
        from app.api.server import signing_key
        from app.repeating import Repeated
        from app.together import serve_together
        from app.working import Worker
        from flows.alerts import LOOK_SECONDS, look_for_alerts
        from flows.health import Health, probes_of
        from flows.storage import open_blobs, open_records

        settings = Settings.from_environment()
        blobs = open_blobs(settings)  # whatever is missing is told now, not by each process
        records = open_records(settings)
        worker, telling = Worker(records), courier(records, signing_key(settings.data_dir))
        telling.start()
        prefect = os.environ.get("PREFECT_API_URL")
        health = Health(probes_of(settings, records, blobs, prefect))
        watch = Repeated(lambda: look_for_alerts(records, health), LOOK_SECONDS)
        watch.start()
        if work:
            worker.start()
        signal.signal(signal.SIGTERM, _end)  # which uvicorn sends us again when it has ended
        out.print(f"Bàn làm việc: http://{host}:{port}/  (Ctrl-C để dừng)")
        try:
            config = uvicorn.Config(
                "app.web.server:create_from_environment",
                factory=True,
                workers=processes,
                host=host,
                port=port,
                log_level="warning",
                access_log=False,  # addresses hold ids of documents
                server_header=False,
                proxy_headers=True,  # of a proxy on this machine only
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
            serve_together(config)
        finally:
            watch.stop()
            telling.stop()
            worker.stop()


def _end(_number: int, _frame: FrameType | None) -> None:
    """So that the worker ends too; without this a signal would end us on the spot."""
    raise SystemExit(0)


def work_off() -> None:
    """Làm nốt mọi lô còn dở rồi thôi; `sohoa serve` tự gọi lệnh này."""
    with errors_told():
        from app.work import work_off_waiting

        work_off_waiting(Settings.from_environment())
