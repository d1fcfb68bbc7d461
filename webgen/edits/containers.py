"""How forms and records are laid out, where forms open, and where actions are."""

from __future__ import annotations

from webgen.actionbars.base import actionbars
from webgen.containers.base import Role, containers
from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, with_site
from webgen.errors import SpecError
from webgen.places.base import places
from webgen.registry import lookup
from webgen.spec import EntityGene, Spec
from webgen.streams import Stream


def _with_entity(spec: Spec, gene: EntityGene) -> Spec:
    return with_site(spec, entities=tuple(gene if one.name == gene.name else one for one in spec.sites[0].entities))


def _pick(spec: Spec, stream: Stream) -> EntityGene:
    return stream.child("entity").pick(spec.sites[0].entities, key=lambda gene: gene.name)


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
        site = spec.sites[0]
        forms = {gene.name: gene.form for gene in site.entities} | {"": site.settings}
        owner = stream.child("owner").pick(sorted(forms))
        role: Role = "form" if owner else "settings"
        left = _fitting(len(forms[owner].fields), role, forms[owner].container)
        return self.edit(entity=owner, container=stream.child("container").pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["container"])
        form = spec.sites[0].entity(owner).form if owner else spec.sites[0].settings
        _refuse(name, len(form.fields), "form" if owner else "settings")
        after = form.model_copy(update={"container": name})
        back = self.edit(entity=owner, container=form.container)
        if not owner:
            return with_site(spec, settings=after), back
        return _with_entity(spec, spec.sites[0].entity(owner).model_copy(update={"form": after})), back


class Redetail(Operator):
    """Group the facts of a record in another way."""

    name, sign, inverse = "redetail", "neutral", "redetail"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick an entity and another container that fits."""
        gene = _pick(spec, stream)
        left = _fitting(_facts(spec, gene.name), "detail", gene.detail)
        return self.edit(entity=gene.name, container=stream.child("container").pick(left)) if left else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["container"])
        gene = spec.sites[0].entity(owner)
        _refuse(name, _facts(spec, owner), "detail")
        return _with_entity(spec, gene.model_copy(update={"detail": name})), self.edit(entity=owner, container=gene.detail)


def _facts(spec: Spec, entity: str) -> int:
    return len(read_domain(spec.sites[0].domain).entity(entity).fields) - 1


class Reopen(Operator):
    """Let a form open in another place."""

    name, sign, inverse = "reopen", "neutral", "reopen"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a form and a place."""
        gene = _pick(spec, stream)
        left = [name for name in places() if name != gene.form.place]
        return self.edit(entity=gene.name, place=stream.child("place").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["place"])
        lookup("place", places(), name)
        gene = spec.sites[0].entity(owner)
        after = gene.model_copy(update={"form": gene.form.model_copy(update={"place": name})})
        return _with_entity(spec, after), self.edit(entity=owner, place=gene.form.place)


class Reaction(Operator):
    """Put the actions of a record in another bar."""

    name, sign, inverse = "reaction", "neutral", "reaction"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick an entity and a bar."""
        gene = _pick(spec, stream)
        left = [name for name in actionbars() if name != gene.actions]
        return self.edit(entity=gene.name, bar=stream.child("bar").pick(left))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        owner, name = str(edit.arguments["entity"]), str(edit.arguments["bar"])
        lookup("action bar", actionbars(), name)
        gene = spec.sites[0].entity(owner)
        return _with_entity(spec, gene.model_copy(update={"actions": name})), self.edit(entity=owner, bar=gene.actions)
