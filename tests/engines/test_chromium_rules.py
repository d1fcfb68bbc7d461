"""Every rule of docs/engine-rules.md about verbs, in Chromium."""



from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from tests.engines.pagesite import Answer, PageSite, page, site_of, world
from webgen.actions import (
    Action,
    Back,
    Check,
    Click,
    Drag,
    Fill,
    Forward,
    Hover,
    Navigate,
    Press,
    Scroll,
    Select,
    Tab,
    Type,
    Upload,
)
from webgen.engines.base import Step
from webgen.engines.chromium.session import ChromiumEngine, ChromiumSession
from webgen.errors import ActionError
from webgen.site.http import Request, Response, redirect
from webgen.snapshot import Node

pytestmark = pytest.mark.browser

# Writes every event into the page, so that the snapshot shows it.
LOG = """<p id=log>-</p><script>
for (const kind of ["click", "dblclick", "contextmenu", "input", "change", "submit", "keydown", "focusin", "drop"])
  document.addEventListener(kind, (event) => {
    log.textContent += ` ${kind}:${event.target.id || event.target.tagName}${event.key ? ":" + event.key : ""}`;
  });
</script>"""


@pytest.fixture(scope="module")
def engine() -> Iterator[ChromiumEngine]:
    with ChromiumEngine() as engine:
        yield engine


class Player:
    """A session that finds elements by role and name."""

    def __init__(self, engine: ChromiumEngine, pages: dict[str, Answer] | str, files: dict[str, bytes]) -> None:
        self.world = world(pages, files=files)
        self.session: ChromiumSession = engine.open(self.world)

    def node(self, role: str, name: str = "", at: int = 0) -> Node:
        found = [
            node for node in self.session.snapshot.nodes if node.role == role and name in (node.name, node.text, "")
        ]
        assert len(found) > at, f"no {role} {name!r} in\n{self.session.snapshot.text}"
        return found[at]

    def ref(self, role: str, name: str = "", at: int = 0) -> str:
        ref = self.node(role, name, at).ref
        assert ref is not None, f"{role} {name!r} has no ref in\n{self.session.snapshot.text}"
        return ref

    def do(self, action: Action) -> Step:
        step = self.session.act(action)
        assert step.error is None, step.error
        return step

    def refused(self, action: Action) -> ActionError:
        before, clock, asked = self.session.snapshot, self.session.clock, len(self.site.requests)
        step = self.session.act(action)
        assert step.error is not None
        assert step.snapshot is before
        assert (self.session.clock, len(self.site.requests)) == (clock, asked)
        return step.error

    @property
    def site(self) -> PageSite:
        return site_of(self.world)

    def named(self, name: str) -> str:
        """Return the ref of the first element with this name or text."""
        return next(node.ref for node in self.session.snapshot.nodes if name in (node.name, node.text) and node.ref)

    @property
    def text(self) -> str:
        return self.session.snapshot.text

    @property
    def url(self) -> str:
        return self.session.snapshot.url

    @property
    def focused(self) -> str:
        """Name of the focused element."""
        return " ".join(node.name or node.role for node in self.session.snapshot.nodes if node.has("active"))

    @property
    def events(self) -> list[str]:
        """Events since the page was loaded, in order."""
        line = next(
            node.text for node in self.session.snapshot.nodes if node.role == "paragraph" and node.text[:1] == "-"
        )
        return line.split()[1:]


Play = Callable[..., Player]


@pytest.fixture
def play(engine: ChromiumEngine) -> Iterator[Play]:
    players: list[Player] = []

    def start(pages: dict[str, Answer] | str, **files: bytes) -> Player:
        players.append(Player(engine, pages, {name.replace("_", "."): data for name, data in files.items()}))
        return players[-1]

    yield start
    for player in players:
        player.session.close()


def echo(request: Request) -> Response:
    return Response(page(f"<h1>Got</h1><p>{urlencode(request.form or request.query)}</p>", "Got"))


# ---- checks -------------------------------------------------------------------------------------------------------


def test_unknown_refs(play: Play) -> None:
    player = play("<button>Go</button>")
    assert player.refused(Click("e99")).kind == "unknown_ref"
    assert player.refused(Fill("", "x")).kind == "unknown_ref"


def test_order_of_checks(play: Play) -> None:
    player = play(
        "<select disabled aria-label=List><option>One</select><input disabled aria-label=Name maxlength=1>"
        "<dialog aria-label=Box><button>Close</button></dialog>"
        "<button onclick=\"document.querySelector('dialog').showModal()\">Open</button><input aria-label=Other maxlength=1>"
    )
    listing, name, other = player.ref("combobox", "List"), player.ref("textbox", "Name"), player.ref("textbox", "Other")
    player.do(Click(player.ref("button", "Open")))
    assert player.refused(Click(listing)).kind == "wrong_element"  # before disabled, before covered
    assert player.refused(Fill(name, "long")).kind == "disabled"  # before covered, before bad_value
    assert player.refused(Fill(other, "long")).kind == "covered"  # before bad_value


@pytest.mark.parametrize(
    "control",
    [
        "<button disabled>Go</button>",
        "<fieldset disabled><button>Go</button></fieldset>",
        "<button aria-disabled=true>Go</button>",
        "<div aria-disabled=true><button>Go</button></div>",
    ],
)
def test_disabled_controls(play: Play, control: str) -> None:
    player = play(control)
    error = player.refused(Click(player.ref("button", "Go")))
    assert error.kind == "disabled"
    assert "button" in error.message
    player.do(Hover(player.ref("button", "Go")))


