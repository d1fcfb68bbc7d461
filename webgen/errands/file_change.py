"""Renaming, moving or deleting a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Fill, Select
from webgen.errands.base import Errand
from webgen.errands.file import opened
from webgen.extras.files import FILES, fresh, written
from webgen.spec import Level, PlanStep, Record
from webgen.streams import Stream
from webgen.widgets.base import ref_of

if TYPE_CHECKING:
    from webgen.oracle import Walk
    from webgen.widgets.base import Moves


class FileChange(Errand):
    """``record`` is the file, ``verb`` what is done, ``values`` the new ``name`` or ``parent``."""

    page: ClassVar[str] = "files"
    table: ClassVar[str] = FILES
    acts: ClassVar[bool] = True

    def moves(self, walk: Walk) -> Moves:
        """Open the file and do it."""
        from webgen.oracle import find, need

        step, rows = walk.step, walk.content.extras[FILES]
        yield from opened(walk)
        if step.verb == "delete":
            yield from walk.click("button", walk.say("Delete"))
            yield from walk.until(lambda: find(walk.now, "button", walk.say("Rename")) is None, "the file is still there")
            return
        if step.verb == "rename":
            box = ref_of(need(walk.now, "textbox", walk.say("Name")))
            enter = walk.oracle.style == "keyboard"
            yield from walk.oracle.do(Fill(box, str(step.values["name"]), submit=enter))
            if not enter:
                yield from walk.click("button", walk.say("Rename"))
            yield from walk.arrive(str(step.values["name"]))
        else:
            box = ref_of(need(walk.now, "combobox", walk.say("Folder")))
            target = written(rows, int(step.values["parent"] or 0))
            yield from walk.oracle.do(Select(box, (target,)))
            yield from walk.click("button", walk.say("Move"))
            yield from walk.until(lambda: self._lies_in(walk, target), "nothing was saved")

    @staticmethod
    def _lies_in(walk: Walk, path: str) -> bool:
        return any(node.role == "definition" and path in (node.name, node.text) for node in walk.now.nodes)

    def astray(self, level: Level, step: PlanStep, stream: Stream) -> Iterator[tuple[str, PlanStep]]:
        """Do it to a file of another folder, or otherwise."""
        rows = level.sites[step.site].extras[FILES]
        own = next(row for row in rows if row["id"] == step.record)
        if step.verb == "rename":
            names = [name for name in fresh(level.spec.sites[step.site].locale) if name != step.values["name"]]
            yield "one_field_off", step.model_copy(update={"values": {"name": stream.child("name").pick(names)}})
        elif step.verb == "move":
            folders = [row for row in rows if row["folder"] and row["id"] not in (own["parent"], step.values["parent"])]
            free = [row for row in folders if not _held(rows, row, str(own["name"]))]
            if free:
                other = stream.child("to").pick(free, key=lambda row: str(row["id"]))
                yield "one_field_off", step.model_copy(update={"values": {"parent": other["id"]}})
        able = [row for row in rows if not row["folder"] and row["id"] != step.record and row["parent"] != step.values.get("parent")]
        if step.verb == "move":
            target = next(row for row in rows if row["id"] == step.values["parent"])
            able = [row for row in able if not _held(rows, target, str(row["name"]))]
        if able:
            wrong = stream.child("other").pick(able, key=lambda row: str(row["id"]))
            yield "wrong_record", step.model_copy(update={"record": int(wrong["id"] or 0)})


def _held(rows: tuple[Record, ...], folder: Record, name: str) -> bool:
    """Whether a folder has something of a name."""
    return any(row["parent"] == folder["id"] and row["name"] == name for row in rows)
