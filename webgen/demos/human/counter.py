"""The web server of the panel: a few pages, what the panel shows, and the events that it sends, all behind a key."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
from collections.abc import Callable
from importlib import resources
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from webgen.errors import InputError

MAX_EVENT = 256 * 1024  # bytes
KINDS = {
    "": ("panel.html", "text/html"), "panel.css": ("panel.css", "text/css"),
    "panel.js": ("panel.js", "text/javascript"), "editor.js": ("editor.js", "text/javascript"),
}  # fmt: skip
HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
Shown = dict[str, Any]


class Counter:
    """Serves a panel from a thread of its own.

    Args:
        show: returns what the panel shows, JSON-able.
        take: does an event of the panel and returns what it shows next.
        host: the address to listen on.
        port: 0 takes any free one.

    Raises:
        InputError: the address cannot be listened on.
    """

    def __init__(self, show: Callable[[], Shown], take: Callable[[Shown], Shown], *, host: str, port: int) -> None:
        self.key = secrets.token_urlsafe(12)
        self._show, self._take = show, take
        self._socket = _listen(host, port)
        self.port = int(self._socket.getsockname()[1])
        routes = [
            Route("/{key}/state", self._state),
            Route("/{key}/event", self._event, methods=["POST"]),
            Route("/{key}/{name:path}", self._part),
        ]
        app = Starlette(routes=routes)
        app.router.redirect_slashes = False
        self._server = uvicorn.Server(
            uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=self._run, name="webgen-desk", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def close(self) -> None:
        """Stop serving; open connections are dropped."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)
        self._socket.close()

    # ---- what it answers

    def _refused(self, request: Request) -> Response | None:
        if secrets.compare_digest(str(request.path_params["key"]).encode(), self.key.encode()):
            return None
        return PlainTextResponse("The address is not complete; use the one that the terminal shows.", 404, HEADERS)

    async def _state(self, request: Request) -> Response:
        return self._refused(request) or JSONResponse(await run_in_threadpool(self._show), headers=HEADERS)

    async def _part(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        if (refusal := self._refused(request)) is not None:
            return refusal
        if name not in KINDS:
            return PlainTextResponse("There is no such page.", 404, HEADERS)
        file, kind = KINDS[name]
        return Response((resources.files(__package__) / file).read_bytes(), media_type=kind, headers=HEADERS)

    async def _event(self, request: Request) -> Response:
        if (refusal := self._refused(request)) is not None:
            return refusal
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_EVENT:
                return PlainTextResponse("The event is too long.", 413, HEADERS | {"connection": "close"})
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            return PlainTextResponse("An event is a JSON object.", 400, HEADERS)
        return JSONResponse(await run_in_threadpool(self._take, event), headers=HEADERS)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, OverflowError) as error:
        raise _unreachable(host, port, error) from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(64)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _unreachable(host, port, error) from None
    return listener


def _unreachable(host: str, port: int, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"cannot listen on {host}:{port} ({reason.lower()}); choose another one")
