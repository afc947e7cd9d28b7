"""What one-stop systems tell of their dossiers, so that the indicators can be counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.problems import OutOfScopeError
from app.api.shapes import CaseTold
from app.api.state import Here
from app.api.tokens import AskingClient, covers
from models.dossier import DOSSIER_CODE
from models.indicators import Case

router = APIRouter(tags=["hồ sơ"])


@router.put("/cases/{code}", summary="Báo tình trạng một hồ sơ", status_code=204, response_class=Response)
def tell(
    code: Annotated[str, Path(pattern=f"^{DOSSIER_CODE.pattern}$", max_length=60)],
    body: CaseTold,
    client: AskingClient,
    state: Here,
) -> Response:
    """What holds of the dossier now; told again it replaces what was told before."""
    if not covers(client, body.agency):
        raise OutOfScopeError
    state.records.tell_case(Case(code=code, **body.model_dump()), f"client:{client.id}")
    return Response(status_code=204)
