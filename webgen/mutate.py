"""Edits of specs. Every edit is one named operator with a sign and a declared inverse that restores the id.

An edit is data: the operator's name and its arguments. ``apply`` returns the edited spec together with the edit that
takes it back. Any chain of edits from a valid spec gives a valid spec.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Literal

from webgen.domains.reader import domain as read_domain
from webgen.errors import SpecError
from webgen.generate import chromes, frictions, heldout, widgets
from webgen.registry import lookup
from webgen.spec import FieldGene, FormGene, FrictionGene, Frozen, Scalar, SiteSpec, Spec
from webgen.streams import Stream
from webgen.workflows.base import settable, workflow

Sign = Literal["harder", "easier", "neutral"]
MOST_FIELDS = 6
RECORD_RANGE = (4, 60)


class Edit(Frozen):
    """One edit: the operator and its arguments."""

    operator: str
    arguments: dict[str, Scalar] = {}


class Operator(ABC):
    """A kind of edit. ``inverse`` names the operator that takes it back."""

    name: ClassVar[str]
    sign: ClassVar[Sign]
    inverse: ClassVar[str]

    @abstractmethod
    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Return an edit that applies to the spec, or None. ``train``: without held-out parts."""

    @abstractmethod
    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Return the edited spec and the edit that restores it."""

    def edit(self, **arguments: Scalar) -> Edit:
        """Return an edit of this operator."""
        return Edit(operator=self.name, arguments=arguments)


def _with_site(spec: Spec, **changes: Any) -> Spec:
    return spec.model_copy(update={"sites": (spec.sites[0].model_copy(update=changes), *spec.sites[1:])})


def _with_task(spec: Spec, **changes: Any) -> Spec:
    return spec.model_copy(update={"task": spec.task.model_copy(update=changes)})


# ---- frictions


def _sorted(genes: Iterable[FrictionGene]) -> tuple[FrictionGene, ...]:
    return tuple(sorted(genes, key=lambda gene: gene.name))


class AddFriction(Operator):
    """Put a friction in the way."""

    name, sign, inverse = "add_friction", "harder", "remove_friction"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that is not there."""
        left = [name for name in sorted(frictions()) if not spec.friction(name)]
        return (
            self.edit(friction=stream.child("friction").pick(left), strength=stream.child("strength").integer(1, 3))
            if left
            else None
        )

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Add it."""
        name, strength = str(edit.arguments["friction"]), int(edit.arguments["strength"] or 1)
        lookup("friction", frictions(), name)
        if spec.friction(name):
            raise SpecError(f"the spec has the friction {name!r} already")
        edited = spec.model_copy(
            update={"frictions": _sorted((*spec.frictions, FrictionGene(name=name, strength=strength)))}
        )
        return edited, Edit(operator=self.inverse, arguments={"friction": name})


class RemoveFriction(Operator):
    """Take a friction away."""

    name, sign, inverse = "remove_friction", "easier", "add_friction"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick one that is there."""
        return self.edit(friction=stream.pick([gene.name for gene in spec.frictions])) if spec.frictions else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Remove it."""
        name = str(edit.arguments["friction"])
        strength = spec.friction(name)
        if not strength:
            raise SpecError(f"the spec has no friction {name!r}")
        left = tuple(gene for gene in spec.frictions if gene.name != name)
        return spec.model_copy(update={"frictions": left}), Edit(
            operator=self.inverse, arguments={"friction": name, "strength": strength}
        )


# ---- the task


def _settable(spec: Spec) -> list[str]:
    site, task = spec.sites[0], spec.task
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
        edited = _with_task(spec, fields=tuple(sorted((*spec.task.fields, name))))
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
        edited = _with_task(spec, fields=tuple(field for field in spec.task.fields if field != name))
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
        return _with_task(spec, phrasing=int(edit.arguments["phrasing"] or 0)), self.edit(phrasing=spec.task.phrasing)


# ---- the site


def _forms(site: SiteSpec) -> dict[str, FormGene]:
    return {gene.name: gene.form for gene in site.entities} | {"": site.settings}


def _with_gene(spec: Spec, owner: str, gene: FieldGene) -> Spec:
    site = spec.sites[0]
    form = _forms(site)[owner]
    fields = tuple(gene if item.name == gene.name else item for item in form.fields)
    form = form.model_copy(update={"fields": fields})
    if not owner:
        return _with_site(spec, settings=form)
    entities = tuple(item.model_copy(update={"form": form}) if item.name == owner else item for item in site.entities)
    return _with_site(spec, entities=entities)


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
        size = len(field.choices) if field.type == "choice" else max(item.records for item in site.entities)
        return [
            name
            for name, widget in widgets().items()
            if name != gene.widget
            and widget.fits(field, size)
            and (name != "radio" or field.required)
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
        return _with_site(spec, entities=entities), Edit(operator=self.inverse, arguments={"entity": name})


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
        edited = _with_site(spec, theme=int(edit.arguments["theme"] or 0), chrome=chrome)
        return edited, self.edit(theme=site.theme, chrome=site.chrome)


class AddLogin(Operator):
    """Ask people to sign in first."""

    name, sign, inverse = "add_login", "harder", "remove_login"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is none."""
        return None if spec.sites[0].login else self.edit()

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Lock the door."""
        return _with_site(spec, login=True), Edit(operator=self.inverse)


class RemoveLogin(Operator):
    """Let people in without signing in."""

    name, sign, inverse = "remove_login", "easier", "add_login"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Only where there is one."""
        return self.edit() if spec.sites[0].login else None

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Open the door."""
        return _with_site(spec, login=False), Edit(operator=self.inverse)


def _leaves(kind: type[Operator]) -> list[type[Operator]]:
    return [leaf for sub in kind.__subclasses__() for leaf in (_leaves(sub) or [sub])]


OPERATORS: dict[str, Operator] = {kind.name: kind() for kind in _leaves(Operator)}  # type: ignore[type-abstract]


def apply(spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
    """Apply an edit; return the edited spec and the edit that restores the old one.

    Raises:
        SpecError: the operator is unknown, or the edit does not apply to this spec.
    """
    return lookup("operator", OPERATORS, edit.operator).apply(spec, edit)


def propose(
    spec: Spec, stream: Stream, *, signs: Sequence[Sign] = ("harder", "easier", "neutral"), train: bool = False
) -> Edit | None:
    """Return an edit that applies, of one of the signs; None when none does."""
    names = [name for name, operator in sorted(OPERATORS.items()) if operator.sign in signs]
    for name in stream.child("operator").shuffled(names):
        edit = OPERATORS[name].propose(spec, stream.child(name), train=train)
        if edit is not None:
            return edit
    return None


def mutate(spec: Spec, stream: Stream, *, edits: int = 1, train: bool = False) -> Spec:
    """Return the spec after a number of random edits; always valid."""
    for number in range(edits):
        edit = propose(spec, stream.child(number), train=train)
        if edit is not None:
            spec, _ = apply(spec, edit)
    return spec
