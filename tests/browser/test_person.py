"""A person in front of a browser: raw mouse and keyboard on a live site of each domain, with the clock running."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from webgen.domains.reader import domains
from webgen.generate import Knobs, level_of
from webgen.judge import net_changes
from webgen.site.app import Site
from webgen.site.server import SiteServer
from webgen.spec import Level

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def opened(server: SiteServer, level: Level) -> tuple[Site, str]:
    site = Site(level)
    return site, server.open_for_person({site.content.host: site})


def any_level(domain: str, *, seed: int = 5, **narrowed: Any) -> Level:
    """Draw a level of one site in English without frictions, unless told otherwise."""
    plain = {"login": 0.0, "friction": 5 if narrowed.get("frictions") else 0, "locales": ("en",), "two_sites": 0.0}
    return level_of(seed, Knobs.model_validate({"domains": (domain,)} | plain | narrowed))


QUIET = """() => {
  const [html, now] = [document.body.innerHTML, performance.now()];
  const seen = (window.lookedAt ??= { html: "", since: now });
  if (seen.html !== html) Object.assign(seen, { html, since: now });
  return now - seen.since > 500;
}"""


def looked_at(page: Page) -> None:
    """Wait as a person does until the page changes no more."""
    page.wait_for_function(QUIET, polling=50)


PLAIN_PARTS: dict[str, Any] = {
    "chromes": ("sidebar",), "homes": ("welcome",), "layouts": ("table",), "containers": ("plain",), "places": ("page",), "actionbars": ("buttons",),
}  # fmt: skip


@pytest.mark.parametrize("domain", sorted(domains()))
def test_a_person_creates_and_deletes_a_record(domain: str, page: Page, server: SiteServer) -> None:
    level = any_level(domain, **PLAIN_PARTS)
    site, address = opened(server, level)
    entity = next(item for item in site.domain.entities if item.deletable and not site.domain.referrers(item.name))
    page.goto(address)
    page.get_by_role("navigation", name="Main").get_by_role("link", name=entity.plural[0]).click()
    page.get_by_role("link", name=f"New {entity.label.lower()}").click()
    page.get_by_role("button", name=f"Create {entity.label.lower()}").click()
    expect(page.get_by_role("alert")).to_contain_text("attention")  # nothing was filled in
    assert net_changes(level.task, site.log()) == []
    page.get_by_role("link", name="Cancel").click()
    title = str(site.content.records[entity.name][2][entity.title])
    page.get_by_label(f"Search {entity.plural[0].lower()}").fill(title)
    page.keyboard.press("Enter")
    looked_at(page)  # results may come twice, for what was typed and for Enter
    page.get_by_role("region", name=entity.plural[0]).get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(entity.plural[0])
    assert [(net.op, net.table) for net in net_changes(level.task, site.log())] == [("delete", entity.name)]


def _unreferenced(site: Site, entity: str) -> int:
    used = {
        row[field.name] for other, field in site.domain.referrers(entity) for row in site.content.records[other.name]
    }
    rows = site.content.records[entity]
    return next((i for i, row in enumerate(rows) if row["id"] not in used), 0)


@pytest.mark.parametrize("domain", sorted(domains()))
def test_a_person_signs_in_with_the_keyboard(domain: str, page: Page, server: SiteServer) -> None:
    level = any_level(domain, login=1.0, doors=("password",), homes=("welcome",))
    site, address = opened(server, level)
    account = site.content.account
    page.goto(address)
    page.get_by_label("Email").click()
    page.keyboard.type(account.email)
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Password").fill(account.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    assert net_changes(level.task, site.log()) == []


@pytest.mark.parametrize("domain", sorted(domains()))
def test_a_person_changes_a_setting_and_the_bar_saves_it(domain: str, page: Page, server: SiteServer) -> None:
    level = any_level(domain, widgets=("checkbox", "switch"))
    site, address = opened(server, level)
    field = next(item for item in site.domain.all_settings if item.type == "bool")
    gene = site.spec.settings.gene(field.name)
    assert gene is not None
    page.goto(address + "settings")
    save = page.get_by_role("button", name="Save changes")
    expect(save).to_be_hidden()
    control = page.get_by_role("switch" if gene.widget == "switch" else "checkbox", name=field.labels[gene.label])
    for tab in page.get_by_role("tab").all():
        if control.is_visible():
            break
        tab.click()
    control.click()
    save.click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    (net,) = net_changes(level.task, site.log())
    assert net.values == {field.name: int(not site.content.settings[field.name])}


def test_a_person_answers_the_cookie_dialog_and_confirms_a_deletion(page: Page, server: SiteServer) -> None:
    level = any_level("shop", frictions=("cookie_dialog", "confirm"), **PLAIN_PARTS)
    site, address = opened(server, level)
    page.goto(address)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Reject all").click()
    expect(dialog).to_be_hidden()
    number = _unreferenced(site, "customer") + 1
    page.goto(f"{address}customers/{number}")
    page.get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text(re.compile("^.*Delete "))
    question.get_by_role("button", name="Cancel").click()
    assert net_changes(level.task, site.log()) == []
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    assert len(net_changes(level.task, site.log())) == 1


def test_pages_have_no_console_errors_and_ask_no_other_host(page: Page, server: SiteServer) -> None:
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    home = ("http://127.0.0.1:", "data:")
    page.on("request", lambda request: None if request.url.startswith(home) else troubles.append(request.url))
    for seed in range(3):
        level = level_of(seed, Knobs(login=0, friction=0))
        site, address = opened(server, level)
        for path in ("", "settings", *site.by_slug):
            page.goto(address + path)
        assert not troubles
