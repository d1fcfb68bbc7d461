"""A site whose pages are given by the test that uses it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from webgen.engines.base import World
from webgen.site.http import Request, Response

Answer = str | Response | Callable[[Request], Response]

# The smallest client with a virtual clock: later(ms, run), and advance() as the engine calls it.
CLOCK = """<script>
(() => {
  let now = 0;
  const queue = [];
  window.later = (ms, run) => { queue.push({due: now + ms, run}); queue.sort((a, b) => a.due - b.due); };
  const asked = [];
  window.ask = (url, init) => asked.push(fetch(url, init)); // the clock waits for the answers, as that of sites does
  window.webgen = {async advance(ms) {
    const end = now + ms;
    while (queue.length && queue[0].due <= end) { const next = queue.shift(); now = next.due; next.run(); }
    now = end;
    await Promise.all(asked.splice(0));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  }};
})();
</script>"""


def page(body: str, title: str = "Page") -> str:
    return f"<!doctype html><html lang=en><title>{title}</title><body>{body}</body></html>"


class PageSite:
    """Answers with the page of a path; remembers every request."""

    def __init__(self, pages: dict[str, Answer]) -> None:
        self.pages = pages
        self.requests: list[Request] = []
        self.state: dict[str, Any] = {}

    def handle(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.pages.get(request.path)
        if answer is None:
            return Response(page("<h1>Not found</h1>", "Not found"), 404)
        if isinstance(answer, str):
            return Response(answer)
        return answer(request) if callable(answer) else answer

    def checkpoint(self) -> object:
        return copy.deepcopy(self.state)

    def restore(self, state: object) -> None:
        assert isinstance(state, dict)
        self.state = copy.deepcopy(state)

    @property
    def asked(self) -> list[str]:
        """Method and path of every request."""
        return [f"{request.method} {request.path}" for request in self.requests]


def world(pages: dict[str, Answer] | str, *, files: dict[str, bytes] | None = None) -> World:
    """Return a world of one site at ``shop.test``; a text is the body of its only page."""
    site = PageSite({"/": page(pages)} if isinstance(pages, str) else pages)
    return World({"shop.test": site}, "http://shop.test/", files or {})


def site_of(opened: World) -> PageSite:
    site = opened.sites["shop.test"]
    assert isinstance(site, PageSite)
    return site
