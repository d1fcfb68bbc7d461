"""How forms and records are laid out, where forms open, and where actions are."""

from __future__ import annotations

from webgen.actionbars.base import actionbars
from webgen.containers.base import Role, containers
from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, named_site, picked_site, site_at, with_site
from webgen.errors import SpecError
from webgen.places.base import places
from webgen.registry import lookup
from webgen.spec import EntityGene, Scalar, Spec
from webgen.streams import Stream


def _with_entity(spec: Spec, at: int, gene: EntityGene) -> Spec:
    entities = tuple(gene if one.name == gene.name else one for one in spec.sites[at].entities)
    return with_site(spec, at, entities=entities)


def _pick(spec: Spec, stream: Stream) -> tuple[int, EntityGene]:
    """Pick a site and one of its entities."""
    at = picked_site(spec, stream)
    return at, stream.child("entity").pick(spec.sites[at].entities, key=lambda gene: gene.name)


def _place(at: int, entity: str) -> dict[str, Scalar]:
    return {**named_site(at), "entity": entity}


def _fitting(count: int, role: Role, now: str) -> list[str]:
    return [name for name, part in containers().items() if name != now and part.fits(count, role)]


def _refuse(name: str, count: int, role: Role) -> None:
    if not lookup("container", containers(), name).fits(count, role):
        raise SpecError(f"the container {name} cannot lay out a {role} of {count}")


class Recontain(Operator):
    """Group the fields of a form in another way; the settings where no entity is named."""

    name, sign, inverse = "recontain", "neutral", "recontain"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a form and another container that fits."""
        at = picked_site(spec, stream)
        site = spec.sites[at]
        forms = {gene.name: gene.form for gene in site.entities} | {"": site.settings}
        owner = stream.child("owner").pick(sorted(forms))
        role: Role = "form" if owner else "settings"
        left = _fitting(len(forms[owner].fields), role, forms[owner].container)
        return self.edit(**_place(at, owner), container=stream.child("container").pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        at = site_at(spec, edit)
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["container"])
        form = spec.sites[at].entity(owner).form if owner else spec.sites[at].settings
        _refuse(name, len(form.fields), "form" if owner else "settings")
        after = form.model_copy(update={"container": name})
        back = self.edit(**_place(at, owner), container=form.container)
        if not owner:
            return with_site(spec, at, settings=after), back
        return _with_entity(spec, at, spec.sites[at].entity(owner).model_copy(update={"form": after})), back


class Redetail(Operator):
    """Group the facts of a record in another way."""

    name, sign, inverse = "redetail", "neutral", "redetail"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick an entity and another container that fits."""
        at, gene = _pick(spec, stream)
        left = _fitting(_facts(spec, at, gene.name), "detail", gene.detail)
        return self.edit(**_place(at, gene.name), container=stream.child("container").pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        at = site_at(spec, edit)
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["container"])
        gene = spec.sites[at].entity(owner)
        _refuse(name, _facts(spec, at, owner), "detail")
        return _with_entity(spec, at, gene.model_copy(update={"detail": name})), self.edit(**_place(at, owner), container=gene.detail)


def _facts(spec: Spec, at: int, entity: str) -> int:
    return len(read_domain(spec.sites[at].domain).entity(entity).fields) - 1


class Reopen(Operator):
    """Let a form open in another place."""

    name, sign, inverse = "reopen", "neutral", "reopen"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a form and a place."""
        at, gene = _pick(spec, stream)
        left = [name for name in places() if name != gene.form.place]
        return self.edit(**_place(at, gene.name), place=stream.child("place").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        at = site_at(spec, edit)
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["place"])
        lookup("place", places(), name)
        gene = spec.sites[at].entity(owner)
        after = gene.model_copy(update={"form": gene.form.model_copy(update={"place": name})})
        return _with_entity(spec, at, after), self.edit(**_place(at, owner), place=gene.form.place)


class Reaction(Operator):
    """Put the actions of a record in another bar."""

    name, sign, inverse = "reaction", "neutral", "reaction"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick an entity and a bar."""
        at, gene = _pick(spec, stream)
        left = [name for name in actionbars() if name != gene.actions]
        return self.edit(**_place(at, gene.name), bar=stream.child("bar").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        at = site_at(spec, edit)
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["bar"])
        lookup("action bar", actionbars(), name)
        gene = spec.sites[at].entity(owner)
        return _with_entity(spec, at, gene.model_copy(update={"actions": name})), self.edit(**_place(at, owner), bar=gene.actions)
