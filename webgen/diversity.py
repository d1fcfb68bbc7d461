"""How different are the levels of a range of seeds from one another, and which parts do they reach?"""

from __future__ import annotations

import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import process_time
from typing import Any

from webgen.actionbars.base import actionbars
from webgen.containers.base import containers
from webgen.domains.reader import domains
from webgen.doors.base import doors
from webgen.engines.twin.dom import Element, parse
from webgen.extras.base import extras
from webgen.features import cell
from webgen.generate import Knobs, chromes, frictions, homes, level_of, widgets
from webgen.layouts.base import layouts
from webgen.locales import locales
from webgen.places.base import places
from webgen.site.app import Site
from webgen.site.http import Request
from webgen.spec import STEPS, Level, Spec
from webgen.streams import fingerprint
from webgen.workflows.base import workflows
from webgen.workflows.distractors import distractors

OFTEN_ENOUGH = 0.005  # share of levels in which each widget is to be operated
NEAR = 2  # edits that still make two levels near duplicates
_NOT_STRUCTURE = frozenset(
    ("theme", "today", "label", "phrasing", "paraphrase", "records", "schema_version", "strength", "page_size")
)
Atoms = frozenset[str]


def skeleton(spec: Spec) -> Atoms:
    """Return what a spec is made of, one line for every choice: without text, theme, numbers of records and date."""
    return frozenset(_atoms("", spec.model_dump(mode="json")))


