"""Which pages a site has, and how people come in."""

from __future__ import annotations

from webgen.domains.reader import domain as read_domain
from webgen.doors.base import door, doors
from webgen.edits.base import Edit, Operator, named_site, picked_site, site_at, with_site
from webgen.errors import SpecError
from webgen.extras.base import extra, extras
from webgen.generate import homes
from webgen.registry import lookup
from webgen.spec import Scalar, Spec
from webgen.streams import Stream
from webgen.workflows.base import workflow


class Rehome(Operator):
    """Give the site another first page."""

    name, sign, inverse = "rehome", "neutral", "rehome"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another kind."""
        at = picked_site(spec, stream)
        left = [name for name in homes() if name != spec.sites[at].home]
        return self.edit(**named_site(at), home=stream.pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        at, name = site_at(spec, edit), str(edit.arguments["home"])
        lookup("home", dict.fromkeys(homes()), name)
        return with_site(spec, at, home=name), self.edit(**named_site(at), home=spec.sites[at].home)


class AddPage(Operator):
    """Give the site an optional page."""

    name, sign, inverse = "add_page", "harder", "remove_page"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that fits and is not there."""
        at = picked_site(spec, stream)
        site = spec.sites[at]
        trade = read_domain(site.domain)
        left = [name for name, part in sorted(extras().items()) if name not in site.extras and part.fits(trade)]
        return self.edit(**named_site(at), page=stream.pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        at, name = site_at(spec, edit), str(edit.arguments["page"])
        site = spec.sites[at]
        if not extra(name).fits(read_domain(site.domain)) or name in site.extras:
            raise SpecError(f"the {site.domain} site cannot have the page {name!r} in addition")
        back: dict[str, Scalar] = {**named_site(at), "page": name}
        edited = with_site(spec, at, extras=tuple(sorted((*site.extras, name))))
        return edited, Edit(operator=self.inverse, arguments=back)


class RemovePage(Operator):
    """Take an optional page away that the task does not need."""

    name, sign, inverse = "remove_page", "easier", "add_page"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that is there."""
        at = picked_site(spec, stream)
        left = [name for name in spec.sites[at].extras if name != workflow(spec.task.workflow).page]
        return self.edit(**named_site(at), page=stream.pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        at, name = site_at(spec, edit), str(edit.arguments["page"])
        site = spec.sites[at]
        if name not in site.extras or name == workflow(spec.task.workflow).page:
            raise SpecError(f"the site cannot do without the page {name!r}")
        left = tuple(one for one in site.extras if one != name)
        back: dict[str, Scalar] = {**named_site(at), "page": name}
        return with_site(spec, at, extras=left), Edit(operator=self.inverse, arguments=back)


class ChangeDoor(Operator):
    """Let people sign in another way."""

    name, sign, inverse = "change_door", "neutral", "change_door"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick another way; only where people sign in."""
        at = picked_site(spec, stream)
        site = spec.sites[at]
        left = [name for name in sorted(doors()) if name != site.door]
        return self.edit(**named_site(at), door=stream.pick(left)) if site.login else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        at, name = site_at(spec, edit), str(edit.arguments["door"])
        door(name)
        return with_site(spec, at, door=name), self.edit(**named_site(at), door=spec.sites[at].door)
