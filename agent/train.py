"""Train the reference learner: demonstrations, cloning, then PPO under a teacher. Read it top to bottom.

Everything a run makes lies in its folder: ``log.jsonl`` (one line for each epoch and update), ``teacher.jsonl`` (what
the teacher chose), ``state.pt`` and ``teacher.sqlite`` (from which it goes on), and the checkpoints ``untrained.pt``,
``bc_only.pt`` and ``trained.pt``.
"""

from __future__ import annotations

import json
import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import cos, pi
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import torch

from agent import ppo
from agent.encode import Encoded
from agent.evaluate import rate
from agent.imitate import Detours, Lessons, clone_epoch, clone_loss, minibatches
from agent.policy import Policy, Shape, collate, saved
from agent.rollout import Crew, Trajectory
from webgen.curriculum.base import FIRST_SEED, Outcome, Teacher, teacher
from webgen.errors import InputError
from webgen.generate import Knobs, course

VALIDATION_SEED = 500_000  # validation levels start here; evaluation levels lie below and are never played in training


@dataclass(frozen=True)
class Args:
    """What a training run may be told.

    Attributes:
        out: the folder of the run.
        seed: of everything random in the run.
        processes: how many play and record; 0 uses this one alone and repeats bit for bit.
        demonstrations: how many levels the expert is asked to show.
        detours: share of demonstrations with mistakes in them, to show the way back.
        epochs: how often cloning goes over the demonstrations.
        clone_rate: the learning rate of cloning at its start; it falls to a fiftieth along a cosine.
        updates: how many PPO updates follow; 0 stops after cloning.
        lessons: episodes of one update.
        ppo_rate: the learning rate of PPO at its start; it falls linearly to a fifth.
        passes: how often an update goes over its episodes.
        clip: how far a probability may move in one update, as a ratio.
        gamma: the discount of a step.
        lam: how far advantages look ahead, 0 to 1.
        entropy: how much entropy is worth.
        anchor: how much staying close to the demonstrations is worth.
        most_kl: an update stops once it has moved the policy this far from the one that played.
        teacher: which teacher picks the lessons.
        workflows: workflows trained on; all of the training split where none is named.
        course: a course of ``scenarios/courses`` that says which domains and workflows there are.
        validate_every: updates between validations.
        validation: how many levels a validation plays.
        temperature: of the policy when it is validated.
        ppo_seconds: PPO stops early once it has taken this long; a guard for slow machines.
        batch: decisions of a gradient step.
        width: width of the network.
    """

    out: Path = Path("runs/train")
    seed: int = 0
    processes: int = 2
    demonstrations: int = 1500
    detours: float = 0.3
    epochs: int = 5
    clone_rate: float = 2e-3
    updates: int = 16
    lessons: int = 64
    ppo_rate: float = 2e-4
    passes: int = 2
    clip: float = 0.2
    gamma: float = 0.98
    lam: float = 0.95
    entropy: float = 0.002
    anchor: float = 0.5
    most_kl: float = 0.03
    teacher: str = "learnability"
    workflows: tuple[str, ...] = ()
    course: str = ""
    validate_every: int = 8
    validation: int = 100
    temperature: float = 0.0
    ppo_seconds: float = 150.0
    batch: int = 64
    width: int = 64

    @property
    def knobs(self) -> Knobs:
        """What training levels are drawn with."""
        narrowed = course(self.course)
        return Knobs.model_validate({**narrowed, "split": "train", "workflows": self.workflows or narrowed.get("workflows", ())})


Note = Callable[[str, int, int], None]


def quiet(stage: str, done: int, total: int) -> None:
    """Say nothing."""


