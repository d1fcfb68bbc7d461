"""Draw docs/sites.png: four generated sites in one picture. Run: python docs/picture.py"""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import sync_playwright

from webgen.engines.chromium.find import LAUNCH_FLAGS, find
from webgen.generate import Knobs, level_of
from webgen.site.app import Site, slug
from webgen.site.server import SiteServer

SHOTS = (("shop", 12, "list"), ("tracker", 41, "list"), ("clinic", 8, "new"), ("shop", 29, "home"))


def address(site: Site, kind: str) -> str:
    """Return the path of a page kind."""
    first = slug(site.domain.entities[0].plural[0])
    return {"list": first, "new": f"{first}/new", "home": "", "settings": "settings"}[kind]


def main() -> None:
    """Take the four pictures and put them together."""
    with SiteServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find().path), args=list(LAUNCH_FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        images = []
        for domain, seed, kind in SHOTS:
            site = Site(level_of(seed, Knobs(domains=(domain,), login=0, friction=0)))
            page.goto(server.open_for_person({site.content.host: site}) + address(site, kind))
            images.append(base64.b64encode(page.screenshot()).decode())
        tiles = "".join(f'<img src="data:image/png;base64,{image}" width="636" height="398">' for image in images)
        page.set_viewport_size({"width": 1300, "height": 822})
        page.set_content(
            "<style>body{margin:0;padding:8px;background:#d7dbe0;display:grid;grid-template-columns:1fr 1fr;gap:8px}"
            f"img{{border-radius:6px;box-shadow:0 1px 6px #0004;display:block}}</style>{tiles}"
        )
        page.screenshot(path=str(Path(__file__).parent / "sites.png"))
        browser.close()


if __name__ == "__main__":
    main()
