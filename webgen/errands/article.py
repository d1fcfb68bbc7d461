"""Reading an article of the help centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click, Fill
from webgen.errands.base import Errand
from webgen.extras.help import ARTICLES
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class Article(Errand):
    """``record`` is the article. One style looks through the categories, the other searches."""

    page: ClassVar[str] = "help"
    table: ClassVar[str] = ARTICLES

    def moves(self, walk: Walk) -> Moves:
        """Go to the centre and open the article."""
        from webgen.oracle import find, need

        title = next(str(row["title"]) for row in walk.content.extras[ARTICLES] if row["id"] == walk.step.record)
        if find(walk.now, "heading", title) is not None:
            return
        yield from walk.to_page(walk.say("Help centre"), "/help")
        if walk.oracle.style == "keyboard":
            box = need(walk.now, "searchbox", walk.say("Search the help centre"))
            yield from walk.oracle.do(Fill(ref_of(box), title, submit=True))
            yield from walk.until(lambda: "q=" in walk.now.url and find(walk.now, "link", title) is not None, f"{title!r} is not found")
        yield from walk.oracle.do(Click(ref_of(need(walk.now, "link", title))))
        yield from walk.arrive(title)
