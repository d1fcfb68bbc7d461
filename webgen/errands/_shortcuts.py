"""Ways of an expert around the lists, where a site has them: the palette, one search for all, records side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from webgen.actions import Click, Fill, Select
from webgen.spec import PlanStep
from webgen.widgets.base import Moves, ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.snapshot import Node

MOST = 3  # records side by side


def to_record(walk: Walk, title: str) -> Moves:
    """Go to a record by its name, without the list; nothing happens where the site offers no such way."""
    if "palette" in walk.site.extras and walk.oracle.style == "keyboard":
        yield from _by_palette(walk, title)
    elif walk.oracle.style == "mouse":
        yield from _by_search(walk, title)


def _link(walk: Walk, title: str, within: str = "") -> Node | None:
    """Return the link to the record of the step by name and address, inside an element of some role if asked."""
    end = f"{walk.path}/{walk.step.record}"
    around = next((node for node in walk.now.nodes if node.role == within), None) if within else None
    nodes = walk.now.inside(around) if around is not None else () if within else walk.now.nodes
    return next((node for node in nodes if node.role == "link" and node.name == title and node.ref and node.url == end), None)


def _by_palette(walk: Walk, title: str) -> Moves:
    from webgen.oracle import find, need

    button = find(walk.now, "button", walk.say("Search or jump to…"))
    if button is None:
        return
    yield from walk.oracle.do(Click(ref_of(button)))
    yield from walk.oracle.do(Fill(ref_of(need(walk.now, "searchbox", walk.say("Where to?"))), title))
    yield from walk.until(lambda: _link(walk, title, "dialog") is not None, f"the palette does not show {title!r}")
    link = _link(walk, title, "dialog")
    assert link is not None
    yield from walk.oracle.do(Click(ref_of(link)))
    yield from walk.arrive(title)


def _by_search(walk: Walk, title: str) -> Moves:
    from webgen.oracle import find

    box = find(walk.now, "searchbox", walk.say("Search everything"))
    if box is None:
        return
    yield from walk.oracle.do(Fill(ref_of(box), title, submit=True))
    yield from walk.until(lambda: _link(walk, title) is not None, f"the search does not show {title!r}")
    link = _link(walk, title)
    assert link is not None
    yield from walk.oracle.do(Click(ref_of(link)))
    yield from walk.arrive(title)


def lookable(walk: Walk, plan: Sequence[PlanStep]) -> list[PlanStep]:
    """Return the first steps of a plan that only look at named records of one kind, if they can be compared."""
    found: list[PlanStep] = []
    for step in plan[:MOST]:
        if step.do != "look" or step.record is None or (step.site, step.entity) != (plan[0].site, plan[0].entity):
            break
        if f'"{walk.title_of(step)}"' not in walk.level.task.goal or any(one.record == step.record for one in found):
            break
        found.append(step)
    return found if len(found) > 1 and "compare" in walk.site.extras and walk.oracle.style == "mouse" else []


def side_by_side(walk: Walk, steps: Sequence[PlanStep]) -> Moves:
    """Choose the records of some steps on the page that compares them."""
    from webgen.oracle import need

    compare = walk.say("Compare")
    yield from walk.to_page(compare, "/compare")
    yield from walk.click("link", walk.say("{nouns} side by side", nouns=walk.entity.plural[0]))
    heading = walk.say("Compare {nouns}", nouns=walk.noun(walk.entity.plural[0]))
    yield from walk.arrive(heading)
    slots = (walk.say("First"), walk.say("Second"), walk.say("Third"))
    for slot, step in zip(slots, steps, strict=False):
        yield from walk.oracle.do(Select(ref_of(need(walk.now, "combobox", slot)), (walk.title_of(step),)))
    yield from walk.click("button", compare)
    yield from walk.until(lambda: "first=" in walk.now.url, "nothing is compared")
    yield from walk.arrive(heading)
