"""How long are the snapshots of pages? Every kind of page that links lead to, and every page of the expert's walks."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from webgen.actions import Navigate
from webgen.engines.base import Engine
from webgen.episode import Episode, play
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.site.app import Site
from webgen.spec import Level

LIMIT = 12_000  # characters of a snapshot that are too many for a page
EACH, MOST = 2, 60  # pages looked at of one kind and entity; pages of one level
LARGEST = 12


@dataclass
class SizeReport:
    """Characters of snapshots: of pages by kind, of expert's walks, and where the largest are."""

    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    walks: list[int] = field(default_factory=list)
    places: list[tuple[int, int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        largest = sorted(self.places, key=lambda one: (-one[0], *one[1:]))[:LARGEST]
        return {
            "all": spread([size for sizes in self.kinds.values() for size in sizes]),
            "walks": spread(self.walks),
            "kinds": {kind: spread(sizes) for kind, sizes in sorted(self.kinds.items())},
            "largest": [{"characters": size, "seed": seed, "address": address} for size, seed, address in largest],
        }


def spread(sizes: list[int]) -> dict[str, Any]:
    """Return how sizes are spread; ``over`` is the share above :data:`LIMIT`."""
    ordered = sorted(sizes) or [0]
    return {
        "pages": len(sizes),
        "p50": ordered[len(ordered) // 2],
        "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        "max": ordered[-1],
        "over": round(sum(size > LIMIT for size in sizes) / max(1, len(sizes)), 4),
    }


def kind_of(site: Site, address: str) -> str:
    """Return what kind of page an address is: ``/LIST/ID/edit``, ``/LIST?page``."""
    parts = urlsplit(address)
    pieces = ["LIST" if piece in site.by_slug else "ID" if re.fullmatch(r"\d+", piece) else piece for piece in parts.path.split("/")]
    keys = sorted(parse_qs(parts.query))
    return "/".join(pieces) + (f"?{'&'.join(keys)}" if keys else "")


def _paths(site: Site) -> Iterator[str]:
    """Yield the addresses that are looked at whether links lead there or not: they may be behind a button."""
    yield from ("", "settings", *site.by_slug)
    for path, entity in site.by_slug.items():
        yield f"{path}/1"
        if entity.editable:
            yield f"{path}/1/edit"
        if entity.creatable:
            yield f"{path}/new"


def pages(engine: Engine, level: Level) -> Iterator[tuple[str, str, int]]:
    """Yield (kind, address, characters) of the pages that links lead to, a few of each kind; doors stand open."""
    sites = tuple(site.model_copy(update={"login": False}) for site in level.spec.sites)
    level = level.model_copy(update={"spec": level.spec.model_copy(update={"sites": sites})})
    with Episode(engine, level) as episode:
        hosts = {site.content.host: site for site in episode.sites}
        waiting = deque(f"http://{host}/{path}" for host, site in hosts.items() for path in _paths(site))
        seen: set[str] = set(waiting)
        counts: dict[tuple[str, ...], int] = defaultdict(int)
        left = MOST
        while waiting and left:
            address = waiting.popleft()
            step = episode.act(Navigate(address))
            if step.error is not None:
                continue
            left -= 1
            snapshot = step.snapshot
            yield kind_of(hosts[urlsplit(address).hostname or ""], address), address, len(snapshot.text)
            for node in snapshot.nodes:
                target = urljoin(snapshot.url, node.url or "#").partition("#")[0]
                site = hosts.get(urlsplit(target).hostname or "")
                if site is None or target in seen:
                    continue
                seen.add(target)
                place = (site.content.host, kind_of(site, target), urlsplit(target).path.split("/")[1])
                counts[place] += 1
                if counts[place] <= EACH:
                    waiting.append(target)


def measure(
    engine: Engine, seeds: Iterable[int], *, knobs: Knobs | None = None, progress: Callable[[int], None] | None = None
) -> SizeReport:
    """Look at the pages of the levels of some seeds, and walk them with the expert."""
    report = SizeReport()
    for number, seed in enumerate(seeds):
        level = level_of(seed, knobs)
        for kind, address, size in pages(engine, level):
            report.kinds[kind].append(size)
            report.places.append((size, seed, address))
        play(engine, level, Oracle(level), watch=lambda snapshot, _: report.walks.append(len(snapshot.text)))
        report.places = sorted(report.places, key=lambda one: (-one[0], *one[1:]))[:LARGEST]
        if progress is not None:
            progress(number + 1)
    return report
