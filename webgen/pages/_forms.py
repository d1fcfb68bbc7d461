"""A form being filled in, wherever it is shown: laid out in its container, opened in its place, taken in at once or by steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from webgen.containers.base import Container, Role, containers
from webgen.domains.model import Field
from webgen.generate import widgets
from webgen.locales import spoken
from webgen.places.base import BODY, HOLDER, RECORD, Place, places
from webgen.site import fields as on_page
from webgen.site.http import Response
from webgen.spec import FormGene, Record, Scalar
from webgen.widgets.base import FieldView

if TYPE_CHECKING:
    from webgen.site.app import Context

LABELS = spoken(("General", "Details", "More", "Other", "Extras", "Background", "Internal", "Rest"))
FRAME = "frame"  # what asks for a form as it stands in its frame
DRAFTS = "drafts"  # the note of a session that keeps what was entered in the steps so far, by address
NO_DRAFT = "none"  # what asks for a form without the values of an earlier one
Checked = tuple[dict[str, Scalar], dict[str, str]]


def groups_of(context: Context, container: Container, items: Sequence[Any], what: str, prefix: str) -> list[dict[str, Any]]:
    """Return fields or facts in the groups of a container, as its template is given them."""
    return [
        {"id": f"{prefix}-{i}", "label": context.say(LABELS[i]), what: part, "open": i == 0, "attention": False}
        for i, part in enumerate(container.split(items))
    ]


class Filling:
    """One form.

    Args:
        role: ``form`` for a record, ``settings``.
        shown_at: the plain address of the form; ``action`` is where it posts.
        words: ``heading``, ``submit``, ``cancel`` (an address) and ``parent`` (where the page belongs).
        first: what the fields hold before anybody enters anything.
        check: reads what was posted into values and errors.
        sections: labels and names of fields, where the form is grouped by itself.
        extras: whether frictions add to the form.
        restored: the day on which somebody entered some of ``first``, where that was so.
    """

    def __init__(
        self, context: Context, role: Role, shown_at: str, action: str, words: Mapping[str, Any],
        fields: Mapping[str, Field], form: FormGene, first: Record, check: Callable[[Mapping[str, str]], Checked],
        *, sections: Mapping[str, Sequence[str]] | None = None, extras: bool = True, prefix: str = "f",
        restored: str = "",
    ) -> None:  # fmt: skip
        self.context, self.role, self.shown_at, self.action, self.words = context, role, shown_at, action, words
        self.fields, self.form, self.first, self.check = fields, form, first, check
        self.sections, self.extras, self.prefix, self.restored = sections, extras, prefix, restored
        self.container: Container = containers()[form.container]
        self.place: Place = places()[form.place]
        self.stepwise = self.container.steps == "site" and len(self._names()) > 1
        self.posted: dict[str, str] = dict(context.form)
        self._here: Sequence[str] = ()  # the fields of the step that was sent

    # ---- groups and steps

    def _names(self) -> list[list[str]]:
        """Return the names of the fields, group by group."""
        if self.sections is not None:
            known = {gene.name for gene in self.form.fields}
            found = [[name for name in names if name in known] for names in self.sections.values()]
            return [names for names in found if names]
        return self.container.split([gene.name for gene in self.form.fields])

    def _labels(self) -> list[str]:
        if self.sections is not None:
            return [label for label, names in self.sections.items() if any(self.form.gene(name) for name in names)]
        return [self.context.say(LABELS[i]) for i in range(len(self._names()))]

    def _groups(self, built: Mapping[str, FieldView], errors: Mapping[str, str]) -> list[dict[str, Any]]:
        names = self._names()
        wanting = next((i for i, part in enumerate(names) if set(part) & set(errors)), 0)
        many = self.container.name == "accordion"  # every group with an error is unfolded
        return [
            {
                "id": f"{'panel' if self.prefix == 'f' else self.prefix}-{i}",
                "label": label,
                "fields": [built[name] for name in part],
                "open": i == wanting or (many and bool(set(part) & set(errors))),
                "attention": bool(set(part) & set(errors)),
            }
            for i, (label, part) in enumerate(zip(self._labels(), names, strict=True))
        ]

    # ---- what the steps keep

    def _draft(self) -> dict[str, str]:
        kept: dict[str, str] = self.context.notes.get(DRAFTS, {}).get(self.action, {})
        return kept

    def _keep(self, draft: Mapping[str, str] | None) -> None:
        others = {key: value for key, value in self.context.notes.get(DRAFTS, {}).items() if key != self.action}
        self.context.note(DRAFTS, others | ({self.action: dict(draft)} if draft is not None else {}))

    def forget(self) -> None:
        """Drop what the steps kept: it was saved, or one begins anew."""
        if self.stepwise and self.action in self.context.notes.get(DRAFTS, {}):
            self._keep(None)

    def _so_far(self) -> dict[str, str]:
        """Return what every field holds by now: at first, by the steps that were sent, and by this one."""
        sent = {name: text for name, text in self.context.form.items() if name in self.fields}
        sent |= {name: self.context.form.get(name, "") for name in self._here}  # an empty box is not sent
        start = {name: on_page.wire(field, self.first.get(name)) for name, field in self.fields.items()}
        return start | self._draft() | sent

    def step_taken(self) -> Response | None:
        """Take in one step of several. None: all of it is there, in :attr:`posted`, and may be checked as a whole."""
        text = self.context.form.get("_step", "")
        if not self.stepwise or not (text.isascii() and text.isdigit()):
            return None
        names = self._names()
        step = min(int(text[:3]), len(names))
        self._here = names[step] if step < len(names) else ()
        self.posted = self._so_far() | {key: text for key, text in self.context.form.items() if key.startswith("_")}
        go = self.context.form.get("_go", "next")
        if step == len(names) and go != "back":
            return None
        if go != "back":
            errors = {name: error for name, error in self.check(self.posted)[1].items() if name in self._here}
            if errors:
                return self.show(errors=errors, step=step)
        self._keep(self._draft() | {name: self.posted[name] for name in self._here})
        return self._at(max(0, step - 1) if go == "back" else step + 1)

    def _at(self, step: int) -> Response:
        if self.context.partial:
            return self.show(step=step)
        return self.context.go(f"{self.shown_at}?step={step + 1}")

    # ---- showing

    def asked(self) -> Response:
        """Answer who asks for the form: from its first step, or at the one the address names."""
        text = self.context.query.get("step", "")
        if not self.stepwise or not (text.isascii() and text.isdigit()) or int(text[:3]) < 1:
            self.forget()
            return self.show()
        return self.show(step=min(int(text[:3]) - 1, len(self._names())))

    def refused(self, errors: Mapping[str, str]) -> Response:
        """Answer a form with mistakes in it, at the step where the first one is."""
        names = self._names()
        step = next((i for i, part in enumerate(names) if set(part) & set(errors)), len(names))
        return self.show(errors=errors, step=step)

    def show(self, *, errors: Mapping[str, str] | None = None, step: int = 0) -> Response:
        """Show the form as a page, or as the part of one that was asked for."""
        context, errors = self.context, errors or {}
        posted = self._so_far() if self.stepwise else self.posted if errors else None
        listed = on_page.views(context, self.fields, self.form, self.first, posted=posted, errors=errors, prefix=self.prefix)
        bare = context.unlabels() > 2
        built = {item.name: replace(item, bare=bare and widgets()[item.widget].bare) for item in listed}
        groups = self._groups(built, errors)
        review: list[dict[str, str]] = []
        progress: list[str] = []
        if self.stepwise:
            progress = [*self._labels(), context.say("Review")]
            if step == len(groups):
                review = self._summary(built)
            groups = groups[step : step + 1]
        variables = {
            "container": self.container.name if progress or not self.container.steps or len(groups) > 1 else "plain",
            "groups": groups, "name": self.words["heading"], "progress": progress, "step": step, "review": review,
            "last": not progress or bool(review), "action": self.action, "token": context.offer(self.action),
            "refused": len(errors), "restored": "" if errors or step else self._restored(), **self.words, **self._around(errors),
        }  # fmt: skip
        return self._answer(variables, 422 if errors else 200)

    def _summary(self, built: Mapping[str, FieldView]) -> list[dict[str, str]]:
        titles = self.context.all_titles(self.fields.values())
        texts = self._so_far()
        rows = []
        for gene in self.form.fields:
            value, _ = on_page.parse(self.fields[gene.name], texts[gene.name], titles)
            rows.append({"label": built[gene.name].label, "text": on_page.shown(self.fields[gene.name], value, titles) or "—"})
        return rows

    def _restored(self) -> str:
        """Return the day of the draft while nothing was entered since."""
        return self.restored if self.context.request.method == "GET" and not self._draft() else ""

    def _around(self, errors: Mapping[str, str]) -> dict[str, Any]:
        """Return what frictions put into the form, and its buttons."""
        context = self.context
        extra = context.extra_field() if self.extras else None
        ticks = [
            offer | {"ticked": not errors or context.form.get(offer["name"]) == "1"}
            for offer in (context.offers() if self.extras else [])
        ]
        return {
            "extra": extra | {"label": context.say(extra["label"]), "refused": errors.get(extra["name"], "")} if extra else None,
            "offers": ticks,
            "gate": context.gate(),
            "buttons": context.arranged("form", ["submit", "cancel"]) if self.extras else ["submit"],
        }

    def _in_frame(self, variables: dict[str, Any], status: int) -> Response | None:
        """Answer what a frame, or the page around one, asks for; None where the form is sent from elsewhere."""
        context, request = self.context, self.context.request
        inside = context.query.get("in") == FRAME
        if request.method == "GET" and not context.partial and not inside:
            asked = urlencode({**context.query, "in": FRAME})  # the step, where the address names one
            return context.page("form_frame", self.words["heading"], src=f"{self.shown_at}?{asked}", **self.words)
        if not inside and (not context.partial or request.headers.get("hx-target") != BODY):
            return None
        variables |= {"over": BODY, "leave": "tab", "level": 2, "carded": False, "buttons_first": False}
        variables["discard"] = f"{self.shown_at}?in={FRAME}&draft={NO_DRAFT}"
        if context.partial:
            return context.fragment("_form", folder="places", status=status, **variables)
        return context.inside("form", self.words["heading"], status=status, shell=self.place.name, **variables)

    def done(self, path: str, record: Scalar, flash: str) -> Response:
        """Answer a form that was saved: a window says so itself, everything else leads to ``path``."""
        if self.place.windowed and not self.context.partial:
            return self.context.go(f"{self.context.path(self.context.entity)}/{record}/saved", flash=flash)
        return self.context.go(path, flash=flash)

    def _answer(self, variables: dict[str, Any], status: int) -> Response:
        context = self.context
        if self.place.framed and (answer := self._in_frame(variables, status)) is not None:
            return answer
        target = context.request.headers.get("hx-target", "") if context.partial else ""
        over = target if target in (HOLDER, RECORD, BODY) and self.place.create_in else ""
        variables |= {
            "discard": f"{self.shown_at}?draft={NO_DRAFT}",
            "over": (BODY if self.place.modal else over) if over else "",
            "leave": ("dialog" if self.place.modal else over) if over else "",
            "level": 3 if over else 2,
            "carded": not over and self.form.place != "full",
            "buttons_first": self.form.place == "full" and not variables["progress"],
        }
        if over:
            part = "_form" if over == BODY else self.place.name
            return context.fragment(part, folder="places", status=status, **variables)
        shell = self.place.name if not self.place.create_in and not self.place.framed else "page"
        template = "settings" if self.role == "settings" else "form"
        if self.place.windowed:
            variables["chrome"] = "_bare"
        return context.page(template, self.words["heading"], status=status, shell=shell, **variables)