def _atoms(place: str, value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        name = value.get("name")
        inside = f"{place}/{name}" if isinstance(name, str) else place
        for key, item in value.items():
            if key not in _NOT_STRUCTURE:
                yield from _atoms(f"{inside}/{key}", item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            second = place == "/sites" and number > 0  # what two sites are made of is not mixed up
            plain = isinstance(item, dict) and not second
            yield from _atoms(f"{place}[]" if plain else f"{place}[{number}]", item)
    else:
        yield f"{place}={value}"


def dom_skeleton(level: Level) -> str:
    """Return a hash of the tags of two pages of each site: the list and the form of what the task is about."""
    spec = level.spec
    open_doors = tuple(site.model_copy(update={"login": False}) for site in spec.sites)
    opened = level.model_copy(update={"spec": spec.model_copy(update={"sites": open_doors})})
    shapes: list[str] = []
    for index, part in spec.parts():
        site = Site(opened, index)
        try:
            entity = site.domain.entity(part.entity) if part.entity else site.domain.entities[0]
            first = entity.path
            paths = [f"/{first}", f"/{first}/new" if entity.creatable else "/settings"]
            shapes += [_shape(site, path) for path in paths]
        finally:
            site.close()
    return fingerprint(shapes)


def _shape(site: Site, path: str) -> str:
    body = site.handle(Request("GET", path)).body
    root = parse(body).root
    parts: list[str] = []

    def walk(element: Element) -> None:
        if element.svg:
            return
        role = element.attrs.get("role", "")
        parts.append(f"<{element.tag}{':' + role if role else ''}")
        for child in element.children:
            if isinstance(child, Element):
                walk(child)
        parts.append(">")

    walk(root)
    return "".join(parts)


@dataclass
class DiversityReport:
    """What a range of levels is made of; times in seconds of the processor, memory in MiB."""

    levels: int = 0
    structures: set[str] = field(default_factory=set)
    doms: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)
    skeletons: list[int] = field(default_factory=list)
    atoms: dict[str, int] = field(default_factory=dict)
    coverage: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    operated: Counter[str] = field(default_factory=Counter)  # levels in which the expert operates a widget
    times: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        times = sorted(self.times)
        known = {
            "domains": set(domains()), "widgets": {name for name, part in widgets().items() if not part.container},
            "workflows": set(workflows()), "frictions": set(frictions()), "chromes": set(chromes()),
            "layouts": set(layouts()), "locales": set(locales()),
            "homes": set(homes()), "extras": set(extras()), "doors": set(doors()),
            "containers": set(containers()), "places": set(places()), "actionbars": set(actionbars()),
            "sites": {"1", "2"}, "distractors": set(distractors()),
        }  # fmt: skip
        return {
            "levels": self.levels,
            "distinct_structures": len(self.structures),
            "distinct_share": round(len(self.structures) / self.levels, 4) if self.levels else 0.0,
            "near_duplicates": _near(self.skeletons, list(self.atoms), NEAR),
            "distinct_dom_skeletons": len(self.doms),
            "archive_cells": len(self.cells),
            "generation_ms": {
                "p50": round(1000 * times[len(times) // 2], 2) if times else 0.0,
                "p95": round(1000 * times[int(len(times) * 0.95)], 2) if times else 0.0,
            },
            "memory_mb": {"first_quarter": self.memory[0], "end": self.memory[-1]} if self.memory else {},
            "coverage": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self.coverage.items())},
            "unreached": {kind: sorted(names - set(self.coverage[kind])) for kind, names in known.items()},
            "operated": {name: self.operated[name] for name in sorted(known["widgets"])},
            "seldom_operated": sorted(
                name for name in known["widgets"] if self.levels and self.operated[name] / self.levels < OFTEN_ENOUGH
            ),
            "widget_workflow_pairs": {
                "reached": len(self.pairs),
                "possible": len(known["widgets"]) * len(known["workflows"]),
                "rarest": [[*pair, count] for pair, count in sorted(self.pairs.items(), key=lambda one: (one[1], one[0]))[:5]],
            },
        }


def near_duplicates(skeletons: list[Atoms], within: int = NEAR) -> int:
    """Return how many skeletons are within a number of edits of another one; an edit replaces, adds or drops a choice."""
    known: dict[str, int] = {}
    return _near([_mask(atoms, known) for atoms in skeletons], list(known), within)


def _mask(atoms: Atoms, known: dict[str, int]) -> int:
    """Return atoms as the bits of a number; ``known`` numbers them, and grows."""
    mask = 0
    for atom in sorted(atoms):
        mask |= 1 << known.setdefault(atom, len(known))
    return mask


def _near(skeletons: list[int], atoms: list[str], within: int) -> int:
    """Count near duplicates among masks over ``atoms``.

    Atoms are dealt into ``2 * within + 1`` groups by hash. Skeletons that near to each other differ in ``2 * within``
    atoms at most, so they agree in a group, and only those that do are compared: nothing is missed.
    """
    groups = [0] * (2 * within + 1)
    for number, atom in enumerate(atoms):
        groups[int(fingerprint(atom), 16) % len(groups)] |= 1 << number
    near: set[int] = set()
    for group in groups:
        buckets: dict[int, list[int]] = defaultdict(list)
        for number, mask in enumerate(skeletons):
            buckets[mask & group].append(number)
        for members in buckets.values():
            for index, one in enumerate(members):
                for other in members[index + 1 :]:
                    if (one not in near or other not in near) and _edits(skeletons[one], skeletons[other]) <= within:
                        near |= {one, other}
    return len(near)


def _edits(one: int, other: int) -> int:
    return max((one & ~other).bit_count(), (other & ~one).bit_count())


def measure(
    seeds: range, *, knobs: Knobs | None = None, doms: bool = True, progress: Callable[[int], None] | None = None
) -> DiversityReport:
    """Generate every level of a range and note what it is made of."""
    report = DiversityReport()
    for number, seed in enumerate(seeds):
        began = process_time()
        level = level_of(seed, knobs)
        report.times.append(process_time() - began)
        report.levels += 1
        _note(level, report)
        if doms:
            report.doms.add(dom_skeleton(level))
        if number in (len(seeds) // 4, len(seeds) - 1):
            unit = 1 if sys.platform == "darwin" else 1024
            report.memory.append(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20, 1))
        if progress is not None:
            progress(number + 1)
    return report


def _note(level: Level, report: DiversityReport) -> None:
    spec = level.spec
    atoms = skeleton(spec)
    report.skeletons.append(_mask(atoms, report.atoms))
    report.structures.add(fingerprint(sorted(atoms)))
    report.cells.add(cell(level))
    cover = report.coverage
    cover["workflows"][spec.task.workflow] += 1
    cover["variants"][level.task.variant] += 1
    cover["sites"][str(len(spec.sites))] += 1
    if spec.task.distractor:
        cover["distractors"][spec.task.distractor] += 1
    for friction in spec.frictions:
        cover["frictions"][friction.name] += 1
    for site in spec.sites:
        cover["domains"][site.domain] += 1
        cover["chromes"][site.chrome] += 1
        cover["layouts"].update({one.listing.layout for one in site.entities})
        cover["locales"][site.locale] += 1
        cover["homes"][site.home] += 1
        cover["extras"].update(site.extras)
        cover["doors"][site.door] += site.login
        shown = {gene.widget for form in (*(one.form for one in site.entities), site.settings) for gene in form.fields}
        shown |= {gene.widget for one in site.entities for gene in one.listing.filters}
        cover["widgets"].update(shown)
        laid_out = {name for one in site.entities for name in (one.form.container, one.detail)}
        cover["containers"].update(laid_out | {site.settings.container})
        cover["places"].update({one.form.place for one in site.entities})
        cover["actionbars"].update({one.actions for one in site.entities})
    operated = _operated(level)
    report.operated.update(operated)
    report.pairs.update({(name, spec.task.workflow) for name in operated})


def _operated(level: Level) -> set[str]:
    """Return the widgets that the expert operates."""
    found = set()
    for step in level.task.plan:
        site = level.spec.sites[step.site]
        form = site.settings if step.do == "setting" else site.entity(step.entity).form if step.entity and step.do in STEPS else None
        for name in step.values:
            gene = form.gene(name) if form is not None else None
            if gene is not None:
                found.add(gene.widget)
    return found
