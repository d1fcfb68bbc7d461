"""The site: widgets, records, looks and the door."""

from __future__ import annotations

from typing import ClassVar

from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, named_site, picked_site, site_at, with_site
from webgen.errors import SpecError
from webgen.generate import chromes, heldout, widgets
from webgen.registry import lookup
from webgen.spec import FieldGene, FormGene, Scalar, SiteSpec, Spec
from webgen.streams import Stream

RECORD_RANGE = (4, 60)



def _forms(site: SiteSpec) -> dict[str, FormGene]:
    return {gene.name: gene.form for gene in site.entities} | {"": site.settings}


def _with_gene(spec: Spec, at: int, owner: str, gene: FieldGene) -> Spec:
    site = spec.sites[at]
    form = _forms(site)[owner]
    fields = tuple(gene if item.name == gene.name else item for item in form.fields)
    form = form.model_copy(update={"fields": fields})
    if not owner:
        return with_site(spec, at, settings=form)
    entities = tuple(item.model_copy(update={"form": form}) if item.name == owner else item for item in site.entities)
    return with_site(spec, at, entities=entities)


class SwapWidget(Operator):
    """Show a field with another widget."""

    name, sign, inverse = "swap_widget", "neutral", "swap_widget"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a field of any form with more than one fitting widget."""
        options = []
        at = picked_site(spec, stream)
        site = spec.sites[at]
        for owner, form in _forms(site).items():
            for gene in form.fields:
                options += [(owner, gene.name, widget) for widget in self._others(site, owner, gene, train=train)]
        if not options:
            return None
        owner, field, widget = stream.pick(options, key="/".join)
        return self.edit(**named_site(at), owner=owner, field=field, widget=widget)

    def _others(self, site: SiteSpec, owner: str, gene: FieldGene, *, train: bool) -> list[str]:
        trade = read_domain(site.domain)
        field = trade.entity(owner).field(gene.name) if owner else trade.setting(gene.name)
        size = len(field.choices) or 2 * max(item.records for item in site.entities)
        return [
            name
            for name, widget in widgets().items()
            if name != gene.widget
            and widget.fits(field, size)
            and not (train and name in heldout()["widgets"])
        ]

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Swap it."""
        owner, field, widget = (str(edit.arguments[name]) for name in ("owner", "field", "widget"))
        lookup("widget", widgets(), widget)
        at = site_at(spec, edit)
        gene = _forms(spec.sites[at])[owner].gene(field)
        if gene is None:
            raise SpecError(f"the form of {owner or 'settings'!r} has no field {field!r}")
        edited = _with_gene(spec, at, owner, gene.model_copy(update={"widget": widget}))
        return edited, self.edit(**named_site(at), owner=owner, field=field, widget=gene.widget)


class _Resize(Operator):
    step: ClassVar[int]

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick an entity that has room."""
        at = picked_site(spec, stream)
        fits = [
            gene.name
            for gene in spec.sites[at].entities
            if RECORD_RANGE[0] <= gene.records + self.step <= RECORD_RANGE[1]
        ]
        return self.edit(**named_site(at), entity=stream.pick(fits)) if fits else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Change the number of records."""
        at, name = site_at(spec, edit), str(edit.arguments["entity"])
        spec.sites[at].entity(name)
        entities = tuple(
            gene.model_copy(update={"records": gene.records + self.step}) if gene.name == name else gene
            for gene in spec.sites[at].entities
        )
        back: dict[str, Scalar] = {**named_site(at), "entity": name}
        return with_site(spec, at, entities=entities), Edit(operator=self.inverse, arguments=back)


class GrowRecords(_Resize):
    """Add six records to an entity."""

    name, sign, inverse, step = "grow_records", "harder", "shrink_records", 6


class ShrinkRecords(_Resize):
    """Take six records from an entity."""

    name, sign, inverse, step = "shrink_records", "easier", "grow_records", -6


class Restyle(Operator):
    """Give the site another theme and chrome."""

    name, sign, inverse = "restyle", "neutral", "restyle"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Draw both."""
        at = named_site(picked_site(spec, stream))
        return self.edit(**at, theme=stream.child("theme").integer(0, 2**31), chrome=stream.child("chrome").pick(chromes()))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set both."""
        at = site_at(spec, edit)
        site, chrome = spec.sites[at], str(edit.arguments["chrome"])
        lookup("chrome", dict.fromkeys(chromes()), chrome)
        edited = with_site(spec, at, theme=int(edit.arguments["theme"] or 0), chrome=chrome)
        return edited, self.edit(**named_site(at), theme=site.theme, chrome=site.chrome)


class AddLogin(Operator):
    """Ask people to sign in first."""

    name, sign, inverse = "add_login", "harder", "remove_login"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is none."""
        at = picked_site(spec, stream)
        return None if spec.sites[at].login else self.edit(**named_site(at))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Lock the door."""
        at = site_at(spec, edit)
        return with_site(spec, at, login=True), Edit(operator=self.inverse, arguments=named_site(at))


class RemoveLogin(Operator):
    """Let people in without signing in."""

    name, sign, inverse = "remove_login", "easier", "add_login"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is one."""
        at = picked_site(spec, stream)
        return self.edit(**named_site(at)) if spec.sites[at].login else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Open the door."""
        at = site_at(spec, edit)
        return with_site(spec, at, login=False), Edit(operator=self.inverse, arguments=named_site(at))
