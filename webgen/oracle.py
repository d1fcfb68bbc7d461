"""The expert: given a snapshot, the next action. It reads spec and level, and acts only through the engine.

It is a closed loop: what it does next depends on what the page shows now. Frictions get in the way at any step and are
resolved first. Styles differ in how controls are operated, how pages are reached and in which order fields are set, so
that a judge that is too narrow shows up. What it is after at the moment stands in :attr:`Oracle.aim`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

from webgen.actionbars.base import actionbars
from webgen.actions import Action, Click, Done, Fill, GiveUp, Navigate, Press, Tab, Wait
from webgen.containers.base import Container, Sought, containers
from webgen.domains.display import display, plain
from webgen.domains.model import Domain, Entity, Field
from webgen.domains.reader import domain as read_domain
from webgen.doors.base import door
from webgen.errands._shortcuts import lookable, side_by_side
from webgen.errands._shortcuts import to_record as shortcuts_to
from webgen.errands.base import errand
from webgen.errors import UnknownName, WebgenError
from webgen.generate import frictions, widgets
from webgen.layouts.base import Count, Layout, layout_of
from webgen.locales import Locale, locale, spoken
from webgen.places.base import places
from webgen.site.fields import wire
from webgen.snapshot import Node, Snapshot
from webgen.spec import EntityGene, FieldGene, FormGene, Level, ListGene, PlanStep, Record, Scalar
from webgen.streams import Stream
from webgen.widgets.base import Moves, Style, Target, Widget, label_of, ref_of
from webgen.widgets.relative_date import SHIFTS

STYLES: tuple[Style, ...] = ("mouse", "keyboard")
MORE_STYLES = ("address", "typist", "unordered")  # as good, and slower to check: only demonstrations use them
PATIENCE = 12
HURDLES = 60  # what may be in the way at once
See = Callable[[Snapshot], Snapshot]


class OracleStuck(WebgenError):
    """The expert does not find on the page what the level says must be there: a defect of ours."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What a style is: what hands do, whether pages are reached by their addresses, and the order of fields."""

    hands: Style
    by_address: bool = False
    order: Literal["form", "reversed", "any"] = "form"


MANNERS: dict[str, Manner] = {
    "mouse": Manner("mouse"),
    "keyboard": Manner("keyboard", by_address=True, order="reversed"),
    "address": Manner("mouse", by_address=True),
    "typist": Manner("keyboard"),
    "unordered": Manner("mouse", order="any"),
}


