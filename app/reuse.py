"""`sohoa reuse`: asking, corrections that wait for a clerk, and what was given out once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.console import FAILED, err, errors_told, kept_records, out

reuse = typer.Typer(help="Dùng lại những gì đã có.", no_args_is_help=True)

CorrectionId = Annotated[str, typer.Argument(metavar="MÃ", help="Mã đề nghị sửa.", show_default=False)]
CitizenId = Annotated[str, typer.Argument(metavar="MÃ", help="Mã công dân.", show_default=False)]
Reason = Annotated[str, typer.Option(metavar="CHỮ", help="Vì sao.")]
Who = Annotated[str, typer.Option(metavar="TÊN", help="Cán bộ quyết định.")]


@reuse.command("ask")
def ask(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Yêu cầu, JSON như trong docs/reuse.md.")],
    client: Annotated[str, typer.Option(metavar="MÃ", help="Mã hệ thống; khóa ở SOHOA_CLIENT_SECRET.")],
    url: Annotated[str, typer.Option(help="Địa chỉ của sohoa serve.")] = "http://127.0.0.1:8080",
) -> None:
    """Hỏi để dùng lại, như một hệ thống một cửa hỏi, và in câu trả lời (JSON)."""
    from pydantic import ValidationError

    from app.api.client import NotSignedInError, RefusedError, ReuseClient
    from app.api.shapes import Ask

    asker = ReuseClient(url, client, os.environ.get("SOHOA_CLIENT_SECRET", ""))
    try:
        given = asker.ask(Ask.model_validate_json(file.read_bytes()))
    except ValidationError as error:
        _fail(
            "Yêu cầu không đúng mẫu: " + ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        )
    except NotSignedInError:
        _fail("Mã hệ thống hoặc khóa không đúng.")
    except RefusedError as error:
        _fail(f"{error.problem.code}: {error.problem.title} {error.problem.detail}")
    except OSError:
        _fail("Không gọi được máy chủ, hoặc không đọc được tệp.")
    else:
        out.print(given.model_dump_json(indent=1), markup=False)


def _fail(sentence: str) -> NoReturn:
    err.print(sentence, markup=False)
    raise typer.Exit(FAILED)


@reuse.command("corrections")
def list_corrections() -> None:
    """Các đề nghị sửa đang chờ cán bộ."""
    with errors_told():
        from models.reuse import load_reuse_policy

        captions = load_reuse_policy().attributes
        for citizen_id, asked in kept_records().waiting_corrections():
            told = f"{captions[asked.attribute].caption} → {asked.value or '(bỏ)'}"
            out.print(f"{asked.correction_id}  {citizen_id}  {told}", markup=False)


@reuse.command("accept")
def accept(correction_id: CorrectionId, who: Who) -> None:
    """Chấp nhận đề nghị: từ nay giá trị mới có hiệu lực."""
    with errors_told():
        kept_records().decide_correction(correction_id, accepted=True, who=who)
        out.print("Đã chấp nhận.")


@reuse.command("refuse")
def refuse(correction_id: CorrectionId, who: Who) -> None:
    """Không chấp nhận: giá trị cũ lại có hiệu lực."""
    with errors_told():
        kept_records().decide_correction(correction_id, accepted=False, who=who)
        out.print("Đã từ chối.")


@reuse.command("person")
def person(
    citizen_id: CitizenId,
    who: Annotated[str, typer.Option(metavar="TÊN", help="Cán bộ xem.")],
    purpose: Annotated[str, typer.Option(metavar="CHỮ", help="Để làm gì.")],
    pdf: Annotated[Path | None, typer.Option(metavar="TỆP", help="In thành PDF cho người đó.")] = None,
) -> None:
    """Mọi điều đang giữ về một người, và ai đã hỏi gì, để làm gì (JSON); lần xem này cũng được ghi lại."""
    with errors_told():
        from app.papers.codes import new_print_id
        from app.papers.days import today
        from app.papers.person import own_paper
        from flows.own_view import own_view
        from pipeline.keeping.audit import AuditEntry
        from pipeline.printing.paper import print_pdf

        records = kept_records()
        view = own_view(records, citizen_id, dt.date.today())
        text, subjects = json.dumps(view, ensure_ascii=False, indent=1), [citizen_id]
        content = text.encode()
        if pdf is not None:
            subjects.append(new_print_id())
            content = print_pdf(own_paper(view, subjects[1], today()), dt.datetime.now(dt.UTC))
        digest = hashlib.sha256(content).hexdigest()
        records.audit(AuditEntry(f"clerk:{who}", "person.view", purpose, tuple(subjects), {}, digest))
        if pdf is not None:
            pdf.write_bytes(content)
        else:
            out.print(text, markup=False)


@reuse.command("restrict")
def restrict(citizen_id: CitizenId, who: Who, reason: Reason) -> None:
    """Từ nay không cho ai dùng lại điều gì của người này (Luật 91/2025/QH15)."""
    with errors_told():
        kept_records().restrict(citizen_id, reason=reason, who=who)
        out.print("Đã hạn chế.")


@reuse.command("lift")
def lift(citizen_id: CitizenId, who: Who) -> None:
    """Bỏ hạn chế."""
    with errors_told():
        kept_records().lift_restrictions(citizen_id, who=who)
        out.print("Đã bỏ hạn chế.")


@reuse.command("explain")
def explain(
    exchange_id: Annotated[str, typer.Argument(metavar="MÃ", help="Mã lần hỏi.", show_default=False)],
) -> None:
    """Lần hỏi này đã nhận được gì: từng giá trị, từ giấy tờ nào, ai hỏi, để làm gì."""
    with errors_told():
        from flows.reuse import given_value

        records = kept_records()
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
