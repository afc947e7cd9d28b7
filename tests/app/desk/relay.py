"""What lies between a browser and the desk, and can fail: a relay that tests cut where they must.

Playwright's own interception and its `set_offline` are no use for that: they ask the browser to cut, and what
the page sends before all of the browser's processes know goes through: now and then nothing is cut.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.app.desk.kit import Served

SECONDS = 180  # for one answer; the machine may be busy
CHUNK = 1 << 16  # bytes


@dataclass
class Cut:
    """The next request that begins like `of` (`PUT /path`) gets no answer, or the next but `before`.
    `arrives`: whether the desk takes and keeps it all the same. `then` is done before the browser knows.
    `told`: whether the browser is told that the connection ended; else it lies there as if it lived."""

    of: str
    then: Callable[[], None] | None = None
    arrives: bool = True
    before: int = 0
    told: bool = True


class Relay(ThreadingHTTPServer):
    """Passes on what comes in, one request a connection; while `away`, nothing arrives and nothing is
    answered. `seen`: the requests that came in, as `PUT /path?query`, in their order."""

    daemon_threads = True

    def __init__(self, desk: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.desk = desk
        self.away = False
        self.cut: Cut | None = None
        self.seen: list[str] = []
        self.over = threading.Event()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def go_away(self) -> None:
        self.away = True

    def take(self, request: str) -> Cut | None:
        """Note a request; the cut that it meets, if it meets one."""
        with self._lock:
            self.seen.append(request)
            cut = self.cut
            if cut is None or not request.startswith(cut.of):
                return None
            cut.before -= 1
            if cut.before >= 0:
                return None
            self.cut = None
            return cut


class _Passing(BaseHTTPRequestHandler):
    """One request, passed on as it came but for `Connection: close`: with it its connection ends."""

    server: Relay

    def handle_one_request(self) -> None:
        with contextlib.suppress(OSError):  # one side is gone: the other is let go too
            super().handle_one_request()
        self.close_connection = True

    def pass_on(self) -> None:
        request = self._head() + self.rfile.read(int(self.headers.get("Content-Length", 0)))
        cut = self.server.take(f"{self.command} {self.path}")
        if self.server.away:
            return
        if cut is None:
            for part in self._answer(request):
                self.wfile.write(part)
            return
        if cut.arrives:
            for _ in self._answer(request):  # whoever has the whole answer knows that it is kept
                pass
        if cut.then:
            cut.then()
        if not cut.told:
            self.server.over.wait()

    do_GET = do_HEAD = do_POST = do_PUT = pass_on

    def _head(self) -> bytes:
        del self.headers["Connection"]
        told = [f"{name}: {value}" for name, value in self.headers.items()]
        lines = [f"{self.command} {self.path} HTTP/1.1", *told, "Connection: close", "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _answer(self, request: bytes) -> Iterator[bytes]:
        with socket.create_connection(self.server.desk, timeout=SECONDS) as desk:
            desk.sendall(request)
            while part := desk.recv(CHUNK):
                yield part

    def log_message(self, *told: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def relayed(served: Served) -> Iterator[tuple[Served, Relay]]:
    """The desk as it is seen through a relay, and the relay."""
    desk = urlsplit(served.url)
    assert desk.hostname and desk.port
    with Relay((desk.hostname, desk.port)) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        try:
            yield Served(relay.url, served.data_dir, served.records), relay
        finally:
            relay.over.set()
            relay.shutdown()