def test_the_first_legend_of_a_disabled_fieldset_is_alive(play: Play) -> None:
    player = play("<fieldset disabled><legend><button>Go</button></legend></fieldset>")
    player.do(Click(player.ref("button", "Go")))


@pytest.mark.parametrize("field", ["<input readonly aria-label=F>", "<textarea readonly aria-label=F></textarea>",
                                   "<input aria-readonly=true aria-label=F>"])  # fmt: skip
def test_read_only_fields_can_be_clicked_but_not_filled(play: Play, field: str) -> None:
    player = play(field)
    ref = player.ref("textbox", "F")
    assert player.refused(Fill(ref, "x")).kind == "disabled"
    assert player.refused(Type(ref, "x")).kind == "disabled"
    player.do(Click(ref))
    assert player.focused == "F"


def test_everything_outside_a_modal_dialog_is_covered(play: Play) -> None:
    player = play(
        "<button onclick=one.showModal()>Open</button><input aria-label=F><a href=/>Home</a>"
        "<dialog id=one aria-label=One><button onclick=two.showModal()>More</button></dialog>"
        "<dialog id=two aria-label=Two><button onclick=two.close()>Close</button></dialog>"
    )
    player.do(Click(player.ref("button", "Open")))
    for action in (
        Click(player.ref("link", "Home")),
        Fill(player.ref("textbox", "F"), "x"),
        Hover(player.ref("button", "Open")),
    ):
        assert player.refused(action).kind == "covered"
    more = player.ref("button", "More")
    player.do(Click(more))
    assert player.refused(Click(more)).kind == "covered"
    player.do(Click(player.ref("button", "Close")))
    player.do(Click(more))


def test_an_inert_part_is_covered(play: Play) -> None:
    player = play("<div inert><button>Go</button></div>")
    assert player.refused(Click(player.ref("button", "Go"))).kind == "covered"


