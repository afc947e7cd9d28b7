"""`sohoa client`: the systems that may ask for reuse."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from app.console import CONSOLE, FAILED, err, errors_told, kept_records, out

client = typer.Typer(help="Các hệ thống được hỏi để dùng lại.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="MÃ", help="Mã của hệ thống.", show_default=False)]


@client.command("add")
def add_client(
    client_id: Id,
    agency: Annotated[str, typer.Option(metavar="MÃ", help="Mã định danh cơ quan, như H15.102.")],
    name: Annotated[str, typer.Option(metavar="TÊN", help="Tên hệ thống.")] = "",
    procedure: Annotated[list[str] | None, typer.Option(metavar="MÃ", help="Thủ tục được hỏi.")] = None,
    attribute: Annotated[list[str] | None, typer.Option(metavar="TÊN", help="Thông tin được lấy.")] = None,
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="Được lấy cả giá trị chưa ai xác nhận.")
    ] = False,
    documents: Annotated[
        bool, typer.Option("--documents", help="Được gửi và tải cả giấy tờ theo DocCode.")
    ] = False,
    per_minute: Annotated[int, typer.Option(min=1, metavar="SỐ", help="Số lần hỏi mỗi phút.")] = 600,
) -> None:
    """Thêm một hệ thống và in khóa bí mật của nó, một lần duy nhất."""
    with errors_told():
        from app.api.tokens import hashed, new_secret
        from pipeline.keeping.rows.reuse import Client

        secret = new_secret()
        added = Client(
            id=client_id,
            name=name or client_id,
            agency=agency,
            procedures=tuple(procedure or ("*",)),
            attributes=tuple(attribute or ("*",)),
            unconfirmed=unconfirmed,
            documents=documents,
            per_minute=per_minute,
        )
        kept_records().add_client(added, hashed(secret), CONSOLE)
        out.print(f"client_id={client_id}\nclient_secret={secret}", markup=False)


@client.command("rotate")
def rotate_secret(
    client_id: Id,
    hours: Annotated[int, typer.Option(min=0, help="Khóa cũ còn dùng được mấy giờ.")] = 24,
) -> None:
    """In một khóa mới; khóa cũ còn dùng được một thời gian, nên không hệ thống nào phải ngừng."""
    with errors_told():
        from app.api.tokens import hashed, new_secret

        secret = new_secret()
        until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
        kept_records().add_client_secret(client_id, hashed(secret), until, CONSOLE)
        out.print(f"client_id={client_id}\nclient_secret={secret}", markup=False)


@client.command("certificate")
def add_certificate(
    client_id: Id,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Chứng thư (PEM).", show_default=False)],
    hours: Annotated[int, typer.Option(min=0, help="Chứng thư cũ còn dùng được mấy giờ.")] = 24,
) -> None:
    """Cho hệ thống đăng nhập bằng chứng thư này (mTLS) thay cho khóa; chứng thư cũ còn dùng một thời gian."""
    with errors_told():
        from app.api.certificates import thumbprint

        try:
            sha256 = thumbprint(file.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError):
            sha256 = None
        if sha256 is None:
            err.print("Tệp không phải là một chứng thư PEM.")
            raise typer.Exit(FAILED)
        until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
        kept_records().add_client_certificate(client_id, sha256, until, CONSOLE)
        out.print(f"client_id={client_id}\nsha256={sha256}", markup=False)


@client.command("disable")
def disable_client(client_id: Id) -> None:
    """Không cho hệ thống này hỏi nữa, kể từ ngay lúc này."""
    with errors_told():
        kept_records().disable_client(client_id, CONSOLE)
        out.print(f"Đã ngừng {client_id}.", markup=False)


@client.command("list")
def list_clients() -> None:
    """Các hệ thống và những gì chúng được hỏi."""
    with errors_told():
        for one in kept_records().clients():
            asks = f"thủ tục {', '.join(one.procedures)}; thông tin {', '.join(one.attributes)}"
            out.print(f"{one.id}  {one.agency}  {one.name}: {asks}", markup=False)