class Aim(NamedTuple):
    """What an expert is after at the moment: a word for it, what it is about, and a value."""

    what: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a plan ends: with ``done`` and an answer, or by giving up."""

    answer: str | None = None
    give_up: bool = False


class Oracle:
    """Solves a level.

    Args:
        level: what to solve.
        style: ``mouse`` clicks and fills; ``keyboard`` types, tabs, presses keys, goes to addresses where it can and
            sets fields from the last to the first; ``address`` clicks and goes to addresses; ``typist`` types and
            follows links; ``unordered`` clicks and sets fields in an order of its own.
        plan: what to do instead of the level's own plan (near misses are played this way).
        ending: how to end instead.
    """

    def __init__(
        self,
        level: Level,
        style: str = "mouse",
        *,
        plan: Sequence[PlanStep] | None = None,
        ending: Ending | None = None,
    ) -> None:
        if style not in MANNERS:
            raise UnknownName("style", style, MANNERS)
        self.level, self.manner = level, MANNERS[style]
        self.style: Style = self.manner.hands
        self.aim = Aim("begin")
        self.step: PlanStep | None = None  # of the plan, which is being done
        self.plan = tuple(level.task.plan if plan is None else plan)
        self.ending = ending or ending_of(level)
        present = [part for name, part in frictions().items() if level.spec.friction(name)]
        self._frictions = sorted(present, key=lambda part: part.rank)
        self._run = self._play()
        self._started = self._entering = False
        self._entrances = [Entrance(self, at) for at in range(len(level.sites))]
        self.uses: Counter[str] = Counter()  # how often each widget was operated, and in how many acts
        self.acts: Counter[str] = Counter()

    def act(self, snapshot: Snapshot) -> Action:
        """Return the next action for the current snapshot.

        Raises:
            OracleStuck: the page does not show what it must; or the plan is over.
        """
        try:
            if not self._started:
                self._started = True
                self._now = snapshot
                return next(self._run)
            return self._run.send(snapshot)
        except StopIteration:
            raise OracleStuck("the plan is over") from None

    # ---- the loop around everything

    def _play(self) -> Moves:
        yield from self._clear()
        left = list(self.plan)
        while left:
            self.step = left[0]
            yield from self._enter()
            run = _alike(left)
            if len(run) > 1:
                yield from Walk(self, run[0]).cross()
            done = (yield from Walk(self, run[0]).several(run)) if len(run) > 1 and self.style == "mouse" else []
            if not done and (done := lookable(walk := Walk(self, left[0]), left)):
                yield from walk.cross()
                with self.after("compare", walk.entity.plural[0]):
                    yield from side_by_side(walk, done)
            if not done:
                yield from Walk(self, left[0]).moves()
                done = left[:1]
            for one in done:  # a step may stand in the plan twice
                left.pop(next(at for at, step in enumerate(left) if step is one))
        self.step = None
        if self.ending.give_up:
            yield GiveUp("there is no such record")
        else:
            yield Done(self.ending.answer)

    @contextmanager
    def after(self, what: str, name: str = "", value: str = "") -> Iterator[None]:
        """Say what the acts inside are for."""
        before, self.aim = self.aim, Aim(what, name, value)
        try:
            yield
        finally:
            self.aim = before

    def do(self, action: Action) -> Moves:
        """Do one action, then clear whatever it brought up, and sign in again where the site wants that."""
        self._now = yield action
        yield from self._clear()
        if not self._entering:
            yield from self._enter()

    def _clear(self) -> Moves:
        for _ in range(HURDLES):
            say = self.tongue.say
            resolved = ((part.resolve(self._now, say), part.name) for part in self._frictions)
            found = next(((action, name) for action, name in resolved if action is not None), None)
            if found is None:
                return
            with self.after("friction", found[1]):
                self._now = yield found[0]
        raise OracleStuck("a friction does not go away")

    def follow(self, moves: Moves, see: See, widget: str = "") -> Moves:
        """Do the moves of a widget, clearing frictions only at their end; ``see`` is the part of a page it is shown.

        The acts are counted under the widget's name.
        """
        self.uses[widget] += 1
        try:
            action = next(moves)
            while True:
                self.acts[widget] += 1
                self._now = yield action
                action = moves.send(see(self._now))
        except StopIteration:
            pass
        yield from self._clear()

    def drive(self, moves: Moves, see: See) -> Moves:
        """Do moves that may lead to other pages: whatever each of them brings up is cleared at once."""
        try:
            action = next(moves)
            while True:
                yield from self.do(action)
                action = moves.send(see(self._now))
        except StopIteration:
            pass

    @property
    def now(self) -> Snapshot:
        """The current snapshot."""
        return self._now

    @property
    def tongue(self) -> Locale:
        """The language of the site that is shown."""
        host = urlsplit(self._now.url).hostname
        at = next((index for index, site in enumerate(self.level.sites) if site.host == host), 0)
        return locale(self.level.spec.sites[at].locale)

    def _enter(self) -> Moves:
        """Sign in when the page asks for it."""
        self._entering = True
        with self.after("sign in"):
            yield from self._sign_in()
        self._entering = False

    def _sign_in(self) -> Moves:
        host = urlsplit(self.now.url).hostname
        at = next((index for index, content in enumerate(self.level.sites) if content.host == host), 0)
        site = self.level.spec.sites[at]
        if not site.login:
            return
        for _ in range(3):
            before = self.now
            yield from door(site.door).enter(self._entrances[at])
            if self.now is before:  # nothing asks for it
                return
            self._entrances[at].known = True


class Entrance:
    """What a door needs of the expert: the page, who signs in, and hands. ``known``: it went in before."""

    def __init__(self, oracle: Oracle, site: int = 0) -> None:
        self._oracle, self.style, self.known = oracle, oracle.style, False
        self.by_address = oracle.manner.by_address
        self.account = oracle.level.sites[site].account
        self._locale = locale(oracle.level.spec.sites[site].locale)

    @property
    def now(self) -> Snapshot:
        """The current snapshot."""
        return self._oracle.now

    def say(self, text: str) -> str:
        """Return an interface text as the site writes it."""
        return self._locale.say(text)

    def do(self, action: Action) -> Moves:
        """Do one action."""
        yield from self._oracle.do(action)

    def until(self, shown: Callable[[], object]) -> Moves:
        """Wait until the page shows something: answers may take virtual time."""
        for _ in range(PATIENCE):
            if shown():
                return
            yield from self.do(Wait(1000))

    def button(self, name: str) -> str | None:
        """Return the ref of a button, or None."""
        node = find(self.now, "button", self.say(name))
        return node.ref if node else None

    def link(self, name: str) -> str | None:
        """Return the ref of a link, or None."""
        node = find(self.now, "link", self.say(name))
        return node.ref if node else None

    def fill(self, label: str, text: str) -> Moves:
        """Fill a text field once it is there."""
        yield from self.until(lambda: find(self.now, "textbox", self.say(label)))
        yield from self.do(Fill(ref_of(need(self.now, "textbox", self.say(label))), text))

    def send(self, label: str, text: str, button: str) -> Moves:
        """Fill the last text field and send the form; wait until the button is gone."""
        yield from self.until(lambda: find(self.now, "textbox", self.say(label)) and self.button(button))
        box = ref_of(need(self.now, "textbox", self.say(label)))
        if self.style == "keyboard":
            yield from self.do(Fill(box, text, submit=True))
        else:
            yield from self.do(Fill(box, text))
            yield from self.do(Click(self.button(button) or ""))
        yield from self.until(lambda: self.button(button) is None)


def ending_of(level: Level) -> Ending:
    """Return the ending a level wants."""
    task = level.task
    if task.ending == "give_up":
        return Ending(give_up=True)
    if task.answer is None:
        return Ending()
    pattern = task.answer
    if isinstance(pattern.value, tuple):
        return Ending("; ".join(pattern.value))
    if pattern.type == "text" or pattern.type == "list":
        return Ending(str(pattern.value))
    field = Field(
        name="answer", labels=("Answer",), type=pattern.type, kind="derived", unit=pattern.unit, locale=pattern.locale
    )
    return Ending(plain(field, pattern.value))


def _alike(plan: Sequence[PlanStep]) -> list[PlanStep]:
    """Return the first steps of a plan that delete, or use one verb on, records of one list."""
    first = plan[0]
    run = [first]
    if first.do in ("delete", "verb") and first.record is not None:
        same = (first.do, first.site, first.entity, first.verb)
        for step in plan[1:]:
            if (step.do, step.site, step.entity, step.verb) != same or step.record is None:
                break
            run.append(step)
    return run


# ---- finding things ---------------------------------------------------------------------------------------------


def find(snapshot: Snapshot, role: str, name: str) -> Node | None:
    """Return the first node with a role and a name, or None."""
    return next((node for node in snapshot.nodes if node.role == role and node.name == name and node.ref), None)


def need(snapshot: Snapshot, role: str, name: str) -> Node:
    """Return the first node with a role and a name, or raise."""
    node = find(snapshot, role, name)
    if node is None:
        raise OracleStuck(f"no {role} {name!r} on {snapshot.url}")
    return node


def _alert(snapshot: Snapshot) -> str | None:
    """Return the ref of the page's complaint, which is new on every answer, or None."""
    return next((node.ref for node in snapshot.nodes if node.role == "alert"), None)


