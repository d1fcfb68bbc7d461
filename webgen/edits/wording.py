"""What is said besides the request, and tasks that turn out to be done already or not to be possible."""

from __future__ import annotations

from webgen.edits.base import Edit, Operator, with_task
from webgen.errors import SpecError
from webgen.registry import lookup
from webgen.spec import Spec
from webgen.streams import Stream
from webgen.workflows.base import workflow
from webgen.workflows.distractors import distractors


class AddDistractor(Operator):
    """Say something about a record that the task has nothing to do with."""

    name, sign, inverse = "add_distractor", "harder", "remove_distractor"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a kind of remark, where there is none."""
        return None if spec.task.distractor else self.edit(distractor=stream.pick(sorted(distractors())))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Say it."""
        name = str(edit.arguments["distractor"])
        lookup("distractor", distractors(), name)
        if spec.task.distractor:
            raise SpecError(f"the task has the distractor {spec.task.distractor!r} already")
        return with_task(spec, distractor=name), Edit(operator=self.inverse)


class RemoveDistractor(Operator):
    """Leave out what is said about another record."""

    name, sign, inverse = "remove_distractor", "easier", "add_distractor"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is something said."""
        return self.edit() if spec.task.distractor else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Leave it out."""
        name = spec.task.distractor
        if not name:
            raise SpecError("the task has no distractor")
        return with_task(spec, distractor=""), Edit(operator=self.inverse, arguments={"distractor": name})


class TurnTask(Operator):
    """Let the task be one that is to be done, that is done already, or that cannot be done."""

    name, sign, inverse = "turn_task", "neutral", "turn_task"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another variant that the workflow has."""
        left = [one for one in ("", *workflow(spec.task.workflow).variants) if one != spec.task.variant]
        return self.edit(variant=stream.pick(left, key=lambda one: one or "normal")) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn it."""
        variant = str(edit.arguments["variant"])
        known = ("", *workflow(spec.task.workflow).variants)
        if variant not in known:
            raise SpecError(f"the workflow {spec.task.workflow} has no variant {variant!r}; it has {list(known)}")
        return with_task(spec, variant=variant), self.edit(variant=spec.task.variant)
