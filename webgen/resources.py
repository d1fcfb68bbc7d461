"""Where templates and scenarios are: in a checkout, an sdist or an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from webgen.errors import InputError

PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """Return the folder ``sites_templates`` or ``scenarios``; an installed wheel carries both inside the package."""
    for base in (PACKAGE / "_data", PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    raise InputError(f"the folder {name!r} is missing beside {PACKAGE}; reinstall the package")
