"""What the documents say of parts is true of the parts there are."""

from __future__ import annotations

import re

from webgen.commands.list import inventory
from webgen.resources import folder

COMPONENTS = folder("scenarios").parent / "docs" / "components.md"
KINDS = {"actionbar": "actionbars", "layout": "layouts", "widget": "widgets", "container": "containers", "place": "places",
         "chrome": "chromes", "extra": "extras", "door": "doors", "home": "homes", "page": "pages", "friction": "frictions"}  # fmt: skip


def _rows() -> list[tuple[str, str]]:
    lines = COMPONENTS.read_text(encoding="utf-8").splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| ")]
    return [(row[0], row[1]) for row in rows if row[0] != "component"]


def test_every_part_that_covers_a_component_exists() -> None:
    known = inventory()
    for component, cover in _rows():
        for kind, names in re.findall(r"(\w+?)s? ((?:`\w+`(?:, )?)+)", cover):
            for name in re.findall(r"`(\w+)`", names):
                assert name in known[KINDS[kind]], (component, kind, name)


def test_the_counts_of_covered_components_are_right() -> None:
    rows = _rows()
    covered = sum(cover != "—" for _, cover in rows)
    assert f"{covered} of {len(rows)} are covered" in COMPONENTS.read_text(encoding="utf-8")
    assert covered >= 70
    assert len({name for name, _ in rows}) == len(rows)