class Run:
    """A training run: what is learnt so far, and where it is written."""

    def __init__(self, args: Args, note: Note = quiet) -> None:
        self.args, self.note = args, note
        args.out.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(args.seed)
        self.policy = Policy(Shape(width=args.width))
        self.optimizer = torch.optim.Adam(self.policy.parameters(), lr=args.clone_rate, eps=1e-5)
        self.random = np.random.Generator(np.random.PCG64(args.seed))
        self.lessons = Lessons()
        self.teacher: Teacher = teacher(args.teacher, args.knobs, seed=args.seed)
        self.epoch = 0  # cloning epochs done
        self.update = 0  # PPO updates done
        self.best = -1.0  # best validation so far
        self.validated = 0  # updates done at the last validation
        self.started = perf_counter()
        self.finished = False

    # ---- the whole

    def train(self) -> None:
        """Go from where the run is to its end."""
        args = self.args
        resumed = self._resume()
        if not resumed:
            self._checkpoint("untrained")
        with Crew(args.processes) as crew:
            self.crew = crew
            if self.finished:
                return
            self._demonstrations()
            while self.epoch < args.epochs:
                self._clone()
                self._save()
            if self.best < 0.0:
                self._validated("bc_only")
                self._checkpoint("bc_only")
                self._save()
            self.optimizer = torch.optim.Adam(self.policy.parameters(), lr=args.ppo_rate, eps=1e-5)
            self._resume_optimizer()
            began = perf_counter()
            while self.update < args.updates and perf_counter() - began < args.ppo_seconds:
                self._improve()
                self._save()
            if self.validated < self.update:
                self._validated("trained")
        self.finished = True
        self._save()
        self.note("PPO", args.updates, args.updates)

    # ---- demonstrations and cloning

    def _demonstrations(self) -> None:
        """Let the expert show levels; they are kept in a file, because a resumed run clones the same ones."""
        args, path = self.args, self.args.out / "demonstrations.pkl"
        if path.exists():
            texts, self.lessons = pickle.loads(path.read_bytes())
            numbers = self.crew.vocabulary.adopt(texts)
            self.lessons.samples = [sample.moved(numbers) for sample in self.lessons.samples]
            return
        began = perf_counter()
        seeds = [FIRST_SEED + args.seed * 10_000_000 + number for number in range(args.demonstrations)]
        chunks = [(seeds[at : at + 20], args.knobs, Detours(args.detours)) for at in range(0, len(seeds), 20)]
        total = len(seeds)
        done = self.crew.do(
            "demonstrations", chunks, lambda now: self.note("demonstrations", min(now * 20, total), total)
        )
        shown = [item for chunk in done for item in chunk]
        for item in shown:
            if item is not None:
                self.lessons.add(item)
        kept = [item for item in shown if item is not None]
        path.write_bytes(pickle.dumps((self.crew.vocabulary.texts, self.lessons)))
        self._log(
            "demonstrations",
            asked=total,
            kept=len(kept),
            decisions=len(self.lessons),
            unlisted=sum(item.unlisted for item in kept),
            by_workflow=dict(sorted(Counter(item.workflow for item in kept).items())),
            seconds=round(perf_counter() - began, 1),
        )
        if not kept:
            raise InputError("the expert solved none of the demonstration levels; `webgen check` says why")

    def _clone(self) -> None:
        """Clone for one epoch."""
        args, began = self.args, perf_counter()
        steps = -(-len(self.lessons) // args.batch)
        total, done = steps * args.epochs, steps * self.epoch

        def falling() -> float:
            nonlocal done
            share, done = done / total, done + 1
            warm = min(1.0, (done + 1) / 50.0)
            return args.clone_rate * warm * (0.02 + 0.98 * 0.5 * (1.0 + cos(pi * min(share, 1.0))))

        order = self.random.permutation(len(self.lessons))
        loss, right = clone_epoch(
            self.policy, self.lessons, self.crew.vocabulary.table, self.optimizer, order, size=args.batch, rate=falling
        )
        self.epoch += 1
        seconds = perf_counter() - began
        self._log("clone", epoch=self.epoch, loss=round(loss, 4), accuracy=round(right, 4), seconds=round(seconds, 1),
                  decisions_per_second=round(len(self.lessons) / seconds, 1))  # fmt: skip
        self.note("cloning", self.epoch, args.epochs)

    # ---- PPO

    def _improve(self) -> None:
        """Play the teacher's lessons, tell it what came of them, and take one PPO update."""
        args, began = self.args, perf_counter()
        trajectories = self._collect()
        played = perf_counter()
        facts = self._learn(trajectories)
        self.update += 1
        rows = [trajectory.row for trajectory in trajectories if trajectory.row is not None]
        self._log(
            "ppo",
            update=self.update,
            success=round(rate(rows).value, 4),
            episodes=len(rows),
            faults=args.lessons - len(rows),
            steps=sum(row.steps for row in rows),
            **facts,
            play_seconds=round(played - began, 2),
            learn_seconds=round(perf_counter() - played, 2),
        )
        self.note("PPO", self.update, args.updates)
        if self.update % args.validate_every == 0:
            self._validated("trained")

    def _collect(self) -> list[Trajectory]:
        args = self.args
        lessons = self.teacher.ask(args.lessons)
        self.crew.share(saved(self.policy))
        parts = max(args.processes, 1) * 2  # more parts than processes: the slow ones even out
        size = -(-len(lessons) // parts)
        chunks = [(lessons[at : at + size], 1.0, args.seed + self.update) for at in range(0, len(lessons), size)]
        trajectories: list[Trajectory] = [item for chunk in self.crew.do("lessons", chunks) for item in chunk]
        outcomes = [
            Outcome(item.spec_id, item.row.level, int(item.row.success), 1, item.row.steps, item.cell)
            for item in trajectories
            if item.row is not None
        ]
        self.teacher.tell(outcomes)
        self._write(
            "teacher.jsonl",
            {
                "update": self.update + 1,
                "asked": dict(sorted(Counter(lesson.cell or lesson.spec.task.workflow for lesson in lessons).items())),
                **self.teacher.explain(),
            },
        )
        return trajectories

    def _learn(self, trajectories: list[Trajectory]) -> dict[str, float]:
        """Take gradient steps on what was played; return what happened."""
        args, policy = self.args, self.policy
        data = _flatten(trajectories, args.gamma, args.lam)
        table = self.crew.vocabulary.table
        share = self.update / max(args.updates, 1)
        for group in self.optimizer.param_groups:
            group["lr"] = args.ppo_rate * (1.0 - 0.8 * share)
        sums = dict.fromkeys(("policy", "value", "entropy", "kl"), 0.0)
        count = 0
        policy.train()
        for _ in range(args.passes):
            for piece in minibatches(data.samples, args.batch, self.random.permutation(len(data.samples))):
                index = torch.from_numpy(piece)
                log_probs, values = policy(collate([data.samples[at] for at in piece], table))
                taken = log_probs.gather(1, data.choices[index, None]).squeeze(1)
                # the value net is new after cloning: in the first update it alone learns
                weight = 1.0 if self.update else 0.0
                surrogate = ppo.policy_loss(taken, data.log_probs[index], data.advantages[index], args.clip)
                worth = ppo.value_loss(values, data.values[index], data.returns[index], args.clip)
                spread = ppo.entropy(log_probs).mean()
                loss = weight * (surrogate - args.entropy * spread) + 0.5 * worth
                if args.anchor:
                    some = self.random.choice(len(self.lessons), min(args.batch // 2, len(self.lessons)), replace=False)
                    loss = loss + args.anchor * clone_loss(policy, self.lessons, some, table)[0]
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(policy.parameters(), 0.5)
                self.optimizer.step()
                with torch.no_grad():
                    kl = ppo.approximate_kl(taken, data.log_probs[index]).item()
                told = {"policy": surrogate.item(), "value": worth.item(), "entropy": spread.item(), "kl": kl}
                sums = {name: total + told[name] for name, total in sums.items()}
                count += 1
            if sums["kl"] / count > args.most_kl:
                break
        return {name: round(total / count, 5) for name, total in sums.items()}

    # ---- validation and files

    def _validated(self, stage: str) -> None:
        """Play validation levels in the twin; the best policy so far becomes ``trained.pt``."""
        args, began = self.args, perf_counter()
        self.crew.share(saved(self.policy))
        seeds = list(range(VALIDATION_SEED, VALIDATION_SEED + args.validation))
        size = -(-len(seeds) // (max(args.processes, 1) * 2))
        chunks = [(seeds[at : at + size], args.knobs, args.temperature, 0, True) for at in range(0, len(seeds), size)]
        rows = [row for chunk in self.crew.do("rows", chunks) for row in chunk]
        found = rate(rows)
        self.validated = self.update
        better = found.value > self.best
        if better:
            self.best = found.value
            self._checkpoint("trained")
        self._log(
            "validation", of=stage, update=self.update, **found.as_json(), best=better,
            faults=sum(row.fault for row in rows), seconds=round(perf_counter() - began, 1),
        )  # fmt: skip

    def _checkpoint(self, name: str) -> None:
        torch.save({"policy": saved(self.policy), "update": self.update}, self.args.out / f"{name}.pt")

    def _save(self) -> None:
        """Write the state whole or not at all."""
        args = self.args
        self.teacher.save(args.out / "teacher.sqlite")
        state = {
            "args": json.dumps(asdict(args), default=str, sort_keys=True),
            "policy": self.policy.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "random": json.dumps(self.random.bit_generator.state),
            "epoch": self.epoch,
            "update": self.update,
            "best": self.best,
            "validated": self.validated,
            "finished": self.finished,
        }
        fresh = args.out / "state.pt.new"
        torch.save(state, fresh)
        fresh.replace(args.out / "state.pt")

    def _resume(self) -> bool:
        """Take over the state of the folder; False when there is none."""
        path = self.args.out / "state.pt"
        if not path.exists():
            return False
        state = torch.load(path, weights_only=True)
        told = json.loads(json.dumps(asdict(self.args), default=str))
        before = json.loads(state["args"])
        changed = sorted(name for name in told if name not in ("out", "ppo_seconds", "updates", "processes")
                         and told[name] != before.get(name))  # fmt: skip
        if changed:
            raise InputError(
                f"{path.parent} holds a run with another {', '.join(changed)}; use another folder or the same arguments"
            )
        self.policy.load_state_dict(state["policy"])
        self._kept_optimizer = state["optimizer"] if state["best"] >= 0.0 and state["update"] else None
        if state["best"] < 0.0:
            self.optimizer.load_state_dict(state["optimizer"])
        self.random.bit_generator.state = json.loads(state["random"])
        self.epoch, self.update, self.best = state["epoch"], state["update"], state["best"]
        self.validated = state["validated"]
        self.finished = state["finished"] and self.update >= self.args.updates
        self.teacher.load(path.parent / "teacher.sqlite")
        return True

    _kept_optimizer: dict[str, Any] | None = None

    def _resume_optimizer(self) -> None:
        """Give PPO's optimizer its moments back."""
        if self._kept_optimizer is not None:
            self.optimizer.load_state_dict(self._kept_optimizer)

    def _log(self, what: str, **facts: Any) -> None:
        self._write("log.jsonl", {"what": what, **facts, "at_seconds": round(perf_counter() - self.started, 1)})

    def _write(self, name: str, line: dict[str, Any]) -> None:
        with (self.args.out / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class _Data:
    """Decisions of many episodes in a row."""

    samples: list[Encoded]
    choices: torch.Tensor
    log_probs: torch.Tensor
    values: torch.Tensor
    advantages: torch.Tensor
    returns: torch.Tensor


def _flatten(trajectories: list[Trajectory], gamma: float, lam: float) -> _Data:
    """Return all decisions with advantages. Every trajectory is whole: an episode cut short has earned nothing."""
    samples: list[Encoded] = []
    names = ("choices", "log_probs", "values", "advantages", "returns")
    parts: dict[str, list[torch.Tensor]] = {name: [] for name in names}
    for item in trajectories:
        count = len(item.samples)
        rewards, ends, values = torch.zeros(count), torch.zeros(count), torch.tensor(item.values)
        rewards[-1] = float(item.row is not None and item.row.success)
        ends[-1] = 1.0
        advantages, returns = ppo.gae(rewards, values, ends, torch.tensor(0.0), gamma, lam)
        samples += item.samples
        parts["choices"].append(torch.tensor(item.choices))
        parts["log_probs"].append(torch.tensor(item.log_probs, dtype=torch.float32))
        parts["values"].append(values)
        parts["advantages"].append(advantages)
        parts["returns"].append(returns)
    whole = {name: torch.cat(rows) for name, rows in parts.items()}
    whole["advantages"] = ppo.normalised(whole["advantages"])
    return _Data(samples, **whole)


def train(args: Args, note: Note = quiet) -> Path:
    """Train, or go on training; return the checkpoint that validated best."""
    torch.set_num_threads(max(1, args.processes))
    Run(args, note).train()
    return args.out / "trained.pt"
