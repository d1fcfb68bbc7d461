"""Laws every site keeps whatever its task: lists show what they say, forms refuse what is wrong, doors stay shut.

Checked by raw requests against an independent computation from the level's records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from urllib.parse import urlencode

from webgen.domains.model import Entity, Field
from webgen.doors.base import door
from webgen.layouts.base import layout_of
from webgen.site.app import Site
from webgen.site.fields import wire
from webgen.spec import Level, PlanStep, Record
from webgen.streams import Stream
from webgen.visitor import Submission, Visitor, submission_of

MOST_PAGES = 40


class _Links(HTMLParser):
    """Reads the ids of the records a list links to, in order, and where the controls lead that show further records."""

    def __init__(self, base: str, leads: Callable[[str], bool]) -> None:
        super().__init__()
        self.ids: list[int] = []
        self.next: list[str] = []
        self._onward = leads
        self._record = re.compile(re.escape(base) + r"/(\d+)")
        self._leads: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self._leads = values.get("href") or ""
            match = self._record.fullmatch(self._leads)
            if match and int(match[1]) not in self.ids:
                self.ids.append(int(match[1]))
        elif tag == "button":
            self._leads = values.get("hx-get")

    def handle_data(self, data: str) -> None:
        if self._leads and self._onward(data.strip()):
            self.next.append(self._leads)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "button"):
            self._leads = None


def broken_laws(level: Level) -> list[str]:
    """Return what a level's sites do not do as they should; for one entity of each, the task's where it has one."""
    return [trouble for index in range(len(level.sites)) for trouble in _broken(level, index)]


def _broken(level: Level, index: int) -> list[str]:
    site = Site(level, index)
    visitor = Visitor(site)
    found = _doors(level, visitor) if site.spec.login else []
    visitor.sign_in()
    domain = site.domain
    about = [part.entity for at, part in level.spec.parts() if at == index and part.entity]
    names = about or [Stream(level.content_seed, "laws").pick([entity.name for entity in domain.entities])]
    entity = domain.entity(names[0])
    found += _lists(level, visitor, entity)
    found += _forms(level, visitor, entity)
    site.close()
    return found


# ---- lists


def shown(visitor: Visitor, base: str, query: dict[str, str], leads: Callable[[str], bool]) -> list[int]:
    """Return the ids of all records a list shows, in the order in which its controls lead to them."""
    waiting = [base + (f"?{urlencode(query)}" if query else "")]
    seen: set[str] = set()
    ids: list[int] = []
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        reader = _Links(base, leads)
        reader.feed(visitor.get(address).body)
        ids += [key for key in reader.ids if key not in ids]
        waiting += reader.next
    return ids


def _lists(level: Level, visitor: Visitor, entity: Entity) -> list[str]:
    base = "/" + entity.path
    rows = visitor.site.content.records[entity.name]
    gene = visitor.site.spec.entity(entity.name).listing
    stream = Stream(level.content_seed, "laws", entity.name)
    found = []

    layout, say = layout_of(gene), visitor.site.locale.say

    def compare(what: str, query: dict[str, str], wanted: Sequence[Record]) -> list[int]:
        keys = shown(visitor, base, query, lambda text: layout.leads(text, say))
        if sorted(keys) != sorted(_ids(wanted)):
            found.append(f"{base} {what}: shows records {sorted(keys)}, not {sorted(_ids(wanted))}")
        return keys

    compare("plain", {}, rows)
    word = str(stream.child("word").pick(rows, key=_key)[entity.title]).split()[0]
    compare(f"search {word!r}", {"q": word}, [row for row in rows if _matches(entity, row, word)])
    for filtered in (*(item.name for item in gene.filters), *layout.filters(entity, gene)):
        choice = stream.child("filter", filtered).pick(rows, key=_key)[filtered]
        if choice not in (None, ""):
            sent = wire(entity.field(filtered), choice)
            compare(f"filter {filtered}", {filtered: sent}, [row for row in rows if row[filtered] == choice])
    for name in layout.sorts(entity, gene):
        for way in ("asc", "desc"):
            keys = compare(f"sort {name} {way}", {"sort": name, "dir": way}, rows)
            if not _ordered(entity.field(name), {int(row["id"] or 0): row for row in rows}, keys, down=way == "desc"):
                found.append(f"{base} sort {name} {way}: not in order")
    return found


def _key(row: Record) -> str:
    return str(row["id"])


def _ids(rows: Sequence[Record]) -> list[int]:
    return [int(row["id"] or 0) for row in rows]


def _matches(entity: Entity, row: Record, word: str) -> bool:
    names = [field.name for field in entity.fields if field.searchable] or [entity.title]
    return any(word.lower() in str(row[name]).lower() for name in names if row[name] is not None)


def _ordered(field: Field, rows: dict[int, Record], shown: Sequence[int], *, down: bool) -> bool:
    """Whether values go one way; text may be in order with or without regard to case; what is blank comes at an end."""
    values = [rows[key][field.name] for key in shown if key in rows and rows[key][field.name] is not None]
    if field.type == "ref":
        return True  # by the id it points to, which no page shows
    folded = [value.lower() if isinstance(value, str) else value for value in values]
    return _monotone(values, down) or _monotone(folded, down)


def _monotone(values: Sequence[object], down: bool) -> bool:
    pairs = zip(values, values[1:], strict=False)
    return all((left >= right) if down else (left <= right) for left, right in pairs)  # type: ignore[operator]


# ---- forms


def _forms(level: Level, visitor: Visitor, entity: Entity) -> list[str]:
    """Send what the rules forbid: nothing may change, and the form must come back with a complaint."""
    found = []
    gene = visitor.site.spec.entity(entity.name)
    row = visitor.site.content.records[entity.name][0]
    shown = [entity.field(item.name) for item in gene.form.fields if entity.field(item.name).editable]
    edit = PlanStep(do="edit", site=visitor.site.index, entity=entity.name, record=int(row["id"] or 0))
    right = submission_of(level, edit)
    assert right is not None
    if not entity.editable:
        return []
    for field, text, what in _forbidden(shown):
        wrong = Submission(right.shown_at, right.action, right.form | {field.name: text})
        before = len(visitor.site.log())
        status = visitor.submit(wrong).status
        if len(visitor.site.log()) != before or status != 422:
            found.append(f"{right.action} takes {what} for {field.name}")
    return found


def _forbidden(fields: Sequence[Field]) -> Iterator[tuple[Field, str, str]]:
    """Yield at most one forbidden text for each rule."""
    rules: list[tuple[str, str, Callable[[Field], bool]]] = [
        ("", "nothing", lambda field: field.required and field.type != "bool"),
        ("x" * 700, "too long a text", lambda field: field.type in ("text", "longtext")),
        ("99999999999", "too large a number", lambda field: field.type in ("integer", "money")),
        ("twelve", "a word", lambda field: field.type in ("integer", "money")),
        ("2026-02-31", "no such day", lambda field: field.type == "date"),
        ("no such option", "an unknown option", lambda field: field.type in ("choice", "ref")),
        ("no such option", "an unknown option", lambda field: field.type == "set"),
        ("no such option", "an unknown option", lambda field: field.type == "ranking"),
        ("25:61", "no such time", lambda field: field.type == "time"),
        ("no file", "no name of a file", lambda field: field.type == "file"),
    ]
    for text, what, fits in rules:
        field = next((item for item in fields if fits(item)), None)
        if field is not None:
            yield field, text, what


# ---- doors


def _doors(level: Level, visitor: Visitor) -> list[str]:
    """Try to get in without the password."""
    account = visitor.site.content.account
    found = []
    door(visitor.site.spec.door).visit(visitor, account.password + "x")
    for path in ("/", "/settings"):
        if visitor.send("GET", path).location != "/login":
            found.append(f"{path} opens after a wrong password")
    return found
