"""The two scripts the engine puts into pages."""

from __future__ import annotations

from importlib import resources

_folder = resources.files(__package__)
PAGE = (_folder / "page.js").read_text(encoding="utf-8")
PROBE = (_folder / "probe.js").read_text(encoding="utf-8")
