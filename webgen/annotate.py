"""Episodes in words: what was done, what the page then showed, and how it was judged; and pictures of sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from webgen.actions import (
    Action,
    Back,
    Check,
    Click,
    Done,
    Fill,
    Forward,
    GiveUp,
    Hover,
    Navigate,
    Press,
    Scroll,
    Select,
    Tab,
    Type,
    Wait,
)
from webgen.candidates import Candidate, candidates
from webgen.domains.reader import domain as read_domain
from webgen.engines.base import Engine
from webgen.engines.chromium.session import ChromiumEngine
from webgen.episode import Episode
from webgen.generate import Knobs, level_of
from webgen.judge import Verdict
from webgen.oracle import Oracle
from webgen.snapshot import Node, Snapshot
from webgen.spec import Level

NEWS = 4  # lines told of what appeared
TELLING = ("dialog", "alert", "status", "heading", "listbox", "tabpanel", "textbox", "spinbutton", "row", "link", "button")
PLAIN = {"textbox": "field", "searchbox": "search field", "spinbutton": "number field", "combobox": "drop-down",
         "paragraph": "text", "status": "message", "alert": "warning", "tabpanel": "tab", "columnheader": "column"}  # fmt: skip
SILENT = ("generic", "option", "cell", "term", "definition", "contentinfo", "banner", "main", "table", "rowgroup")


@dataclass(frozen=True, slots=True)
class Told:
    """One step in words; ``picture`` is the page before it, as PNG, where it was taken."""

    action: str
    page: str
    appeared: tuple[str, ...]
    mistake: str = ""
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One episode: the level, its steps, the page at the end and the verdict."""

    level: Level
    steps: tuple[Told, ...]
    verdict: Verdict
    last: bytes | None = None


# ---- words


def _named(node: Node | None, ref: str) -> str:
    if node is None:
        return f"something that is not there ({ref})"
    name = f" “{_short(node.name or node.text)}”" if node.name or node.text else ""
    return f"the {PLAIN.get(node.role, node.role)}{name}"


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def in_words(action: Action, snapshot: Snapshot) -> str:
    """Say what an action does on the page it is taken on: ``Clicks the link “Orders”``."""
    ref = str(getattr(action, "ref", ""))
    where = _named(snapshot.by_ref.get(ref), ref) if ref else ""
    match action:
        case Click(double=True):
            return f"Double-clicks {where}"
        case Click():
            return f"Clicks {where}"
        case Fill(text=text, submit=submit):
            put = f"Writes “{_short(text)}” into {where}" if text else f"Empties {where}"
            return put + (" and presses Enter" if submit else "")
        case Type(text=text, submit=submit):
            return f"Types “{_short(text)}” in {where}" + (" and presses Enter" if submit else "")
        case Select(values=values):
            return f"Chooses {', '.join(f'“{_short(value)}”' for value in values)} in {where}"
        case Check(checked=checked):
            return f"{'Ticks' if checked else 'Clears'} {where}"
        case Press(key):
            return f"Presses {key}"
        case Hover():
            return f"Moves the mouse over {where}"
        case Navigate(url):
            return f"Goes to {url}"
        case Wait(ms):
            return f"Waits {ms / 1000:g} s"
        case Done(answer):
            return "Says it is done" if answer is None else f"Answers “{_short(answer)}”"
        case GiveUp():
            return "Gives up"
        case _:
            plain = {Back: "Goes back", Forward: "Goes forward", Scroll: "Scrolls", Tab: "Changes the tab"}
            return plain.get(type(action), type(action).__name__)


def appeared(before: Snapshot | None, after: Snapshot) -> tuple[str, ...]:
    """Return what the page shows that it did not show before, the most telling lines first."""
    known = {(node.role, node.name, node.text) for node in before.nodes} if before else set()
    fresh = [
        node
        for node in after.nodes
        if (node.name or node.text) and node.role not in SILENT and (node.role, node.name, node.text) not in known
    ]
    fresh.sort(key=lambda node: (TELLING.index(node.role) if node.role in TELLING else len(TELLING), node.index))
    lines: list[str] = []
    for node in fresh:
        line = f"{PLAIN.get(node.role, node.role)} “{_short(node.name or node.text, 60)}”" + (f": {_short(node.text, 40)}" if node.name and node.text else "")
        if line not in lines:
            lines.append(line)
    rest = len(lines) - NEWS
    return (*lines[:NEWS], *([f"and {rest} more"] if rest > 0 else []))


