"""`sohoa reuse`: corrections that wait for a clerk, and what was given out once."""

from __future__ import annotations

from typing import Annotated

import typer

from app.console import errors_told, out
from pipeline.keeping.records import Records

reuse = typer.Typer(help="Dùng lại những gì đã có.", no_args_is_help=True)

CorrectionId = Annotated[str, typer.Argument(metavar="MÃ", help="Mã đề nghị sửa.", show_default=False)]
Who = Annotated[str, typer.Option(metavar="TÊN", help="Cán bộ quyết định.")]


@reuse.command("corrections")
def list_corrections() -> None:
    """Các đề nghị sửa đang chờ cán bộ."""
    with errors_told():
        from models.reuse import load_reuse_policy

        captions = load_reuse_policy().attributes
        for citizen_id, asked in _records().waiting_corrections():
            told = f"{captions[asked.attribute].caption} → {asked.value or '(bỏ)'}"
            out.print(f"{asked.correction_id}  {citizen_id}  {told}", markup=False)


@reuse.command("accept")
def accept(correction_id: CorrectionId, who: Who) -> None:
    """Chấp nhận đề nghị: từ nay giá trị mới có hiệu lực."""
    with errors_told():
        _records().decide_correction(correction_id, accepted=True, who=who)
        out.print("Đã chấp nhận.")


@reuse.command("refuse")
def refuse(correction_id: CorrectionId, who: Who) -> None:
    """Không chấp nhận: giá trị cũ lại có hiệu lực."""
    with errors_told():
        _records().decide_correction(correction_id, accepted=False, who=who)
        out.print("Đã từ chối.")


@reuse.command("explain")
def explain(
    exchange_id: Annotated[str, typer.Argument(metavar="MÃ", help="Mã lần hỏi.", show_default=False)],
) -> None:
    """Lần hỏi này đã nhận được gì: từng giá trị, từ giấy tờ nào, ai hỏi, để làm gì."""
    with errors_told():
        from flows.reuse import given_value

        records = _records()
        exchange, items = records.exchange(exchange_id)
        told = f"{exchange.procedure}  {exchange.dossier_code}  {exchange.official}: {exchange.purpose}"
        out.print(told, markup=False)
        for item in items:
            value = given_value(records, item)
            source = f"{item.document_id or ''} {item.field or ''} {item.revision or ''}".rstrip()
            out.print(
                f"  {item.name}  {item.state}  {value or ''}  {source}  {item.outcome or ''}", markup=False
            )
        for line in records.audit_lines(exchange_id):
            out.print(f"  {line.at.isoformat()}  {line.entry.who}  {line.entry.action}", markup=False)


def _records() -> Records:
    from flows.settings import Settings
    from flows.workshop import open_records

    return open_records(Settings.from_environment())
