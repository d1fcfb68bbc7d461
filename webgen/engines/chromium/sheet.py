"""Contact sheets: pictures of many pages of many sites, on one."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from webgen.engines.base import SiteLike
from webgen.engines.chromium.find import LAUNCH_FLAGS, find
from webgen.errors import InputError
from webgen.site.server import SiteServer

GAP = 10


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the site by host, the path on it, the caption, and whether it is taken at phone width."""

    sites: dict[str, SiteLike]
    path: str
    caption: str = ""
    narrow: bool = False


def contact_sheet(
    shots: Sequence[Shot], out: Path, *, columns: int = 4, tile: int = 420, progress: Callable[[int], None] | None = None
) -> None:
    """Take every picture (1280 by 800, or 390 by 844 where it is narrow) and write the sheet as PNG.

    Raises:
        InputError: there is no browser.
    """
    binary = find()
    with SiteServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(binary.path), args=list(LAUNCH_FLAGS))
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
            tiles = []
            for number, shot in enumerate(shots):
                page.set_viewport_size({"width": 390, "height": 844} if shot.narrow else {"width": 1280, "height": 800})
                page.goto(server.open_for_person(shot.sites) + shot.path.lstrip("/"))
                picture = base64.b64encode(page.screenshot(type="jpeg", quality=80)).decode()
                below = f"<figcaption>{escape(shot.caption)}</figcaption>" if shot.caption else ""
                tiles.append(f'<figure><img src="data:image/jpeg;base64,{picture}">{below}</figure>')
                if progress is not None:
                    progress(number + 1)
            width = columns * (tile + GAP) + GAP
            page.set_viewport_size({"width": width, "height": 600})
            page.set_content(
                f"<style>body{{margin:0;padding:{GAP}px;background:#d7dbe0;font:12px system-ui,sans-serif;display:grid;"
                f"grid-template-columns:repeat({columns},{tile}px);gap:{GAP}px}}figure{{margin:0}}"
                f"img{{width:{tile}px;height:{round(tile * 0.625)}px;object-fit:cover;object-position:top;border-radius:5px;"
                "box-shadow:0 1px 5px #0004;display:block}figcaption{padding:4px 2px;color:#333}</style>" + "".join(tiles)
            )
            page.screenshot(path=str(out), full_page=True)
        finally:
            browser.close()


def picture_of(html: str, out: Path, *, width: int = 1280) -> None:
    """Write a whole self-contained page as a PNG of a width in CSS pixels.

    Raises:
        InputError: there is no browser, or the file cannot be written.
    """
    binary = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(binary.path), args=list(LAUNCH_FLAGS))
        try:
            page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
            page.set_content(html)
            png = page.screenshot(full_page=True)
        finally:
            browser.close()
    try:
        out.write_bytes(png)
    except OSError as error:
        raise InputError(f"cannot write {out}: {(error.strerror or str(error)).lower()}") from None
