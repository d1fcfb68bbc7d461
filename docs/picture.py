"""Draw docs/sites.png: four generated sites in one picture. Run: python docs/picture.py"""

from __future__ import annotations

from pathlib import Path

from webgen.engines.chromium.sheet import Shot, contact_sheet
from webgen.generate import Knobs, level_of
from webgen.site.app import Site

SHOTS = (("shop", 12, "list"), ("tracker", 41, "list"), ("clinic", 11, "new"), ("warehouse", 5, "home"))


def main() -> None:
    """Take the four pictures and put them together."""
    shots = []
    for domain, seed, kind in SHOTS:
        site = Site(level_of(seed, Knobs(domains=(domain,), login=0, friction=0)))
        first = next(entity for entity in site.domain.entities if kind != "new" or entity.creatable)
        path = {"list": first.path, "new": f"{first.path}/new", "home": ""}[kind]
        shots.append(Shot({site.content.host: site}, path))
    contact_sheet(shots, Path(__file__).parent / "sites.png", columns=2, tile=636)


if __name__ == "__main__":
    main()
