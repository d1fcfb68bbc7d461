"""A small site whose pages show other pages of it in frames."""

from __future__ import annotations

import copy
from html import escape
from typing import Any

from tests.engines.lawsite import page
from webgen.engines.base import World
from webgen.site.client import client_script
from webgen.site.http import Request, Response, redirect

HOST = "frame.test"
STYLE = """
[hidden] { display: none !important; }
body { font-family: sans-serif; margin: 16px; line-height: 1.4; }
button, input, select, textarea { font: inherit; padding: 4px 8px; }
iframe { width: 90%; height: 260px; border: 1px solid #888; }
.slim { width: 300px; height: 120px; border: 0; padding: 6px; }
"""
TOOLS = '<div id="out">Nothing yet</div><a href="/">Home</a>'


class FrameSite:
    """Answers requests; its state is one dict."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"notes": [], "ticks": 0}

    def checkpoint(self) -> Any:
        """Copy the state."""
        return copy.deepcopy(self.state)

    def restore(self, state: Any) -> None:
        """Go back to a copy."""
        self.state = copy.deepcopy(state)

    def handle(self, request: Request) -> Response:
        """Route by the first part of the path."""
        if request.path.endswith(".css"):
            return Response(STYLE, headers={"content-type": "text/css; charset=utf-8"})
        if request.path.endswith("client.js"):
            return Response(client_script(), headers={"content-type": "text/javascript; charset=utf-8"})
        name = request.path.strip("/").split("/")[0] or "home"
        answer = getattr(self, f"_{request.method.lower()}_{name}", None)
        if answer is None:
            return Response(page("Not found", '<p>No such page. <a href="/" target="_top">Home</a></p>'), 404)
        result = answer(request)
        return result if isinstance(result, Response) else Response(result)

    def _sent(self, request: Request) -> str:
        return ", ".join(f"{name}={escape(value)}" for name, value in (*request.query, *request.form))

    # ---- pages around frames

    def _get_home(self, request: Request) -> str:
        return page(
            "Home",
            """<nav aria-label="Main"><a href="/two">Two</a><a href="/nested">Nested</a><a href="/swap">Swap</a>
<a href="/modal">Modal</a><a href="/still">Still</a></nav><label>Before <input name="before" value="b"></label>
<iframe src="/inner?from=home" title="Inner"></iframe>
<label>After <input name="after"></label><button type="button" hx-get="/part" hx-target="#out">Ask</button>
<a href="#end">End</a><p id="end">The end</p>"""
            + TOOLS,
        )

    def _get_two(self, request: Request) -> str:
        return page(
            "Two",
            """<ul><li><a href="/doc/1" target="viewer">One</a></li><li><a href="/doc/2" target="viewer">Two</a></li>
<li><a href="/inner" target="viewer">Inner</a></li></ul><form action="/doc/9" target="viewer"><label>Look for <input
name="q"></label><button>Look</button></form><iframe name="viewer" src="/doc/0" title="Viewer"></iframe>
<iframe class="slim" src="/doc/5" title="Slim"></iframe>"""
            + TOOLS,
        )

    def _get_nested(self, request: Request) -> str:
        return page("Nested", f'<iframe src="/middle" title="Middle"></iframe><button type="button">Last</button>{TOOLS}')

    def _get_middle(self, request: Request) -> str:
        return page(
            "Middle",
            """<p>In the middle</p><iframe class="slim" src="/doc/3" title="Innermost"></iframe>
<label>Mid <input name="mid"></label><a href="/two" target="_top">Two on top</a><a href="/doc/4">Leave the middle</a>""",
        )

    def _get_swap(self, request: Request) -> str:
        return page(
            "Swap",
            """<button type="button" hx-get="/panel" hx-target="#box">Open panel</button><button type="button"
