"""`sohoa indicators`: the numbers that show whether people are spared."""

from __future__ import annotations

import datetime as dt
import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from app.console import errors_told, kept_records, out


class By(StrEnum):
    LEVEL = "level"
    OFFICE = "office"
    SECTOR = "sector"


class Format(StrEnum):
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    PORTAL = "portal"


_DAY = ["%Y-%m-%d"]


def indicators(
    first: Annotated[dt.datetime, typer.Option("--from", formats=_DAY, metavar="NGÀY", help="Ngày đầu kỳ.")],
    last: Annotated[dt.datetime, typer.Option("--to", formats=_DAY, metavar="NGÀY", help="Ngày cuối kỳ.")],
    by: Annotated[list[By] | None, typer.Option(help="Chia theo cấp, đơn vị, lĩnh vực.")] = None,
    format: Annotated[Format, typer.Option(help="Cách ghi; portal: các cờ của Cổng DVCQG.")] = Format.TEXT,
) -> None:
    """Các chỉ số của những hồ sơ nhận trong kỳ, kèm công thức; chỉ tính từ dữ liệu đã ghi."""
    with errors_told():
        from models.indicators import load_indicators
        from pipeline.reuse.indicators import compute, rate_rows, write_rates
        from pipeline.reuse.portal import portal_rows

        rules = load_indicators()
        cases = kept_records().cases(first.date(), last.date())
        if format is Format.PORTAL:
            for row in portal_rows(cases):
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            return
        groups = compute(cases, rules, last.date(), by=[one.value for one in by or ()])
        rows = rate_rows(groups, rules)
        if format is Format.CSV:
            write_rates(rows, sys.stdout)
            return
        if format is Format.JSON:
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
            return
        for group in groups:
            out.print(f"\n[bold]{group.key or 'Tất cả'}[/]: {group.dossiers} hồ sơ")
            for rate in group.rates:
                percent = "không có" if rate.percent is None else f"{rate.percent} %"
                target = f" (chỉ tiêu {rate.rule.target:g} %)" if rate.rule.target else ""
                counts = f"{rate.numerator}/{rate.denominator}"
                out.print(f"  {rate.rule.code:7} {rate.rule.caption}: {percent}, {counts}{target}")
            out.print(
                f"  Đỡ sao chụp {group.pages_saved} trang; đỡ khoảng {group.minutes_saved} phút của cán bộ"
            )
        out.print(f"\nCông thức của từng chỉ số: --format csv; phiên bản {rules.version}")
