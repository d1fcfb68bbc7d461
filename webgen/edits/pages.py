"""Which pages a site has, and how people come in."""

from __future__ import annotations

from webgen.domains.reader import domain as read_domain
from webgen.doors.base import door, doors
from webgen.edits.base import Edit, Operator, with_site
from webgen.errors import SpecError
from webgen.extras.base import extra, extras
from webgen.generate import homes
from webgen.registry import lookup
from webgen.spec import Spec
from webgen.streams import Stream
from webgen.workflows.base import workflow


class Rehome(Operator):
    """Give the site another first page."""

    name, sign, inverse = "rehome", "neutral", "rehome"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another kind."""
        return self.edit(home=stream.pick([name for name in homes() if name != spec.sites[0].home]))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        name = str(edit.arguments["home"])
        lookup("home", dict.fromkeys(homes()), name)
        return with_site(spec, home=name), self.edit(home=spec.sites[0].home)


class AddPage(Operator):
    """Give the site an optional page."""

    name, sign, inverse = "add_page", "harder", "remove_page"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that fits and is not there."""
        site = spec.sites[0]
        trade = read_domain(site.domain)
        left = [name for name, part in sorted(extras().items()) if name not in site.extras and part.fits(trade)]
        return self.edit(page=stream.pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        name, site = str(edit.arguments["page"]), spec.sites[0]
        if not extra(name).fits(read_domain(site.domain)) or name in site.extras:
            raise SpecError(f"the {site.domain} site cannot have the page {name!r} in addition")
        return with_site(spec, extras=tuple(sorted((*site.extras, name)))), Edit(operator=self.inverse, arguments={"page": name})


class RemovePage(Operator):
    """Take an optional page away that the task does not need."""

    name, sign, inverse = "remove_page", "easier", "add_page"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that is there."""
        left = [name for name in spec.sites[0].extras if name != workflow(spec.task.workflow).page]
        return self.edit(page=stream.pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        name, site = str(edit.arguments["page"]), spec.sites[0]
        if name not in site.extras or name == workflow(spec.task.workflow).page:
            raise SpecError(f"the site cannot do without the page {name!r}")
        left = tuple(one for one in site.extras if one != name)
        return with_site(spec, extras=left), Edit(operator=self.inverse, arguments={"page": name})


class ChangeDoor(Operator):
    """Let people sign in another way."""

    name, sign, inverse = "change_door", "neutral", "change_door"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another way; only where people sign in."""
        site = spec.sites[0]
        return self.edit(door=stream.pick([name for name in sorted(doors()) if name != site.door])) if site.login else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        name = str(edit.arguments["door"])
        door(name)
        return with_site(spec, door=name), self.edit(door=spec.sites[0].door)
