"""How long the twin takes to read a fresh page, and to look again after an edit: CPU time on one core.

python benchmarks/twin_pages.py [levels]

The pages are those that random walks over levels meet, in that order; no level comes twice. One loop of 4000
additions is timed beside every page, so that figures from busy or slow machines can be compared: they are
scaled to the fastest loop seen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import mean, median
from time import process_time
from typing import Any

from webgen.engines.base import World
from webgen.engines.twin.aria import snapshot_text
from webgen.engines.twin.dom import Document, parse
from webgen.engines.twin.session import TwinEngine
from webgen.engines.twin.style import restyle
from webgen.episode import world_of
from webgen.generate import level_of
from webgen.site.http import Request, Response
from webgen.streams import Stream
from webgen.walks import random_action

STEPS = 25
Page = tuple[str, Callable[[str], str]]  # HTML, and the loader of its style sheets


class Recorder:
    """A site that keeps every page it answered with."""

    def __init__(self, site: Any) -> None:
        self.site = site
        self.pages: dict[str, None] = {}
        self.sheets: dict[str, str] = {}

    def handle(self, request: Request) -> Response:
        response: Response = self.site.handle(request)
        if request.path.endswith(".css"):
            self.sheets[request.path] = response.body
        elif response.body.startswith("<!doctype html>"):
            self.pages.setdefault(response.body)
        return response

    def checkpoint(self) -> Any:
        return self.site.checkpoint()

    def restore(self, state: Any) -> None:
        self.site.restore(state)

    def sheet(self, href: str) -> str:
        return self.sheets[href.split("?")[0]]


def pages_of(seed: int) -> list[Page]:
    """Return the pages a random walk over a level meets."""
    world, _ = world_of(level_of(seed))
    recorders = {host: Recorder(site) for host, site in world.sites.items()}
    session = TwinEngine().open(World(recorders, world.start, world.files))
    for step in range(STEPS):
        session.act(random_action(session.snapshot, Stream(seed, "pages", step)))
    session.close()
    return [(html, recorder.sheet) for recorder in recorders.values() for html in recorder.pages]


def loop() -> float:
    start = process_time()
    total = 0
    for number in range(4000):
        total += number
    return process_time() - start


def edit_times(document: Document) -> list[float]:
    """Look again after new texts in the last elements that hold nothing but text."""
    leaves = [one for one in document.root.iter() if len(one.children) == 1 and not one.elements and one.tag == "p"][
        -3:
    ]
    times = []
    for leaf in leaves:
        leaf.set_text("another text")
        start = process_time()
        snapshot_text(document)
        times.append(process_time() - start)
    return times


def main() -> None:
    levels = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    pages = [page for seed in range(levels) for page in pages_of(seed)]
    fastest = min(loop() for _ in range(300))
    totals, parts, edits, elements = [], [], [], []
    for html, sheet in pages:
        before = loop()
        times = [process_time()]
        document = parse(html, css=sheet)
        times.append(process_time())
        restyle(document)
        times.append(process_time())
        snapshot_text(document)
        times.append(process_time())
        scale = 1e6 * fastest * 2 / (before + loop())
        parts.append([(end - start) * scale for start, end in zip(times, times[1:], strict=False)])
        totals.append((times[-1] - times[0]) * scale)
        edits += [one * scale for one in edit_times(document)]
        elements.append(sum(1 for _ in document.root.iter()))
        document.dispose()
    read, style, look = (mean(column) for column in zip(*parts, strict=True))
    print(
        f"{len(pages)} pages of {levels} levels, {mean(elements):.0f} elements each; loop of 4000: {fastest * 1e6:.0f} µs"
    )
    print(f"fresh page: median {median(totals):.0f} µs, mean {mean(totals):.0f} µs", end=" ")
    print(f"(read {read:.0f}, style {style:.0f}, snapshot {look:.0f})")
    print(f"after an edit: median {median(edits):.0f} µs")


if __name__ == "__main__":
    main()
