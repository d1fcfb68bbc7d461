"""The site: widgets, records, looks and the door."""

from __future__ import annotations

from typing import ClassVar

from webgen.domains.reader import domain as read_domain
from webgen.edits.base import Edit, Operator, with_site
from webgen.errors import SpecError
from webgen.generate import chromes, heldout, widgets
from webgen.registry import lookup
from webgen.spec import FieldGene, FormGene, SiteSpec, Spec
from webgen.streams import Stream

RECORD_RANGE = (4, 60)



def _forms(site: SiteSpec) -> dict[str, FormGene]:
    return {gene.name: gene.form for gene in site.entities} | {"": site.settings}


def _with_gene(spec: Spec, owner: str, gene: FieldGene) -> Spec:
    site = spec.sites[0]
    form = _forms(site)[owner]
    fields = tuple(gene if item.name == gene.name else item for item in form.fields)
    form = form.model_copy(update={"fields": fields})
    if not owner:
        return with_site(spec, settings=form)
    entities = tuple(item.model_copy(update={"form": form}) if item.name == owner else item for item in site.entities)
    return with_site(spec, entities=entities)


class SwapWidget(Operator):
    """Show a field with another widget."""

    name, sign, inverse = "swap_widget", "neutral", "swap_widget"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a field of any form with more than one fitting widget."""
        options = []
        for owner, form in _forms(spec.sites[0]).items():
            for gene in form.fields:
                options += [(owner, gene.name, widget) for widget in self._others(spec, owner, gene, train=train)]
        if not options:
            return None
        owner, field, widget = stream.pick(options, key="/".join)
        return self.edit(owner=owner, field=field, widget=widget)

    def _others(self, spec: Spec, owner: str, gene: FieldGene, *, train: bool) -> list[str]:
        site = spec.sites[0]
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
        gene = _forms(spec.sites[0])[owner].gene(field)
        if gene is None:
            raise SpecError(f"the form of {owner or 'settings'!r} has no field {field!r}")
        edited = _with_gene(spec, owner, gene.model_copy(update={"widget": widget}))
        return edited, self.edit(owner=owner, field=field, widget=gene.widget)


class _Resize(Operator):
    step: ClassVar[int]

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick an entity that has room."""
        fits = [
            gene.name
            for gene in spec.sites[0].entities
            if RECORD_RANGE[0] <= gene.records + self.step <= RECORD_RANGE[1]
        ]
        return self.edit(entity=stream.pick(fits)) if fits else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Change the number of records."""
        name = str(edit.arguments["entity"])
        spec.sites[0].entity(name)
        entities = tuple(
            gene.model_copy(update={"records": gene.records + self.step}) if gene.name == name else gene
            for gene in spec.sites[0].entities
        )
        return with_site(spec, entities=entities), Edit(operator=self.inverse, arguments={"entity": name})


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
        return self.edit(theme=stream.child("theme").integer(0, 2**31), chrome=stream.child("chrome").pick(chromes()))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set both."""
        site, chrome = spec.sites[0], str(edit.arguments["chrome"])
        lookup("chrome", dict.fromkeys(chromes()), chrome)
        edited = with_site(spec, theme=int(edit.arguments["theme"] or 0), chrome=chrome)
        return edited, self.edit(theme=site.theme, chrome=site.chrome)


class AddLogin(Operator):
    """Ask people to sign in first."""

    name, sign, inverse = "add_login", "harder", "remove_login"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is none."""
        return None if spec.sites[0].login else self.edit()

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Lock the door."""
        return with_site(spec, login=True), Edit(operator=self.inverse)


class RemoveLogin(Operator):
    """Let people in without signing in."""

    name, sign, inverse = "remove_login", "easier", "add_login"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is one."""
        return self.edit() if spec.sites[0].login else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Open the door."""
        return with_site(spec, login=False), Edit(operator=self.inverse)
