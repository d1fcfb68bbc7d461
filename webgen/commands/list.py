"""``webgen list``: every part there is, by kind."""

from __future__ import annotations

import typer

from webgen.commands import base


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_parts)


def list_parts(json: base.Json = False) -> None:
    """List domains, widgets, pages, workflows, frictions, chromes and every other part, by id."""
    parts = inventory()
    if json:
        base.emit(parts)
        return
    wide = max(len(kind) for kind in parts)
    base.write("\n".join(f"{kind:<{wide}}  {', '.join(names) or 'none'}" for kind, names in parts.items()))


def inventory() -> dict[str, list[str]]:
    """Return the ids of all parts by kind."""
    from webgen.actionbars.base import actionbars
    from webgen.containers.base import containers
    from webgen.domains.reader import domains
    from webgen.doors.base import doors
    from webgen.errands.base import errands
    from webgen.extras.base import extras
    from webgen.generate import axes, chromes, frictions, homes, widgets
    from webgen.layouts.base import layouts
    from webgen.locales import locales
    from webgen.mutate import OPERATORS
    from webgen.places.base import places
    from webgen.suites import suite_names
    from webgen.workflows.base import workflows
    from webgen.workflows.distractors import distractors
    from webgen.workflows.tones import tones

    return {
        "domains": sorted(domains()),
        "widgets": sorted(widgets()),
        "pages": shown_pages(),
        "workflows": sorted(workflows()),
        "tones": sorted(tones()),
        "distractors": sorted(distractors()),
        "frictions": sorted(frictions()),
        "layouts": sorted(layouts()),
        "chromes": sorted(chromes()),
        "containers": sorted(containers()),
        "places": sorted(places()),
        "actionbars": sorted(actionbars()),
        "locales": sorted(locales()),
        "homes": sorted(homes()),
        "extras": sorted(extras()),
        "doors": sorted(doors()),
        "errands": sorted(errands()),
        "operators": sorted(OPERATORS),
        "axes": list(axes()),
        "teachers": [name for name in base.part_modules("webgen.curriculum") if name != "archive"],
        "suites": suite_names(),
        "exporters": base.part_modules("webgen.demos.exports"),
        "adapters": base.part_modules("webgen.adapters"),
    }


def shown_pages() -> list[str]:
    """Return the page kinds that show something: those that answer more than posts."""
    from webgen.site.app import pages

    return sorted(name for name, page in pages().items() if any(route.method == "GET" for route in page.routes()))
