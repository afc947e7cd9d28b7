"""`sohoa register`: the copy of the citizens' records, and its care."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.console import err, errors_told, kept_records, out

if TYPE_CHECKING:  # imported where it is used: help and errors come at once
    from pipeline.keeping.register import ImportReport

SOME_FAILED = 3

register = typer.Typer(help="Hồ sơ công dân đã có.", no_args_is_help=True)

Kept = Annotated[str, typer.Argument(metavar="MÃ", help="Mã công dân (citizen_id) được giữ.")]
Other = Annotated[str, typer.Argument(metavar="MÃ-KIA", help="Mã công dân kia.")]
Who = Annotated[str, typer.Option("--who", metavar="TÊN", help="Người quyết định.", show_default=False)]


@register.command("import")
def import_register(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp CSV (UTF-8) hoặc Parquet.")],
    source: Annotated[str, typer.Option(metavar="TÊN", help="Nguồn của danh sách.")] = "register",
) -> None:
    """Nhập danh sách công dân; chạy lại được, dòng không đổi thì giữ nguyên."""
    with errors_told():
        from flows import register as flow

        records = kept_records()
        report = flow.import_register(file, records, source, _nothing)
        _tell(report)


@register.command("identifiers")
def import_identifiers(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP", help="CSV hoặc Parquet: citizen_id, kind, value, valid_from, valid_to."
        ),
    ],
    source: Annotated[str, typer.Option(metavar="TÊN", help="Nguồn của danh sách.")] = "register",
) -> None:
    """Nhập số và tên khác của công dân: số định danh cũ, CMND, hộ chiếu, tên cũ; chạy lại được."""
    with errors_told():
        from flows import register as flow

        _tell(flow.import_identifiers(file, kept_records(), source))


@register.command("remove")
def remove_citizens(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Mỗi dòng một mã công dân (citizen_id).")],
    source: Annotated[str, typer.Option(metavar="TÊN", help="Nguồn của danh sách.")] = "register",
) -> None:
    """Bỏ những công dân mà hệ thống gốc không còn; điều đã ghi về họ vẫn được giữ."""
    with errors_told():
        from flows import register as flow

        out.print(f"Đã bỏ {flow.remove_listed(file, kept_records(), source)} công dân.")


@register.command("rekey")
def rekey() -> None:
    """Làm lại khóa tìm của mọi công dân khi phiên bản mới của Sohoa tìm theo cách khác (lỗi E311)."""
    with errors_told():
        from flows.rekey import rekey_register

        count = rekey_register(kept_records())
        out.print(f"Đã làm lại khóa tìm của {count} công dân.")


@register.command("duplicates")
def find_duplicates(
    to: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp kết quả, JSONL.", show_default=False)],
) -> None:
    """Tìm những hồ sơ có thể là của cùng một công dân, để người xem xét."""
    with errors_told():
        from flows.duplicates import write_duplicates

        kept_records().close()  # brings the tables up to date
        with to.open("w", encoding="utf-8") as file:
            out.print(f"Nghi trùng {write_duplicates(file)} cặp.")


@register.command("merge")
def merge_citizens(kept: Kept, other: Other, who: Who) -> None:
    """Ghi nhận hai hồ sơ là của một công dân; có hiệu lực khi hai người cùng xác nhận."""
    with errors_told():
        holds = kept_records().merge_citizens(kept, other, who)
        out.print("Hai hồ sơ nay là một công dân." if holds else "Đã ghi; chờ người thứ hai xác nhận.")


@register.command("split")
def split_citizens(kept: Kept, other: Other, who: Who) -> None:
    """Tách lại hai hồ sơ đã ghép; cả hai trở lại như cũ."""
    with errors_told():
        undone = kept_records().split_citizens(kept, other, who)
        out.print("Đã tách lại." if undone else "Hai hồ sơ này không được ghép.")


def _nothing(_rows: int) -> None:
    """An import is quick; it needs no progress."""


def _tell(report: ImportReport) -> None:
    from app.wording import error_of

    out.print(f"Mới hoặc thay đổi {report.imported}, không đổi {report.unchanged}, ", end="")
    out.print(f"không dùng được {report.bad}.")
    for row_number, code in report.bad_rows:
        err.print(f"Dòng {row_number}: {code} {error_of(code).sentence}")
    if report.bad:
        raise typer.Exit(SOME_FAILED)
