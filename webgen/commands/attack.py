"""``webgen attack``: can the judge be fooled?"""

from __future__ import annotations

from typing import Annotated

import typer

from webgen.commands import base
from webgen.errors import UnknownName


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("attack")(attack)


def attack(
    levels: Annotated[int, typer.Option("--levels", "-n", help="How many levels.")] = 20,
    seed: Annotated[str, typer.Option("--seed", "-s", help="The first seed.")] = "0",
    only: Annotated[list[str] | None, typer.Option("--only", metavar="NAME", help="Only this attack; may be repeated.")] = None,
    engine: base.EngineName = "twin",
    knob: base.KnobList = None,
    json: base.Json = False,
) -> None:
    """Try ten ways to be rewarded without doing the task; none may work."""
    from webgen.attacks import ATTACKS, AttackReport
    from webgen.attacks import attack as run
    from webgen.streams import seed_of

    first, count, knobs = seed_of(seed), base.count_of(levels, "--levels"), base.knobs_of(knob)
    for name in only or []:
        if name not in ATTACKS:
            raise UnknownName("attack", name, ATTACKS)

    def note(report: AttackReport) -> str:
        return f"{report.attempts} attempts, {report.rewarded} rewarded"

    with base.engine_of(engine) as running, base.progress("attacking levels", count) as update:
        report = run(
            running, range(first, first + count), knobs=knobs, names=only or (), progress=lambda now: update(now.levels, note(now))
        )
    facts = report.as_json()
    if json:
        base.emit(facts)
    else:
        table = base.grid("attacks", "attack", "attempts#", "rewarded#")
        for name, counts in facts["by_attack"].items():
            table.add_row(name, str(counts["attempts"]), str(counts["rewarded"]))
        base.write_table(table)
        base.write(f"{report.rewarded} of {report.attempts} attempts rewarded; with 95 % confidence at most {facts['bound95']:.4%} are")
        apart = facts["apart"]
        base.write(f"apart, where the attack is right: {apart['rewarded']} of {apart['attempts']}")
        for failure in report.failures:
            base.write(f"  seed {failure['seed']}, {failure['attack']}: {failure['what']}")
    base.end(report.holds)
