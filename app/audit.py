"""`sohoa audit`: whether the audit log is as it was written."""

from __future__ import annotations

import typer

from app.console import err, errors_told, out

FLAWED = 3
SHOWN = 20

audit = typer.Typer(help="Nhật ký truy vết: ai đã làm gì, khi nào, để làm gì.", no_args_is_help=True)


@audit.callback()
def _audit() -> None:
    """So that the only command keeps its name."""


@audit.command()
def verify() -> None:
    """Kiểm tra nhật ký có dòng nào bị sửa hay bị xóa không, và lưu một mốc mới vào kho.

    Kết thúc bằng 0 khi nhật ký nguyên vẹn, 3 khi không.
    """
    with errors_told():
        from flows.settings import Settings
        from flows.workshop import open_blobs, open_records
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