def test_an_element_in_front_is_covered_and_logged(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    player = play("<button>Go</button><div style='position:fixed;inset:0;background:white'>Front</div>")
    assert player.refused(Click(player.ref("button", "Go"))).kind == "covered"
    assert "cannot be reached" in caplog.text


def test_elements_below_the_fold_and_under_sticky_bars_are_reached(play: Play) -> None:
    player = play(
        "<header style='position:sticky;top:0;height:80px;background:white'>Bar</header><div style='height:3000px'>Long</div>"
        "<button onclick=\"this.textContent='Done'\">Low</button><div style='height:3000px'>Long</div>"
        "<button onclick=\"this.textContent='Fine'\">Lower</button>"
    )
    player.do(Click(player.ref("button", "Lower")))
    player.do(Click(player.ref("button", "Low")))
    assert "Done" in player.text
    assert "Fine" in player.text


def test_visually_hidden_text_is_covered_unless_a_control_holds_it(play: Play) -> None:
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
    player = play(
        f"<h2 style='{style}'>Only heard</h2><label><b role=heading style='{style}'>Tick</b><input type=checkbox>Box</label>"
    )
    assert player.refused(Click(player.ref("heading", "Only heard"))).kind == "covered"
    player.do(Click(player.ref("heading", "Tick")))
    assert player.node("checkbox").has("checked")


# ---- click --------------------------------------------------------------------------------------------------------


def test_click_makes_real_events_and_moves_the_focus(play: Play) -> None:
    player = play(f"<button id=go>Go</button><h1 id=top>Top</h1>{LOG}")
    player.do(Click(player.ref("button", "Go")))
    assert player.events == ["focusin:go", "click:go"]
    assert player.focused == "Go"
    player.do(Click(player.ref("heading", "Top")))
    assert player.focused != "Go"
    player.do(Click(player.ref("button", "Go"), double=True))
    assert player.events[-3:] == ["click:go", "click:go", "dblclick:go"]
    player.do(Click(player.ref("button", "Go"), button="right"))
    assert player.events[-1] == "contextmenu:go"


@pytest.mark.parametrize(
    ("control", "works"),
    [
        ("<select aria-label=X><option>One</select>", "use select"),
        ("<select aria-label=X multiple><option>One</select>", "use select"),
        ("<input type=file aria-label=X>", "use upload"),
        ("<input type=color aria-label=X>", "use fill"),
        ("<input type=range aria-label=X>", "use fill"),
    ],
)
def test_controls_that_a_click_does_not_fit(play: Play, control: str, works: str) -> None:
    player = play(control)
    ref = player.named("X")
    error = player.refused(Click(ref))
    assert error.kind == "wrong_element"
    assert works in error.message
    assert player.session.snapshot.by_ref[ref].role in error.message


def test_options_and_labels_of_such_controls_do_not_fit_either(play: Play) -> None:
    player = play(
        "<select multiple aria-label=X><option>One</select><label for=f><b role=heading>File</b></label><p><input type=file id=f></p>"
    )
    assert "use select" in player.refused(Click(player.ref("option", "One"))).message
    assert player.refused(Click(player.ref("heading", "File"))).kind == "wrong_element"


def test_an_element_that_only_holds_controls_is_refused(play: Play) -> None:
    player = play("<main><section aria-label=Part><p>Words</p><button>Go</button></section></main>")
    error = player.refused(Click(player.ref("region", "Part")))
    assert (error.kind, "inside it" in error.message) == ("wrong_element", True)
    player.do(Click(player.ref("paragraph", "Words")))


def test_a_clickable_row_is_clicked_beside_its_inner_controls(play: Play) -> None:
    player = play(
        "<table><tr tabindex=0 onclick=\"if(!event.target.closest('button'))this.cells[0].textContent='Row'\">"
        "<td>x</td><td><button>Inner</button></td></tr></table>"
    )
    player.do(Click(player.ref("row")))
    assert player.node("cell", "Row")
    assert player.node("row").has("active")


def test_a_click_on_a_date_field_only_focuses_it(play: Play) -> None:
    player = play(f"<label>When <input type=date id=d value=2026-03-02></label>{LOG}")
    player.do(Click(player.ref("textbox", "When")))
    assert player.focused == "When"
    assert player.events == ["focusin:d", "click:d"]
    player.do(Click(player.ref("paragraph")))  # no picker is in the way


def test_the_caret_is_behind_the_text_after_a_click(play: Play) -> None:
    fields = (
        "<input aria-label=A value=one><textarea aria-label=B>two</textarea><input type=email aria-label=C value=three>"
    )
    player = play(
        fields
        + "<input type=number aria-label=D value=4><label for=e><b role=heading>E label</b></label><input id=e value=five>"
    )
    for role, name, old in (
        ("textbox", "A", "one"),
        ("textbox", "B", "two"),
        ("textbox", "C", "three"),
        ("spinbutton", "D", "4"),
    ):
        ref = player.ref(role, name)
        player.do(Click(ref))
        player.do(Press("ArrowLeft"))
        player.do(Click(ref))  # also when it had the focus before
        player.do(Press("7"))
        assert player.node(role, name).text == old + "7"
    player.do(Click(player.ref("heading", "E label")))
    player.do(Press("7"))
    assert player.node("textbox", "E label").text == "five7"


def test_links_take_plain_clicks_only(play: Play) -> None:
    player = play({"/": page("<a href=/next>Next</a><form action=/next><button>Send</button></form><input aria-label=F><button type=button>B</button>"),
                   "/next": page("<h1>Next</h1>")})  # fmt: skip
    link, send = player.ref("link", "Next"), player.ref("button", "Send")
    for action in (
        Click(link, modifiers=("Control",)),
        Click(link, modifiers=("Shift",)),
        Click(link, button="middle"),
        Click(send, modifiers=("Meta",)),
        Click(player.ref("textbox", "F"), button="middle"),
    ):
        assert player.refused(action).kind == "not_offered"
    player.do(Click(player.ref("button", "B"), modifiers=("Control", "Shift")))
    player.do(Click(player.ref("button", "B"), button="middle"))
    assert len(player.session.snapshot.tabs) == 1
    player.do(Click(link))
    assert player.url == "http://shop.test/next"


@pytest.mark.parametrize(
    "href",
    [
        "http://evil.example/",
        "https://shop.test/",
        "mailto:a@b.c",
        "javascript:void(0)",
        "//other.test/",
        "http://shop.test:81/",
    ],
)
def test_links_that_lead_outside_are_not_allowed(play: Play, href: str) -> None:
    player = play(f"<a href='{href}'>Out</a><a href=/in download>Load</a>")
    error = player.refused(Click(player.ref("link", "Out")))
    assert error.kind == "not_allowed"
    assert href in error.message
    assert "shop.test" in error.message
    assert player.refused(Click(player.ref("link", "Load"))).kind == "not_allowed"
    player.do(Press("Tab"))
    assert player.refused(Press("Enter")).kind == "not_allowed"


def test_target_blank_opens_a_tab_that_becomes_current(play: Play) -> None:
    player = play({"/": page("<a href=/next target=_blank>Next</a>"), "/next": page("<h1>Next</h1>", "Two")})
    step = player.do(Click(player.ref("link", "Next")))
    assert step.snapshot.tabs == ("http://shop.test/", "http://shop.test/next")
    assert (step.snapshot.tab, step.snapshot.title) == (1, "Two")
    assert player.refused(Back()).kind == "no_history"


# ---- fill ---------------------------------------------------------------------------------------------------------

FILLS = [
    ("<input aria-label=X value=old>", "new", ""),
    ("<input type=search aria-label=X>", "new", ""),
    ("<input type=password aria-label=X>", "s3cret", ""),
    ("<input type=email aria-label=X value=a@b.c>", "d@e.f", ""),
    ("<input type=number aria-label=X value=7>", "-1.5e3", ""),
    ("<textarea aria-label=X>old</textarea>", "one\ntwo", ""),
    ("<input type=date aria-label=X>", "2026-02-28", "change:x"),
    ("<input type=time aria-label=X>", "14:30", "change:x"),
    ("<input type=month aria-label=X>", "2026-03", "change:x"),
    ("<input type=week aria-label=X>", "2026-W09", "change:x"),
    ("<input type=datetime-local aria-label=X>", "2026-03-02T14:30", "change:x"),
    ("<input type=range aria-label=X min=0 max=10 step=2.5>", "7.5", "change:x"),
    ("<input type=color aria-label=X>", "#1a2b3c", "change:x"),
]


@pytest.mark.parametrize(("control", "text", "change"), FILLS)
def test_fill_replaces_the_value(play: Play, control: str, text: str, change: str) -> None:
    player = play(control.replace("aria-label", "id=x aria-label") + LOG)
    ref = player.named("X")
    player.do(Fill(ref, text))
    shown = player.session.snapshot.by_ref[ref]
    assert shown.text == " ".join(text.split())
    assert shown.has("active")
    inputs = 3 if "\n" in text else 1  # a line, a break, a line
    assert player.events == ["focusin:x", *["input:x"] * inputs, *([change] if change else [])]


def test_change_comes_when_a_filled_text_field_loses_the_focus(play: Play) -> None:
    player = play(f"<input id=a aria-label=A><input id=b aria-label=B>{LOG}")
    player.do(Fill(player.ref("textbox", "A"), "x"))
    player.do(Fill(player.ref("textbox", "B"), ""))
    assert player.events == ["focusin:a", "input:a", "change:a", "focusin:b"]


def test_fill_with_nothing_empties_a_field_without_keys(play: Play) -> None:
    player = play(f"<input id=a aria-label=A value=x><input id=d type=date aria-label=D value=2026-03-02>{LOG}")
    player.do(Fill(player.ref("textbox", "A"), ""))
    player.do(Fill(player.ref("textbox", "D"), ""))
    assert player.events == ["focusin:a", "input:a", "change:a", "focusin:d", "input:d", "change:d"]


def test_filling_a_date_with_what_it_has_tells_nobody(play: Play) -> None:
    player = play(f"<input id=d type=date aria-label=D value=2026-03-02>{LOG}")
    player.do(Fill(player.ref("textbox", "D"), "2026-03-02"))
    assert player.events == ["focusin:d"]


def test_fill_a_contenteditable(play: Play) -> None:
    player = play("<h1>Words</h1><div contenteditable>old</div>")
    player.do(Fill(player.ref("generic", "old"), "new words"))
    assert player.node("generic", "new words").has("active")


@pytest.mark.parametrize(
    ("control", "text", "words"),
    [
        ("<input aria-label=X>", "a\nb", "one line"),
        ("<textarea aria-label=X></textarea>", "a\tb", "control characters"),
        ("<input aria-label=X maxlength=3>", "abcd", "at most 3"),
        ("<textarea aria-label=X maxlength=1></textarea>", "😀", "at most 1"),
        ("<input type=number aria-label=X>", "abc", "a number"),
        ("<input type=number aria-label=X>", "1.", "a number"),
        ("<input type=date aria-label=X>", "2026-02-30", "a date"),
        ("<input type=date aria-label=X>", "02/03/2026", "a date"),
        ("<input type=time aria-label=X>", "25:00", "a time"),
        ("<input type=month aria-label=X>", "2026-13", "a month"),
        ("<input type=week aria-label=X>", "2026-W54", "a week"),
        ("<input type=datetime-local aria-label=X>", "2026-03-02 14:30", "a date and time"),
        ("<input type=range aria-label=X min=1 max=5>", "6", "from 1 to 5"),
        ("<input type=range aria-label=X min=1 max=5 step=2>", "2", "in steps of 2"),
        ("<input type=range aria-label=X>", "", "a number"),
        ("<input type=color aria-label=X>", "red", "a colour"),
        ("<input type=email aria-label=X>", " a@b.c", "spaces"),
    ],
)
def test_values_that_a_control_cannot_hold(play: Play, control: str, text: str, words: str) -> None:
    player = play(control)
    ref = player.named("X")
    error = player.refused(Fill(ref, text))
    assert error.kind == "bad_value"
    assert words in error.message


@pytest.mark.parametrize(
    ("control", "works"),
    [
        ("<button>X</button>", "text field"),
        ("<select aria-label=X><option>One</select>", "use select"),
        ("<input type=checkbox aria-label=X>", "use check"),
        ("<button role=switch aria-checked=false>X</button>", "use check"),
        ("<input type=file aria-label=X>", "use upload"),
        ("<button role=combobox aria-expanded=false>X</button>", "click it and then one of its options"),
        ("<h1>X</h1>", "text field"),
    ],
)
def test_elements_that_fill_and_type_do_not_fit(play: Play, control: str, works: str) -> None:
    player = play(control)
    ref = player.named("X")
    for action in (Fill(ref, "x"), Type(ref, "x")):
        error = player.refused(action)
        assert error.kind == "wrong_element"
        assert works in error.message


def test_submit_presses_enter(play: Play) -> None:
    form = "<form action=/got><input name=q aria-label=Q value=a></form>"
    for action, sent in ((Fill, "b"), (Type, "ab")):
        player = play({"/": page(form), "/got": echo})
        player.do(action(player.ref("textbox", "Q"), "b", submit=True))
        assert player.url == f"http://shop.test/got?q={sent}"
        assert player.session.snapshot.title == "Got"


# ---- type ---------------------------------------------------------------------------------------------------------


def test_type_makes_key_events_at_the_end(play: Play) -> None:
    player = play(f"<input id=a aria-label=A value=ab>{LOG}")
    player.do(Type(player.ref("textbox", "A"), "cé"))
    assert player.node("textbox", "A").text == "abcé"
    assert player.events == ["focusin:a", "keydown:a:c", "input:a", "input:a"]


def test_type_in_areas_numbers_and_editables(play: Play) -> None:
    player = play(
        "<textarea aria-label=A>x</textarea><input type=number aria-label=N value=1><div contenteditable>e</div>"
    )
    player.do(Type(player.ref("textbox", "A"), "y\nz"))
    player.do(Type(player.ref("spinbutton", "N"), ".5"))
    player.do(Type(player.ref("generic", "e"), "f"))
    assert player.node("textbox", "A").text == "xy z"
    assert player.node("spinbutton", "N").text == "1.5"
    assert player.node("generic", "ef").has("active")


def test_what_cannot_be_typed(play: Play) -> None:
    player = play(
        "<input type=number aria-label=N value=1><input aria-label=M value=abc maxlength=4><input type=date aria-label=D>"
        "<input type=range aria-label=R>"
    )
    assert player.refused(Type(player.ref("spinbutton", "N"), "x")).kind == "bad_value"
    assert player.refused(Type(player.ref("spinbutton", "N"), "-")).kind == "bad_value"
    assert player.refused(Type(player.ref("textbox", "M"), "de")).kind == "bad_value"
    assert player.refused(Type(player.ref("textbox", "M"), "\n")).kind == "bad_value"
    for role, name in (("textbox", "D"), ("slider", "R")):
        error = player.refused(Type(player.ref(role, name), "1"))
        assert (error.kind, "use fill" in error.message) == ("wrong_element", True)


# ---- select -------------------------------------------------------------------------------------------------------

LIST = (
    "<select id=s aria-label=S><option value=1>One<option value=2>Two  words<option disabled>Three"
    "<optgroup disabled label=G><option>Four</optgroup><option>2</select>"
)


def test_select_by_value_or_label(play: Play) -> None:
    player = play(LIST + LOG)
    ref = player.ref("combobox", "S")
    player.do(Select(ref, ("Two words",)))
    assert player.events == ["focusin:s", "input:s", "change:s"]
    assert player.focused == "S"
    player.do(Select(ref, ("2",)))  # a value goes before a label
    assert player.events == ["focusin:s", "input:s", "change:s"]
    player.do(Select(ref, (" One ",)))
    assert player.node("option", "One").has("selected")


def test_options_that_cannot_be_chosen(play: Play) -> None:
    player = play(LIST)
    ref = player.ref("combobox", "S")
    for value in ("Three", "Four", "Nine", ""):
        error = player.refused(Select(ref, (value,)))
        assert error.kind == "bad_option"
        assert error.message.endswith("it has 'One', 'Two words', '2'.")
    assert player.refused(Select(ref, ("1", "2"))).kind == "bad_value"
    assert player.refused(Select(ref, ())).kind == "bad_value"


def test_select_several(play: Play) -> None:
    player = play(f"<select id=s multiple aria-label=S><option selected>One<option>Two<option>Three</select>{LOG}")
    ref = player.ref("listbox", "S")
    player.do(Select(ref, ("Three", "Two")))
    assert [node.name for node in player.session.snapshot.nodes if node.has("selected")] == ["Two", "Three"]
    player.do(Select(ref, ()))
    assert player.events == ["focusin:s", "input:s", "change:s", "input:s", "change:s"]


@pytest.mark.parametrize(
    ("control", "works"),
    [
        ("<input aria-label=X>", "native list"),
        ("<button role=combobox>X</button>", "click it and then one of its options"),
        ("<input type=checkbox aria-label=X>", "use check"),
    ],
)
def test_elements_that_select_does_not_fit(play: Play, control: str, works: str) -> None:
    player = play(control)
    ref = player.named("X")
    error = player.refused(Select(ref, ("One",)))
    assert (error.kind, works in error.message) == ("wrong_element", True)


# ---- check --------------------------------------------------------------------------------------------------------


def test_check_clicks_only_if_it_has_to(play: Play) -> None:
    flip = "onclick=\"this.setAttribute('aria-checked',this.getAttribute('aria-checked')!='true')\""
    player = play(
        "<input type=checkbox id=c aria-label=C><input type=radio name=r id=r1 aria-label=R1 checked>"
        f"<input type=radio name=r id=r2 aria-label=R2><button role=switch id=w aria-checked=mixed {flip}>W</button>{LOG}"
    )
    player.do(Check(player.ref("checkbox", "C")))
    player.do(Check(player.ref("checkbox", "C")))
    player.do(Check(player.ref("radio", "R1")))
    player.do(Check(player.ref("radio", "R2")))
    player.do(Check(player.ref("switch", "W"), False))
    player.do(Check(player.ref("switch", "W")))
    assert player.events == [
        "focusin:c", "click:c", "input:c", "change:c", "focusin:r2", "click:r2", "input:r2", "change:r2", "focusin:w", "click:w",
    ]  # fmt: skip
    assert [node.name for node in player.session.snapshot.nodes if node.has("checked")] == ["C", "R2", "W"]
    player.do(Check(player.ref("checkbox", "C"), False))
    assert not player.node("checkbox", "C").has("checked")


def test_a_box_under_its_label_can_be_checked(play: Play) -> None:
    player = play(
        "<label style='position:relative;display:block;width:90px;height:30px'><input type=checkbox style='opacity:0'>"
        "<span style='position:absolute;inset:0;background:white'>Box</span></label>"
    )
    player.do(Check(player.ref("checkbox")))
    assert player.node("checkbox").has("checked")


def test_what_cannot_be_checked(play: Play) -> None:
    player = play(
        "<input type=radio name=r aria-label=R checked><button>B</button><select aria-label=S><option>1</select>"
    )
    assert "another radio" in player.refused(Check(player.ref("radio", "R"), False)).message
    assert player.refused(Check(player.ref("button", "B"))).kind == "wrong_element"
    assert "use select" in player.refused(Check(player.ref("combobox", "S"))).message


# ---- keys ---------------------------------------------------------------------------------------------------------


def test_keys_that_do_not_exist(play: Play) -> None:
    player = play("<button>B</button>")
    for key in ("F5", "Control+W", "Alt+ArrowLeft", "Shift+ArrowLeft", "", "ab", "\n", "Control+C"):
        error = player.refused(Press(key))
        assert error.kind == "bad_key"
        assert "Enter" in error.message
    for key in ("ControlOrMeta+A", "control+a", " ", "Escape", "é"):
        player.do(Press(key))


def test_keys_edit_a_text_field(play: Play) -> None:
    player = play("<input aria-label=A value=abc>")
    player.do(Click(player.ref("textbox", "A")))
    for key, text in (("Backspace", "ab"), ("Home", "ab"), ("Delete", "b"), ("x", "xb"), ("ArrowRight", "xb"), ("Space", "xb"),
                      ("End", "xb"), ("ArrowLeft", "xb"), ("é", "xbé"), ("Control+A", "xbé"), ("q", "q")):  # fmt: skip
        player.do(Press(key))
        assert player.node("textbox", "A").text == text


def test_enter_and_space_do_what_they_do(play: Play) -> None:
    player = play({"/": page(
        "<button onclick=\"this.textContent='Pressed'\">B</button><input type=checkbox aria-label=C>"
        "<details><summary>Sum</summary><p>Inside</p></details><a href=/next>Next</a>"),
        "/next": page("<h1>Next</h1>")})  # fmt: skip
    player.do(Press("Tab"))
    player.do(Press("Space"))
    assert player.focused == "Pressed"
    player.do(Press("Tab"))
    player.do(Press("Space"))
    assert player.node("checkbox", "C").has("checked")
    player.do(Press("Tab"))
    player.do(Press("Enter"))
    assert "Inside" in player.text
    player.do(Press("Tab"))
    player.do(Press("Enter"))
    assert player.url.endswith("/next")


def test_keys_on_a_native_list_choose_without_opening_it(play: Play) -> None:
    player = play(f"<select id=s aria-label=S><option>One<option disabled>Two<option>Three</select>{LOG}")
    player.do(Press("Tab"))
    for key, chosen in (
        ("ArrowDown", "Three"),
        ("ArrowDown", "Three"),
        ("ArrowUp", "One"),
        ("End", "Three"),
        ("Home", "One"),
    ):
        player.do(Press(key))
        assert player.node("option", chosen).has("selected")
    assert player.events.count("change:s") == 4
    for key in ("Enter", "Space", "T", "PageDown", "ArrowLeft", "Control+A"):
        error = player.refused(Press(key))
        assert (error.kind, "use select" in error.message) == ("bad_key", True)
    player.do(Press("Escape"))


@pytest.mark.parametrize("kind", ["date", "time", "month", "week", "datetime-local", "range", "color", "file"])
def test_keys_on_fields_with_pickers_only_leave_them(play: Play, kind: str) -> None:
    player = play(f"<button>B</button><input type={kind} aria-label=X><button>C</button>")
    player.do(Press("Tab"))
    player.do(Press("Tab"))
    assert player.focused == "X"
    for key in ("ArrowDown", "Space", "1", "Home", "Delete"):
        error = player.refused(Press(key))
        assert (error.kind, "use" in error.message) == ("bad_key", True)
    player.do(Press("Escape"))
    assert player.focused == "X"
    player.do(Press("Tab"))
    assert player.focused == "C"
    player.do(Press("Shift+Tab"))
    assert player.focused == "X"
    player.do(Press("Shift+Tab"))
    assert player.focused == "B"


def test_keys_on_numbers_and_areas_are_those_that_need_no_screen(play: Play) -> None:
    player = play("<input type=number aria-label=N value=12><textarea aria-label=A>one</textarea>")
    player.do(Click(player.ref("spinbutton", "N")))
    for key in ("ArrowUp", "ArrowDown", "-", "e", "x", "PageUp"):
        assert player.refused(Press(key)).kind == "bad_key"
    player.do(Press("Backspace"))
    player.do(Press("5"))
    assert player.node("spinbutton", "N").text == "15"
    player.do(Click(player.ref("textbox", "A")))
    for key in ("ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"):
        assert player.refused(Press(key)).kind == "bad_key"
    player.do(Press("Enter"))
    player.do(Press("x"))
    assert player.node("textbox", "A").text == "one x"


def test_tab_goes_round(play: Play) -> None:
    player = play("<button>A</button><h1>Words</h1><input type=radio name=r aria-label=R1><input type=radio name=r checked aria-label=R2>"
                  "<button disabled>No</button><button tabindex=-1>Skip</button><a href=/>L</a>")  # fmt: skip
    seen = []
    for _ in range(9):
        player.do(Press("Tab"))
        seen.append(player.focused)
    assert seen == ["A", "R2", "L"] * 3
    seen = []
    for _ in range(7):
        player.do(Press("Shift+Tab"))
        seen.append(player.focused)
    assert seen == ["R2", "A", "L", "R2", "A", "L", "R2"]


def test_tab_begins_at_an_end_whatever_was_clicked_before(play: Play) -> None:
    player = play("<button>A</button><h1>Words</h1><button>B</button>")
    player.do(Click(player.ref("heading", "Words")))
    player.do(Press("Tab"))
    assert player.focused == "A"
    player.do(Click(player.ref("heading", "Words")))
    player.do(Press("Shift+Tab"))
    assert player.focused == "B"
    assert "span" not in player.text


def test_tab_stays_in_the_topmost_modal_dialog(play: Play) -> None:
    player = play(
        "<button onclick=one.showModal()>Open</button><button>After</button>"
        "<dialog id=two aria-label=Two><button>C</button></dialog>"
        "<dialog id=one aria-label=One><h2>Words</h2><button>A</button><button onclick=two.showModal()>B</button></dialog>"
    )
    player.do(Click(player.ref("button", "Open")))
    seen = [player.focused]
    for _ in range(4):
        player.do(Press("Tab"))
        seen.append(player.focused)
    assert seen == ["A", "B", "A", "B", "A"]
    for _ in range(3):
        player.do(Press("Shift+Tab"))
        seen.append(player.focused)
    assert seen[-3:] == ["B", "A", "B"]
    player.do(Click(player.ref("heading", "Words")))
    player.do(Press("Shift+Tab"))
    assert player.focused == "B"
    player.do(Press("Enter"))
    player.do(Press("Tab"))
    assert player.focused == "C"
    player.do(Press("Escape"))
    assert player.focused == "B"


def test_tab_with_nothing_to_go_to_stays(play: Play) -> None:
    player = play("<h1>Words</h1>")
    before = player.text
    player.do(Press("Tab"))
    assert player.text == before


def test_tab_selects_a_line_and_goes_to_the_end_of_an_area(play: Play) -> None:
    player = play("<input aria-label=A value=old><textarea aria-label=B>old</textarea>")
    for name, text in (("A", "x"), ("B", "oldx")):
        player.do(Press("Tab"))
        player.do(Press("x"))
        assert player.node("textbox", name).text == text


def test_script_focus_puts_the_caret_behind_the_text(play: Play) -> None:
    player = play({"/": page("<button onclick=f.focus()>Go</button><input id=f aria-label=F value=old><a href=/auto>Auto</a>"),
                   "/auto": page("<input autofocus aria-label=F value=old>")})  # fmt: skip
    player.do(Click(player.ref("button", "Go")))
    player.do(Press("x"))
    assert player.node("textbox", "F").text == "oldx"
    player.do(Click(player.ref("link", "Auto")))
    player.do(Press("x"))
    assert player.node("textbox", "F").text == "oldx"


# ---- hover, scroll, drag, upload ----------------------------------------------------------------------------------


def test_hover_and_scroll_change_nothing(play: Play) -> None:
    player = play("<button>Go</button><p style='height:4000px'>Long</p><button>End</button>")
    before = player.text
    player.do(Hover(player.ref("button", "End")))
    player.do(Scroll(0, 300))
    player.do(Scroll(-10, -9999))
    assert player.text == before


def test_drag_drops(play: Play) -> None:
    player = play(
        "<ul><li draggable=true id=a>A</li></ul><div id=b style='width:90px;height:50px' role=region aria-label=Place"
        " ondragover=event.preventDefault()>Place</div>" + LOG
    )
    player.do(Drag(player.ref("listitem", "A"), player.ref("region", "Place")))
    assert "drop:b" in player.events
    assert player.refused(Drag(player.ref("listitem", "A"), "e99")).kind == "unknown_ref"


def test_upload_puts_the_episodes_files(play: Play) -> None:
    form = "<form method=post enctype=multipart/form-data action=/got><input type=file name=f aria-label=F {}><button>Send</button></form>"
    player = play({"/": page(form.format("")), "/got": echo}, a_txt=b"A", b_txt=b"B")
    ref = player.ref("button", "F")
    error = player.refused(Upload(ref, ("c.txt",)))
    assert error.kind == "no_file"
    assert "'a.txt', 'b.txt'" in error.message
    assert player.refused(Upload(ref, ("a.txt", "b.txt"))).kind == "bad_value"
    assert player.refused(Upload(player.ref("button", "Send"), ("a.txt",))).kind == "wrong_element"
    player.do(Upload(ref, ("a.txt",)))
    player.do(Click(player.ref("button", "Send")))
    assert player.site.requests[-1].form == (("f", "a.txt"),)
    player = play({"/": page(form.format("multiple")), "/got": echo}, a_txt=b"A", b_txt=b"B")
    player.do(Upload(player.ref("button", "F"), ("a.txt", "b.txt")))
    player.do(Click(player.ref("button", "Send")))
    assert player.site.requests[-1].form == (("f", "a.txt"), ("f", "b.txt"))


# ---- going places -------------------------------------------------------------------------------------------------

PLACES: dict[str, Answer] = {
    "/": page("<a href=/a/b>AB</a><a href=#part>Part</a><h2 id=part>Part</h2>", "Home"),
    "/a/b": page("<h1>AB</h1>", "AB"),
    "/a/c": page("<h1>AC</h1>", "AC"),
    "/hop": redirect("/a/c"),
}


def test_navigate_within_the_world(play: Play) -> None:
    player = play(PLACES)
    for url, leads in (
        ("/a/b", "http://shop.test/a/b"),
        ("c", "http://shop.test/a/c"),
        ("http://shop.test/hop", "http://shop.test/a/c"),
        ("?x=1", "http://shop.test/a/c?x=1"),
        ("http://shop.test:80/", "http://shop.test/"),
        ("http://SHOP.test", "http://shop.test/"),
        ("#part", "http://shop.test/#part"),
    ):
        player.do(Navigate(url))
        assert player.url == leads
    assert player.session.snapshot.title == "Home"


@pytest.mark.parametrize(
    "url",
    ["http://other.test/", "https://shop.test/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "about:blank",
     "http://u:p@shop.test/", "http://shop.test:8080/", "//evil.test/", "http://127.0.0.1/", "http:\\\\shop.test\\", "/a b",
     "http://shop.test.evil.test/", "chrome://version", "view-source:http://shop.test/", "http://[::1]/"],
)  # fmt: skip
def test_addresses_that_are_not_allowed(play: Play, url: str) -> None:
    error = play(PLACES).refused(Navigate(url))
    assert error.kind == "not_allowed"


def test_history_goes_back_to_the_start_and_no_further(play: Play) -> None:
    player = play(PLACES)
    assert player.refused(Back()).kind == "no_history"
    assert player.refused(Forward()).kind == "no_history"
    player.do(Click(player.ref("link", "AB")))
    player.do(Navigate("/a/c"))
    player.do(Back())
    assert player.session.snapshot.title == "AB"
    player.do(Back())
    assert player.session.snapshot.title == "Home"
    assert "no page to go back to" in player.refused(Back()).message
    player.do(Forward())
    player.do(Forward())
    assert player.session.snapshot.title == "AC"
    assert player.refused(Forward()).kind == "no_history"


def test_fragments_are_entries_of_the_same_document(play: Play) -> None:
    player = play(PLACES)
    player.do(Click(player.ref("link", "Part")))
    assert player.url == "http://shop.test/#part"
    player.do(Back())
    assert player.url == "http://shop.test/"
    assert player.site.asked == ["GET /"]


def test_going_to_the_same_address_asks_again_in_the_same_entry(play: Play) -> None:
    player = play(PLACES)
    player.do(Navigate("/"))
    assert player.site.asked == ["GET /", "GET /"]
    assert player.refused(Back()).kind == "no_history"


def test_pages_gone_back_to_are_asked_for_again_without_old_values(play: Play) -> None:
    form = "<input aria-label=F value=was><textarea aria-label=T></textarea><input type=checkbox aria-label=C><a href=/a/b>AB</a>"
    player = play({**PLACES, "/": page(form)})
    player.do(Fill(player.ref("textbox", "F"), "changed"))
    player.do(Fill(player.ref("textbox", "T"), "changed"))
    player.do(Check(player.ref("checkbox", "C")))
    before = player.site.asked
    player.do(Click(player.ref("link", "AB")))
    player.do(Back())
    assert player.site.asked == [*before, "GET /a/b", "GET /"]
    assert player.node("textbox", "F").text == "was"
    assert player.node("textbox", "T").text == ""
    assert not player.node("checkbox", "C").has("checked")


def test_what_answered_a_post_is_shown_again_from_memory(play: Play) -> None:
    def wrong(request: Request) -> Response:
        return Response(page(f"<h1>Wrong {len(request.form)}</h1><a href=/a/b>AB</a>", "Wrong"), 422)

    player = play(
        {**PLACES, "/": page("<form method=post action=/wrong><button name=x>Send</button></form>"), "/wrong": wrong}
    )
    player.do(Click(player.ref("button", "Send")))
    player.do(Click(player.ref("link", "AB")))
    asked = player.site.asked
    player.do(Back())
    assert player.session.snapshot.title == "Wrong"
    assert player.site.asked == asked


def test_tabs(play: Play) -> None:
    player = play(PLACES)
    assert player.refused(Tab("close")).message.startswith("This is the only tab")
    player.do(Tab("new", url="/a/b"))
    assert player.session.snapshot.tabs == ("http://shop.test/", "http://shop.test/a/b")
    assert player.session.snapshot.tab == 1
    assert player.refused(Back()).kind == "no_history"
    assert player.refused(Tab("new", url="http://other.test/")).kind == "not_allowed"
    player.do(Tab("new"))
    assert player.url == "http://shop.test/"
    player.do(Tab("select", 1))
    assert player.session.snapshot.title == "AB"
    for index in (3, -1, None):
        assert player.refused(Tab("select", index)).kind == "no_tab"
    player.do(Tab("close", 0))
    assert (player.session.snapshot.tab, player.session.snapshot.title) == (0, "AB")
    player.do(Tab("close"))
    assert (player.session.snapshot.tab, player.session.snapshot.title) == (0, "Home")
    assert player.refused(Tab("close", 0)).kind == "no_tab"
