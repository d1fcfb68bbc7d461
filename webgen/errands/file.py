"""Looking at a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click
from webgen.errands.base import Errand
from webgen.extras.files import FILES, path_of
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


def opened(walk: Walk) -> Moves:
    """Go down the tree to the file of the step."""
    from webgen.oracle import need

    top = walk.say("Files")
    yield from walk.to_page(top, "/files")
    for row in path_of(walk.content.extras[FILES], int(walk.step.record or 0)):
        main = next(node for node in walk.now.nodes if node.role == "main")
        name = str(row["name"])
        link = next((node for node in walk.now.inside(main) if node.role == "link" and node.name == name and node.ref), None)
        yield from walk.oracle.do(Click(ref_of(link or need(walk.now, "link", name))))
        yield from walk.arrive(name)


class File(Errand):
    """``record`` is the file."""

    page: ClassVar[str] = "files"
    table: ClassVar[str] = FILES

    def moves(self, walk: Walk) -> Moves:
        """Open it."""
        yield from opened(walk)
