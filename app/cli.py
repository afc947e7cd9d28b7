"""The command line `sohoa`.

Exit codes: 0 all is accounted for and nothing failed; 2 the command could not be carried out; 3 it was, but
some file or page failed (see `sohoa status`); 130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from typer import rich_utils

from app.audit import audit
from app.clients import client
from app.console import errors_told, kept_records, out, output_file
from app.indicators import indicators
from app.learning import learn
from app.register import register
from app.reuse import reuse
from app.serving import serve, user, work_off
from app.webhooks import webhook
from flows.settings import Settings
from models.text import clean

if TYPE_CHECKING:  # imported where they are used: help and errors come at once
    from pipeline.keeping.objects import ObjectStore

SOME_FAILED = 3
INTERRUPTED = 130

app = typer.Typer(
    name="sohoa",
    help="Số hóa hồ sơ quét: đọc từng trang, nhận ra giấy tờ, rút và kiểm tra từng giá trị, tìm công dân.",
    epilog="Mã kết thúc: 0 xong, không lỗi · 2 không thực hiện được · 3 xong, có phần hỏng · 130 bị ngắt.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(register, name="register")
app.add_typer(audit, name="audit")
app.add_typer(user, name="user")
app.command()(serve)
app.command("work")(work_off)
app.command()(indicators)
app.command()(learn)
app.add_typer(client, name="client")
app.add_typer(reuse, name="reuse")
app.add_typer(webhook, name="webhook")

Batch = Annotated[str, typer.Argument(metavar="LÔ", help="Tên lô.", show_default=False)]
OptionalBatch = Annotated[
    str | None, typer.Argument(metavar="[LÔ]", help="Tên lô; không ghi là tất cả.", show_default=False)
]


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"


class Profile(StrEnum):
    STANDARD = "standard"
    STRICT = "strict"


@app.command()
def link(
    queries: Annotated[
        Path,
        typer.Argument(metavar="TỆP", help="Tệp JSONL, CSV hoặc Parquet.", show_default=False),
    ],
    to: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp kết quả, JSONL.", show_default=False)],
    profile: Annotated[Profile, typer.Option(help="Mức chặt chẽ của thủ tục.")] = Profile.STANDARD,
    explain: Annotated[bool, typer.Option("--explain", help="Ghi cả lý do.")] = False,
) -> None:
    """Tìm công dân cho từng dòng của một tệp: khớp, cần người xem (kèm ứng viên), hoặc không có."""
    with errors_told():
        from flows.workers import expect_work

        expect_work()
        from flows.link import link_file
        from models.dossier import MatchDecision

        kept_records().close()  # brings the tables up to date, for the processes that look
        for file in output_file(to):
            counts = link_file(queries, file, profile.value, explained=explain, progress=_nothing)
        out.print(f"Khớp {counts[MatchDecision.MATCH]}, cần xem {counts[MatchDecision.REVIEW]}, ", end="")
        out.print(f"không có {counts[MatchDecision.NONE]}.")


@app.command()
def digitise(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="ĐƯỜNG-DẪN", help="Tệp, thư mục hoặc ZIP.", show_default=False),
    ],
    batch: Annotated[str, typer.Option(metavar="TÊN", help="Tên lô.", show_default=False)],
    office: Annotated[str, typer.Option(metavar="MÃ", help="Đơn vị mà cán bộ được xem lô này.")] = "",
) -> None:
    """Số hóa các hồ sơ; chạy lại đúng lệnh này thì làm nốt phần còn lại, trang đã đọc không đọc lại.

    Mỗi thư mục con (hoặc mỗi tệp lẻ) là một hồ sơ. Kết thúc bằng 0 khi không có gì hỏng, 3 khi có tệp hoặc
    trang hỏng.
    """
    with errors_told():
        from app.work import digitise_paths

        _end_at_once_when_interrupted()
        whole = digitise_paths(Settings.from_environment(), paths, batch, clean(office))
        raise typer.Exit(0 if whole else SOME_FAILED)


@app.command()
def watch(
    folder: Annotated[
        Path, typer.Argument(metavar="THƯ-MỤC", help="Nơi máy quét bỏ tệp.", show_default=False)
    ],
    office: Annotated[str, typer.Option(metavar="MÃ", help="Đơn vị mà cán bộ được xem các lô này.")] = "",
) -> None:
    """Theo dõi một thư mục: tệp nào đã chép xong thì nộp, mỗi ngày một lô; `sohoa serve` đọc chúng."""
    with errors_told():
        import time

        from app.dropping import LOOK_SECONDS, DropFolder
        from models.errors import RecordsUnavailableError

        _end_at_once_when_interrupted()
        drop = DropFolder(folder, kept_records(), clean(office))
        out.print("Đang theo dõi (Ctrl-C để dừng)")
        while True:
            with contextlib.suppress(RecordsUnavailableError):  # what is there stays there until it is back
                if count := drop.look():
                    out.print(f"Đã nộp {count} tệp.")
            time.sleep(LOOK_SECONDS)


@app.command()
def retry(batch: OptionalBatch = None) -> None:
    """Thử lại những gì đã hỏng mà còn thử lại được."""
    with errors_told():
        from app.work import retry_batches

        _end_at_once_when_interrupted()
        whole = retry_batches(Settings.from_environment(), batch)
        raise typer.Exit(0 if whole else SOME_FAILED)


@app.command()
def status(
    batch: OptionalBatch = None,
    names: Annotated[bool, typer.Option("--names", help="Ghi cả tên hồ sơ và tên tệp.")] = False,
    pages: Annotated[
        bool, typer.Option("--pages", help="Ghi cả trang nên quét lại và chỗ có chữ chưa đọc được.")
    ] = False,
) -> None:
    """Số đếm theo trạng thái; lỗi kèm lý do và việc cần làm."""
    with errors_told():
        from app.remarks import print_remarks
        from app.report import print_batches, print_status

        records = kept_records()
        if batch is None:
            print_batches(out, records.batches())
        else:
            batch_id = records.find_batch(batch)
            print_status(out, batch, records.status(batch_id), names=names)
            if pages:
                print_remarks(out, records, _blobs(), batch_id)


@app.command()
def show(
    document: Annotated[str, typer.Argument(metavar="MÃ", help="Mã giấy tờ, hoặc phần đầu của mã.")],
) -> None:
    """Xem một giấy tờ: từng giá trị, độ tin cậy, vì sao, công dân nào, lưu ở đâu."""
    with errors_told():
        from app.show import print_document
        from flows.stored import StoredReadings

        records = kept_records()
        row = records.document(document)
        pages = [page for page in records.pages(row.document.scan_id) if page.number in row.document.pages]
        readings = StoredReadings(_blobs(), pages)
        print_document(out, row, records.receipts_of_scan(row.document.scan_id), readings)


@app.command()
def page(
    file: Annotated[Path, typer.Argument(metavar="ẢNH", help="Ảnh quét, PDF hoặc TIFF.")],
    number: Annotated[int, typer.Option("--number", metavar="SỐ", min=1, help="Trang thứ mấy.")] = 1,
    debug: Annotated[
        Path | None, typer.Option("--debug", metavar="THƯ-MỤC", help="Ghi ảnh của từng bước vào đây.")
    ] = None,
) -> None:
    """Đọc thử một trang mà không lưu gì, để thấy vì sao trang được đọc như vậy."""
    with errors_told():
        from app.page import show_page

        show_page(out, file, number, debug)


@app.command()
def export(
    batch: Batch,
    format: Annotated[
        Format, typer.Option(help="jsonl: một dòng một giấy tờ; csv: một dòng một giá trị.")
    ] = Format.JSONL,
    to: Annotated[
        Path | None, typer.Option("--out", metavar="TỆP", help="Ghi vào tệp; không ghi là in ra.")
    ] = None,
) -> None:
    """Xuất kết quả của một lô."""
    with errors_told():
        from app.exporting import batch_rows
        from pipeline.reuse.export import write_csv, write_jsonl

        records = kept_records()
        rows = batch_rows(records, records.find_batch(batch))
        write = write_jsonl if format is Format.JSONL else write_csv
        for file in output_file(to):
            write(rows, file)


def _blobs() -> ObjectStore:
    from flows.storage import open_blobs

    return open_blobs(Settings.from_environment())


def _nothing(_rows: int) -> None:
    """A batch is quick; it needs no progress."""


def _end_at_once_when_interrupted() -> None:
    """Ctrl-C may come at any moment, like a power cut, and what holds against that holds against it."""
    signal.signal(signal.SIGINT, _interrupted)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    os.write(2, "\nĐã ngắt. Chạy lại đúng lệnh này để làm tiếp; không có gì bị mất.\n".encode())
    os._exit(INTERRUPTED)


def main() -> None:
    rich_utils.ARGUMENTS_PANEL_TITLE = "Cần ghi"
    rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
    rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
    rich_utils.ERRORS_PANEL_TITLE = "Lỗi"
    try:
        app()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = SOME_FAILED
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # at once: Prefect would wait for a server that is no more


if __name__ == "__main__":
    main()
