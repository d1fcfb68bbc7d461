"""A visitor without a browser: raw requests to a site, as a script would send them. Attacks are made with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from webgen.domains.model import Field
from webgen.domains.reader import domain as read_domain
from webgen.doors.base import door
from webgen.errors import EngineFault
from webgen.frictions.edit_conflict import CONFLICT
from webgen.frictions.server_error import PROBLEM
from webgen.generate import frictions
from webgen.site.app import Site
from webgen.site.fields import wire
from webgen.site.http import Request, Response
from webgen.spec import FormGene, Level, PlanStep, Record

MAX_REDIRECTS = 6
PAUSE_MS = 10_000  # it is in no hurry, so no site asks it to wait
TRIES = 8  # a form may be put off by several frictions, each up to three times


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as a browser would send it, without its token: where it is shown, where it goes, what it holds."""

    shown_at: str
    action: str
    form: dict[str, str] = field(default_factory=dict)
    site: int = 0


class _Tokens(HTMLParser):
    """Reads the token of every form on a page, by the address the form posts to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.frames: list[str] = []
        self._action: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self._action = values.get("action") or ""
        elif tag == "iframe":
            self.frames.append(values.get("src") or "")
        elif tag == "input" and values.get("name") == "_token" and self._action is not None:
            self.found[self._action] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._action = None


class Visitor:
    """Talks to one site and keeps its cookies."""

    def __init__(self, site: Site, cookies: dict[str, str] | None = None) -> None:
        self.site = site
        self.cookies = dict(cookies or {})
        self._now = 0
        self._known = False  # it signed in before

    def send(
        self, method: str, address: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Response:
        """Send one request and take its cookies; redirects are not followed."""
        path, _, query = address.partition("?")
        request = Request(
            method=method,
            path=path,
            query=tuple(parse_qsl(query, keep_blank_values=True)),
            form=tuple((form or {}).items()),
            headers={"host": self.site.content.host} | (headers or {}),
            cookies=dict(self.cookies),
            now=self._now,
        )
        self._now += PAUSE_MS
        try:
            response = self.site.handle(request)
        except Exception as error:  # as in the engines: whatever a site raises is our fault
            raise EngineFault(f"the site failed on {method} {path}: {type(error).__name__}: {error}") from error
        self.cookies |= response.cookies
        return response

    def get(self, address: str) -> Response:
        """Fetch a page, following redirects; where the site signed the visitor out, it signs in again."""
        response = self.send("GET", address)
        if response.location == "/login" and self._known:
            self.sign_in()
            response = self.send("GET", address)
        for _ in range(MAX_REDIRECTS):
            if response.location is None:
                break
            target = urlsplit(response.location)
            response = self.send("GET", target.path + (f"?{target.query}" if target.query else ""))
        if 'name="ask"' in response.body:  # a riddle that a person is asked to solve
            reader = _Tokens()
            reader.feed(response.body)
            form = {"_token": reader.found["/dismiss"], "about": "human_check", "ask": "1", "back": address}
            self.send("POST", "/dismiss", form)
            return self.get(address)
        return response

    def token(self, address: str, action: str) -> str:
        """Return the token of the form on a page that posts to ``action``; empty where the page has none."""
        reader = _Tokens()
        reader.feed(self.get(address).body)
        for frame in list(reader.frames):
            reader.feed(self.get(frame).body)
        return reader.found.get(action, "")

    def post(self, submission: Submission, token: str, **extra: str) -> Response:
        """Post a form with a token and further fields, again where the site failed to take it in."""
        form = submission.form | {"_token": token} | extra
        response = self.send("POST", submission.action, form)
        for _ in range(TRIES):
            if response.location not in (PROBLEM, CONFLICT):
                break
            response = self.send("POST", submission.action, form)
        return response

    def submit(self, submission: Submission) -> Response:
        """Do what a person does: look at the form, then send it."""
        return self.post(submission, self.token(submission.shown_at, submission.action))

    def sign_in(self) -> None:
        """Sign in where the site asks for it."""
        if self.site.spec.login:
            self._known = False
            door(self.site.spec.door).visit(self, self.site.content.account.password)
            self._known = True

    def fill(self, shown_at: str, action: str, form: dict[str, str]) -> Response:
        """Look at a form, then send it filled in."""
        return self.submit(Submission(shown_at, action, form))


def submission_of(level: Level, step: PlanStep) -> Submission | None:
    """Return the form that does a step of a plan; None where it takes none."""
    site = level.spec.sites[step.site]
    domain = read_domain(site.domain, site.locale)
    if step.do == "setting":
        form = level.spec.sites[step.site].settings
        current = level.sites[step.site].settings
        return Submission("/settings", "/settings", _filled(form, dict(current), step, domain.all_settings), step.site)
    if step.do not in ("create", "edit", "delete", "verb"):
        return None
    entity = domain.entity(step.entity)
    base = "/" + entity.path
    extra = _extra(level)
    genes = level.spec.sites[step.site].entity(step.entity).form
    if step.do == "create":
        blank: Record = {item.name: item.initial() for item in entity.fields}
        return Submission(f"{base}/new", base, _filled(genes, blank, step, entity.fields) | extra, step.site)
    place = f"{base}/{step.record}"
    if step.do == "edit":
        rows = level.sites[step.site].records[step.entity]
        row = next(row for row in rows if row["id"] == step.record)
        return Submission(f"{place}/edit", place, _filled(genes, dict(row), step, entity.fields) | extra, step.site)
    return Submission(place, f"{place}/delete" if step.do == "delete" else f"{place}/do/{step.verb}", site=step.site)


def _filled(form: FormGene, record: Record, step: PlanStep, fields: tuple[Field, ...]) -> dict[str, str]:
    known = {item.name: item for item in fields}
    values = record | step.values
    return {gene.name: wire(known[gene.name], values[gene.name]) for gene in form.fields if known[gene.name].editable}


def _extra(level: Level) -> dict[str, str]:
    """Return the box that the validation friction demands, ticked."""
    for name, part in frictions().items():
        strength = level.spec.friction(name)
        if strength and (extra := part.extra_field(strength)):
            return {extra["name"]: "1"}
    return {}
