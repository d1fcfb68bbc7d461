"""A small hand-written site that uses every behaviour, hypermedia feature, control and key rule of the client."""

from __future__ import annotations

import copy
from collections.abc import Callable
from html import escape
from typing import Any

from webgen.engines.base import World
from webgen.site.client import client_script
from webgen.site.http import Request, Response, redirect
from webgen.site.render import render
from webgen.widgets.base import FieldView

HOST = "law.test"
CITIES = ("Aachen", "Bergen", "Bern", "Cork", "Delft", "Oslo", "Ostrava", "Porto")
STYLE = """
[hidden] { display: none !important; }
body { font-family: sans-serif; margin: 16px; line-height: 1.4; }
button, input, select, textarea { font: inherit; padding: 4px 8px; }
.knob { display: block; width: 12px; height: 12px; }
.switch button { width: 40px; height: 22px; }
[role=option] { display: block; padding: 4px; }
td { padding: 2px; }
.blank { width: 20px; height: 20px; }
.press-dot { display: block; width: 12px; height: 12px; }
"""

TOGGLE = """<button type="button" data-behaviour="toggle" aria-expanded="false" aria-controls="more">More</button>
<div id="more" hidden><p>Hidden words</p><a href="/list?page=2">Second page</a></div>"""

SWITCH = """<div class="switch" data-behaviour="switch"><button type="button" role="switch" aria-checked="{state}"
 aria-labelledby="news-label" id="news"><span class="knob"></span></button>
<label id="news-label" for="news">Newsletter</label><input type="hidden" name="news" value="{value}"></div>"""

LISTBOX = """<div class="listbox" data-behaviour="listbox"><button type="button" role="combobox" aria-haspopup="listbox"
 aria-expanded="false" aria-controls="size-list" aria-labelledby="size-label size-value" id="size"><span
 id="size-value">Choose…</span></button><ul role="listbox" id="size-list" aria-labelledby="size-label" hidden><li
 role="option" data-value="s" aria-selected="false" id="size-o0">Small</li><li role="option" data-value="m"
 aria-selected="false" id="size-o1" aria-disabled="true">Medium</li><li role="option" data-value="l"
 aria-selected="false" id="size-o2">Large</li></ul><input type="hidden" name="size" value=""></div>"""

COMBOBOX = """<div class="combobox" data-behaviour="combobox"><input type="text" role="combobox"
 aria-autocomplete="list"
 aria-expanded="false" aria-controls="city-list" autocomplete="off" id="city" aria-labelledby="city-label"
 hx-get="/suggest" hx-trigger="input changed delay:300ms" hx-target="#city-list" hx-swap="innerHTML" name="q"><ul
 role="listbox" id="city-list" aria-labelledby="city-label" hidden></ul><input type="hidden"
 name="city" value=""></div>"""

CALENDAR = """<div class="calendar" data-behaviour="calendar" data-today="2026-03-02" data-min="2025-11-05"
 data-max="2027-01-20"><button type="button" aria-haspopup="dialog" aria-expanded="false"
 aria-labelledby="day-label day-value" id="day"><span id="day-value">Choose a date</span></button><div role="dialog"
 aria-label="Choose a date" id="day-pop" hidden></div><input type="hidden" name="day" value=""></div>"""

TABS = """<div data-behaviour="tabs"><div role="tablist" aria-label="Parts"><button type="button" role="tab"
 aria-selected="true" aria-controls="p1" id="t1">General</button><button type="button" role="tab"
aria-selected="false"
 aria-controls="p2" id="t2" tabindex="-1">Details</button><button type="button" role="tab" aria-selected="false"
 aria-controls="p3" id="t3" tabindex="-1">Other</button></div><div role="tabpanel" id="p1" aria-labelledby="t1">
<p>General words <a href="/list">List</a></p></div><div role="tabpanel" id="p2" aria-labelledby="t2" hidden>
<label>Detail <input name="detail" value="deep"></label></div><div role="tabpanel" id="p3" aria-labelledby="t3"
hidden>
<p>Nothing else</p></div></div>"""

