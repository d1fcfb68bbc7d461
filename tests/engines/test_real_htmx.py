"""The hypermedia client against the real htmx 2 on the same pages: the same tree, address, title, focus and requests.

htmx is fetched from the npm registry into pytest's cache when the test runs; without network the tests are skipped.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from tests.engines.lawsite import LawSite
from webgen.site.client import client_script
from webgen.site.server import SiteServer

pytestmark = pytest.mark.browser

HTMX = "htmx.org@2.0.11"
# What a site that uses htmx itself would set: validation errors are shown, pages come back fresh, nothing animates.
CONFIG = """
Object.assign(htmx.config, {
  responseHandling: [{code: "204", swap: false}, {code: "[23]..", swap: true}, {code: "422", swap: true},
    {code: "[45]..", swap: false, error: true}],
  historyCacheSize: 0, refreshOnHistoryMiss: true, defaultSettleDelay: 0, includeIndicatorStyles: false,
});
window.__busy = 0;
document.addEventListener("htmx:beforeRequest", () => { window.__busy += 1; });
document.addEventListener("htmx:afterRequest", () => { window.__busy -= 1; });
"""
# The tree as text, without what only one of the two leaves behind while it works.
TREE = """() => {
  const body = document.body.cloneNode(true);
  for (const node of [body, ...body.querySelectorAll("*")]) {
    for (const name of [...node.classList]) if (name.startsWith("htmx-")) node.classList.remove(name);
    if (node.getAttribute("class") === "") node.removeAttribute("class");
  }
  const values = [...document.querySelectorAll("input, select, textarea")]
    .map((one) => (one.type === "checkbox" ? one.checked : one.value));
  const focus = document.activeElement;
  return JSON.stringify([body.outerHTML, document.title, location.pathname + location.search + location.hash,
    focus.id || focus.textContent.trim() || focus.tagName, values], null, 1);
}"""


@pytest.fixture(scope="module")
def htmx(request: pytest.FixtureRequest) -> str:
    """The text of the real htmx."""
    assert request.config.cache is not None
    folder = request.config.cache.mkdir("htmx")
    kept = folder / f"{HTMX.replace('@', '-')}.js"
    if not kept.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so htmx cannot be fetched")
        done = subprocess.run([npm, "pack", "--silent", HTMX], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            pytest.skip(f"htmx cannot be fetched: {done.stderr.strip()[-200:]}")
        archive = (folder / done.stdout.split()[-1]).read_bytes()
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            member = files.extractfile("package/dist/htmx.js")
            assert member is not None
            kept.write_bytes(member.read())
    return kept.read_text(encoding="utf-8")


class QuietSite(LawSite):
    """The law site without what happens by itself in time: the two clients do not share a clock."""

    def _get_hyper(self, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return re.sub(r"hx-trigger=\"(every 1s|load delay:600ms)\"", 'hx-trigger="never"', super()._get_hyper(request))


@dataclass
class Client:
    """One browser page on its own copy of the site; ``settle`` waits until all that was asked has come."""

    page: Page
    site: LawSite
    base: str
    settle: Callable[[Page], None]

    def seen(self) -> str:
        """Return everything that must be equal."""
        asked = [one for one in self.site.state["seen"] if "favicon" not in one[1]]
        tree = str(self.page.evaluate(TREE)).replace(self.base, "http://site")
        return f"{tree}\n" + "\n".join(map(repr, asked))


def _settle_own(page: Page) -> None:
    page.wait_for_load_state("load")
    try:
        page.evaluate("webgen.advance(3000)")
    except PlaywrightError:  # the client went to another page
        page.wait_for_timeout(500)
        page.wait_for_load_state("load")
        page.evaluate("webgen.advance(3000)")


def _settle_htmx(page: Page) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(450)  # debounced requests go out within this time
    page.wait_for_function("window.__busy === 0")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")


@pytest.fixture
def clients(browser: Browser, htmx: str) -> Iterator[tuple[Client, Client]]:
    with SiteServer() as one, SiteServer() as other:
        made = []
        kinds = ((one, client_script, _settle_own), (other, lambda: htmx + CONFIG + client_script(), _settle_htmx))
        for server, script, settle in kinds:
            site = QuietSite(script)
            base = server.open_for_person({"law.test": site}).rstrip("/")
            context = browser.new_context()
            if settle is _settle_own:
                context.add_init_script("window.__webgen_virtual = true")
            made.append(Client(context.new_page(), site, base, settle))
        yield made[0], made[1]
        for client in made:
            client.page.context.close()


Step = Callable[[Page], object]


def click(text: str) -> Step:
    """Click the first button or link with exactly this text."""
    return lambda page: (
        page.locator("button, a").filter(has_text=re.compile(f"^\\s*{re.escape(text)}\\s*$")).first.click()
    )


def keys(selector: str, *presses: str) -> Step:
    """Focus an element and press keys."""

    def step(page: Page) -> None:
        page.focus(selector)
        for key in presses:
            page.keyboard.press(key) if len(key) > 1 and key.isalnum() and key[0].isupper() else page.keyboard.type(key)

    return step


def fill(selector: str, text: str) -> Step:
    """Fill a field."""
    return lambda page: page.fill(selector, text)


def go(path: str) -> Step:
    """Open a page of the site."""
    return lambda page: page.goto(re.sub(r"(http://[^/]+).*", r"\1", page.url) + path)


def back(page: Page) -> None:
    """Go back and wait for the page that comes."""
    page.evaluate("history.back()")
    page.wait_for_timeout(600)


SCRIPTS: dict[str, tuple[str, list[Step]]] = {
    "swaps": ("/hyper", [
        click("Inner"), click("Outer"), click("End"), click("Start"), click("None"), click("Self"), click("Replace section"),
        click("Replace section"), click("Moved"), click("Autofocus"), click("Delete"), click("Inner"),
    ]),
    "values": ("/hyper", [
        click("Values"), fill("[name=x1]", "ü &=+"), click("Values"), fill("#line-in", ""), click("Save"),
        fill("#line-in", "word"), click("Save"), keys("#line-in", "Enter"), keys("#find", "a", "b"), fill("#find", "ab"),
        fill("#find", ""),
    ]),
    "confirm": ("/hyper", [
        click("Drop"), click("Cancel"), click("Drop"), lambda page: page.keyboard.press("Escape"), click("Drop"),
        click("Confirm"),
    ]),
    "addresses": ("/hyper", [click("Push"), click("Inner"), back, click("Push named"), click("Push by header"), back]),
    "redirect": ("/hyper", [click("Away")]),
    "boost": ("/list", [
        click("Next"), click("Next"), click("First"), back, click("Item 2"), fill("#title", ""), click("Save"),
        fill("#title", "New"), click("Save"), fill("#filter", "a b&c"), click("Go"), keys("#filter", "Enter"),
        click("Item 3"), click("Remove"), click("Confirm"), click("Bottom"), click("Plain forms"),
    ]),
    "behaviours": ("/widgets", [
        click("Actions"), click("Note"), click("Actions"), click("Clear"),
        lambda page: page.click("[data-answer=yes]"), keys("#city", "o", "s"),
        lambda page: page.click("#city-list [role=option]"), keys("#city", "x"), keys("#news", "Space"), fill("[name=name]", ""), click("Save changes"),
        fill("[name=name]", "Bo"),
    ]),
    "change": ("/sums", [
        fill("[name=price]", "8"), keys("[name=price]", "Tab"), lambda page: page.select_option("[name=amount]", "2"),
        lambda page: page.check("[name=gift]"),
    ]),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_real_htmx_does_the_same(clients: tuple[Client, Client], name: str) -> None:
    start, script = SCRIPTS[name]
    for number, step in enumerate([go(start), *script]):
        for client in clients:
            if number == 0:
                client.page.goto(client.base + start)
            else:
                step(client.page)
            client.settle(client.page)
        own, real = (client.seen() for client in clients)
        assert own == real, f"step {number}"
