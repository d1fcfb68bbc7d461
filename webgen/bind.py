"""Spec and content seed to level: every record, the goal sentence and what is expected of the agent.

Nothing is drawn while playing. Where the drawn content does not suit the task (no record in the right state, two
records with the same highest price), the content is repaired, never rejected: every spec binds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, timedelta

from webgen.actionbars.base import actionbars
from webgen.containers.base import containers
from webgen.domains.accounts import account
from webgen.domains.derive import derive
from webgen.domains.display import display, in_goal
from webgen.domains.model import BETWEEN, Domain, Entity, Field, members
from webgen.domains.reader import domain as read_domain
from webgen.domains.records import initial_settings, materialise, new_record, random_value, site_name, tagline
from webgen.doors.base import door
from webgen.errors import SpecError
from webgen.extras.base import Ground, Rows, drawn, kinds
from webgen.frictions.base import Friction
from webgen.layouts.base import layout_of
from webgen.locales import ENGLISH, locale
from webgen.registry import discover
from webgen.spec import (
    STEPS,
    Account,
    AnswerPattern,
    Change,
    ColumnKind,
    Effect,
    Level,
    PlanStep,
    Record,
    Reference,
    Scalar,
    SiteContent,
    Spec,
    Task,
    TaskGene,
    Variant,
)
from webgen.streams import Stream
from webgen.variants import turned
from webgen.workflows.base import Workflow, label_of, scheme, workflow
from webgen.workflows.distractors import distractor
from webgen.workflows.tones import tone

Records = dict[str, list[Record]]
SETTINGS = "settings"
OTHER_BINDINGS = 4
OTHER_TITLES = 12
_QUOTED = ("text", "longtext", "file")


def bind(spec: Spec, content_seed: int) -> Level:
    """Return the level a spec and a content seed make; a pure function of both."""
    stream = Stream(content_seed)
    near = sum(
        part.near_duplicates * spec.friction(name) for name, part in discover("webgen.frictions", Friction).items()
    )
    domains = [read_domain(site.domain, site.locale) for site in spec.sites]
    records: list[Records] = []
    settings: list[Record] = []
    extras: list[Rows] = []
    faces = _faces(domains, stream)
    for index, (site, domain) in enumerate(zip(spec.sites, domains, strict=True)):
        place = stream.child("site", index)
        counts = {gene.name: gene.records for gene in site.entities}
        made = materialise(domain, place.child("records"), spec.today, counts, near)
        records.append({name: [dict(row) for row in rows] for name, rows in made.items()})
        settings.append(dict(initial_settings(domain, place.child("settings"))))
        extras.append(drawn(Ground(domain, site, spec.today, records[-1], faces[index].account, place.child("extras"))))
    task = Binder(spec, domains, records, settings, stream.child("task"), extras, faces).task()
    contents = tuple(
        face.model_copy(
            update={
                "records": {entity: tuple(rows) for entity, rows in records[index].items()},
                "settings": settings[index],
                "extras": {table: tuple(rows) for table, rows in extras[index].items()},
            }
        )
        for index, face in enumerate(faces)
    )
    task = task.model_copy(update={"goal": _told(spec, task.goal, contents, stream)})
    limit = step_limit(spec, task) + sum(
        _far_dates(spec, domains[step.site], contents[step.site], step) for step in task.plan
    )
    return Level(spec=spec, content_seed=content_seed, sites=contents, task=task, max_steps=limit)


def _faces(domains: Sequence[Domain], stream: Stream) -> list[SiteContent]:
    """Return what each site calls itself, where it is and who uses it; no two have one title or host."""
    faces: list[SiteContent] = []
    for index, domain in enumerate(domains):
        place = stream.child("site", index)
        name, email, password = account(place.child("account"), domain.locale)
        title, brand = "", place.child("brand")
        for attempt in range(OTHER_TITLES):
            brand = place.child("brand", attempt) if attempt else place.child("brand")
            title = site_name(domain, place.child("title"), brand)
            if all(title != face.title for face in faces):
                break
        host = f"{domain.host}.test"
        if any(host == face.host for face in faces):
            host = f"{domain.host}-{index + 1}.test"
        faces.append(
            SiteContent(
                title=title,
                tagline=tagline(domain, place.child("tagline"), brand),
                host=host,
                account=Account(name=name, email=email, password=password),
                records={},
                settings={},
            )
        )
    return faces


def _told(spec: Spec, request: str, sites: Sequence[SiteContent], stream: Stream) -> str:
    """Return the whole goal: what is said around the request, which site is where, and how to sign in."""
    goal = request
    if spec.task.tone:
        goal = tone(spec.task.tone).say(goal, stream.child("tone"))
    if len(sites) > 1:
        if spec.task.second is None:
            goal = f"This is about {sites[spec.task.site].title}. {goal}"
        goal += " Addresses: " + join([f"{site.title} http://{site.host}/" for site in sites]) + "."
    for site, content in zip(spec.sites, sites, strict=True):
        if site.login:
            words = door(site.door).words(content.account)
            goal += f" For {content.title}: {words}" if len(sites) > 1 else f" {words}"
    return goal


def step_limit(spec: Spec, task: Task) -> int:
    """Return the step limit of a task: roomy for an expert of any style, tight for aimless walks."""
    entered = [value for step in task.plan for value in (*step.values.values(), *step.refused.values())]
    values = sum(len(members(value)) if BETWEEN in str(value) else 1 for value in entered)
    base = 16 + 8 * values + 12 * (len(task.plan) - 1)
    base += sum(door(site.door).steps for site in spec.sites if site.login)
    base += sum(
        layout_of(spec.sites[step.site].entity(step.entity).listing).steps for step in task.plan if step.entity
    )
    order = [0, *(step.site for step in task.plan)]
    base += 5 * sum(here != there for here, there in zip(order, order[1:], strict=False))
    base += 6 * len([step for step in task.plan if step.do not in STEPS])
    base += sum(_laid_out(spec, step) for step in task.plan)
    known = discover("webgen.frictions", Friction)
    more: int = sum(known[gene.name].steps * gene.strength for gene in spec.frictions if gene.name in known)
    return base + more * len(spec.sites)


def _laid_out(spec: Spec, step: PlanStep) -> int:
    """Return the steps that containers and action bars need beyond those at the fields."""
    site = spec.sites[step.site]
    if step.do == "setting":
        return containers()[site.settings.container].acts(len(site.settings.fields))
    if not step.entity:
        return 0
    gene = site.entity(step.entity)
    form = containers()[gene.form.container].acts(len(gene.form.fields)) if step.do in ("create", "edit") else 0
    facts = containers()[gene.detail].acts(len(gene.form.fields)) if step.do == "look" else 0
    bar = 2 * actionbars()[gene.actions].acts if step.do in ("edit", "delete", "verb") else 0
    return form + facts + bar


def _far_dates(spec: Spec, domain: Domain, content: SiteContent, step: PlanStep) -> int:
    """Return the steps a calendar needs beyond a few for dates that are years away from what it shows first."""
    if not step.entity or step.do not in STEPS:
        return 0
    row = next((row for row in content.records[step.entity] if row["id"] == step.record), {})
    extra = 0
    for name, value in step.values.items():
        if domain.entity(step.entity).field(name).type == "date" and value:
            shown = date.fromisoformat(str(row.get(name) or spec.today.isoformat()))
            extra += max(0, abs(date.fromisoformat(str(value)).year - shown.year) - 2)
    return extra


class Binder:
    """Binds one task; may repair the records it is given."""

    def __init__(
        self, spec: Spec, domains: list[Domain], records: list[Records], settings: list[Record], stream: Stream,
        extras: list[Rows], faces: Sequence[SiteContent],
    ) -> None:  # fmt: skip
        self.spec, self.stream = spec, stream
        self.gene: TaskGene = spec.task
        self.flow: Workflow = workflow(spec.task.workflow)
        self.domains, self._faces = domains, faces
        self.titles = [face.title for face in faces]
        self._all_records, self._all_settings, self._all_extras = records, settings, extras
        self.doomed: set[tuple[int, str, Scalar]] = set()
        self._sit(spec.task.site)

    def _sit(self, site: int) -> None:
        """Turn to a site: its records, and the entity that the gene names there."""
        self.site = site
        self.domain = self.domains[site]
        self.records, self.settings = self._all_records[site], self._all_settings[site]
        self.extras, self.account = self._all_extras[site], self._faces[site].account
        self.entity: Entity = self.domain.entity(self.gene.entity) if self.gene.entity else self.domain.entities[0]

    def beyond(self) -> Binder:
        """Return the desk of the other site, with the second part of the task in mind."""
        if self.gene.second is None:
            raise SpecError(f"the workflow {self.flow.name} needs a task with a second part")
        other = copy(self)
        part = self.gene.second
        other.gene = self.gene.model_copy(
            update={"entity": part.entity, "fields": part.fields, "conditions": part.conditions, "verb": part.verb}
        )
        other.stream = self.stream.child("beyond")
        other._sit(1 - self.site)
        return other

    # ---- the whole

    def task(self) -> Task:
        """Bind the task, turn it into the variant the gene asks for, and say the remark about something else."""
        task = turned(self, self._bound())
        if self.gene.distractor:
            task = task.model_copy(update={"goal": distractor(self.gene.distractor).say(self, task)})
        return task

    def _bound(self) -> Task:
        """Bind by the workflow's scheme, or by what is done."""
        if self.flow.scheme:
            return scheme(self.flow.scheme).bind(self)
        if self.flow.aim == "missing":
            return self._missing()
        return {
            "create": self._create,
            "edit": self._edit,
            "delete": self._delete,
            "verb": self._verb,
            "answer": self._answer,
            "setting": self._setting,
        }[self.flow.op]()

    def make(
        self,
        words: Mapping[str, str],
        plan: tuple[PlanStep, ...],
        *,
        changes: tuple[Change, ...] = (),
        effects: tuple[Effect, ...] = (),
        answer: AnswerPattern | None = None,
        references: tuple[Reference, ...] = (),
        tempting: tuple[PlanStep, ...] = (),
        variant: Variant | None = None,
    ) -> Task:
        """Put a task together: the sentence from ``words``, and what is expected.

        A task of one site happens on the site of this desk, whatever its steps say.
        """
        if self.gene.second is None:
            plan = tuple(step.model_copy(update={"site": self.site}) for step in plan)
            tempting = tuple(step.model_copy(update={"site": self.site}) for step in tempting)
        return Task(
            workflow=self.flow.name,
            variant=variant or self.flow.variant,
            goal=self.sentence(words),
            plan=plan,
            changes=changes,
            effects=effects,
            answer=answer,
            ending="give_up" if self.flow.variant == "infeasible" else "done",
            references=references,
            tempting=tempting,
            columns=tuple(
                columns(domain, sorted(tables)) for domain, tables in zip(self.domains, self._all_extras, strict=True)
            ),
        )

    def ground(self) -> Ground:
        """Return what content of optional pages is made from, as the records are now."""
        place = self.stream.child("extras")
        return Ground(self.domain, self.spec.sites[self.site], self.spec.today, self.records, self.account, place)

    # ---- words

    def sentence(self, words: Mapping[str, str]) -> str:
        """Return the goal in the phrasing the spec asks for."""
        known = {"site": self.noun(self.domain.title)}
        if len(self.titles) > 1:
            start = self.spec.task.site
            known |= {"here": self.titles[start], "there": self.titles[1 - start]}
        if self.gene.entity:
            known |= {"noun": self.noun(self.entity.labels[0]), "nouns": self.noun(self.entity.plural[0])}
        known |= words
        fitting = [phrase for phrase in self.flow.phrasings if _can_say(phrase, known)]
        phrase = fitting[self.gene.phrasing % len(fitting)]
        if self.domain.locale != ENGLISH and '"{verb}"' not in phrase:  # a foreign word is no English imperative
            phrase = phrase.replace("{verb}", 'Use "{verb}" on' if phrase.startswith("{verb} the") else '"{verb}"')
        phrase = _SENTENCE_START.sub(lambda match: _capital(known[match[1]]).replace("{", "{{").replace("}", "}}"), phrase)
        return _capital(phrase.format(**known))

    def noun(self, label: str) -> str:
        """Return a label of the domain as it is written within a sentence."""
        return locale(self.domain.locale).noun(label)

    def says(self, field: Field, value: Scalar) -> str:
        """Return a value as the goal writes it: text in quotes, the rest as pages show it."""
        if field.type == "set":
            return join(list(members(value)))
        typed = bool(value) if field.type == "bool" else value
        text = in_goal(display(self.domain, field, typed, self.records))
        return f'"{text}"' if field.type in _QUOTED or field.type == "ref" else text

    def label(self, field: Field) -> str:
        """Return how the goal calls a field."""
        owner = "" if self.flow.op == "setting" else self.entity.name
        return label_of(field, self.spec.sites[self.site], owner, paraphrase=self.gene.paraphrase)

    def joined(self, parts: list[str]) -> str:
        """Join parts of a sentence."""
        return join(parts)

    def values_in_words(self, fields: Mapping[str, Field], values: Mapping[str, Scalar]) -> dict[str, str]:
        """Return the words for values to be set: as a command, and as a state."""
        pairs = [(self.label(fields[name]), self.says(fields[name], value)) for name, value in values.items()]
        return {
            "changes": "set " + join([f"{label} to {text}" for label, text in pairs]),
            "state": join([f"{label} is {text}" for label, text in pairs]),
        }

    # ---- choosing records

    def fields(self) -> dict[str, Field]:
        """Return the fields of the entity by name."""
        return {field.name: field for field in self.entity.fields}

    def rows(self) -> list[Record]:
        """Return the records of the entity."""
        return self.records[self.entity.name]

    def _pick(self, rows: list[Record]) -> Record:
        return self.stream.child("record").pick(rows, key=lambda row: str(row[self.entity.title]))

    def _aimed(self, rows: list[Record]) -> tuple[Record, Reference, dict[str, str]]:
        """Pick the record the task is about; return it, how the goal points at it, and the words for that."""
        if self.flow.aim == "conditions":
            return self._by_conditions(rows)
        record = self._pick(rows)
        title = str(record[self.entity.title])
        where: dict[str, Scalar] = {self.entity.title: title}
        return record, Reference(site=self.site, entity=self.entity.name, where=where), {"title": f'"{title}"'}

    def _by_conditions(self, rows: list[Record]) -> tuple[Record, Reference, dict[str, str]]:
        record = self._pick(rows)
        fields = self.fields()
        names = list(self.gene.conditions)
        where = {name: record[name] for name in names}
        place = self.stream.child("unique")
        for row in self.rows():  # repair: nobody else may fit
            if row is not record and all(row[name] == value for name, value in where.items()):
                field = fields[names[-1]]
                row[field.name] = random_value(
                    self.domain,
                    self.entity,
                    field,
                    place.child(row["id"]),
                    self.spec.today,
                    self.records,
                    avoid=[row[field.name]],
                    record=row,
                )
        self.recompute()
        words = {
            "conditions": join(
                [f"{self.label(fields[name])} is {self.says(fields[name], where[name])}" for name in names]
            )
        }
        return record, Reference(site=self.site, entity=self.entity.name, where=where), words

    def world(self, site: int) -> Records:
        """Return the records of a site."""
        return self._all_records[site]

    def options(self, site: int) -> Record:
        """Return the settings of a site."""
        return self._all_settings[site]

    def recompute_all(self) -> None:
        """Bring the derived fields of every site up to date."""
        for site in range(len(self.domains)):
            other = copy(self)
            other.domain, other.records = self.domains[site], self._all_records[site]
            other.recompute()

    def recompute(self) -> None:
        """Bring derived fields up to date after a repair."""
        by_id = {name: {row["id"]: row for row in rows} for name, rows in self.records.items()}
        for entity in self.domain.ordered:
            if entity.derived:
                for row in self.records[entity.name]:
                    row.update(derive(entity, row, lambda name, key: by_id[name][key]))

    def fresh(self, field: Field, record: Record, place: Stream) -> Scalar:
        """Draw another value than the record has."""
        return self.draw(field, place, avoid=[record.get(field.name)], record=record)

    def draw(self, field: Field, place: Stream, *, avoid: list[Scalar], record: Record) -> Scalar:
        """Draw a value for a record (or for the settings)."""
        entity = None if self.flow.op == "setting" else self.entity
        return random_value(
            self.domain, entity, field, place, self.spec.today, self.records, avoid=avoid, record=record
        )

    def detach(self, doomed: Sequence[Record]) -> None:
        """Let nothing refer to some records of the task's entity, now or when more are detached later."""
        self.doomed |= {(self.site, self.entity.name, record["id"]) for record in doomed}
        others = [row for row in self.rows() if (self.site, self.entity.name, row["id"]) not in self.doomed]
        for entity, field in self.domain.referrers(self.entity.name):
            for row in self.records[entity.name]:
                if any(row[field.name] == record["id"] for record in doomed):
                    place = self.stream.child("repair", entity.name, row["id"])
                    row[field.name] = place.pick(others, key=lambda other: str(other["id"]))["id"]
        self.recompute()

    def nudged(self, field: Field, value: Scalar, *, down: bool) -> Scalar:
        """Return a value one step away, or the same where the range ends."""
        return _nudged(field, value, down=down)

    # ---- other outcomes

    def other_goals(self, task: Task) -> dict[str, str]:
        """Return the sentence for every other record and for another value of every field; see :func:`rebind_goals`."""
        if self.flow.scheme:
            return {}
        found: dict[str, str] = {}
        step = task.plan[0]
        fields = (
            {field.name: field for field in self.domain.all_settings} if self.flow.op == "setting" else self.fields()
        )
        stated = self._stated(task, fields)
        words = self._record_words(task)
        for row in self.rows() if words and self.flow.aim in ("title", "missing") else []:
            if row["id"] != step.record:
                title = str(row[self.entity.title])
                found[f"record {row['id']}"] = self.sentence({**words, **stated, "title": f'"{title}"'})
        values = dict(step.values)
        for name in values:
            other = self._other_value(fields[name], values[name], self.stream.child("other", name))
            changed = self.values_in_words(fields, {**values, name: other})
            extra = {"title": changed_title} if (changed_title := self._create_title(name, other)) else {}
            found[f"{name} = {other}"] = self.sentence({**words, **changed, **extra})
        return found

    def _other_value(self, field: Field, value: Scalar, place: Stream) -> Scalar:
        entity = None if self.flow.op == "setting" else self.entity
        return random_value(self.domain, entity, field, place, self.spec.today, self.records, avoid=[value])

    def _create_title(self, name: str, value: Scalar) -> str:
        return f'"{value}"' if self.flow.op == "create" and name == self.entity.title else ""

    def _stated(self, task: Task, fields: Mapping[str, Field]) -> dict[str, str]:
        """Return the words for what is set, asked or done."""
        step = task.plan[0]
        if step.values:
            return self.values_in_words(fields, step.values)
        words = {"changes": "", "state": ""}
        if self.gene.verb:
            words["verb"] = self.entity.verb(self.gene.verb).labels[0]
        if self.flow.op == "answer" and self.gene.fields:
            words["field"] = self.label(fields[self.gene.fields[0]])
        if step.verb:
            words["verb"] = self.entity.verb(step.verb).labels[0]
        if step.field:
            words["field"] = self.label(fields[step.field])
        return words

    def _record_words(self, task: Task) -> dict[str, str]:
        """Return the words for the record the task is about."""
        step = task.plan[0]
        if self.flow.op == "create":
            return {"title": f'"{step.values[self.entity.title]}"'}
        if self.flow.aim == "conditions":
            fields = self.fields()
            where = task.references[0].where
            return {
                "conditions": join(
                    [
                        f"{self.label(fields[name])} is {self.says(fields[name], value)}"
                        for name, value in where.items()
                    ]
                )
            }
        if step.text:
            return {"title": f'"{step.text}"'}
        if step.record is not None and self.flow.aim == "title":
            row = next(row for row in self.rows() if row["id"] == step.record)
            return {"title": f'"{row[self.entity.title]}"'}
        return {}

    # ---- by operation

    def _edit(self) -> Task:
        fields = self.fields()
        names = list(self.gene.fields)
        rows = self.rows()
        if self.flow.variant == "satisfied":
            rows = [row for row in rows if all(row[name] not in (None, "") for name in names)] or rows
        record, reference, words = self._aimed(rows)
        if self.flow.variant == "satisfied":
            for name in names:
                if record[name] in (None, ""):
                    record[name] = self.fresh(fields[name], record, self.stream.child("repair", name))
            self.recompute()
            values = {name: record[name] for name in names}
            plan = (PlanStep(do="look", entity=self.entity.name, record=_id(record)),)
            return self.make(words | self.values_in_words(fields, values), plan, references=(reference,))
        values = {name: self.fresh(fields[name], record, self.stream.child("value", name)) for name in names}
        step = PlanStep(do="edit", entity=self.entity.name, record=_id(record), values=values)
        change = Change(site=self.site, table=self.entity.name, op="update", record=_id(record), values=values)
        words = words | self.values_in_words(fields, values)
        return self.make(words, (step,), changes=(change,), references=(reference,))

    def _missing(self) -> Task:
        fields = self.fields()
        ghost = new_record(self.domain, self.entity, self.stream.child("ghost"), self.spec.today, self.records)
        title = str(ghost[self.entity.title])
        values: dict[str, Scalar] = {}
        for name in self.gene.fields if self.flow.op == "edit" else ():
            values[name] = self.fresh(fields[name], {name: None}, self.stream.child("value", name))
        where: dict[str, Scalar] = {self.entity.title: title}
        reference = Reference(site=self.site, entity=self.entity.name, where=where, count=0)
        plan = (PlanStep(do="search_missing", entity=self.entity.name, text=title),)
        words = {"title": f'"{title}"'} | self.values_in_words(fields, values)
        if self.gene.verb:
            words["verb"] = self.entity.verb(self.gene.verb).labels[0]
        if self.flow.op == "answer":
            words["field"] = self.label(fields[self.gene.fields[0]])
        return self.make(words, plan, references=(reference,))

    def at(self, entity: str) -> Binder:
        """Return the same desk with another entity of the site in mind."""
        other = copy(self)
        other.entity = self.domain.entity(entity)
        return other

    def new_values(self, tag: str) -> tuple[dict[str, Scalar], dict[str, Scalar]]:
        """Return what is to be entered for a new record, and all that it must hold then."""
        ghost = new_record(self.domain, self.entity, self.stream.child(tag), self.spec.today, self.records)
        shown = {gene.name for gene in self.spec.sites[self.site].entity(self.entity.name).form.fields}
        expected: dict[str, Scalar] = {}
        values: dict[str, Scalar] = {}
        for field in self.entity.intent_fields:
            on_form = field.name in shown and field.editable
            start: Scalar = field.initial()
            if start is None and field.type == "bool" and on_form:
                start = False
            named = on_form and (field.name in self.gene.fields or (field.required and start is None))
            if named:
                values[field.name] = ghost[field.name]
                if values[field.name] in (None, start):
                    values[field.name] = self.fresh(field, {field.name: start}, self.stream.child("value", field.name))
            expected[field.name] = values.get(field.name, start)
        return values, expected

    def _create(self) -> Task:
        values, expected = self.new_values("new")
        fields = self.fields()
        step = PlanStep(do="create", entity=self.entity.name, values=values)
        change = Change(site=self.site, table=self.entity.name, op="insert", values=expected)
        words = {"title": f'"{values[self.entity.title]}"'} | self.values_in_words(fields, values)
        return self.make(words, (step,), changes=(change,))

    def _delete(self) -> Task:
        record, reference, words = self._aimed(self.rows())
        self.detach([record])
        step = PlanStep(do="delete", entity=self.entity.name, record=_id(record))
        change = Change(site=self.site, table=self.entity.name, op="delete", record=_id(record))
        return self.make(words, (step,), changes=(change,), references=(reference,))

    def _verb(self) -> Task:
        verb = self.entity.verb(self.gene.verb)
        record, reference, words = self._aimed(self.rows())
        if record[verb.field] not in verb.sources:  # repair: it must be in a state the verb starts from
            record[verb.field] = self.stream.child("state").pick(verb.sources)
            self.recompute()
        step = PlanStep(do="verb", entity=self.entity.name, record=_id(record), verb=verb.name)
        change = Change(
            site=self.site,
            table=self.entity.name,
            op="update",
            record=_id(record),
            values={verb.field: verb.target},
        )
        effects: tuple[Effect, ...] = ()
        if verb.effect:
            effects = (Effect(site=self.site, name=verb.effect, table=self.entity.name, record=_id(record)),)
        words = words | {"verb": verb.labels[0]}
        return self.make(words, (step,), changes=(change,), effects=effects, references=(reference,))

    def _answer(self) -> Task:
        field = self.entity.field(self.gene.fields[0])
        if self.flow.aim == "extreme":
            return self._superlative(field)
        rows = [row for row in self.rows() if row[field.name] not in (None, "")]
        record, reference, words = self._aimed(rows or self.rows())
        if record[field.name] in (None, ""):
            record[field.name] = self.fresh(field, record, self.stream.child("repair"))
            self.recompute()
        answer = self.answer_pattern(field, record[field.name])
        step = PlanStep(do="look", entity=self.entity.name, record=_id(record), field=field.name)
        words = words | {"field": self.label(field)}
        return self.make(words, (step,), answer=answer, references=(reference,))

    def answer_pattern(self, field: Field, value: Scalar) -> AnswerPattern:
        """Return what answers the question for a field's value."""
        if field.type in ("integer", "money", "date", "set"):
            return AnswerPattern(type=field.type, value=value, unit=field.unit, locale=field.locale)
        typed = bool(value) if field.type == "bool" else value
        return AnswerPattern(type="text", value=in_goal(display(self.domain, field, typed, self.records)))

    def _superlative(self, field: Field) -> Task:
        highest = self.stream.child("direction").chance(0.5)
        rows = self.rows()
        for row in rows:
            if row[field.name] is None:
                row[field.name] = self.fresh(field, row, self.stream.child("repair", row["id"]))
        best = (max if highest else min)(rows, key=lambda row: (row[field.name], row["id"]))
        ties = [row for row in rows if row is not best and row[field.name] == best[field.name]]
        for row in ties:  # repair: one record must stand alone at the end
            row[field.name] = _nudged(field, row[field.name], down=highest)
        self.recompute()
        if any(row[field.name] == best[field.name] for row in rows if row is not best):
            raise SpecError(
                f"{self.entity.name}.{field.name} leaves no room for one {'highest' if highest else 'lowest'}"
            )
        extreme = "highest" if highest else "lowest"
        if field.type == "date":
            words = {"extreme": "latest" if highest else "earliest", "field": self.label(field)}
        else:
            words = {"extreme": extreme, "field": self.label(field)}
        reference = Reference(site=self.site, entity=self.entity.name, where={}, extreme=extreme, by=field.name)  # type: ignore[arg-type]
        step = PlanStep(do="look", entity=self.entity.name, record=_id(best), field=field.name)
        answer = AnswerPattern(type="text", value=best[self.entity.title])
        return self.make(words, (step,), answer=answer, references=(reference,))

    def _setting(self) -> Task:
        fields = {field.name: field for field in self.domain.all_settings}
        if self.flow.variant == "satisfied":
            values = {name: self.settings[name] for name in self.gene.fields}
            plan = (PlanStep(do="setting"),)
            return self.make(self.values_in_words(fields, values), plan)
        values = {
            name: self.fresh(fields[name], self.settings, self.stream.child("value", name))
            for name in self.gene.fields
        }
        step = PlanStep(do="setting", values=values)
        change = Change(site=self.site, table=SETTINGS, op="update", record=1, values=values)
        return self.make(self.values_in_words(fields, values), (step,), changes=(change,))


