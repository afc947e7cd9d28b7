"""Several processes that answer together at one address."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

BACKLOG = 2048  # connections that may wait to be taken


def serve_together(config: uvicorn.Config) -> None:
    """Answer until a signal comes, with `config.workers` processes. Ends the program if the address is
    taken."""
    if config.workers > 1:
        with config.bind_socket() as free:
            config.port = free.getsockname()[1]
        Multiprocess(config, OwnListener(config.host, config.port)).run()
        return
    server = uvicorn.Server(config)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class OwnListener(list[socket.socket]):
    """What a process that is started gets as a socket of its own. The kernel shares connections out among
    these; of one common socket, the process that wakes first takes all connections that come at a time, and
    works while the others have nothing to do."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._address = host, port

    def __reduce__(self) -> tuple[Callable[[str, int], list[socket.socket]], tuple[str, int]]:
        return listening, self._address


def listening(host: str, port: int) -> list[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return [socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=True)]