def _control(snapshot: Snapshot, label: str) -> Node | None:
    """Return the button, link or item of a menu that is named so, or None."""
    found = (node for node in snapshot.nodes if node.role in ("button", "link", "menuitem") and node.name == label)
    return next((node for node in found if node.ref), None)


def _asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def _opened(node: Node) -> bool:
    return node.has("expanded") or node.has("pressed")


class Walk:
    """One plan step as moves."""

    def __init__(self, oracle: Oracle, step: PlanStep) -> None:
        self.oracle, self.step = oracle, step
        self.level = oracle.level
        self.last: Widget | None = None  # what was operated last
        self.site = self.level.spec.sites[step.site]
        self.content = self.level.sites[step.site]
        self.domain: Domain = read_domain(self.site.domain, self.site.locale)
        self.entity: Entity = self.domain.entity(step.entity) if step.entity else self.domain.entities[0]
        self._form_name = ""  # of the form being filled in

    # ---- what a layout may use

    @property
    def now(self) -> Snapshot:
        """What the page shows."""
        return self.oracle.now

    @property
    def style(self) -> Style:
        """How the expert works."""
        return self.oracle.style

    @property
    def today(self) -> str:
        """The day of the level."""
        return self.level.spec.today.isoformat()

    @property
    def gene(self) -> ListGene:
        """How the list is built."""
        return self.site.entity(self.entity.name).listing

    @property
    def layout(self) -> Layout:
        """How the list shows records."""
        return layout_of(self.gene)

    def do(self, action: Action) -> Moves:
        """Do one action and clear whatever comes up."""
        yield from self.oracle.do(action)

    def results(self) -> list[Node]:
        """Return what is inside the region of the results."""
        region = find(self.now, "region", self.entity.plural[0])
        return self.now.inside(region) if region else []

    def swap(self, action: Action) -> Moves:
        """Do something in the results and wait until they read otherwise."""
        before = self._results()
        yield from self.oracle.do(action)
        for _ in range(PATIENCE):
            if self._results() != before:
                return
            yield from self.oracle.do(Wait(1000))

    def record(self, step: PlanStep | None = None) -> Record | None:
        """Return the record of a step as the level starts with it, or None."""
        key = (step or self.step).record
        return next((row for row in self.content.records[self.entity.name] if row["id"] == key), None)

    def label(self, field: str) -> str:
        """Return how pages call a field."""
        labels = self.entity.field(field).labels
        gene = self._gene().form.gene(field)
        return labels[gene.label % len(labels)] if gene else labels[0]

    def reads(self, field: str, record: Record) -> str:
        """Return how a value of a record reads on pages."""
        one, records = self.entity.field(field), {name: list(rows) for name, rows in self.content.records.items()}
        value = bool(record[field]) if one.type == "bool" else record[field]
        return "" if value in (None, "") else display(self.domain, one, value, records)

    def several(self, steps: Sequence[PlanStep]) -> Count:
        """Do some of several like steps at once where the list offers that; return those that were done."""
        with self.oracle.after("several", self.entity.plural[0]):
            return (yield from self.layout.several(self, steps))

    def say(self, text: str, /, **values: object) -> str:
        """Return an interface text as the site of this step writes it."""
        return locale(self.site.locale).say(text, **values)

    def noun(self, label: str) -> str:
        """Return a label of the domain as the site writes it within a sentence."""
        return locale(self.site.locale).noun(label)

    def moves(self) -> Moves:
        """Do the step, on the site where it is to be done: one of the core, or an errand to an optional page."""
        with self.oracle.after("step", self.step.do, self._wanted()):
            yield from self._moves()

    def _moves(self) -> Moves:
        yield from self.cross()
        known = {
            "create": self._create,
            "edit": self._edit,
            "delete": self._delete,
            "verb": self._verb,
            "setting": self._setting,
            "look": self._look,
            "survey": self._survey,
            "search_missing": self._search_missing,
        }
        if self.step.do in known:
            yield from known[self.step.do]()
        else:
            yield from errand(self.step.do).moves(self)

    # ---- getting around

    def cross(self) -> Moves:
        """Go to the site of the step, by the link in the footer or by its address."""
        with self.oracle.after("cross", self.content.title):
            yield from self._cross()

    def _cross(self) -> Moves:
        for _ in range(3):
            if urlsplit(self.now.url).hostname == self.content.host:
                return
            if self.oracle.manner.by_address:
                yield from self.oracle.do(Navigate(f"http://{self.content.host}/"))
            else:
                footer = next(node for node in self.now.nodes if node.role == "contentinfo")
                links = [node for node in self.now.inside(footer) if node.role == "link"]
                link = next((node for node in links if node.name == self.content.title), None)
                if link is None:
                    raise OracleStuck(f"no link to {self.content.title!r} on {self.now.url}")
                yield from self.oracle.do(Click(ref_of(link)))
            for _ in range(PATIENCE):
                if urlsplit(self.now.url).hostname == self.content.host:
                    break
                yield from self.oracle.do(Wait(1000))

    @property
    def path(self) -> str:
        """The address of the list of the step's entity."""
        return "/" + self.entity.path

    def title_of(self, step: PlanStep) -> str:
        """Return the name of the record of a step about the same entity; empty where the level starts without it."""
        rows = self.content.records.get(step.entity, ())
        return next((str(row[self.entity.title]) for row in rows if row["id"] == step.record), "")

    def to_page(self, label: str, path: str, heading: str = "") -> Moves:
        """Go to a page that the navigation, the menu of the account or the footer leads to."""
        address = f"http://{self.content.host}{path}"
        heading = heading or label
        if self.now.url == address and find(self.now, "heading", heading) is not None:
            return
        with self.oracle.after("page", label):
            if self.oracle.manner.by_address:
                yield from self.oracle.do(Navigate(address))
            else:
                yield from self._through_nav(label)
            yield from self.arrive(heading, address)

    def arrive(self, heading: str, address: str = "") -> Moves:
        """Wait until a page shows; see :meth:`_arrive`."""
        yield from self._arrive(heading, address)

    def click(self, role: str, name: str) -> Moves:
        """Click what has a role and a name."""
        yield from self.oracle.do(Click(ref_of(need(self.now, role, name))))

    def until(self, there: Callable[[], bool], what: str) -> Moves:
        """Wait in virtual time until something is so."""
        for _ in range(PATIENCE):
            if there():
                return
            yield from self.oracle.do(Wait(1000))
        raise OracleStuck(f"{what} on {self.now.url}")

    def to_record(self) -> Moves:
        """Open the record of the step."""
        yield from self._to_record()

    def fill_form(self, fields: dict[str, Field], genes: Sequence[FieldGene], values: dict[str, Scalar], button: str, then: str) -> Moves:
        """Fill a form, send it and wait for the heading of the next page."""
        form = FormGene(fields=tuple(genes))
        yield from self._fill(fields, form, values)
        yield from self._submit(form, button, then)

    def _arrive(self, heading: str, address: str = "") -> Moves:
        """Wait until the page shows a heading (at an address): answers may take virtual time."""
        for _ in range(PATIENCE):
            if find(self.now, "heading", heading) is not None and address in ("", self.now.url):
                return
            yield from self.oracle.do(Wait(1000))
        raise OracleStuck(f"{heading!r} does not appear on {self.now.url}")

    def _address(self) -> str:
        """Return the address of the list as it is first shown."""
        return f"http://{self.content.host}/{self.entity.path}"

    def to_list(self) -> Moves:
        """Go to the list as it is first shown."""
        label = self.entity.plural[0]
        address = self._address()
        if self.now.url == address and find(self.now, "heading", label) is not None:
            return
        with self.oracle.after("list", label, self._wanted()):
            if self.oracle.manner.by_address:
                yield from self.oracle.do(Navigate(address))
            else:
                yield from self._through_nav(label)
            yield from self._arrive(label, address)

    def _wanted(self) -> str:
        """Return the name of the record that the step is about, if it is about one."""
        known = self.step.record is not None or self.step.text
        return (self.step.text or self.title_of(self.step)) if known else ""

    def _through_nav(self, label: str) -> Moves:
        """Follow a link of the main navigation, which may be behind a button."""
        for opener in ("", *spoken(("Menu", "Browse"))):
            if opener and (button := find(self.now, "button", self.say(opener))) is not None:
                yield from self.oracle.do(Click(ref_of(button)))
            nav = find(self.now, "navigation", self.say("Main"))
            inside = self.now.inside(nav) if nav is not None else []
            link = next((node for node in inside if node.role == "link" and node.name == label), None)
            if link is not None:
                yield from self.oracle.do(Click(ref_of(link)))
                return
        raise OracleStuck(f"the navigation has no link {label!r} on {self.now.url}")

    def _record(self) -> Record:
        return next(row for row in self.content.records[self.entity.name] if row["id"] == self.step.record)

    def _search(self, text: str) -> Moves:
        """Search the list; the results are there when it returns."""
        label = self.say("Search {nouns}", nouns=self.noun(self.entity.plural[0]))
        live = self.site.entity(self.entity.name).listing.search == "live"
        before = self._results()
        box = need(self.now, "searchbox", label)
        with self.oracle.after("search", text):
            yield from self.oracle.do(Fill(ref_of(box), text, submit=not live))
            for _ in range(PATIENCE):
                if "q=" in self.now.url and self._results() != before or self._settled(text):
                    return
                yield from self.oracle.do(Wait(1000))

    def _settled(self, text: str) -> bool:
        return parse_qs(urlsplit(self.now.url).query).get("q") == [text]

    def _results(self) -> str:
        region = find(self.now, "region", self.entity.plural[0])
        return self.now.content(region) if region else ""

    def title_link(self, title: str) -> Node | None:
        """Return the link of a record among the results, or None."""
        return next((node for node in self.results() if node.role == "link" and node.name == title and node.ref), None)

    def _title(self) -> str:
        return self.step.text or str(self._record()[self.entity.title])

    def _at_record(self) -> bool:
        """Tell whether the page is the record's own."""
        own = re.fullmatch(rf"/{re.escape(self.entity.path)}/\d+", urlsplit(self.now.url).path)
        return own is not None and find(self.now, "heading", self._title()) is not None

    def _to_results(self) -> Moves:
        """Bring the record's link into view in its list."""
        title = self._title()
        yield from self.to_list()
        if f'"{title}"' not in self.level.task.goal:
            with self.oracle.after("seek", self.entity.plural[0], title):
                yield from self.layout.seek(self, title)
        elif self.title_link(title) is None or self.oracle.style == "keyboard":
            yield from self._search(title)

    def _to_record(self) -> Moves:
        title = self._title()
        if self._at_record():
            return
        if self.step.record is not None and f'"{title}"' in self.level.task.goal:
            with self.oracle.after("search", title):
                yield from shortcuts_to(self, title)
            if self._at_record():
                return
        if self.title_link(title) is None or self.oracle.style == "keyboard":
            yield from self._to_results()
        for _ in range(PATIENCE):
            link = self.title_link(title)
            if link is not None:
                break
            yield from self.oracle.do(Wait(1000))
        else:
            raise OracleStuck(f"{title!r} is not among the results on {self.now.url}")
        with self.oracle.after("open", title):
            yield from self.layout.open(self, link)
            yield from self._arrive(title)

    def _shortcut(self) -> Generator[Action, Snapshot, bool]:
        """Do the step on the list itself where its layout offers that; return whether it was done."""
        if self.oracle.style != "mouse" or self._at_record() or not self.layout.shortcuts:
            return False
        yield from self._to_results()
        with self.oracle.after("shortcut", self._title()):
            return (yield from self.layout.shortcut(self, self._title()))

    def turn(self, link: Node) -> Moves:
        """Follow a link of a list and wait until the address has changed."""
        before = self.now.url
        yield from self.oracle.do(Click(ref_of(link)))
        for _ in range(PATIENCE):
            if self.now.url != before:
                return
            yield from self.oracle.do(Wait(1000))

    def _read(self, name: str) -> Moves:
        """Bring a fact of the record into view."""
        field = self.entity.field(name)
        gene = self._gene().form.gene(name)
        label = field.labels[gene.label % len(field.labels)] if gene else field.label
        container = containers()[self._gene().detail]

        def seen(now: Snapshot) -> bool:
            term = next((node for node in now.nodes if node.role == "term" and label in (node.name, node.text)), None)
            beside = [node for node in now.nodes if term is not None and node.parent == term.parent and node.index > term.index]
            fact = beside[0] if beside else None
            return fact is not None and not any(node.role == "button" for node in now.inside(fact) if not _opened(node))

        yield from self._reach(container, label, seen)
        if not seen(self.now):
            raise OracleStuck(f"no fact {label!r} on {self.now.url}")

    def _reach(self, container: Container, label: str, seen: Callable[[Snapshot], bool]) -> Moves:
        sought = Sought(label, seen, self.oracle.style, self.say)
        with self.oracle.after("reach", label):
            yield from self.oracle.drive(container.reach(self._view(self.now), sought), self._view)

    # ---- actions of a record

    def _doing(self, now: Snapshot, label: str) -> Node | None:
        """Return the action of that name, or the one without a name that can only be it.

        Editing is a link to the address of the form; deleting is the one button of the page that has no name.
        """
        named = _control(now, label)
        if named is not None:
            return named
        bare = [node for node in now.nodes if not node.name and node.ref]
        if label == self.say("Edit"):
            address = f"{urlsplit(now.url).path}/edit"
            return next((node for node in bare if node.role == "link" and urlsplit(node.url or "").path == address), None)
        buttons = [node for node in bare if node.role == "button"]
        return buttons[0] if label == self.say("Delete") and len(buttons) == 1 else None

    def _action(self, label: str) -> Moves:
        """Bring an action of the record into view: it may be in a menu."""
        sought = Sought(label, lambda now: self._doing(now, label) is not None, self.oracle.style, self.say)
        moves = actionbars()[self._gene().actions].reach(self.now, sought, self._title())
        yield from self.oracle.drive(moves, lambda now: now)

    def _act(self, label: str) -> Moves:
        """Do an action of the record; with the keyboard, walk to it where it is in an open menu."""
        with self.oracle.after("act", label, self._title()):
            yield from self._do_act(label)

    def _do_act(self, label: str) -> Moves:
        yield from self._action(label)
        node = self._doing(self.now, label)
        if node is None:
            raise OracleStuck(f"no action {label!r} on {self.now.url}")
        items = [one for one in self.now.nodes if one.role == "menuitem"]
        active = next((at for at, one in enumerate(items) if one.has("active")), None)
        if self.oracle.style == "keyboard" and node.role == "menuitem" and active is not None:
            by = items.index(node) - active
            for _ in range(abs(by)):
                yield from self.oracle.do(Press("ArrowDown" if by > 0 else "ArrowUp"))
            yield from self.oracle.do(Press("Enter"))
        else:
            yield from self.oracle.do(Click(ref_of(node)))

    # ---- forms

    def _target(self, field: Field, gene: FieldGene, value: Scalar) -> Target:
        typed = bool(value) if field.type == "bool" else value
        records = {name: list(rows) for name, rows in self.content.records.items()}
        choices: tuple[str, ...] = field.choices
        if field.type == "ref":
            target = self.domain.entity(field.target or "")
            choices = tuple(str(row[target.title]) for row in self.content.records[target.name])
        shown = "" if value is None else display(self.domain, field, typed, records)
        return Target(field.labels[gene.label % len(field.labels)], wire(field, value), shown, choices, self.site.locale, self._near(value))

    def _near(self, value: Scalar) -> str:
        """Return what buttons call a date near today."""
        today = self.level.spec.today
        return next((self.say(text) for days, text in SHIFTS if value == (today + timedelta(days)).isoformat()), "")

    def _view(self, now: Snapshot) -> Snapshot:
        """Return the form being filled in, where the page shows more than that."""
        form = next((node for node in now.nodes if node.role == "form" and node.name == self._form_name), None)
        return now.part(form) if form is not None and self._form_name else now

    def _show(self, container: Container, widget: Widget, target: Target) -> Moves:
        """Bring the control into view."""
        yield from self._reach(container, target.label, lambda now: widget.find(now, target) is not None)
        if widget.find(self._view(self.now), target) is None:
            raise OracleStuck(f"no control for {target.label!r} on {self.now.url}")

    def _fill(self, fields: dict[str, Field], form: FormGene, values: dict[str, Scalar]) -> Moves:
        container = containers()[form.container]
        order = [gene for gene in form.fields if gene.name in values]
        if container.steps:
            order.sort(key=lambda gene: self._step_of(container, form, gene.name))
        elif self.oracle.manner.order == "reversed":
            order.reverse()
        elif self.oracle.manner.order == "any":
            order = Stream(self.level.content_seed, "order").shuffled(order, key=lambda gene: gene.name)
        style: Style = "mouse" if container.veiled else self.oracle.style  # keys want to be seen to arrive
        for gene in order:
            widget = self.last = widgets()[gene.widget]
            target = self._target(fields[gene.name], gene, values[gene.name])
            with self.oracle.after("field", target.label, target.shown):
                yield from self._show(container, widget, target)
                if not widget.holds(self._view(self.now), target):
                    moves = widget.operate(self._view(self.now), target, style)
                    yield from self.oracle.follow(moves, self._view, gene.widget)
            if not widget.holds(self._view(self.now), target):
                raise OracleStuck(f"{gene.widget} {target.label!r} does not take {target.shown!r}")

    def _step_of(self, container: Container, form: FormGene, name: str) -> int:
        """Return the place of a field among the steps: by section in the settings, else by its place in the form."""
        if form is self.site.settings:
            return next(i for i, group in enumerate(self.domain.settings.values()) if any(one.name == name for one in group))
        return next(i for i, gene in enumerate(form.fields) if gene.name == name)

    def _submit(self, form: FormGene, label: str, *arrived: str) -> Moves:
        """Get to the button and press it; answer what the form complains about; wait for the next page."""
        with self.oracle.after("submit", label):
            yield from self._send(form, label, *arrived)

    def _send(self, form: FormGene, label: str, *arrived: str) -> Moves:
        container = containers()[form.container]
        for _ in range(4):
            yield from self._reach(container, label, lambda now: find(now, "button", label) is not None)
            view, before = self._view(self.now), _alert(self.now)
            button = need(view, "button", label)
            active = next((node for node in view.nodes if node.has("active")), None)
            if self.oracle.style == "keyboard" and active is not None and active.role in ("textbox", "spinbutton") \
                    and not self._many_lines(label_of(view, active)) and (self.last is None or self.last.submits):  # fmt: skip
                yield from self.oracle.do(Press("Enter"))
            else:
                yield from self.oracle.do(Click(ref_of(button)))
            for _ in range(PATIENCE):
                there = any(find(self.now, "heading", name) is not None for name in arrived)
                left = self._view(self.now) is self.now or (form is self.site.settings and _alert(self.now) in (None, before))
                if there and left and find(self.now, "button", label) is None:
                    self._form_name = ""
                    return
                if _alert(self.now) not in (None, before):
                    break
                yield from self.oracle.do(Wait(1000))
        raise OracleStuck(f"{label!r} does not lead to {arrived!r}; the page is {self.now.url}")

    def _try(self, form: FormGene, label: str) -> Generator[Action, Snapshot, dict[str, Scalar]]:
        """Send the form with values that it refuses, where the step has some, and wait for the complaint.

        Returns the values that are to be entered then.
        """
        if not self.step.refused:
            return self.step.values
        container, values, rest = containers()[form.container], self.step.values | self.step.refused, self.step.values
        if container.steps:  # the step with the complaint is shown then; those before it hold what was entered
            last = max(self._step_of(container, form, name) for name in self.step.refused)
            rest = {name: value for name, value in rest.items() if self._step_of(container, form, name) >= last}
            if container.steps == "site":  # a step is refused by itself: what comes after it is not reached
                values = {name: value for name, value in values.items() if self._step_of(container, form, name) <= last}
        yield from self._fill(self._fields(), form, values)
        before = _alert(self.now)
        with self.oracle.after("try", label):
            yield from self._reach(container, label, lambda now: find(now, "button", label) is not None)
            if _alert(self.now) not in (None, before):
                return rest
            yield from self.oracle.do(Click(ref_of(need(self._view(self.now), "button", label))))
            for _ in range(PATIENCE):
                if _alert(self.now) not in (None, before):
                    return rest
                yield from self.oracle.do(Wait(1000))
        raise OracleStuck(f"the form at {self.now.url} takes {self.step.refused}")

    def _many_lines(self, label: str) -> bool:
        labels = {label for field in (*self.entity.fields, *self.domain.all_settings) if field.type == "longtext"
                  for label in field.labels}  # fmt: skip
        return label in labels

    # ---- the steps

    def _fields(self) -> dict[str, Field]:
        return {field.name: field for field in self.entity.fields}

    def _gene(self) -> EntityGene:
        return self.site.entity(self.entity.name)

    def _open(self, opener: str, heading: str, address: str) -> Moves:
        """Open a form: by what opens it, or by its address where the style goes by addresses."""
        with self.oracle.after("form", heading):
            if self.oracle.manner.by_address and places()[self._gene().form.place].by_address:
                yield from self.oracle.do(Navigate(address))
            elif opener == self.say("Edit"):
                yield from self._act(opener)
            else:
                node = find(self.now, "button", opener) or need(self.now, "link", opener)
                yield from self.oracle.do(Click(ref_of(node)))
            yield from self._arrive(heading)
        self._form_name = heading

    def _create(self) -> Moves:
        yield from self.to_list()
        noun = self.noun(self.entity.labels[0])
        form, heading = self._gene().form, self.say("New {noun}", noun=noun)
        yield from self._open(heading, heading, f"http://{self.content.host}/{self.entity.path}/new")
        values = yield from self._try(form, self.say("Create {noun}", noun=noun))
        yield from self._fill(self._fields(), form, values)
        title = str(self.step.values[self.entity.title])
        yield from self._submit(form, self.say("Create {noun}", noun=noun), *self._after(title, self.entity.plural[0]))
        yield from self._shut()

    def _edit(self) -> Moves:
        if (yield from self._shortcut()):
            return
        yield from self._to_record()
        title, form = self._title(), self._gene().form
        yield from self._open(self.say("Edit"), self.say("Edit {label}", label=title), f"{self.now.url.split('#')[0]}/edit")
        values = yield from self._try(form, self.say("Save changes"))
        yield from self._fill(self._fields(), form, values)
        yield from self._submit(
            form, self.say("Save changes"), *self._after(str(self.step.values.get(self.entity.title, title)))
        )  # fmt: skip
        yield from self._shut()

    def _after(self, *headings: str) -> tuple[str, ...]:
        """Return the headings that a saved form leads to."""
        return (self.say("Saved"),) if places()[self._gene().form.place].windowed else headings

    def _shut(self) -> Moves:
        """Close the window that a form opened in, and look again at the page it was opened from."""
        if not places()[self._gene().form.place].windowed:
            return
        with self.oracle.after("shut"):
            yield from self._close_window()

    def _close_window(self) -> Moves:
        if len(self.now.tabs) > 1:
            yield from self.oracle.do(Tab("close"))
            yield from self.oracle.do(Navigate(self.now.url.partition("#")[0]))
        else:
            yield from self.to_list()

    def _delete(self) -> Moves:
        yield from self._to_record()
        yield from self._act(self.say("Delete"))
        yield from self._arrive(self.entity.plural[0])

    def _verb(self) -> Moves:
        if (yield from self._shortcut()):
            return
        yield from self._to_record()
        label = self.entity.verb(self.step.verb).labels[0]
        for _ in range(PATIENCE):  # an answer that changes the state may still be on its way
            yield from self._action(label)
            if _control(self.now, label) is not None:
                break
            yield from self.oracle.do(Wait(1000))
        yield from self._act(label)
        for _ in range(PATIENCE):
            yield from self._action(label)
            if _control(self.now, label) is None:
                return
            yield from self.oracle.do(Wait(1000))
        raise OracleStuck(f"{label!r} has no effect")

    def _setting(self) -> Moves:
        address = f"http://{self.content.host}/settings"
        if self.now.url == address and find(self.now, "heading", self.say("Settings")) is not None:
            pass  # a second visit would swap the form while it is being filled
        else:
            with self.oracle.after("page", self.say("Settings")):
                if self.oracle.manner.by_address:
                    yield from self.oracle.do(Navigate(address))
                else:
                    yield from self._through_nav(self.say("Settings"))
                yield from self._arrive(self.say("Settings"), address)
        if not self.step.values:  # only looked at
            return
        fields = {field.name: field for field in self.domain.all_settings}
        self._form_name = self.say("Settings")
        yield from self._fill(fields, self.site.settings, self.step.values)
        yield from self._submit(self.site.settings, self.say("Save changes"), self.say("Settings"))

    def _look(self) -> Moves:
        extreme = next((item for item in self.level.task.references if item.extreme), None)
        if extreme is None or len(self.level.task.plan) > 1:
            yield from self._to_record()
            if self.step.field:
                yield from self._read(self.step.field)
        else:
            yield from self._sort(extreme.by, "desc" if extreme.extreme == "highest" else "asc")

    def _sort(self, column: str, direction: str) -> Moves:
        """Sort the list until the address says so: what is asked for then stands first."""
        yield from self.to_list()
        with self.oracle.after("sort", self.entity.field(column).label):
            yield from self._turn_until(column, direction)

    def _turn_until(self, column: str, direction: str) -> Moves:
        wanted = {"sort": [column], "dir": [direction]}
        for _ in range(3):
            region = need(self.now, "region", self.entity.plural[0])
            link = self._sort_link(self.now.inside(region), column)
            if link is None:
                raise OracleStuck(f"the list at {self.now.url} has no link to sort by {column}")
            yield from self.turn(link)
            query = parse_qs(urlsplit(self.now.url).query)
            if wanted.items() <= query.items() and self.title_link(self._title()) is not None:
                return
        raise OracleStuck(f"{self._title()!r} does not come first when sorted by {column}")

    def _sort_link(self, nodes: Sequence[Node], column: str) -> Node | None:
        """Return the link that sorts by a column and asks for nothing else that is not asked for already."""
        here, found = _asked(self.now.url), []
        for node in nodes:
            asked = _asked(node.url or "")
            if asked.pop("sort", None) == [column] and "page" not in asked:
                rest = {name: values for name, values in asked.items() if name != "dir"}
                if rest.items() <= here.items():
                    found.append((len(rest), node))
        return max(found, key=lambda one: one[0])[1] if found else None

    def _survey(self) -> Moves:
        """Read the whole list."""
        yield from self.to_list()
        with self.oracle.after("survey", self.entity.plural[0]):
            yield from self.layout.survey(self)

    def _search_missing(self) -> Moves:
        yield from self.to_list()
        yield from self._search(self.step.text)
