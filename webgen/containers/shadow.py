"""Components: every group in a shadow tree of its own."""

from __future__ import annotations

from webgen.containers.base import Container


class Shadow(Container):
    """What the controls in the tree hold is repeated for the form around them."""

    least = 2
    veiled = True
    weight = 0.8