hx-get="/part" hx-target="#box">Close panel</button><div id="box">No panel</div>"""
            + TOOLS,
        )

    def _get_panel(self, request: Request) -> Response:
        return Response('<p>A panel</p><iframe src="/inner?from=panel" title="Panel"></iframe>', latency=100)

    def _get_modal(self, request: Request) -> str:
        return page(
            "Modal",
            """<button type="button" data-behaviour="dialog-open" data-dialog="pay">Pay</button>
<dialog id="pay" data-behaviour="dialog" aria-label="Pay"><iframe class="slim" src="/doc/7" title="Card"></iframe>
<button type="button" data-close>Close</button></dialog><iframe src="/inner" title="Inner"></iframe>"""
            + TOOLS,
        )

    def _get_still(self, request: Request) -> str:
        return page("Still", f'<iframe class="slim" src="/quiet" title="Quiet"></iframe>{TOOLS}')

    def _get_quiet(self, request: Request) -> str:
        return page("Quiet", '<p>Many words.</p><p>More words.</p><a href="/doc/1">Read on</a>')

    # ---- pages in frames

    def _get_doc(self, request: Request) -> Response:
        number = request.path.split("/")[2]
        return Response(page(f"Doc {number}", f"""<p>Document {number} [{self._sent(request)}]</p>
<a href="/doc/{int(number) + 1}">Next document</a><button type="button">Idle</button>"""))  # fmt: skip

    def _get_inner(self, request: Request) -> str:
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.state["notes"])
        return page(
            "Inner",
            f"""<p>Inner [{self._sent(request)}]</p><ul id="notes">{notes}<li>First</li></ul>
<form hx-post="/note" hx-target="#notes" hx-swap="beforeend"><label>Note <input name="note" id="note"></label>
<label>Kind <select name="kind"><option>Big</option><option>Small</option></select></label>
<label><input type="checkbox" name="loud"> Loud</label><button>Add note</button></form>
<form action="/doc/8"><label>Find <input type="search" name="q"></label><button name="by" value="find">Find</button></form>
<form method="post" action="/leave" target="_top"><label>Word <input name="word" required></label><button>Finish</button>
</form><a href="/doc/1">Read</a><a href="/inner#tail">Tail</a><a href="/two" target="_top">Top two</a>
<a href="/doc/2" target="_blank">New tab</a><button type="button" hx-get="/go">Go on</button>
<button type="button" hx-get="/part" hx-target="#here" hx-push-url="/inner?pushed=1">Push</button>
<button type="button" data-behaviour="dialog-open" data-dialog="ask">Terms</button>
<dialog id="ask" data-behaviour="dialog" aria-label="Terms"><p>The terms</p><button type="button" data-close>Fine</button>
</dialog><button type="button" hx-post="/note" hx-target="#notes" hx-confirm="Really?">Clear</button>
<p id="tick" hx-get="/tick" hx-trigger="every 1s">No tick</p><div id="here">Here</div>
<div hx-boost="true"><a href="/doc/6">Boosted</a></div><p id="tail">Tail</p>""",
        )

    def _post_note(self, request: Request) -> Response:
        note = dict(request.form).get("note", "")
        if not note:
            return Response("<li>Nothing to note</li>", 422)
        self.state["notes"].append(note)
        return Response(f"<li>{self._sent(request)}</li>", latency=150)

    def _post_leave(self, request: Request) -> Response:
        self.state["notes"].append(dict(request.form).get("word", ""))
        return redirect("/?left=1")

    def _get_part(self, request: Request) -> str:
        return f"<p>A part [{self._sent(request)}]</p>"

    def _get_go(self, request: Request) -> Response:
        return Response("", headers={"hx-redirect": "/doc/6"}, latency=200)

    def _get_tick(self, request: Request) -> str:
        self.state["ticks"] += 1
        return f"Tick {self.state['ticks']}"


def frame_world(start: str = "/") -> World:
    """Return a fresh world with one such site."""
    return World({HOST: FrameSite()}, f"http://{HOST}{start}", {"notes.txt": b"notes"})