MENU = """<div data-behaviour="menu"><button type="button" aria-haspopup="menu" aria-expanded="false"
 aria-controls="acts">
Actions</button><div role="menu" id="acts" hidden><a role="menuitem" href="/forms">Forms</a><button type="button"
 role="menuitem" hx-post="/note" hx-target="#notes" hx-swap="beforeend">Note</button><button type="button"
role="menuitem"
 hx-post="/clear" hx-target="#notes" hx-confirm="Clear all notes?" data-confirm-label="Clear">Clear
</button></div></div>"""

DIALOGS = """<button type="button" data-behaviour="dialog-open" data-dialog="terms" id="open-terms">Read terms</button>
<dialog id="terms" data-behaviour="dialog" aria-label="Terms"><p>The terms.</p><label><input type="checkbox"
name="agree">
Agree</label><button type="button" data-behaviour="dialog-open" data-dialog="small">Small print</button>
<button type="button" data-close>Close</button></dialog>
<dialog id="small" data-behaviour="dialog" aria-label="Small print"><p>Very small.</p><form
method="dialog"><button>Done
</button></form></dialog>"""

# Controls whose behaviours are played as their own templates write them: widget, label, type, value, range.
CONTROLS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("yes_no", "Fragile", "bool", "1", "", ""), ("toggle_button", "Express", "bool", "0", "", ""),
    ("on_off", "Insured", "bool", "1", "", ""), ("check_card", "Signed", "bool", "", "", ""),
    ("three_part", "Sent", "date", "2026-02-03", "", ""), ("three_numbers", "Paid", "date", "", "", ""),
    ("month_grid", "Starts", "date", "2026-02-03", "", ""), ("date_text", "Due", "date", "2026-04-01", "", ""), ("stepper", "Pieces", "integer", "3", "0", "5"),
    ("stepper", "Fee", "money", "1.50", "0.50", "4.00"), ("slider", "Weight", "integer", "7", "1", "40"),
    ("quick_amounts", "Limit", "money", "", "0.00", "90.00"), ("clearable", "Nickname", "text", "Bo", "", ""),
    ("inline_edit", "Motto", "text", "", "", ""), ("counted", "Title", "text", "Ada", "", ""),
    ("markdown", "Notes", "longtext", "One\nTwo  x", "", ""), ("expandable", "Remarks", "longtext", "Old", "", ""),
)  # fmt: skip


def _control(name: str, label: str, kind: str, value: str, low: str, high: str) -> str:
    id_ = f"c-{label.lower()}"
    step = {"money": "0.01", "integer": "1"}.get(kind, "")
    shown = "3 February 2026" if name == "month_grid" else ""
    item = FieldView(label.lower(), id_, label, name, kind, value, shown, minimum=low, maximum=high, step=step,
                     today="2026-03-02", maxlength=12)  # fmt: skip
    return render(f"widgets/{name}.html", {"f": item})


def page(title: str, body: str, *, boost: bool = False) -> str:
    """Return a whole page."""
    attribute = ' hx-boost="true"' if boost else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<link rel="stylesheet" href="/static/law.css"><script src="/static/client.js" defer></script></head>'
        f"<body{attribute}><h1>{escape(title)}</h1>{body}</body></html>"
    )


