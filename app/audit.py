"""`sohoa audit`: whether the audit log is as it was written, and its lines for whoever examines them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.console import err, errors_told, kept_records, out, output_file

if TYPE_CHECKING:
    from pipeline.keeping.audit import AuditLine

FLAWED = 3
SHOWN = 20

audit = typer.Typer(help="Nhật ký truy vết: ai đã làm gì, khi nào, để làm gì.", no_args_is_help=True)


@audit.command()
def verify() -> None:
    """Kiểm tra nhật ký có dòng nào bị sửa hay bị xóa không, và lưu một mốc mới vào kho.

    Kết thúc bằng 0 khi nhật ký nguyên vẹn, 3 khi không.
    """
    with errors_told():
        from flows.settings import Settings
        from flows.storage import open_blobs, open_records
        from pipeline.keeping.audit import keep_checkpoint, load_checkpoints

        settings = Settings.from_environment()
        records, blobs = open_records(settings), open_blobs(settings)
        checkpoints = load_checkpoints(blobs)
        head = records.audit_head()
        flaws = records.audit_flaws(checkpoints)
        for finding in flaws[:SHOWN]:
            err.print(f"Dòng {finding.number}: {finding.flaw}.")
        if flaws:
            err.print(f"[bold red]Nhật ký đã bị can thiệp[/]: {len(flaws)} chỗ.")
            raise typer.Exit(FLAWED)
        keep_checkpoint(blobs, head)
        out.print(f"Nhật ký nguyên vẹn: {head.number} dòng, {len(checkpoints)} mốc. Mã băm {head.sha256}")


@audit.command()
def export(
    to: Annotated[
        Path | None, typer.Option("--out", metavar="TỆP", help="Ghi vào tệp; không ghi là in ra.")
    ] = None,
) -> None:
    """Xuất nhật ký, mỗi dòng một việc (JSONL): mã, không có giá trị nào của công dân."""
    with errors_told():
        records = kept_records()
        for file in output_file(to):
            for line in records.audit_log():
                file.write(json.dumps(_row(line), ensure_ascii=False) + "\n")


def _row(line: AuditLine) -> dict[str, object]:
    """The line as JSON has it: what was logged beside its number, time (UTC) and hashes."""
    chain = {"previous_sha256": line.previous_sha256, "sha256": line.sha256}
    return {"number": line.number, "at": line.at.isoformat(), **asdict(line.entry), **chain}
