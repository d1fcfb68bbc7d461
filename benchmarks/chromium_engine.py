"""How fast the Chromium engine is: in-page steps, navigations, resets, and steps per second over several pages.

    python benchmarks/chromium_engine.py [--steps 60] [--pages 8]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from webgen.actions import Click
from webgen.engines.base import World
from webgen.engines.chromium.session import ChromiumEngine, ChromiumSession
from webgen.site.http import Request, Response

CLIENT = """
window.webgen = {advance: (ms) => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))};
addEventListener("click", (event) => {
  const button = event.target.closest("[data-count]");
  if (button) button.dataset.count = button.textContent = 1 + Number(button.dataset.count);
});
"""


class Plain:
    """A site of pages with about a hundred elements."""

    def handle(self, request: Request) -> Response:
        if request.path == "/static/client.js":
            headers = {"content-type": "text/javascript", "cache-control": "max-age=999, immutable"}
            return Response(CLIENT, headers=headers)
        number = int(request.path.strip("/") or 0)
        links = "".join(f'<li><a href="/{number + at}">Page {number + at}</a></li>' for at in range(1, 16))
        fields = "".join(f"<p><label>Field {at} <input name=f{at}></label></p>" for at in range(12))
        buttons = "".join(f'<button type="button" data-count="0">0</button> text {at} ' for at in range(16))
        return Response(
            f"<!doctype html><title>Page {number}</title><script src=/static/client.js></script>"
            f"<nav><ul>{links}</ul></nav><main><h1>Page {number}</h1><form>{fields}</form>{buttons}</main>"
        )

    def checkpoint(self) -> None: ...
    def restore(self, state: object) -> None: ...


def world() -> World:
    return World({"shop.test": Plain()}, "http://shop.test/")


def button(session: ChromiumSession, at: int) -> Click:
    refs = [node.ref for node in session.snapshot.nodes if node.role == "button" and node.ref]
    return Click(refs[at % len(refs)])


def link(session: ChromiumSession, at: int) -> Click:
    refs = [node.ref for node in session.snapshot.nodes if node.role == "link" and node.ref]
    return Click(refs[at % len(refs)])


def timed(times: int, do: Callable[[int], object]) -> list[float]:
    taken = []
    for at in range(times):
        start = time.perf_counter()
        do(at)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def report(name: str, taken: list[float]) -> None:
    taken = sorted(taken)
    print(f"{name:22} p50 {statistics.median(taken):6.1f} ms   p95 {taken[int(len(taken) * 0.95)]:6.1f} ms")


def throughput(engine: ChromiumEngine, pages: int, rounds: int) -> float:
    opened = engine.open_all([world() for _ in range(pages)])
    sessions = [session for session in opened if isinstance(session, ChromiumSession)]
    start = time.perf_counter()
    for at in range(rounds):
        engine.act_all([(session, button(session, at)) for session in sessions])
    taken = time.perf_counter() - start
    for session in sessions:
        session.close()
    return len(sessions) * rounds / taken


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--pages", type=int, default=8)
    args = parser.parse_args()
    with ChromiumEngine() as engine:
        start = time.perf_counter()
        session = engine.open(world())
        taken = (time.perf_counter() - start) * 1000
        print(f"{'first open':22} {taken:10.1f} ms ({len(session.snapshot.nodes)} nodes)")
        report("in-page step", timed(args.steps, lambda at: session.act(button(session, at))))
        report("navigation", timed(args.steps // 2, lambda at: session.act(link(session, at))))

        def reset(at: int) -> None:
            nonlocal session
            session.close()
            session = engine.open(world())

        report("reset", timed(args.steps // 3, reset))
        session.close()
        pages = 1
        while pages <= args.pages:
            print(f"{pages} pages{'':15} {throughput(engine, pages, max(4, args.steps // 2)):8.1f} steps/s")
            pages *= 2


if __name__ == "__main__":
    main()
