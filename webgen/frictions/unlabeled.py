"""Controls that are named badly: icons without words, then without names, then fields beside their labels."""

from __future__ import annotations

from webgen.frictions.base import Friction


class Unlabeled(Friction):
    """Record actions and search buttons are icons; from 2 on editing and deleting have no name; at 3 many fields neither.

    A link keeps its address and a label its place before the field. What stands in a menu keeps its words, and so does
    everything whose place could not tell what it is.
    """

    steps = 0
    signs = ("button [ref=",)

    def unlabels(self, strength: int) -> int:
        """Take away as much as it is strong."""
        return strength
