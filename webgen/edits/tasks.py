"""What the task asks for, and in which words."""

from __future__ import annotations

from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, with_task
from webgen.errors import SpecError
from webgen.spec import Spec
from webgen.streams import Stream
from webgen.workflows.base import settable, workflow

MOST_FIELDS = 6



def _settable(spec: Spec) -> list[str]:
    site, task = spec.task_site, spec.task
    flow = workflow(task.workflow)
    if flow.op == "setting":
        return [gene.name for gene in site.settings.fields]
    if flow.op not in ("edit", "create") or flow.scheme:
        return []
    trade = read_domain(site.domain)
    names = settable(trade, trade.entity(task.entity), site.entity(task.entity))
    return [name for name in names if name not in task.conditions]


class AddTaskField(Operator):
    """Ask for one field more."""

    name, sign, inverse = "add_task_field", "harder", "remove_task_field"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that the task does not set yet."""
        left = [name for name in _settable(spec) if name not in spec.task.fields]
        return self.edit(field=stream.pick(left)) if left and len(spec.task.fields) < MOST_FIELDS else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        name = str(edit.arguments["field"])
        if name not in _settable(spec) or name in spec.task.fields:
            raise SpecError(f"the task cannot set {name!r} in addition")
        edited = with_task(spec, fields=tuple(sorted((*spec.task.fields, name))))
        return edited, Edit(operator=self.inverse, arguments={"field": name})


class RemoveTaskField(Operator):
    """Ask for one field less."""

    name, sign, inverse = "remove_task_field", "easier", "add_task_field"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one of several."""
        fields = spec.task.fields
        return self.edit(field=stream.pick(fields)) if len(fields) > 1 and _settable(spec) else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        name = str(edit.arguments["field"])
        if name not in spec.task.fields or len(spec.task.fields) < 2:
            raise SpecError(f"the task cannot do without {name!r}")
        edited = with_task(spec, fields=tuple(field for field in spec.task.fields if field != name))
        return edited, Edit(operator=self.inverse, arguments={"field": name})


class Rephrase(Operator):
    """Word the goal another way."""

    name, sign, inverse = "rephrase", "neutral", "rephrase"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another phrasing."""
        count = len(workflow(spec.task.workflow).phrasings)
        return self.edit(phrasing=stream.pick([i for i in range(count) if i != spec.task.phrasing]))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        return with_task(spec, phrasing=int(edit.arguments["phrasing"] or 0)), self.edit(phrasing=spec.task.phrasing)
