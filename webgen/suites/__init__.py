"""Suites: frozen sets of levels, each proven when it was frozen and provable again at any time.

``scenarios/suites/NAME.toml`` says what to freeze; ``scenarios/frozen`` holds what was frozen.
"""

from webgen.suites.build import build_suite
from webgen.suites.frozen import (
    Entry,
    Manifest,
    build_id,
    frozen_folder,
    frozen_names,
    manifest_of,
    read_parts,
    read_suite,
    suite_names,
    versions,
)
from webgen.suites.proof import SuiteReport
from webgen.suites.recipe import Part, Recipe, draw, read_recipe
from webgen.suites.verify import verify_suite

__all__ = [
    "Entry",
    "Manifest",
    "Part",
    "Recipe",
    "SuiteReport",
    "build_id",
    "build_suite",
    "draw",
    "frozen_folder",
    "frozen_names",
    "manifest_of",
    "read_parts",
    "read_recipe",
    "read_suite",
    "suite_names",
    "verify_suite",
    "versions",
]