def columns(domain: Domain, extras: Sequence[str] = ()) -> dict[str, dict[str, ColumnKind]]:
    """Map the tables people mean something by (entities, settings, those of ``extras``) to their columns and kinds."""
    tables: dict[str, dict[str, ColumnKind]] = {
        entity.name: {field.name: field.kind for field in entity.fields} for entity in domain.entities
    }
    tables[SETTINGS] = {field.name: field.kind for field in domain.all_settings}
    return tables | kinds(extras)


def _id(record: Record) -> int:
    key = record["id"]
    assert isinstance(key, int)
    return key


def _nudged(field: Field, value: Scalar, *, down: bool) -> Scalar:
    """Return a value one step away: a day, a dollar or a unit."""
    if field.type == "date":
        return (date.fromisoformat(str(value)) + timedelta(days=-1 if down else 1)).isoformat()
    step = 100 if field.type == "money" else 1
    low, high = field.bounds()
    moved = int(value or 0) + (-step if down else step)
    return min(max(moved, low), high)


def _can_say(phrase: str, words: Mapping[str, str]) -> bool:
    try:
        phrase.format(**words)
    except KeyError:
        return False
    return True


def join(parts: list[str]) -> str:
    """Join parts with commas and a last "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


_SENTENCE_START = re.compile(r"(?<=[.!?] )\{(\w+)\}")  # a sentence of a phrasing that begins with what is put in


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def rebind_goals(level: Level) -> dict[str, str]:
    """Return the goal sentence of the same task about every other outcome near by, by outcome.

    Other outcomes: another record in place of the one named, and another value for each value set. A goal is sound
    when none of these sentences equals its own.
    """
    spec, task = level.spec, level.task
    domains = [read_domain(site.domain, site.locale) for site in spec.sites]
    records = [{name: [dict(row) for row in rows] for name, rows in site.records.items()} for site in level.sites]
    settings = [dict(site.settings) for site in level.sites]
    stream = Stream(level.content_seed).child("task")
    if workflow(spec.task.workflow).scheme:
        return _other_bindings(level, domains, stream)
    extras = [{name: [dict(row) for row in rows] for name, rows in site.extras.items()} for site in level.sites]
    return Binder(spec, domains, records, settings, stream, extras, level.sites).other_goals(task)


def _other_bindings(level: Level, domains: list[Domain], stream: Stream) -> dict[str, str]:
    """Bind the same spec to the same records with other draws; keep the sentences of those that want something else.

    Only draws that fit the records as they are can be compared.
    """
    found = {}
    for number in range(OTHER_BINDINGS):
        records = [{name: [dict(row) for row in rows] for name, rows in site.records.items()} for site in level.sites]
        settings = [dict(site.settings) for site in level.sites]
        extras = [{name: [dict(row) for row in rows] for name, rows in site.extras.items()} for site in level.sites]
        other = Binder(level.spec, domains, records, settings, stream.child("other", number), extras, level.sites).task()
        same = all(
            [dict(row) for row in {**site.records, **site.extras}[name]] == rows
            for site, tables, more in zip(level.sites, records, extras, strict=True)
            for name, rows in {**tables, **more}.items()
        )
        if not same:  # it repaired records: what it says is about another world
            continue
        if _outcome(other) != _outcome(level.task):
            found[f"other draw {number}: {other.changes or other.answer}"] = other.goal
    return found


def _outcome(task: Task) -> tuple[object, ...]:
    """Return what a task wants, whatever the order it names it in."""
    return sorted(map(repr, task.changes)), sorted(map(repr, task.effects)), task.answer