# ---- episodes


def chosen(words: str, snapshot: Snapshot, goal: str, *, last: bool = False) -> Candidate | None:
    """Return the candidate that reads like ``words`` (kind, role, name and value), or None.

    Where several read alike (a search with and without Enter) it is the first of them, or the ``last``.
    """
    found = None
    for candidate in candidates(snapshot, goal, rich=False):
        node = snapshot.nodes[candidate.node] if candidate.node >= 0 else None
        parts = (candidate.kind, node.role if node else "", node.name if node else "", candidate.value)
        if " ".join(part for part in parts if part) == words:
            found = candidate
            if not last:
                break
    return found


def retell(engine: Engine, level: Level, acts: Sequence[str], *, success: bool) -> Story | None:
    """Play acts again that are known only in words (see :func:`chosen`); None where they do not lead to the same end."""
    for last in (False, True):
        told = _played(engine, level, lambda snapshot, step: _act(acts, step, snapshot, level, last=last))  # noqa: B023
        if len(told.steps) == len(acts) and told.verdict.success == success:
            return told
    return None


def _act(acts: Sequence[str], step: int, snapshot: Snapshot, level: Level, *, last: bool) -> Action | None:
    found = chosen(acts[step], snapshot, level.task.goal, last=last) if step < len(acts) else None
    return found.action if found else None


def tell(engine: Engine, level: Level) -> Story:
    """Let the expert play an episode and tell it."""
    oracle = Oracle(level)
    return _played(engine, level, lambda snapshot, step: oracle.act(snapshot))


def _played(engine: Engine, level: Level, choose: Callable[[Snapshot, int], Action | None]) -> Story:
    """Play until the end, or until there is no next action; with pictures where the engine takes them."""
    pictures = isinstance(engine, ChromiumEngine)
    steps: list[Told] = []
    with Episode(engine, level) as episode:
        before: Snapshot | None = None
        ended = False
        while not ended and len(steps) < 4 * level.max_steps:
            snapshot = episode.snapshot
            action = choose(snapshot, len(steps))
            if action is None:
                break
            picture = episode.session.screenshot() if pictures else None
            news = appeared(before, snapshot) if before is None or before.text != snapshot.text else ("nothing changed",)
            before = snapshot
            step = episode.act(action)
            mistake = step.error.message if step.error else ""
            steps.append(Told(in_words(action, snapshot), snapshot.title, news, mistake, picture))
            ended = step.ended
        last = episode.session.screenshot() if pictures and not ended else None
        return Story(level, tuple(steps), episode.verdict(), last)


# ---- pictures of sites


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of one page of a level."""

    level: Level
    page: str
    png: bytes


def gallery(engine: ChromiumEngine, seeds: Iterable[int], *, count: int = 9) -> list[Shot]:
    """Return pictures of different sites: domains, layouts and kinds of page take turns."""
    shots: list[Shot] = []
    seen: dict[tuple[str, str], int] = {}
    knobs = Knobs(friction=0, login=0)
    for seed in seeds:
        if len(shots) == count:
            break
        level = level_of(seed, knobs)
        site = level.spec.sites[0]
        look = (site.domain, site.chrome)
        if seen.get(look, 0) > min((seen.get(key, 0) for key in seen), default=0) + 1:
            continue
        seen[look] = seen.get(look, 0) + 1
        shots.append(_shot(engine, level, len(shots)))
    return shots


def _shot(engine: ChromiumEngine, level: Level, turn: int) -> Shot:
    site = level.spec.sites[0]
    entity = read_domain(site.domain, site.locale).entities[turn % len(site.entities)]
    base = "/" + entity.path
    record = level.records(0, entity.name)[0]["id"]
    pages = {
        f"{entity.plural[0].lower()} list": base,
        f"{entity.label.lower()} record": f"{base}/{record}",
        f"{entity.label.lower()} form": f"{base}/{record}/edit" if entity.editable else base,
        "home": "/",
        "settings": "/settings",
    }
    name = list(pages)[turn % len(pages)]
    with Episode(engine, level) as episode:
        episode.act(Navigate(pages[name]))
        return Shot(level, name, episode.session.screenshot())
