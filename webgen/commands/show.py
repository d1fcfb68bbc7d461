"""``webgen show``: what a level is made of, in words."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from webgen.commands import base
from webgen.spec import FormGene, Level


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    subject: base.Subject,
    knob: base.KnobList = None,
    spoil: Annotated[bool, typer.Option("--spoil", help="Also say what the expert does and what the judge expects.")] = False,
    json: base.Json = False,
) -> None:
    """Say what a level is: goal, site, pages, widgets, frictions."""
    level = base.level_from(subject, knob)
    facts = describe(level, spoil=spoil)
    if json:
        base.emit(facts)
        return
    base.write(_words(facts))


def describe(level: Level, *, spoil: bool = False) -> dict[str, Any]:
    """Return what there is to know about a level; the solution only with ``spoil``."""
    from webgen.features import cell, difficulty, features
    from webgen.generate import held_out

    spec, task = level.spec, level.task
    vector = features(level)
    facts: dict[str, Any] = {
        "level": level.id,
        "spec": spec.id,
        "content_seed": level.content_seed,
        "goal": task.goal,
        "workflow": task.workflow,
        "variant": task.variant,
        "max_steps": level.max_steps,
        "today": spec.today.isoformat(),
        "frictions": {gene.name: gene.strength for gene in spec.frictions},
        "difficulty": round(difficulty(vector), 4),
        "features": vector.as_json(),
        "cell": cell(level),
        "held_out": {kind: sorted(names) for kind, names in held_out(spec).items()},
        "sites": [_site(level, index) for index in range(len(level.sites))],
    }
    if spoil:
        facts["plan"] = [step.model_dump(mode="json", exclude_defaults=True) for step in task.plan]
        facts["changes"] = [change.model_dump(mode="json", exclude_defaults=True) for change in task.changes]
        facts["effects"] = [effect.model_dump(mode="json") for effect in task.effects]
        facts["answer"] = task.answer.model_dump(mode="json") if task.answer else None
        facts["ending"] = task.ending
    return facts


def _site(level: Level, index: int) -> dict[str, Any]:
    from webgen.domains.reader import domain as read_domain

    spec, content = level.spec.sites[index], level.sites[index]
    domain = read_domain(spec.domain)
    pages = {"/": "home", "/settings": "settings"} | ({"/login": "sign in"} if spec.login else {})
    widgets: dict[str, dict[str, str]] = {"settings": _widgets(spec.settings)}
    for gene in spec.entities:
        path = "/" + domain.entity(gene.name).path
        listing = gene.listing
        extras = [f"{listing.search} search", *(["filters"] if listing.filters else []), *(["sorting"] if listing.sort else [])]
        pages[path] = f"list of {gene.records}, {listing.layout}, {', '.join(extras)}"
        pages[f"{path}/ID"] = f"detail, {gene.detail}, actions: {gene.actions}"
        pages[f"{path}/ID/edit"] = f"form, {gene.form.container}, opens in: {gene.form.place}"
        widgets[gene.name] = _widgets(gene.form)
    return {
        "title": content.title,
        "tagline": content.tagline,
        "address": f"http://{content.host}/",
        "domain": spec.domain,
        "chrome": spec.chrome,
        "theme": spec.theme,
        "login": {"email": content.account.email, "password": content.account.password} if spec.login else None,
        "boost": spec.boost,
        "records": {name: len(rows) for name, rows in content.records.items()},
        "pages": pages,
        "widgets": widgets,
    }


def _widgets(form: FormGene) -> dict[str, str]:
    return {gene.name: gene.widget for gene in form.fields}


def _words(facts: dict[str, Any]) -> str:
    lines = [f"Goal       {facts['goal']}"]
    lines.append(f"Task       {facts['workflow']} ({facts['variant']}), at most {facts['max_steps']} steps, today is {facts['today']}")
    lines.append(f"Level      {facts['level']}  spec {facts['spec']}  content seed {facts['content_seed']}")
    hurdles = ", ".join(f"{name} {strength}" for name, strength in facts["frictions"].items())
    lines.append(f"Frictions  {hurdles or 'none'}")
    vector = ", ".join(f"{name} {value:g}" for name, value in facts["features"].items() if value)
    lines.append(f"Difficulty {facts['difficulty']:.2f}  cell {facts['cell']}  ({vector})")
    for site in facts["sites"]:
        lines += ["", f"Site       {site['title']}: {site['tagline']}"]
        manner = "swaps pages in place" if site["boost"] else "loads every page"
        lines.append(f"           {site['domain']} at {site['address']}, {site['chrome']} layout, theme {site['theme']}, {manner}")
        if site["login"]:
            lines.append(f"           sign in as {site['login']['email']} with {site['login']['password']}")
        lines += ["", "Pages"]
        wide = max(len(path) for path in site["pages"])
        lines += [f"  {path:<{wide}}  {what}" for path, what in site["pages"].items()]
        lines += ["", "Widgets"]
        lines += [f"  {form}: " + ", ".join(f"{name} {widget}" for name, widget in fields.items()) for form, fields in site["widgets"].items()]
    if "plan" in facts:
        lines += ["", "Solution"]
        lines += [f"  {step}" for step in facts["plan"]]
        lines += [f"  expects {item}" for item in (*facts["changes"], *facts["effects"])]
        lines.append(f"  ends with {facts['ending']}" + (f", answer {facts['answer']['value']!r}" if facts["answer"] else ""))
    return "\n".join(lines)