class LawSite:
    """Answers requests; its state is one dict."""

    def __init__(self, script: Callable[[], str] = client_script) -> None:
        self._script = script
        self.state: dict[str, Any] = {"notes": [], "count": {}, "items": list(range(1, 8)), "seen": []}

    def checkpoint(self) -> Any:
        """Copy the state."""
        return copy.deepcopy(self.state)

    def restore(self, state: Any) -> None:
        """Go back to a copy."""
        self.state = copy.deepcopy(state)

    def handle(self, request: Request) -> Response:
        """Route by the first part of the path."""
        if request.path.startswith("/static/"):
            return self._static(request.path)
        self.state["seen"].append((request.method, request.path, request.query, request.form))
        name = request.path.strip("/").split("/")[0] or "home"
        answer = getattr(self, f"_{request.method.lower()}_{name}", None)
        if answer is None:
            return Response(page("Not found", '<p>No such page. <a href="/">Home</a></p>'), 404)
        result = answer(request)
        return result if isinstance(result, Response) else Response(result)

    def _static(self, path: str) -> Response:
        if path.endswith(".css"):
            return Response(STYLE, headers={"content-type": "text/css; charset=utf-8"})
        if path.endswith("client.js"):
            return Response(self._script(), headers={"content-type": "text/javascript; charset=utf-8"})
        return Response("", 404)

    # ---- pages

    def _get_home(self, request: Request) -> str:
        visits = request.cookies.get("visits", "0")
        links = "".join(
            f'<li><a href="/{name}">{name.title()}</a></li>'
            for name in ("widgets", "forms", "checks", "hyper", "list", "keys", "welcome", "sums", "slow")
        )
        return page("Home", f'<nav aria-label="Main"><ul>{links}</ul></nav><p>Visits: {visits}</p>'
                            '<form method="post" action="/visit"><button>Count a visit</button></form>'
                            '<a href="/" target="_blank">Home in a new tab</a>')  # fmt: skip

    def _post_visit(self, request: Request) -> Response:
        return Response(status=303, headers={"location": "/"},
                        cookies={"visits": str(int(request.cookies.get("visits", "0")) + 1)})  # fmt: skip

    def _get_widgets(self, request: Request) -> str:
        switch = SWITCH.format(state="false", value="0")
        form = (
            '<form id="prefs" data-behaviour="savebar" hx-post="/widgets" hx-target="#saved" novalidate>'
            f'{switch}<p id="size-label">Size</p>{LISTBOX}<p id="city-label">City</p>{COMBOBOX}'
            f'<p id="day-label">Day</p>{CALENDAR}<label>Name <input name="name" value="Ada"></label>'
            '<div data-savebar hidden><p>Unsaved changes</p><button type="submit">Save changes</button>'
            '<button type="reset">Discard</button></div></form><div id="saved"></div>'
        )
        return page("Widgets", f'{TOGGLE}{MENU}<ul id="notes"><li>First note</li></ul>{form}{TABS}{DIALOGS}'
                               '<a href="/">Home</a>')  # fmt: skip

    def _get_controls(self, request: Request) -> str:
        controls = "".join(_control(*each) for each in CONTROLS)
        return page("Controls", '<form data-behaviour="savebar" hx-post="/widgets" hx-target="#saved" novalidate>'
                                f'{controls}<label>Name <input name="name" value="Ada"></label>'
                                '<div data-savebar hidden><p>Unsaved changes</p><button type="submit">Save changes</button>'
                                '<button type="reset">Discard</button></div></form><div id="saved"></div>'
                                '<a href="/">Home</a>')  # fmt: skip

    def _get_gates(self, request: Request) -> str:
        boxes = '<label><input type="checkbox" data-tick> I have read it</label><label>Type GO <input data-phrase="GO"></label>'
        return page("Gates", '<form data-behaviour="savebar" hx-post="/widgets" hx-target="#saved" novalidate>'
                             '<label>Name <input name="name" value="Ada"></label>'
                             f'<div data-savebar hidden><div data-behaviour="gate">{boxes}</div>'
                             '<button type="submit" data-gated disabled>Save changes</button><button type="reset">Discard</button>'
                             '</div></form><div id="saved"></div><form method="post" action="/post"><div data-behaviour="gate">'
                             '<label><input type="checkbox" data-tick> One</label><label><input type="checkbox" data-tick> Two</label></div>'
                             '<label>Word <input name="word"></label><button data-gated disabled>Send</button><button>Back</button>'
                             '</form><a href="/">Home</a>')  # fmt: skip

    def _post_widgets(self, request: Request) -> Response:
        sent = ", ".join(f"{name}={value}" for name, value in request.form)
        if dict(request.form).get("name", "") == "":
            return Response(f'<p role="alert">Name is missing ({escape(sent)})</p>', 422)
        return Response(f'<div role="status" data-behaviour="toast" data-timeout="1500"><p>Saved {escape(sent)}</p>'
                        '<button type="button" data-close>Dismiss</button></div>')  # fmt: skip

    def _get_suggest(self, request: Request) -> Response:
        query = dict(request.query).get("q", "").lower()
        hits = [city for city in CITIES if query and city.lower().startswith(query)]
        if not query:
            return Response("")
        items = "".join(f'<li role="option" data-value="{city.lower()}">{city}</li>' for city in hits)
        return Response(items or '<li class="none">No matches</li>', latency=50)

    def _post_note(self, request: Request) -> str:
        self.state["notes"].append(len(self.state["notes"]) + 1)
        return f"<li>Note {self.state['notes'][-1]}</li>"

    def _post_clear(self, request: Request) -> str:
        self.state["notes"].clear()
        return "<li>Cleared</li>"

    # ---- native forms

    def _get_forms(self, request: Request) -> str:
        kinds = "".join(
            f'<p><label>{kind.title()} <input type="{kind}" name="{kind}"{extra}></label></p>'
            for kind, extra in (
                ("text", ' value="abc" maxlength="6"'), ("search", ""), ("email", ""), ("number", ' min="1" max="9"'),
                ("date", ""), ("time", ""), ("password", ' value="s3cret"'), ("range", ' min="0" max="10" step="2"'),
                ("tel", ' readonly value="555"'), ("url", " disabled"), ("month", ""),
            )
        )  # fmt: skip
        return page(
            "Forms",
            f"""<form action="/echo"><fieldset><legend>Fields</legend>{kinds}
<p><label>Long <textarea name="long">one
two</textarea></label></p></fieldset>
<p><label>Pick <select name="pick"><option value="">None</option><option value="a">Alpha</option><optgroup
label="More">
<option value="b" disabled>Beta</option><option>Gamma</option></optgroup></select></label></p>
<p><label>Many <select name="many" multiple size="3"><option selected>One</option><option>Two</option><option>Three
</option></select></label></p>
<p><input type="checkbox" name="box" id="box"><label for="box">Box</label> <label><input type="checkbox" name="box2"
value="y"
 checked> Box two</label></p>
<fieldset><legend>Colour</legend><label><input type="radio" name="colour" value="r"> Red</label><label><input
type="radio"
 name="colour" value="g" checked> Green</label><label><input type="radio" name="colour" value="b">
Blue</label></fieldset>
<p><label>File <input type="file" name="file"></label></p>
<button name="how" value="first">Send</button><button name="how" value="other" formaction="/echo/other">Send
other</button>
<input type="submit" value="Plain"><button type="reset">Reset</button><button type="button">Idle</button></form>
<form method="post" action="/post"><label>Word <input name="word"></label><label>Line <input
name="line"></label></form>
<form method="post" action="/post"><label>Lone <input name="lone"></label></form>
<button form="outer" name="from" value="outside">Send from outside</button>
<form id="outer" action="/echo"><label>Inner <input name="inner" value="i"></label></form><a href="/">Home</a>""",
        )

    def _get_echo(self, request: Request) -> str:
        rows = "".join(f"<li>{escape(name)}={escape(value)}</li>" for name, value in request.query)
        items = rows or "<li>nothing</li>"
        links = '<a href="/forms">Forms</a><a href="/">Home</a>'
        return page("Echo", f"<p>{escape(request.path)}</p><ul>{items}</ul>{links}")

    def _post_post(self, request: Request) -> Response:
        self.state["last"] = request.form
        return redirect("/posted")

    def _get_posted(self, request: Request) -> str:
        sent = ", ".join(f"{name}={value}" for name, value in self.state.get("last", ()))
        return page("Posted", f'<p>Got {escape(sent)}</p><a href="/forms">Forms</a><a href="#end">End</a>'
                              '<a href="/">Home</a><p id="end">The end</p>')  # fmt: skip

    def _get_checks(self, request: Request) -> str:
        return page(
            "Checks",
            """<form action="/echo"><p><label>Needed <input name="needed" required></label></p>
<p><label>Mail <input type="email" name="mail" required></label></p>
<p><label>Code <input name="code" pattern="[A-Z]{2}[0-9]+" minlength="3" maxlength="5"></label></p>
<p><label>Count <input type="number" name="count" min="2" max="8" step="2" value="4"></label></p>
<p><label>From <input type="date" name="from" min="2026-01-01" max="2026-12-31"></label></p>
<p><label>Kind <select name="kind" required><option value="">Choose</option><option>Fish</option></select></label></p>
<p><label><input type="radio" name="sort" value="up" required> Up</label><label><input type="radio" name="sort"
value="down">
Down</label></p><p><label><input type="checkbox" name="terms" required> Terms</label></p>
<p><label>Words <textarea name="words" required minlength="4"></textarea></label></p>
<p><label>Web <input type="url" name="web"></label></p>
<button>Check</button><button formnovalidate>Skip checks</button></form>
<form action="/echo" novalidate><label>Free <input name="free" required></label><button>Send free</button></form>
<a href="/">Home</a>""",
        )

    def _get_sums(self, request: Request) -> str:
        return page(
            "Sums",
            """<form hx-get="/total" hx-trigger="change" hx-target="#total"><label>Price <input
type="number"
 name="price" value="3"></label><label>Amount <select
name="amount"><option>1</option><option>2</option></select></label>
<label><input type="checkbox" name="gift"> Gift</label></form><p id="total">Total</p><details><summary>Why</summary>
<p>Because. <a href="/">Home</a></p></details><details name="g"><summary>Group one</summary><p>One</p></details>
<details name="g" open><summary>Group two</summary><p>Two <button type="button">Inside</button></p></details>""",
        )

    def _get_total(self, request: Request) -> str:
        values = dict(request.query)
        return f"Total {escape(values.get('price', '?'))} x {values.get('amount')}{' gift' if 'gift' in values else ''}"

    # ---- hypermedia

    def _get_hyper(self, request: Request) -> str:
        return page(
            "Hyper",
            """<div id="box">Box</div>
<button type="button" hx-get="/part/inner" hx-target="#box">Inner</button>
<button type="button" hx-get="/part/outer" hx-target="#box" hx-swap="outerHTML">Outer</button>
<button type="button" hx-get="/part/end" hx-target="#box" hx-swap="beforeend">End</button>
<button type="button" hx-get="/part/start" hx-target="#box" hx-swap="afterbegin">Start</button>
<button type="button" hx-post="/part/gone" hx-target="#box" hx-swap="delete">Delete</button>
<button type="button" hx-post="/part/none" hx-swap="none">None</button>
<button type="button" hx-get="/part/self" id="self">Self</button>
<button type="button" hx-get="/part/redirect" id="redirected">Redirect</button>
<button type="button" hx-get="/part/away">Away</button>
<button type="button" hx-get="/part/moved" hx-target="#box">Moved</button>
<button type="button" hx-get="/part/fail" hx-target="#box">Fail</button>
<button type="button" hx-get="/part/missing" hx-target="#box">Missing</button>
<button type="button" hx-get="/part/push" hx-target="#box" hx-push-url="true">Push</button>
<button type="button" hx-get="/part/push2" hx-target="#box" hx-push-url="/hyper?named=1">Push named</button>
<button type="button" hx-get="/part/header" hx-target="#box">Push by header</button>
<button type="button" hx-get="/part/slow" hx-target="#box" hx-indicator="#busy">Slow</button><span id="busy">Busy
sign</span>
<button type="button" hx-get="/part/focus" hx-target="#box">Autofocus</button>
<button type="button" hx-post="/part/vals" hx-target="#box" hx-vals='{"a": 1, "b": "two words"}' hx-include="#extra,
[name=also]">
Values</button><span id="extra"><input name="x1" value="one" aria-label="X1"></span><input name="also" value="also"
 aria-label="Also">
<div hx-target="closest section" hx-swap="outerHTML"><section><p>Section</p><button type="button"
hx-post="/part/section">
Replace section</button></section></div>
<form hx-post="/part/form" hx-target="this" hx-swap="outerHTML" id="line"><label>Line <input name="line" id="line-in"
 value="v"></label><button name="act" value="save">Save</button><button name="act" value="drop" hx-post="/part/form" hx-confirm="Drop
&quot;it&quot;?">
Drop</button></form>
<label>Find <input type="search" name="find" id="find" hx-get="/part/find" hx-trigger="input changed delay:200ms,
load"
 hx-target="#found"></label><div id="found">…</div>
<p id="ticker" hx-get="/part/tick" hx-trigger="every 1s">Tick 0</p>
<div id="later" hx-get="/part/load" hx-trigger="load delay:600ms">Loading</div><a href="/">Home</a>""",
        )

    def _get_part(self, request: Request) -> Response:
        what = request.path.split("/")[2]
        count = self.state["count"][what] = self.state["count"].get(what, 0) + 1
        sent = ", ".join(f"{name}={value}" for name, value in (*request.query, *request.form))
        target, trigger = (request.headers.get(f"hx-{name}", "-") for name in ("target", "trigger"))
        note = f"{what} {count} [{sent}] {target} {trigger}"
        text = escape(note)
        simple = {
            "outer": f'<div id="box"><button type="button" id="fresh" data-behaviour="toggle" aria-expanded="false" '
                     f'aria-controls="fresh-more">{text}</button><p id="fresh-more" hidden>More</p></div>',
            "end": f"<p>{text}</p>", "start": f"<p>{text}</p>", "none": "<p>never</p>",
            "self": f"<em>{text}</em>",
            "focus": f'<label>Auto <input name="auto" autofocus value="{text}"></label>',
            "section": f'<section><p>{text}</p><button type="button" hx-post="/part/section">Replace section</button>'
                       "</section>",
            "find": f"<p>{text}</p>", "tick": text, "load": f"<p>{text}</p>",
        }  # fmt: skip
        if what == "push" and not request.htmx:
            return Response(page("Pushed", f'<p>{text}</p><a href="/">Home</a>'))
        if what == "form":
            return self._line_form(request, text)
        if what == "away":
            return Response("", headers={"hx-redirect": "/list?page=3"}, latency=100)
        if what == "moved":
            return redirect("/part/inner?from=moved")
        if what in ("fail", "missing"):
            return Response("<p>broken</p>", 500 if what == "fail" else 404)
        if what == "header":
            return Response(f"<p>{text}</p>", headers={"hx-push-url": "/hyper?by=header"})
        if what == "slow":
            return Response(f"<p>{text}</p>", latency=900)
        return Response(simple.get(what, f"<p>{text}</p>"))

    _post_part = _get_part

    def _line_form(self, request: Request, text: str) -> Response:
        value = dict(request.form).get("line", "")
        error = "" if value else '<p role="alert">Line is missing</p>'
        body = (
            f'<form hx-post="/part/form" hx-target="this" hx-swap="outerHTML" id="line">{error}<p>{text}</p>'
            f'<label>Line <input name="line" id="line-in" value="{escape(value)}"></label>'
            '<button name="act" value="save" id="save">Save</button></form>'
        )
        return Response(body, 200 if value else 422)

    # ---- boosted pages

    def _get_list(self, request: Request) -> Response:
        number = dict(request.query).get("page", "1")
        items = "".join(
            f'<li><a href="/item/{item}" id="item-{item}">Item {item}</a></li>' for item in self.state["items"]
        )
        more = number.isdigit() and int(number) < 4
        later = f'<a href="/list?page={int(number) + 1}" id="next">Next</a>' if more else ""
        return Response(page(f"List {number}", f"""<ul>{items}</ul>{later}<a href="/list?page=1#top"
id="first">First</a>
<form action="/list?x=1"><label>Filter <input name="filter" id="filter"></label><button>Go</button></form>
<a href="/forms" hx-boost="false">Plain forms</a><a href="/item/99">Broken</a><a
href="http://other.test/">Elsewhere</a>
<a href="#bottom">Bottom</a><a href="/list?page=2" target="_blank">New tab</a><p id="bottom">Bottom
<a href="/">Home</a></p>""",
                             boost=True))  # fmt: skip

    def _get_item(self, request: Request) -> Response:
        number = request.path.split("/")[2]
        if not number.isdigit() or int(number) not in self.state["items"]:
            return Response(page("No item", '<p>Gone</p><a href="/list">List</a>'), 404)
        return Response(page(f"Item {number}", f"""<form method="post" action="/item/{number}"><label>Title
<input name="title"
 value="Item {number}" id="title" autofocus></label><button id="save">Save</button></form>
<form method="post" action="/remove/{number}" hx-confirm="Remove item {number}?"><button>Remove</button></form>
<a href="/list" id="back">List</a>""", boost=True), latency=150)  # fmt: skip

    def _post_item(self, request: Request) -> Response:
        number = request.path.split("/")[2]
        title = dict(request.form).get("title", "")
        if not title:
            return Response(page("Check", f"""<form method="post" action="/item/{number}"><p
role="alert">Title is missing</p>
<label>Title <input name="title" id="title" aria-invalid="true"></label><button id="save">Save</button></form>""",
                                 boost=True), 422)  # fmt: skip
        return redirect("/list?saved=" + number)

    def _post_remove(self, request: Request) -> Response:
        number = int(request.path.split("/")[2])
        if number in self.state["items"]:
            self.state["items"].remove(number)
        return redirect("/list")

    # ---- focus and keys

    def _get_keys(self, request: Request) -> str:
        return page(
            "Keys",
            """<button type="button">Second</button><button type="button">First</button>
<button type="button" disabled>Off</button><a>No address</a><a href="/sums">Sums</a><div tabindex="0">Box in
order</div>
<div tabindex="-1">Box out of order</div><label>A <input name="a"></label><fieldset disabled><legend><button
type="button">
In legend</button></legend><input name="b" aria-label="B"></fieldset>
<form action="/echo"><label><input type="radio" name="r" value="1"> R1</label><label><input type="radio" name="r"
value="2">
R2</label><label><input type="radio" name="r" value="3" disabled> R3</label><label><input type="radio" name="s"
value="1" checked>
S1</label><label><input type="radio" name="s" value="2"> S2</label><label>T <input name="t"></label></form>
<details><summary>Fold</summary><button type="button">Folded</button></details>
<button type="button" data-behaviour="toggle" aria-controls="panel" aria-expanded="true" id="tog">Panel</button>
<div id="panel"><button type="button" data-behaviour="toggle" aria-controls="panel" aria-expanded="true">Hide my
panel</button>
<input aria-label="In panel" name="p" hidden><input type="hidden" name="h"></div>
<select aria-label="S"><option>a</option><option>b</option></select><textarea aria-label="T">x</textarea>
<span role="button" tabindex="0">Span button</span><a href="/" tabindex="-1">Home untabbed</a><a href="/">Home</a>""",
        )

    def _get_welcome(self, request: Request) -> str:
        return page(
            "Welcome",
            """<dialog data-behaviour="dialog" data-open aria-label="Cookies" id="cookies">
<h2>Cookies</h2>
<p>May we?</p><button type="button" data-close>Accept</button><button type="button" hx-post="/note" hx-target="#log"
 data-close>Decline</button><a href="/forms">Policy</a></dialog><p id="log">Log</p><input name="n"
aria-label="Behind">
<button type="button" data-behaviour="dialog-open" data-dialog="cookies">Cookie settings</button><a href="/">Home</a>
<div role="status" data-behaviour="toast" data-timeout="1000">Hello</div>""",
        )

    def _get_slow(self, request: Request) -> Response:
        return Response(page("Slow", """<form hx-post="/part/slow" hx-target="#out"><label>Say
<input name="say"></label>
<button>Send slowly</button></form><p id="out">Out</p><div id="gone"><button type="button" hx-get="/part/slow"
 hx-target="#gone" hx-swap="outerHTML">Replace me</button></div><a href="/">Home</a>"""), latency=300)  # fmt: skip


def law_world(start: str = "/", script: Callable[[], str] = client_script) -> World:
    """Return a fresh world with one law site."""
    files = {"notes.txt": b"notes", "photo.png": b"\x89PNG"}
    return World({HOST: LawSite(script)}, f"http://{HOST}{start}", files)
