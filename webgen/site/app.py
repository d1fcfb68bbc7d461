"""A site: request in, response out, state in the store. No sockets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from webgen.domains.model import BETWEEN, Domain, Entity, Field
from webgen.domains.model import slug as slug  # others take it from here
from webgen.domains.reader import domain as read_domain
from webgen.errors import SpecError
from webgen.frictions.base import Friction
from webgen.locales import locale
from webgen.pages.base import Entry, Page, Route
from webgen.registry import discover
from webgen.site.client import client_script
from webgen.site.dates import Notation
from webgen.site.http import Request, Response, redirect
from webgen.site.render import asset, render
from webgen.site.store import LogRow, Store
from webgen.site.theme import theme_css
from webgen.spec import EntityGene, Level, Record, Scalar, SiteSpec
from webgen.streams import Stream, fingerprint

COOKIE = "sid"


@cache
def pages() -> dict[str, Page]:
    """Return every page kind by id, in the order their routes are tried."""
    found = sorted(discover("webgen.pages", Page).items(), key=lambda item: (item[1].rank, item[0]))
    return {name: part() for name, part in found}


@cache
def _routes() -> tuple[tuple[re.Pattern[str], Route, Page], ...]:
    return tuple((route.regex(), route, page) for page in pages().values() for route in page.routes())


@cache
def _frictions() -> dict[str, Friction]:
    return {name: part() for name, part in discover("webgen.frictions", Friction).items()}


class Site:
    """One site of a level, being served.

    Args:
        level: what to serve.
        index: which of its sites.
    """

    def __init__(self, level: Level, index: int = 0) -> None:
        self.level, self.index = level, index
        self.spec: SiteSpec = level.spec.sites[index]
        self.content = level.sites[index]
        self.domain: Domain = read_domain(self.spec.domain, self.spec.locale)
        self.locale = locale(self.spec.locale)
        self.store = Store(self.domain, self.content, site=index)
        self.stream = Stream(level.content_seed, "site", index)
        self.by_slug = {entity.path: entity for entity in self.domain.entities}
        self.pages = [page for page in pages().values() if page.present(self.spec)]
        self.frictions = [
            (part, level.spec.friction(name)) for name, part in _frictions().items() if level.spec.friction(name)
        ]
        self._theme = theme_css(Stream(self.spec.theme, "theme"))
        self.theme_hash = fingerprint(self._theme, length=10)

    # ---- requests

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.path.startswith("/static/"):
            return self._static(request)
        context = Context(self, request)
        response = self._answer(context)
        cookies = dict(response.cookies)
        if request.cookies.get(COOKIE) != context.session["token"]:
            cookies[COOKIE] = str(context.session["token"])
        latency = response.latency
        if request.htmx:
            latency = max([latency, *(part.latency(strength, request) for part, strength in self.frictions)])
        headers = {"content-type": "text/html; charset=utf-8"} | response.headers
        return Response(response.body, response.status, headers, cookies, latency)

    def _answer(self, context: Context) -> Response:
        request = context.request
        for pattern, route, page in _routes():
            match = pattern.fullmatch(request.path)
            if match is None or route.method != request.method or not page.present(self.spec):
                continue
            if not route.open and not context.signed_in:
                return context.go("/login")
            context.arguments = match.groupdict()
            if "entity" in context.arguments:
                if context.arguments["entity"] not in self.by_slug:
                    continue
                context.entity = self.by_slug[context.arguments["entity"]]
            return (None if route.open or context.framed else context.intercepted()) or route.answer(context)
        return context.missing()

    def _static(self, request: Request) -> Response:
        name = request.path.removeprefix("/static/")
        cached = {"cache-control": "public, max-age=31536000, immutable"}
        if name == "app.css":
            return Response(asset("themes/base.css"), headers={"content-type": "text/css; charset=utf-8"} | cached)
        if name == "theme.css":
            return Response(self._theme, headers={"content-type": "text/css; charset=utf-8"} | cached)
        if name == "client.js":
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"} | cached)
        return Response("not found", 404, {"content-type": "text/plain; charset=utf-8"})

    # ---- state

    def log(self, *, ambient: bool = False) -> list[LogRow]:
        """Return the change log of this site."""
        return self.store.log(ambient=ambient)

    def checkpoint(self) -> bytes:
        """Return the whole state."""
        return self.store.checkpoint()

    def restore(self, state: bytes) -> None:
        """Go back to a state from :meth:`checkpoint`."""
        self.store.restore(state)

    def close(self) -> None:
        """Free the database."""
        self.store.close()


def _links(entries: Iterable[Entry], place: str) -> list[dict[str, str]]:
    return [{"label": entry.label, "href": entry.href} for entry in entries if entry.place == place]


class Context:
    """One request being answered: what a page may use."""

    def __init__(self, site: Site, request: Request) -> None:
        self.site, self.request = site, request
        self.store, self.domain, self.spec = site.store, site.domain, site.spec
        self.arguments: dict[str, str] = {}
        self.entity: Entity = site.domain.entities[0]
        self.showing = ""  # the template of the page
        self.session: Record = self._session()

    # ---- who

    def _session(self) -> Record:
        known = self.request.cookies.get(COOKIE, "")
        found = self.store.rows("SELECT * FROM sessions WHERE token = ?", (known,))
        if found:
            return found[0]
        count = self.store.scalar("SELECT COUNT(*) FROM sessions")
        token = f"{self.site.stream.child('session', count).seed():016x}"
        user = None if self.spec.login else self.site.content.account.email
        self.store.insert("sessions", {"token": token, "user": user})
        return self.store.rows("SELECT * FROM sessions WHERE token = ?", (token,))[0]

    @property
    def signed_in(self) -> bool:
        """Whether somebody has signed in."""
        return self.session["user"] is not None

    def remember(self, **values: Scalar) -> None:
        """Change the session record."""
        assert isinstance(self.session["id"], int)
        self.store.update("sessions", self.session["id"], values)
        self.session = {**self.session, **values}

    # ---- what frictions remember of a session

    @property
    def notes(self) -> dict[str, Any]:
        """What frictions noted in this session, and how many ``pages`` it was shown, this one included."""
        noted: dict[str, Any] = json.loads(str(self.session["notes"]))
        return {"pages": 0} | noted

    def note(self, name: str, value: Any) -> None:
        """Note something JSON can hold under a name."""
        self.remember(notes=json.dumps(self.notes | {name: value}, sort_keys=True))

    # ---- what was sent

    @property
    def here(self) -> str:
        """The address of this page with its query; the first page where it was not asked for by address."""
        if self.request.method != "GET":
            return "/"
        return self.request.path + (f"?{urlencode(self.request.query)}" if self.request.query else "")

    @property
    def partial(self) -> bool:
        """Whether the answer becomes a part of the page, not a page."""
        return self.request.htmx and self.request.headers.get("hx-boosted") != "true"

    @cached_property
    def form(self) -> dict[str, str]:
        """The posted fields; of repeats the last counts, but those of ``name[]`` are all one set under ``name``."""
        sets: dict[str, list[str]] = {}
        for name, value in self.request.form:
            if name.endswith("[]"):
                sets.setdefault(name[:-2], []).append(value)
        return dict(self.request.form) | {name: BETWEEN.join(values) for name, values in sets.items()}

    @cached_property
    def query(self) -> dict[str, str]:
        """The query fields; of repeats the last counts."""
        return dict(self.request.query)

    @property
    def record(self) -> Record | None:
        """The record the address names, or None."""
        return self.store.get(self.entity.name, int(self.arguments["id"]))

    @property
    def gene(self) -> EntityGene:
        """How the pages of the entity are built."""
        return self.spec.entity(self.entity.name)

    # ---- render tokens

    @cached_property
    def _token(self) -> str:
        count = self.store.scalar("SELECT COUNT(*) FROM tokens")
        return f"{self.site.stream.child('token', count).seed():016x}"

    def offer(self, action: str) -> str:
        """Note that this page shows a form that posts to ``action``; return the token the form carries."""
        self.store.insert("tokens", {"token": self._token, "session": self.session["id"], "action": action})
        return self._token

    def accepted(self) -> bool:
        """Tell whether the posted form was shown in this session, and has not been sent with success before."""
        return bool(
            self.store.scalar(
                "SELECT 1 FROM tokens WHERE token = ? AND session = ? AND action = ? AND used = 0",
                (self.form.get("_token", ""), self.session["id"], self.request.path),
            )
        )

    def spend(self) -> None:
        """Mark the posted form as used: it cannot be sent again."""
        for row in self.store.rows(
            "SELECT id FROM tokens WHERE token = ? AND action = ?", (self.form.get("_token", ""), self.request.path)
        ):
            assert isinstance(row["id"], int)
            self.store.update("tokens", row["id"], {"used": 1})

    # ---- answers

    def page(self, template: str, title: str, *, status: int = 200, **variables: Any) -> Response:
        """Render a whole page in the site's chrome."""
        flash = str(self.session["flash"])
        if flash:
            self.remember(flash="")
        tone, _, text = flash.partition("|")
        account = self.site.content.account
        self.showing = template
        if status == 200 and any(part.counts_pages for part, _ in self.site.frictions):
            self.note("pages", self.notes["pages"] + 1)
        entries = [entry for page in self.site.pages for entry in page.entries(self)] if self.signed_in else []
        additions = [part for page in self.site.pages if status == 200 and self.signed_in and (part := page.part(self))]
        frame: dict[str, Any] = {
            "site": {
                "title": self.site.content.title,
                "tagline": self.site.content.tagline,
                "host": self.site.content.host,
            },
            "chrome": self.spec.chrome,
            "bare": self.unlabels(),
            "boost": self.spec.boost,
            "theme_version": self.site.theme_hash,
            "nav": self._nav(entries) if self.signed_in else [],
            "user": {"name": account.name, "initials": "".join(part[0] for part in account.name.split()[:2])}
            if self.signed_in
            else None,
            "logged_in": self.signed_in,
            "user_links": [*_links(entries, "account"), {"label": self.say("Settings"), "href": "/settings"}],
            "csrf_token": self.offer("/sign-out") if self.signed_in and self.spec.login else "",
            "page_title": title,
            "flash": [{"tone": tone, "text": text}] if text else [],
            "footer_links": [*_links(entries, "footer"), *self._elsewhere()],
            "additions": additions,
            "overlays": self._overlays() if status == 200 else {},
        }
        return Response(render(f"pages/{template}.html", frame | variables, self.spec.locale), status)

    def inside(self, template: str, title: str, *, status: int = 200, **variables: Any) -> Response:
        """Render a page that stands in a frame: without layout, and nothing of what frictions put around pages."""
        frame: dict[str, Any] = {
            "site": {"title": self.site.content.title, "tagline": self.site.content.tagline, "host": self.site.content.host},
            "chrome": "_bare", "boost": False, "theme_version": self.site.theme_hash, "page_title": title, "flash": [],
            "overlays": {}, "additions": [],
        }  # fmt: skip
        return Response(render(f"pages/{template}.html", frame | variables, self.spec.locale), status)

    @property
    def framed(self) -> bool:
        """Whether what was asked for stands in a frame of a page that was shown."""
        return self.query.get("in") == "frame"

    def fragment(self, template: str, *, folder: str = "pages", status: int = 200, **variables: Any) -> Response:
        """Render a piece of a page, for the hypermedia client."""
        known = {"theme_version": self.site.theme_hash}
        return Response(render(f"{folder}/{template}.html", known | variables, self.spec.locale), status)

    def _nav(self, more: Sequence[Entry]) -> list[dict[str, Any]]:
        entries = [(self.say("Home"), "/", "home")]
        entries += [(entity.plural[0], f"/{path}", entity.icon) for path, entity in self.site.by_slug.items()]
        entries += [(entry.label, entry.href, entry.icon) for entry in more if entry.place == "nav"]
        entries = self.arranged("nav", [*entries, (self.say("Settings"), "/settings", "settings")])
        path = self.request.path
        return [
            {
                "label": label,
                "href": href,
                "icon": icon,
                "current": path == href or (href != "/" and path.startswith(href + "/")),
            }
            for label, href, icon in entries
        ]

    def _elsewhere(self) -> list[dict[str, Any]]:
        """Return links to the other sites of the level."""
        return [
            {"label": content.title, "href": f"http://{content.host}/", "new_tab": self.spec.new_tab}
            for index, content in enumerate(self.site.level.sites)
            if index != self.site.index
        ]

    def _overlays(self) -> dict[str, list[dict[str, Any]]]:
        """Return what frictions show with the page, by place; of dialogs only the first that is due."""
        found: dict[str, list[dict[str, Any]]] = {}
        for part, strength in self.site.frictions:
            if part.modal and "over" in found:
                continue
            overlay = part.overlay(self, strength)
            if overlay is not None:
                found.setdefault(overlay.get("place", "over"), []).append(overlay)
        return found

    def go(self, path: str, *, flash: str = "", tone: str = "success") -> Response:
        """Answer a post by sending the browser elsewhere, with a message for the next page."""
        if flash:
            self.remember(flash=f"{tone}|{flash}")
        if self.partial:
            return Response(headers={"hx-redirect": path})
        return redirect(path)

    def missing(self) -> Response:
        """Answer that there is no such page."""
        return self.page("missing", self.say("Page not found"), status=404)

    def stale(self) -> Response:
        """Answer a form that was never shown here, or was sent before."""
        return self.page("stale", self.say("This form has expired"), status=409)

    # ---- frictions that touch pages

    def answered(self, name: str) -> str:
        """Let the friction of that id take in what was posted; return its message."""
        for part, strength in self.site.frictions:
            if part.name == name:
                return part.answered(self, strength)
        return ""

    def intercepted(self) -> Response | None:
        """Return the answer of a friction that stands before the page, if any."""
        for part, strength in self.site.frictions:
            response = part.intercept(self, strength)
            if response is not None:
                return response
        return None

    def arranged(self, what: str, items: Sequence[Any]) -> list[Any]:
        """Return links or buttons in the order this page shows them."""
        for part, strength in self.site.frictions:
            items = part.arranged(self, strength, what, items)
        return list(items)

    def hides(self) -> tuple[str, frozenset[str]] | None:
        """Return what hides actions of a record, if a friction does."""
        return next((found for part, strength in self.site.frictions if (found := part.hides(self, strength))), None)

    def offers(self) -> list[dict[str, str]]:
        """Return the boxes that frictions put into forms, ticked."""
        return [found for part, strength in self.site.frictions if (found := part.offer(self, strength))]

    def gate(self) -> dict[str, str] | None:
        """Return what the last button of forms waits for, if a friction makes it wait."""
        return next((found for part, strength in self.site.frictions if (found := part.gate(self, strength))), None)

    def draft(self, fields: Mapping[str, Field]) -> tuple[Record, str]:
        """Return what a form for a new record comes up with, and when that was entered; nothing where no friction adds any."""
        found = (part.draft(self, strength, fields) for part, strength in self.site.frictions)
        return next((draft for draft in found if draft), ({}, ""))

    def drop_draft(self) -> None:
        """Tell frictions that the draft of the entity is no more."""
        for part, _ in self.site.frictions:
            part.dropped(self)

    def unlabels(self) -> int:
        """Return how much of what names controls is gone, 0 to 3."""
        return max((part.unlabels(strength) for part, strength in self.site.frictions), default=0)

    def notation(self, where: str) -> Notation:
        """Return how dates read on a ``list`` or ``detail``; empty: as everywhere."""
        found = (part.notation(self, strength, where) for part, strength in self.site.frictions)
        return next((notation for notation in found if notation), "")

    def confirms(self) -> bool:
        """Whether destructive acts ask for confirmation."""
        return any(part.confirms(strength) for part, strength in self.site.frictions)

    def extra_field(self) -> dict[str, str] | None:
        """Return the extra check that forms demand, if a friction adds one."""
        for part, strength in self.site.frictions:
            extra = part.extra_field(strength)
            if extra is not None:
                return extra
        return None

    # ---- words and values

    def say(self, text: str, /, **values: object) -> str:
        """Return an interface text in the language of the site, with ``{name}`` filled in."""
        return self.site.locale.say(text, **values)

    def noun(self, label: str) -> str:
        """Return a label of the domain as it is written within a sentence."""
        return self.site.locale.noun(label)

    def path(self, entity: Entity) -> str:
        """Return the address of an entity's list."""
        return "/" + entity.path

    def titles(self, field: Field) -> dict[int, str]:
        """Return the titles of the records a reference field can point at, by id."""
        if field.target is None:
            raise SpecError(f"{field.name} refers to nothing")
        target = self.domain.entity(field.target)
        rows = self.store.rows(f'SELECT id, "{target.title}" AS title FROM "{target.name}" ORDER BY title')
        return {int(row["id"] or 0): str(row["title"]) for row in rows}

    def all_titles(self, fields: Iterable[Field]) -> dict[str, dict[int, str]]:
        """Return :meth:`titles` for every reference among the fields."""
        return {field.name: self.titles(field) for field in fields if field.type == "ref"}
