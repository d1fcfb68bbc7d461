"""``webgen gallery``: many sites on one picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webgen.commands import base
from webgen.errors import InputError

KINDS = ("home", "list", "detail", "new", "settings")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gallery")(gallery)


def gallery(
    out: Annotated[Path, typer.Option("--out", "-o", help="The picture to write (PNG).")] = Path("gallery.png"),
    count: Annotated[int, typer.Option("--count", "-n", help="How many pictures.")] = 24,
    seed: Annotated[str, typer.Option("--seed", "-s", help="The first seed.")] = "0",
    knob: base.KnobList = None,
    narrow: Annotated[bool, typer.Option("--narrow", help="At phone width.")] = False,
    json: base.Json = False,
) -> None:
    """Take pictures of pages of generated sites in Chromium and put them on one contact sheet, domains in turn."""
    from webgen.domains.reader import domains
    from webgen.engines.chromium.sheet import Shot, contact_sheet
    from webgen.generate import Knobs, level_of
    from webgen.site.app import Site
    from webgen.streams import seed_of

    first, wanted, knobs = seed_of(seed), base.count_of(count, "--count"), base.knobs_of(knob)
    if out.suffix.lower() != ".png":
        raise InputError(f"the gallery is a PNG; {str(out)!r} does not end in .png")
    names = [name for name in sorted(domains()) if not knobs.domains or name in knobs.domains]
    shots = []
    for number in range(wanted):
        one = Knobs.model_validate(knobs.model_dump() | {"domains": (names[number % len(names)],), "login": 0, "friction": 0})
        level = level_of(first + number, one)
        site = Site(level)
        kind = KINDS[number % len(KINDS)]
        entities = site.domain.entities
        entity = entities[number % len(entities)]
        page = entity.path
        path = {"home": "", "list": page, "detail": f"{page}/1", "new": f"{page}/new", "settings": "settings"}[kind]
        shots.append(Shot({site.content.host: site}, path, f"{site.content.title} ({site.domain.name}, {kind})", narrow))
    with base.progress("taking pictures", wanted) as update:
        contact_sheet(shots, out, progress=lambda done: update(done, ""))
    if json:
        base.emit({"pictures": wanted, "domains": len(names), "out": str(out)})
    else:
        base.write(f"{out}: {wanted} pictures of {len(names)} domains")
