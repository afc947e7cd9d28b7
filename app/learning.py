"""`sohoa learn`: weights of matching from what clerks answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.console import errors_told, out
from flows.settings import Settings


def learn(
    to: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp trọng số mới.", show_default=False)],
    queries: Annotated[
        Path | None,
        typer.Option("--queries", metavar="TỆP", help="Học từ tệp này mà không cần nhãn (EM)."),
    ] = None,
) -> None:
    """Ước lượng lại trọng số so khớp từ câu trả lời của cán bộ và cho biết sẽ thay đổi gì; chưa đổi gì cả."""
    with errors_told():
        from flows.learn import learn as estimate
        from flows.learn import write_weights
        from flows.storage import open_records
        from models.matching import load_matching

        settings = Settings.from_environment()
        matching = load_matching(settings.weights)
        learned = estimate(open_records(settings), matching, queries)
        write_weights(learned, matching, to)
        out.print(
            f"Học từ {learned.taught} cặp; thử trên {learned.held_back} cặp cán bộ đã trả lời, để riêng."
        )
        for caption, one in (("Trọng số đang dùng", learned.before), ("Trọng số mới", learned.after)):
            out.print(
                f"{caption}: khớp {one.matched} cặp, sai {one.matched - one.right}, "
                f"đúng {_exactly(one.precision)}, tìm được {_exactly(one.recall)}."
            )
        out.print("Chưa có gì thay đổi. Để dùng trọng số mới, đặt SOHOA_WEIGHTS là tệp này.")


def _exactly(share: float) -> str:
    return f"{100 * share:.2f} %".replace(".", ",")
