"""CSS law: every enabled control can be hit by the mouse once it is scrolled into view, popups open or not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from webgen.generate import Knobs, level_of
from webgen.site.app import Site, slug
from webgen.site.server import SiteServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COVERED = """
(popups) => {
  if (popups) for (const box of document.querySelectorAll("[role=listbox][hidden], [role=menu][hidden], [data-savebar][hidden]"))
    box.hidden = false;
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]";
  const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  const found = [];
  let count = 0;
  for (const control of open.querySelectorAll(controls)) {
    if (control.disabled || !control.checkVisibility() || control.matches(".skip")) continue;
    count += 1;
    control.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
    const box = control.getClientRects()[0];
    if (!box || box.width <= 0 || box.height <= 0) { found.push("no box: " + control.outerHTML.slice(0, 120)); continue; }
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const fine = hit && (control.contains(hit) || hit.contains(control) && hit.closest("label")?.control === control);
    if (!fine) found.push((hit ? hit.outerHTML.slice(0, 80) : "nothing") + " covers " + control.outerHTML.slice(0, 120));
  }
  return [count, found];
}
"""


def test_every_enabled_control_of_forty_sites_can_be_hit(page: Page) -> None:
    total = 0
    page.set_viewport_size({"width": 1280, "height": 720})
    with SiteServer() as server:
        for seed in range(40):
            level = level_of(seed, Knobs(login=0, friction=1))
            site = Site(level)
            address = server.open_for_person({site.content.host: site})
            entity = site.domain.entities[seed % len(site.domain.entities)]
            base = slug(entity.plural[0])
            for path in ("", base, f"{base}/new", "settings"):
                page.goto(address + path)
                for popups in (False, True):
                    count, covered = page.evaluate(COVERED, popups)
                    assert not covered, (seed, path, covered[:3])
                    total += count
    assert total > 2000, total
