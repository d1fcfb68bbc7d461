"""Values that an article of the help centre gives: to be set on a record, or to be told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from webgen.domains.model import Domain, Entity
from webgen.extras.help import ARTICLES, policy, ruled, rules_of
from webgen.spec import EntityGene, PartGene, PlanStep, Record, Reference, Scalar, Task
from webgen.streams import Stream
from webgen.workflows.schemes import base
from webgen.workflows.schemes.base import Deed, Outcome, Scheme

if TYPE_CHECKING:
    from webgen.bind import Binder
    from webgen.workflows.base import Workflow


class Policy(Scheme):
    """``standard``: one value for all; ``rule``: by a choice of the record; ``ask``: told for a choice; ``all``: for every record of a choice."""

    how = ("standard", "rule", "ask", "all")

    def fits(self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene) -> bool:
        """Something a policy can give a value for."""
        if flow.how == "standard":
            return bool(ruled(entity, gene))
        return bool(self._pairs(flow, entity, gene))

    def _pairs(self, flow: Workflow, entity: Entity, gene: EntityGene) -> list[tuple[str, str]]:
        if flow.how != "all":
            return rules_of(entity, gene)
        listed = base.listed_choices(entity, gene)
        return [(by, name) for by, name in rules_of(entity, gene) if by in listed]

    def draw(
        self, flow: Workflow, domain: Domain, entity: Entity, gene: EntityGene, stream: Stream, most: int
    ) -> dict[str, Any]:
        """Draw the field, and the choice it goes by."""
        if flow.how == "standard":
            return {"fields": (stream.child("field").pick(ruled(entity, gene)),)}
        by, name = stream.child("pair").pick(self._pairs(flow, entity, gene), key="/".join)
        return {"fields": (name,), "conditions": (by,)}

    def reads(self, flow: Workflow, task: PartGene) -> tuple[set[str], set[str]]:
        """Return the choice by which records are found."""
        return (set(task.conditions) if flow.how == "all" else set()), set()

    def bind(self, desk: Binder) -> Task:
        """Find the article, or write it; then pick the records it applies to."""
        (name,) = desk.gene.fields
        by = desk.gene.conditions[0] if desk.gene.conditions else ""
        article = self._article(desk, name, by)
        values: dict[str, Scalar] = json.loads(str(article["rule"]))["values"]
        read = PlanStep(do="article", site=desk.site, record=int(article["id"] or 0))
        one = desk.entity.field(name)
        words = {"field": desk.label(one)}
        outcome = Outcome()
        if desk.flow.how == "ask":
            case = desk.stream.child("case").pick(sorted(values))
            outcome.plan = [read]
            words["where"] = base.state_words(desk, by, case)
            return outcome.task(desk, words, answer=desk.answer_pattern(one, values[case]))
        if desk.flow.how == "all":
            return self._all(desk, outcome, read, words, (name, by, values))
        (row,) = base.some(desk, desk.rows(), 1)
        if by and row[by] not in values:
            row[by] = desk.stream.child("case").pick(sorted(values))
        value = values[str(row[by]) if by else ""]
        if row[name] == value:
            row[name] = desk.draw(one, desk.stream.child("off"), avoid=[value], record=row)
        desk.recompute()
        words["title"] = f'"{row[desk.entity.title]}"'
        outcome.references = [base.by_title(desk, row)]
        if by:
            words["other"] = desk.label(desk.entity.field(by))
            outcome.plan.append(PlanStep(do="look", entity=desk.entity.name, record=int(row["id"] or 0), field=by))
        outcome.plan.append(read)
        Deed(desk, "edit", {name: value}).on(row, outcome)
        return outcome.task(desk, words)

    def _all(
        self, desk: Binder, outcome: Outcome, read: PlanStep, words: dict[str, str], rule: tuple[str, str, dict[str, Scalar]]
    ) -> Task:
        """Every record of one choice is brought to the value of that choice."""
        name, by, values = rule
        one = desk.entity.field(name)
        case, rows = base.matching(desk, by, (2, 3))
        value = values[str(case)]
        for row in rows:
            if row[name] == value:
                row[name] = desk.draw(one, desk.stream.child("off", row["id"]), avoid=[value], record=row)
        desk.recompute()
        words["where"] = base.state_words(desk, by, case)
        outcome.references = [Reference(site=desk.site, entity=desk.entity.name, where={by: case}, count=len(rows))]
        outcome.plan = [read, PlanStep(do="survey", entity=desk.entity.name)]
        for row in rows:
            Deed(desk, "edit", {name: value}).on(row, outcome)
        return outcome.task(desk, words)

    def _article(self, desk: Binder, name: str, by: str) -> Record:
        """Return the article with the rule; it is written where the centre lacks it, in place of others about the field."""
        rows = desk.extras[ARTICLES]
        wanted = {"entity": desk.entity.name, "field": name, "by": by}
        about = [(row, json.loads(str(row["rule"]))) for row in rows if row["rule"]]
        for row, rule in about:
            if wanted.items() <= rule.items():
                return row
        gene = desk.spec.sites[desk.site].entity(desk.entity.name)
        written = policy(desk.ground(), desk.entity, gene, name, by, desk.stream.child("policy"))
        for row, rule in about:
            if (rule["entity"], rule["field"]) == (desk.entity.name, name):  # two policies must not disagree
                row.update(written)
                return row
        row = {"id": len(rows) + 1, **written}
        rows.append(row)
        return row
