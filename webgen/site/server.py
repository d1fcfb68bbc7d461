"""Sites behind a loopback socket: the only module that knows about a web server.

One server serves many episodes. The browser says which one with the request header ``x-webgen-episode`` (set on its
context, out of reach of pages) and which site with ``Host``.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from webgen.engines.base import SiteLike
from webgen.errors import InputError
from webgen.site.forms import parse_form
from webgen.site.http import Request, Response

EPISODE_HEADER = "x-webgen-episode"
ELAPSED_HEADER = "x-webgen-elapsed"  # virtual ms since the current advance began, from the client script
LATENCY_HEADER = "X-Webgen-Latency"
MAX_BODY = 8 * 1024 * 1024
_OWN_HEADERS = frozenset({EPISODE_HEADER, ELAPSED_HEADER})
_log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wire = tuple[int, list[tuple[bytes, bytes]], bytes]  # status, header lines, body


class Episode:
    """One world being served: its sites, its virtual time and the first thing that went wrong in it.

    ``now`` is the virtual time in ms and follows the session; a live episode (a person's) takes real elapsed time.
    """

    def __init__(self, name: str, sites: Mapping[str, SiteLike], *, live: bool = False) -> None:
        self.name = name
        self.sites = dict(sites)
        self.lock = threading.RLock()
        self.fault: Exception | None = None
        self.requests = 0
        self._now = 0
        self._opened = time.monotonic() if live else None

    @property
    def now(self) -> int:
        """Virtual ms."""
        if self._opened is not None:
            return int((time.monotonic() - self._opened) * 1000)
        return self._now

    @now.setter
    def now(self, value: int) -> None:
        self._now = value

    def answer(self, host: str, request: Request) -> Wire:
        """Let the site of ``host`` answer; an exception in it becomes this episode's fault."""
        site = self.sites.get(host)
        if site is None:
            return _wire(request.method, _plain(f"No site {host!r} in this episode.", 404))
        with self.lock:
            self.requests += 1
            try:
                return _wire(request.method, site.handle(request))
            except Exception as error:  # noqa: BLE001 - whatever a site raises is the episode's fault
                _log.debug("site %s failed on %s %s", host, request.method, request.path, exc_info=True)
                self.fault = self.fault or error
                text = f"The site {host} failed on {request.method} {request.path}: {type(error).__name__}: {error}"
                return _wire("GET", _plain(text, 500))


class _OneWrite:
    """A transport that sends what one turn of the event loop writes as one packet.

    Head and body of a response come as separate writes; sent apart they meet delayed acknowledgements.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)

    def _flush(self) -> None:
        parts, self._parts = self._parts, []
        if parts and not self._transport.is_closing():
            self._transport.write(b"".join(parts))

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class _Protocol(HttpToolsProtocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast(asyncio.Transport, _OneWrite(transport)))


class SiteServer:
    """Serves episodes on 127.0.0.1 from a thread of its own.

    ``start()`` first; ``port`` 0 takes any free one.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._episodes: dict[str, Episode] = {}
        self._person: Episode | None = None
        self.outside: dict[str, str] = {}  # where a person's browser finds each of several sites
        self._names = itertools.count(1)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> SiteServer:
        """Begin to listen.

        Raises:
            InputError: the port is in use.
        """
        if self._thread is not None:
            return self
        listener = _listen(self.port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._answer,
            http=_Protocol,
            loop="asyncio",
            interface="asgi3",
            proxy_headers=False,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=3600,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener, ready), name="webgen-sites", daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        async def serve() -> None:
            assert self._server is not None
            asyncio.get_running_loop().call_soon(ready.set)  # the socket listens already
            await self._server.serve(sockets=[listener])

        try:
            asyncio.run(serve())
        finally:
            listener.close()

    @property
    def alive(self) -> bool:
        """Whether it is listening."""
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Stop listening; open connections are dropped."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(10)
        self._server = self._thread = None
        self._episodes.clear()
        self._person = None

    def __enter__(self) -> SiteServer:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def add(self, world_sites: Mapping[str, SiteLike]) -> str:
        """Serve a world's sites (by host) and return the episode's id."""
        name = f"e{next(self._names)}"
        self._episodes[name] = Episode(name, world_sites)
        return name

    def episode(self, name: str) -> Episode:
        """Return a served episode; KeyError where there is none."""
        return self._episodes[name]

    def remove(self, name: str) -> None:
        """Stop serving an episode."""
        self._episodes.pop(name, None)

    def open_for_person(self, sites: Mapping[str, SiteLike]) -> str:
        """Serve sites to a person's own browser, in real time, and return the address of the first.

        One site is at the address of this machine. Several are at names under ``localhost``, which browsers take for
        this machine; links from one to the other are written anew on their way out.

        Raises:
            InputError: there is no site.
        """
        if not sites:
            raise InputError("a person's browser needs a site, and there is none")
        self._person = Episode("person", sites, live=True)
        self.outside = {host: f"{host.removesuffix('.test')}.localhost:{self.port}" for host in sites} if len(sites) > 1 else {}
        return f"http://{self.outside.get(next(iter(sites)), f'127.0.0.1:{self.port}')}/"

    def said_outside(self, text: str) -> str:
        """Return a text with the addresses of sites as the person's own browser finds them."""
        for host, place in self.outside.items():
            text = text.replace(f"http://{host}", f"http://{place}")
        return text

    @property
    def person(self) -> Episode | None:
        """The episode a person is in."""
        return self._person

    def _find(self, headers: Mapping[str, str]) -> tuple[Episode, str] | str:
        """Return episode and host, or the sentence that says what is missing."""
        host = headers.get("host", "").lower()
        name = headers.get(EPISODE_HEADER)
        if name is not None:
            episode = self._episodes.get(name)
            return (episode, host.removesuffix(":80")) if episode else f"No episode {name!r} is being served."
        if self._person is not None:
            if host in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
                return self._person, next(iter(self._person.sites))
            if (site := next((site for site, place in self.outside.items() if place == host), None)) is not None:
                return self._person, site
        return f"No episode: the request to {host!r} has no {EPISODE_HEADER} header."

    async def _answer(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        headers = _headers(scope["headers"])
        found = self._find(headers)
        if isinstance(found, str):
            await _send(send, *_wire("GET", _plain(found, 404)))
            return
        episode, host = found
        if scope["path"] == "/favicon.ico":  # browsers ask for it by themselves; no site has one
            await _send(send, *_wire("GET", Response(status=204, headers={"cache-control": "max-age=86400"})))
            return
        body = await _body(receive)
        if body is None:
            await _send(send, *_wire("GET", _plain("The request is too long.", 413)))
            return
        elapsed = headers.get(ELAPSED_HEADER, "")
        now = episode.now + (int(elapsed) if elapsed.isascii() and elapsed.isdigit() and len(elapsed) < 7 else 0)
        request = Request(
            method=scope["method"],
            path=unquote(scope["raw_path"].decode("latin-1")),
            query=tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
            form=await parse_form(headers.get("content-type", ""), body),
            headers={key: value for key, value in headers.items() if key not in _OWN_HEADERS} | {"host": host},
            cookies=parse_cookies(headers.get("cookie", "")),
            now=now,
        )
        status, lines, sent = episode.answer(host, request)
        if episode is self._person and self.outside:
            sent = self.said_outside(sent.decode("utf-8")).encode("utf-8")
            length = str(len(sent)).encode()
            lines = [(name, length if name == b"content-length" else self.said_outside(value.decode("latin-1")).encode("latin-1")) for name, value in lines]
        await _send(send, status, lines, sent)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(512)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(
            f"cannot listen on 127.0.0.1:{port} ({reason.lower()}); choose another port, or 0 for any free one"
        ) from None
    return listener


def parse_cookies(text: str) -> dict[str, str]:
    """Read a ``Cookie`` header; of cookies with the same name the first counts."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and name:
            found.setdefault(name, value)
    return found


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}


async def _body(receive: Receive) -> bytes | None:
    """Read a request body; None where it is too long."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _plain(text: str, status: int) -> Response:
    return Response(text, status, {"content-type": "text/plain; charset=utf-8"})


def _wire(method: str, response: Response) -> Wire:
    """Turn a response into status, header lines and body; ValueError for a header that cannot be sent."""
    body = b"" if response.status in (204, 304) else response.body.encode("utf-8")
    headers = {name.lower(): value for name, value in response.headers.items()}
    headers.setdefault("content-type", "text/html; charset=utf-8")
    if method != "POST":
        # A page shown again (back, reload) is asked for again; what answered a POST cannot be and stays in memory.
        headers.setdefault("cache-control", "no-store")
    if response.latency > 0:
        headers[LATENCY_HEADER.lower()] = str(response.latency)
    lines = list(headers.items())
    for name, value in response.cookies.items():
        lines.append(("set-cookie", f"{name}={value}; path=/; SameSite=Lax; HttpOnly"))
    for name, value in lines:
        if "\r" in value or "\n" in value or "\0" in value:
            raise ValueError(f"the header {name} holds a line break: {value!r}")
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines]
    return response.status, [*raw, (b"content-length", str(len(body)).encode())], body


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
