"""Around every request: headers that keep browsers from doing what we did not ask for, and no change at
another site's bidding."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    # Everything from here, no script, style or handler written into a page, in no frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",  # pages hold personal data
}
_AS_SENT = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"  # clients sign in with a token of their own there, which no browser adds by itself


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(one for one in _AS_SENT if one[0] not in told),
                ]
            await send(message)

        if _is_foreign(scope):
            refusal = PlainTextResponse("Yêu cầu không đến từ trang của Sohoa.", 403)
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)


def _is_foreign(scope: Scope) -> bool:
    """Whether a browser says that another site's page wants to change something here."""
    if scope["method"] in SAFE or scope["path"].startswith(API):
        return False
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
