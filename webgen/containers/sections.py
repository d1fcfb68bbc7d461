"""Sections with a table of contents."""

from __future__ import annotations

from webgen.containers.base import Container


class Sections(Container):
    """Everything shows; links to the sections stand at the side."""

    least = 4
    size = 3
