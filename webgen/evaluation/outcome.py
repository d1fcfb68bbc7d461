"""One episode as it is counted, read from its line in a run.

A line of a run (see :mod:`webgen.trajectory`) also holds ``run, number, attempt, player, ending, why, seconds, usage``;
``about`` (see :func:`about`), so that counting makes no level again; ``unwanted`` and ``orders`` (see
:mod:`webgen.evaluation.witness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webgen.errors import SpecError
from webgen.features import difficulty
from webgen.generate import family_of, held_out, kinds
from webgen.spec import Level, Spec
from webgen.splits import COMPOSITIONS
from webgen.trajectory import Row as Line
from webgen.trajectory import level_in, solved
from webgen.workflows.base import workflow

FAULT = "fault"
SEEN, SEVERAL = "seen", "several"
BANDS = ("0.0-0.2", "0.2-0.4", "0.4-0.6", "0.6-0.8", "0.8-1.0")


def axis_of(spec: Spec) -> str:
    """Return on which axis a spec goes beyond training: ``seen`` on none, ``several`` on more than one."""
    known = kinds()
    found = {COMPOSITIONS if kind == COMPOSITIONS else known[kind].axis for kind in held_out(spec)}
    return SEEN if not found else next(iter(found)) if len(found) == 1 else SEVERAL


def about(level: Level, parts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what tables tell levels apart by, beside what a line of any trajectory says.

    Args:
        level: the level.
        parts: to which part of its suite each level belongs, by id; where there is none, the axis of what it holds out.
    """
    return {
        "family": family_of(workflow(level.task.workflow)),
        "variant": level.task.variant,
        "difficulty": round(difficulty(level), 4),
        "limit": level.max_steps,
        "part": (parts or {}).get(level.id) or axis_of(level.spec),
    }


def band(value: float) -> str:
    """Return the band of a difficulty: the share of imperfect players that is expected to fail."""
    return BANDS[min(int(value * len(BANDS)), len(BANDS) - 1)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one episode."""

    number: int
    attempt: int
    level: str
    workflow: str
    family: str
    domain: str
    variant: str
    difficulty: float
    frictions: tuple[str, ...]
    locale: str
    part: str
    success: bool
    ending: str
    steps: int
    limit: int
    errors: int
    seconds: float
    reasons: tuple[str, ...]
    why: str
    unwanted: int
    shown: tuple[str, ...]
    obeyed: tuple[str, ...]
    usage: Mapping[str, float]

    @property
    def fault(self) -> bool:
        """Whether our infrastructure failed."""
        return self.ending == FAULT

    def groups(self) -> dict[str, list[str]]:
        """Return the groups the episode is counted in, by kind."""
        return {
            "workflow": [self.workflow], "family": [self.family], "domain": [self.domain],
            "difficulty": [band(self.difficulty)], "friction": sorted(set(self.frictions)) or ["none"],
            "locale": [self.locale], "variant": [self.variant], "part": [self.part],
        }  # fmt: skip


def read_outcome(line: Line, where: str = "a line of a run") -> Outcome:
    """Read what came of an episode.

    Raises:
        SpecError: it is no line of a run; ``where`` stands in the message.
    """
    try:
        known = line.get("about") or about(level_in(line))
        spec, orders = line["level"]["spec"], line.get("orders") or {}
        reasons, ending = tuple(map(str, line["verdict"].get("reasons", ()))), _word(line["ending"])
        return Outcome(
            number=_count(line["number"]), attempt=_count(line["attempt"]), level=str(line["level"]["id"]),
            workflow=str(line["workflow"]), family=str(known["family"]), domain=str(line["domain"]),
            variant=str(known["variant"]), difficulty=float(known["difficulty"]),
            frictions=tuple(str(gene["name"]) for gene in spec["frictions"]),
            locale=str(spec["sites"][spec["task"]["site"]]["locale"]), part=str(known["part"]),
            success=solved(line), ending=ending, steps=len(line["steps"]),
            limit=int(known["limit"]), errors=sum("error" in step for step in line["steps"]),
            seconds=float(line["seconds"]), reasons=reasons, why=str(line.get("why", "")),
            unwanted=int(line.get("unwanted", sum(reason.startswith("unwanted") for reason in reasons))),
            shown=tuple(orders.get("shown", ())), obeyed=tuple(orders.get("obeyed", ())),
            usage={name: float(value) for name, value in (line.get("usage") or {}).items()},
        )  # fmt: skip
    except SpecError as error:
        raise SpecError(f"{where}: not an episode of an evaluation: {error}") from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise SpecError(f"{where}: not an episode of an evaluation: {error!r}") from None


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r:.60} is no count")
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.60} is no word")
    return value


def counted(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the episodes that say something of the player: faults of ours are left out."""
    return [one for one in outcomes if not one.fault]


def told(outcome: Outcome) -> str:
    """Say in one phrase how an episode ended; ``solved`` where it was."""
    if outcome.success:
        return "solved"
    phrases = {"limit": "ran out of steps", "stuck": "the expert was stuck", "refused": "grew too long for the model", FAULT: "fault"}
    if outcome.ending in phrases:
        return phrases[outcome.ending]
    return kind_of(outcome.reasons)


def kind_of(reasons: Sequence[str]) -> str:
    """Return the group of a failure: what most of all was wrong, in a phrase."""
    unwanted = any(reason.startswith("unwanted") for reason in reasons)
    missing = any(reason.startswith("the wanted") for reason in reasons)
    for holds, phrase in (
        (any("did not end with give_up" in reason for reason in reasons), "did not see that it cannot be done"),
        (any("did not end with done" in reason for reason in reasons), "gave up on what can be done"),
        (missing and unwanted, "changed something else, or otherwise, than asked"),
        (missing, "left a wanted change undone"),
        (unwanted, "did what is asked, and more"),
        (any("effects" in reason for reason in reasons), "sent or paid something else than asked"),
        (any("answer" in reason for reason in reasons), "answered wrongly or not at all"),
    ):
        if holds:
            return phrase
    return "failed"
