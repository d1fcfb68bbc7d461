"""A small site whose components keep their controls in shadow trees."""

from __future__ import annotations

import copy
from html import escape
from typing import Any

from tests.engines.lawsite import CONTROLS, LISTBOX, STYLE, SWITCH, TABS, TOGGLE, _control, page
from webgen.engines.base import World
from webgen.site.client import client_script
from webgen.site.http import Request, Response, redirect

HOST = "shadow.test"
SHEET = '<link rel="stylesheet" href="/static/law.css">'
OWN_STYLE = """
.part .inner { display: none; }
.inner p { cursor: pointer; }
.point { cursor: pointer; }
"""


def shadow(inside: str, attributes: str = "") -> str:
    """Return an element with a shadow tree."""
    return f'<div{attributes}>\n<template shadowrootmode="open">{SHEET}{inside}</template></div>'


class ShadowSite:
    """Answers requests; its state is one dict."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"sent": []}

    def checkpoint(self) -> Any:
        """Copy the state."""
        return copy.deepcopy(self.state)

    def restore(self, state: Any) -> None:
        """Go back to a copy."""
        self.state = copy.deepcopy(state)

    def handle(self, request: Request) -> Response:
        """Route by the first part of the path."""
        if request.path.endswith(".css"):
            return Response(STYLE + OWN_STYLE, headers={"content-type": "text/css; charset=utf-8"})
        if request.path.endswith("client.js"):
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"})
        name = request.path.strip("/").split("/")[0] or "home"
        answer = getattr(self, f"_{request.method.lower()}_{name}", None)
        if answer is None:
            return Response(page("Not found", '<p>No such page. <a href="/">Home</a></p>'), 404)
        result = answer(request)
        return result if isinstance(result, Response) else Response(result)

    def _sent(self, request: Request) -> str:
        return ", ".join(f"{name}={escape(value)}" for name, value in (*request.query, *request.form))

    # ---- pages

    def _get_home(self, request: Request) -> str:
        inner = shadow(
            '<label for="name">Inner name</label><input id="name" name="inner" value="in"><button type="button">Deep</button>'
            '<div class="part"><div class="inner"><p>Not shown</p></div></div><div class="inner"><p>Points</p></div>',
            ' class="part"',
        )
        return page(
            "Home",
            f"""<a href="/form">Form</a><a href="/widgets">Widgets</a><a href="/boosted">Boosted</a>
<label for="name">Outer name</label><input id="name" value="out">{inner}<div class="point">{shadow("<p>Inherits</p>")}</div>
{shadow('<p id="l">Own</p><button type="button" aria-labelledby="l">x</button><a href="/form" aria-labelledby="out">Link</a>'
        '<details><summary>Fold</summary><a href="/">Folded</a></details>')}<p id="out">Outside</p><p id="l">Not this</p>
<fieldset disabled><legend>Off</legend><input aria-label="Off outside">{shadow('<input aria-label="On inside">')}</fieldset>
{shadow('<label><input type="radio" name="r" value="1"> In one</label><label><input type="radio" name="r" value="2" checked> '
        'In two</label>' + shadow('<button type="button">Deepest</button><input aria-label="Deepest field">'))}
<label><input type="radio" name="r" value="1" checked> Out one</label><label><input type="radio" name="r" value="2"> Out two
</label><button type="button">Last</button>""",
        )

    def _get_form(self, request: Request) -> str:
        form = """<form method="post" action="/send"><label>Word <input name="word" required></label>
<label>Many <textarea name="many">a</textarea></label><label><input type="checkbox" name="box"> Box</label>
<select name="pick" aria-label="Pick"><option>One</option><option>Two</option></select><button name="by" value="b">Send</button>
<button type="reset">Back</button></form><form hx-post="/part" hx-target="#out"><label>Soft <input name="soft" id="soft"></label>
<button>Soft send</button></form><form action="/form"><input type="search" name="q" aria-label="Find"></form>
<p id="out">Inner out</p><a href="#end">End</a><a href="/part" hx-get="/part?x=1" hx-target="#outer">To the outside</a>
<button type="button" hx-post="/part" hx-confirm="Sure?" hx-include="[name=soft]">Ask</button>
<button type="button" data-behaviour="dialog-open" data-dialog="d">Open</button><dialog id="d" data-behaviour="dialog"
aria-label="Small"><label>In dialog <input name="dia"></label><button type="button" data-close>Close</button></dialog>"""
        return page("Form", f'<p>{self._sent(request)}</p><div hx-vals=\'{{"v": 7}}\'>{shadow(form)}</div>'
                            '<p id="outer">Outer</p><p id="end">End</p><a href="/">Home</a>')  # fmt: skip

    def _widgets(self) -> str:
        fields = (
            SWITCH.format(state="false", value="0") + f'<p id="size-label">Size</p>{LISTBOX}{TOGGLE}{TABS}'
            '<label>Name <input name="name" value="Ada"></label><select name="pick" aria-label="Pick"><option>One</option>'
            '<option selected>Two</option></select><label><input type="radio" name="c" value="r"> Red</label>'
            '<label><input type="radio" name="c" value="g" checked> Green</label>'
            + "".join(_control(*each) for each in CONTROLS if each[0] in ("yes_no", "stepper", "month_grid", "inline_edit"))
        )
        return (
            '<form data-behaviour="savebar" hx-post="/part" hx-target="#saved" novalidate><label>Plain <input name="plain"></label>'
            f'<div data-behaviour="shadow-values">{shadow(fields, " data-shadow")}<div data-values hidden></div></div>'
            '<div data-savebar hidden><p>Unsaved changes</p><button type="submit">Save changes</button>'
            '<button type="reset">Discard</button></div></form>'
        )

    def _get_widgets(self, request: Request) -> str:
        return page("Widgets", f'{self._widgets()}<div id="saved">Nothing saved</div><a href="/">Home</a>')

    def _get_boosted(self, request: Request) -> str:
        box = shadow('<p id="box">Box</p><button type="button" hx-get="/piece" hx-target="#box" hx-swap="outerHTML">Piece</button>'
                     '<a href="/form">Form</a><a href="/widgets">Widgets</a>')  # fmt: skip
        return page("Boosted", f'{box}<button type="button" hx-get="/piece" hx-target="#box">Into</button>'
                               '<div id="box">Outer box</div><a href="/">Home</a>', boost=True)  # fmt: skip

    def _get_piece(self, request: Request) -> Response:
        return Response(shadow('<p class="inner">A piece</p><label>Fresh <input name="fresh" autofocus></label>'), latency=80)

    def _post_send(self, request: Request) -> Response:
        self.state["sent"].append(request.form)
        return redirect("/form?sent=" + str(len(self.state["sent"])))

    def _post_part(self, request: Request) -> str:
        return f"<p>Got {self._sent(request)}</p>"

    _get_part = _post_part


def shadow_world(start: str = "/") -> World:
    """Return a fresh world with one such site."""
    return World({HOST: ShadowSite()}, f"http://{HOST}{start}", {"notes.txt": b"notes"})
