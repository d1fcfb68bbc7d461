"""A second site that comes and goes, and the links between two of them."""

from __future__ import annotations

from webgen.edits.base import Edit, Operator, named_site, picked_site, site_at, with_site
from webgen.errors import SpecError
from webgen.generate import Knobs, generate
from webgen.spec import SiteSpec, Spec, dump, load
from webgen.streams import Stream
from webgen.validity import refuse_unsound_site


def _written(site: SiteSpec) -> str:
    return dump(site)


class AddSite(Operator):
    """Put a second site beside the one that the task is about."""

    name, sign, inverse = "add_site", "harder", "remove_site"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Draw one, and whether it is the first of the two."""
        if len(spec.sites) > 1:
            return None
        knobs = Knobs(split="train" if train else "all", two_sites=0, workflows=("answer",))
        drawn = generate(stream.child("draw").integer(0, 2**31), knobs).sites[0]
        drawn = drawn.model_copy(update={"locale": spec.sites[0].locale})
        return self.edit(at=stream.child("at").integer(0, 1), site=_written(drawn))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it; the task stays about the site that was there."""
        if len(spec.sites) > 1:
            raise SpecError("the spec has two sites already")
        at = int(edit.arguments.get("at") or 0)
        if at not in (0, 1):
            raise SpecError(f"a second site stands at 0 or 1, not {at}")
        added = load(SiteSpec, str(edit.arguments["site"]), where=self.name)
        refuse_unsound_site(added, where=self.name)
        sites = (added, *spec.sites) if at == 0 else (*spec.sites, added)
        task = spec.task.model_copy(update={"site": 1 - at})
        return spec.model_copy(update={"sites": sites, "task": task}), Edit(operator=self.inverse)


class RemoveSite(Operator):
    """Take away the site that the task is not about."""

    name, sign, inverse = "remove_site", "easier", "add_site"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where the task does without one of two."""
        return self.edit() if len(spec.sites) > 1 and spec.task.second is None else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        if len(spec.sites) < 2 or spec.task.second is not None:
            raise SpecError("the task needs every site of this spec")
        gone = 1 - spec.task.site
        back = Edit(operator=self.inverse, arguments={"at": gone, "site": _written(spec.sites[gone])})
        task = spec.task.model_copy(update={"site": 0})
        return spec.model_copy(update={"sites": (spec.task_site,), "task": task}), back


class SwapSites(Operator):
    """Let an episode begin on the other of two sites."""

    name, sign, inverse = "swap_sites", "neutral", "swap_sites"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there are two."""
        return self.edit() if len(spec.sites) > 1 else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn them round; the task goes the same way as before."""
        if len(spec.sites) < 2:
            raise SpecError("the spec has one site only")
        task = spec.task.model_copy(update={"site": 1 - spec.task.site})
        return spec.model_copy(update={"sites": spec.sites[::-1], "task": task}), edit


class ToggleNewTab(Operator):
    """Let the link to the other site open a tab of its own, or the same one."""

    name, sign, inverse = "toggle_new_tab", "neutral", "toggle_new_tab"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is another site."""
        return self.edit(**named_site(picked_site(spec, stream))) if len(spec.sites) > 1 else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Turn it over."""
        at = site_at(spec, edit)
        return with_site(spec, at, new_tab=not spec.sites[at].new_tab), edit
