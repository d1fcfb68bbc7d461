"""Where a person sits: a small web page with the goal, a picture of the site, and buttons beside it.

One server on one address for any number of levels. The page is this recorder's own, so it can stand in any browser, on
this machine or (through ``ssh -L``, or with another host than 127.0.0.1) elsewhere. Its address holds a key that nobody
else knows; without the key every request is refused.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, Self

from webgen.demos.human.hand import Event, Hand
from webgen.demos.human.seat import Seat
from webgen.engines.base import VIEWPORT, Engine
from webgen.errors import EngineFault, InputError
from webgen.spec import Level
from webgen.trajectory import Row

HOLD_MS = 200  # a click waits so long for a second one
MAX_EVENT = 256 * 1024
KINDS = {
    "": ("panel.html", "text/html"), "panel.css": ("panel.css", "text/css"),
    "panel.js": ("panel.js", "text/javascript"), "editor.js": ("editor.js", "text/javascript"),
}  # fmt: skip
Journal = Callable[[list[Row]], None]


class Desk:
    """Serves the panel; :meth:`play` blocks until the person has ended a level.

    Args:
        engine: Chromium, running.
        host: the address to listen on; 127.0.0.1 is reached from this machine only.
        port: 0 takes any free one.
        hold_ms: how long a click waits for a second one.

    Raises:
        InputError: the address cannot be listened on.
    """

    def __init__(self, engine: Engine, *, host: str = "127.0.0.1", port: int = 0, hold_ms: int = HOLD_MS) -> None:
        self.engine, self.host, self.hold_ms = engine, host, hold_ms
        self.key = secrets.token_urlsafe(12)
        self.seat: Seat | None = None
        self.note = ""  # what the person is told above the page
        self._hand: Hand | None = None
        self._turn = 0  # counts events, so that the panel can tell an older answer from a newer one
        self._number = 0  # of the level, so that the panel knows when another one begins
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._cancelled = self._changed = False
        self._fault: EngineFault | None = None
        self._journal: Journal | None = None
        try:
            self._server = ThreadingHTTPServer((host, port), _answering(self))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"cannot listen on {host}:{port} ({reason.lower()}); choose another one") from None
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="webgen-desk", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where the panel is, seen from this machine."""
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://{shown}:{self.port}/{self.key}/"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ---- one level

    def play(
        self, level: Level, *, text: bool = False, begun: Iterable[Row] = (), journal: Journal | None = None, **more: Any
    ) -> Row | None:
        """Let a person play a level and return its line; None where the person cancelled it.

        Args:
            level: what is played.
            text: keep the snapshots themselves too.
            begun: steps of an earlier sitting, which are done again first.
            journal: is told all steps after every one of them.
            more: other keys of the line.

        Raises:
            EngineFault: the browser failed; what was done until then went to ``journal``.
        """
        seat = Seat(self.engine, level, text=text)
        try:
            if begun:
                seat.resume(begun)
            with self._lock:
                self.seat, self._hand, self._journal = seat, Hand(seat), journal
                self._cancelled, self._fault = False, None
                self._over.clear()
                self._number += 1
            while not self._over.wait(0.2):  # short, so that Ctrl+C is heard
                pass
            if self._fault is not None:
                raise self._fault
            return None if self._cancelled else seat.row(**more)
        finally:
            with self._lock:
                self.seat = self._hand = self._journal = None
            seat.close()

    def take(self, event: Event) -> dict[str, Any]:
        """Do one event of the panel and return what it shows next."""
        with self._lock:
            hand, self._changed = self._hand, False
            self._turn += 1
            if hand is not None and event.get("level") == self._number and not self._over.is_set():
                self._do(hand, event)
            return self.state(picture=event.get("kind") != "idle" or self._changed)

    def _do(self, hand: Hand, event: Event) -> None:
        seat = hand.seat
        before = (len(seat.steps), seat.episode)
        if event.get("kind") == "cancel":
            self._cancelled = True
            self._over.set()
            return
        try:
            hand.take(event)
        except EngineFault as fault:
            self._fault = fault
            self._over.set()
            return
        except InputError as error:
            hand.said = str(error)
        self._changed = before != (len(seat.steps), seat.episode)
        if self._changed and self._journal is not None:
            self._journal(seat.steps)
        if seat.ended:
            self._over.set()

    def state(self, *, picture: bool = True) -> dict[str, Any]:
        """Return what the panel shows, as JSON."""
        with self._lock:
            hand, seat = self._hand, self.seat
            shown: dict[str, Any] = {"level": self._number, "turn": self._turn, "note": self.note, "hold": self.hold_ms, "viewport": VIEWPORT}
            if hand is None or seat is None or self._over.is_set():
                return shown | {"over": True}
            try:
                return shown | self._shown(hand, seat, picture)
            except EngineFault as fault:
                self._fault = fault
                self._over.set()
                return shown | {"over": True, "note": str(fault)}

    def _shown(self, hand: Hand, seat: Seat, picture: bool) -> dict[str, Any]:
        now = seat.episode.snapshot
        task = seat.level.task
        shown = {
            "goal": task.goal,
            "asks": task.answer is not None,
            "url": now.url,
            "title": now.title,
            "tab": now.tab,
            "tabs": now.tabs,
            "said": hand.said,
            "failed": seat.error is not None,
            "difference": seat.difference,
            "copied": hand.copied,
            "menu": hand.menu,
            "focus": hand.laid or seat.glass.focused(),
            "files": sorted(seat.episode.session.world.files),
            "steps": seat.told,
            "limit": seat.level.max_steps,
        }
        if picture:
            shown["picture"] = base64.b64encode(seat.glass.picture()).decode()
        return shown


# ---- the server


def _answering(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            """Say nothing: the terminal is the person's."""

        def _asked(self) -> str | None:
            """Return what is asked for behind the key; None, and a refusal, where the key is not right."""
            path = self.path.partition("?")[0]
            _, key, *rest = path.split("/", 2) + [""]
            if secrets.compare_digest(key.encode(), desk.key.encode()) and path.count("/") > 1:
                return rest[0]
            self._send(404, "text/plain", b"The address is not complete; use the one that the terminal shows.")
            return None

        def do_GET(self) -> None:
            """Send the panel, its parts, or what it shows."""
            asked = self._asked()
            if asked is None:
                return
            if asked == "state":
                self._json(desk.state())
            elif asked in KINDS:
                name, kind = KINDS[asked]
                self._send(200, kind, (resources.files(__package__) / name).read_bytes())
            else:
                self._send(404, "text/plain", b"There is no such page.")

        def do_POST(self) -> None:
            """Do an event."""
            asked = self._asked()
            if asked != "event":
                self.close_connection = True  # what was sent along is not read
                if asked is not None:
                    self._send(404, "text/plain", b"Events go to event.")
                return
            size = self.headers.get("content-length", "")
            if not size.isdigit() or int(size) > MAX_EVENT:
                self.close_connection = True
                self._send(413, "text/plain", b"The event is too long.")
                return
            try:
                event = json.loads(self.rfile.read(int(size)))
            except (ValueError, RecursionError):
                event = None
            if not isinstance(event, dict):
                self._send(400, "text/plain", b"An event is a JSON object.")
                return
            self._json(desk.take(event))

        def _json(self, value: object) -> None:
            self._send(200, "application/json", json.dumps(value, ensure_ascii=False).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.send_header("cache-control", "no-store")
            self.send_header("referrer-policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body)

    return Answer
