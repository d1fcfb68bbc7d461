"""The script every page links: the client and all behaviours found in their folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from webgen.resources import folder


@cache
def client_script() -> str:
    """Return the JavaScript of a site: ``client.js``, every ``behaviours/*.js`` by name, and the start."""
    client = Path(__file__).with_name("client.js")
    parts = [client, *sorted((folder("sites_templates") / "behaviours").glob("*.js"))]
    return "\n".join([*(part.read_text(encoding="utf-8") for part in parts), "webgen.start();\n"])
