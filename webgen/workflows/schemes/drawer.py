"""Files in folders: told by their path, renamed, moved, deleted, or asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.extras.files import FILES, fresh, written
from webgen.spec import AnswerPattern, Change, EntityGene, PlanStep, Record, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes.base import Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Drawer(Scheme):
    """Tell the ``size`` or the ``day`` of a file, ``largest``: which of a folder; ``rename``, ``move`` or ``delete`` one."""

    how = ("size", "day", "largest", "rename", "move", "delete")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Files are about no record; the first entity stands in."""
        return entity is domain.entities[0]

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Everything is drawn at binding."""
        return {}

    def bind(self, desk: Binder) -> Task:
        """Pick the file."""
        rows, outcome, how = desk.extras[FILES], Outcome(), desk.flow.how
        files = [row for row in rows if not row["folder"]]
        row = desk.stream.child("file").pick(files, key=lambda one: str(one["id"]))
        key, parent = int(row["id"] or 0), int(row["parent"] or 0)
        words = {"title": f'"{row["name"]}"', "where": f'"{written(rows, parent)}"'}
        look = PlanStep(do="file", site=desk.site, record=key)
        if how == "size":
            outcome.plan = [look]
            return outcome.task(desk, words, answer=AnswerPattern(type="integer", value=row["size"], unit="kB"))
        if how == "day":
            outcome.plan = [look]
            return outcome.task(desk, words, answer=AnswerPattern(type="date", value=row["changed"]))
        if how == "largest":
            best = self._largest([one for one in files if one["parent"] == parent])
            outcome.plan = [PlanStep(do="file", site=desk.site, record=int(best["id"] or 0))]
            return outcome.task(desk, words, answer=AnswerPattern(type="text", value=best["name"]))
        values = self._values(desk, rows, row, words)
        outcome.plan = [PlanStep(do="file_change", site=desk.site, record=key, verb=how, values=values)]
        op: Any = "delete" if how == "delete" else "update"
        outcome.changes = [Change(site=desk.site, table=FILES, op=op, record=key, values=values)]
        return outcome.task(desk, words)

    def _largest(self, inside: list[Record]) -> Record:
        """Return the largest file of a folder; what is as large is made smaller."""
        best = max(inside, key=lambda one: (int(one["size"] or 0), int(one["id"] or 0)))
        for one in inside:
            if one is not best and one["size"] == best["size"]:
                one["size"] = int(one["size"] or 0) - 1
        return best

    def _values(self, desk: Binder, rows: list[Record], row: Record, words: dict[str, str]) -> dict[str, Scalar]:
        """Return what changes: another name, or another folder that has no file of that name."""
        if desk.flow.how == "rename":
            name = desk.stream.child("name").pick(fresh(desk.spec.sites[desk.site].locale))
            words["value"] = f'"{name}"'
            return {"name": name}
        if desk.flow.how == "delete":
            return {}
        folders = [
            one for one in rows
            if one["folder"] and one["id"] != row["parent"]
            and not any(other["parent"] == one["id"] and other["name"] == row["name"] for other in rows)
        ]  # fmt: skip
        folder = desk.stream.child("folder").pick(folders, key=lambda one: str(one["id"]))
        words["target"] = f'"{written(rows, int(folder["id"] or 0))}"'
        return {"parent": folder["id"]}
