"""Is difficulty told right? Imperfect players play levels; how often they succeed is held against what was predicted.

Players are experts that slip: at each act, with some chance, one takes any candidate of the page instead, and then
looks at the page anew. Others play through ``webgen eval``. A logistic model from features to success is fitted
and judged over levels that it was not fitted to.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize
from scipy.stats import rankdata, spearmanr

from webgen.bind import bind
from webgen.candidates import candidates
from webgen.engines.base import Engine
from webgen.episode import Episode, play
from webgen.errors import EngineFault, InputError, Unsupported, WebgenError
from webgen.features import FEATURES, features, scaled
from webgen.generate import Knobs, frictions, generate, level_of, widgets
from webgen.oracle import Oracle, OracleStuck
from webgen.spec import FrictionGene, Level
from webgen.streams import Stream, fingerprint

SLIPS = (0.02, 0.05, 0.1, 0.2)
FAULT = "fault"
FOLDS, RIDGE, BOOTSTRAPS, BINS = 5, 1.0, 2000, 6
ACT_LEVELS = 4  # levels on which the acts of a widget or a friction are counted
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One episode of a player."""

    player: str
    seed: int
    trial: int
    success: bool
    steps: int
    ending: str


# ---- players ----------------------------------------------------------------------------------------------------


def slipping(engine: Engine, level: Level, chance: float, stream: Stream) -> tuple[bool, int, str]:
    """Let an expert play that takes any candidate instead of its act with a chance; return success, acts and ending.

    After a slip it starts its plan anew from the page it then sees. With chance 1 it is the random policy.
    """
    with Episode(engine, level) as episode:
        oracle = Oracle(level)
        for step in range(level.max_steps):
            place = stream.child(step)
            try:
                if place.child("slip").chance(chance):
                    among = candidates(episode.snapshot, level.task.goal, rich=False)
                    action = among[place.child("which").integer(0, len(among) - 1)].action
                    oracle = Oracle(level)
                else:
                    action = oracle.act(episode.snapshot)
            except OracleStuck:
                return False, step, "stuck"
            if episode.act(action).ended:
                return episode.verdict().success, step + 1, "done"
        return False, level.max_steps, "limit"


def slipper(chance: float) -> str:
    """Return the name of a slipping expert; of one that always slips, ``random``."""
    return "random" if chance >= 1 else f"slips {chance:g}"


def read_rows(path: Path, setting: Mapping[str, Any]) -> list[Row]:
    """Return the rows of an interrupted run.

    Raises:
        InputError: the file is of another setting, or not one of these files.
    """
    if not path.exists():
        return []
    try:
        whole, _, torn = path.read_text(encoding="utf-8").rpartition("\n")
        if torn:  # an interrupted run left half a line
            path.write_text(whole + "\n", encoding="utf-8")
        first, *lines = [json.loads(line) for line in whole.splitlines()]
        if first["setting"] != setting:
            raise InputError(f"{path} is of another setting: {first['setting']}; give another file")
        return [Row(**line) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"cannot read {path} as rows of a calibration: {error}") from None


def play_panel(
    engine: Engine,
    seeds: Sequence[int],
    *,
    knobs: Knobs | None = None,
    slips: Sequence[float] = SLIPS,
    trials: int = 4,
    rows: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Let every slipping expert play every level some times. With a file, rows there are kept and the rest is added."""
    setting = {"knobs": (knobs or Knobs()).model_dump(mode="json", exclude_defaults=True)}
    known = read_rows(rows, setting) if rows is not None else []
    done = {(row.player, row.seed, row.trial): row for row in known}
    if rows is not None and not rows.exists():
        rows.write_text(json.dumps({"setting": setting}) + "\n", encoding="utf-8")
    found: list[Row] = []
    for number, seed in enumerate(seeds):
        level: Level | None = None
        for chance in slips:
            for trial in range(trials):
                row = done.get((slipper(chance), seed, trial))
                if row is None:
                    level = level or level_of(seed, knobs)
                    stream = Stream(seed, "calibrate", slipper(chance), trial)
                    try:
                        row = Row(slipper(chance), seed, trial, *slipping(engine, level, chance, stream))
                    except (EngineFault, Unsupported):  # ours, not the player's: it counts for nothing
                        row = Row(slipper(chance), seed, trial, False, 0, FAULT)
                    _append(rows, row)
                found.append(row)
        if progress is not None:
            progress(number + 1)
    return found


def _append(path: Path | None, row: Row) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(row)) + "\n")


# ---- acts of controls and frictions -----------------------------------------------------------------------------


def count_acts(engine: Engine, *, progress: Callable[[int], None] | None = None) -> dict[str, dict[str, float]]:
    """Return how many acts each widget takes an expert, and each friction for each point of strength.

    Widgets are counted where an expert operates them; frictions by playing levels with and without.
    """
    calm = Knobs(friction=0, login=0, tone=0)
    found: dict[str, dict[str, float]] = {"widgets": {}, "frictions": {}}
    names = [("widgets", name) for name, part in widgets().items() if not part.container]
    names += [("frictions", name) for name in frictions()]
    for number, (kind, name) in enumerate(sorted(names)):
        counted = _widget_acts(engine, name, calm) if kind == "widgets" else _friction_acts(engine, name, calm)
        if counted is not None:
            found[kind][name] = round(counted, 2)
        if progress is not None:
            progress(number + 1)
    return found


def _widget_acts(engine: Engine, name: str, calm: Knobs) -> float | None:
    uses = acts = 0
    knobs = calm.model_copy(update={"widgets": (name,), "workflows": ("create",), "fields": 8})
    for seed in range(10 * ACT_LEVELS):
        level = level_of(seed, knobs)
        oracle = Oracle(level)
        play(engine, level, oracle)
        uses, acts = uses + oracle.uses[name], acts + oracle.acts[name]
        if uses >= 2 * ACT_LEVELS:
            break
    return acts / uses if uses else None


def _friction_acts(engine: Engine, name: str, calm: Knobs) -> float:
    more = 0.0
    for seed in range(2 * ACT_LEVELS):
        spec = generate(seed, calm.model_copy(update={"login": float(frictions()[name].needs_login)}))
        strength = 1 + seed % 3
        with_it = spec.model_copy(update={"frictions": (FrictionGene(name=name, strength=strength),)})
        counts = []
        for one in (with_it, spec):
            level = bind(one, seed)
            counts.append(len(play(engine, level, Oracle(level)).actions))
        more += (counts[0] - counts[1]) / strength
    return max(0.0, more / (2 * ACT_LEVELS))


# ---- the model --------------------------------------------------------------------------------------------------


@dataclass
class Model:
    """A logistic model of failing from standardised features."""

    mean: Array
    scale: Array
    weights: Array
    intercept: float

    def failing(self, x: Array) -> Array:
        """Return the predicted share of failures of rows of features."""
        z = (x - self.mean) / self.scale @ self.weights + self.intercept
        found: Array = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the model as ``scenarios/difficulty.json`` keeps it."""
        return {
            "features": list(FEATURES),
            "mean": [round(float(value), 5) for value in self.mean],
            "scale": [round(float(value), 5) for value in self.scale],
            "weights": [round(float(value), 5) for value in self.weights],
            "intercept": round(self.intercept, 5),
        }


def fit(x: Array, failed: Array, trials: Array) -> Model:
    """Fit a ridge-penalised logistic model to shares of failures of (levels,) trials each; the intercept is free."""
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    z = (x - mean) / scale

    def loss(theta: Array) -> tuple[float, Array]:
        out = z @ theta[:-1] + theta[-1]
        p = 1 / (1 + np.exp(-np.clip(out, -30, 30)))
        value = float(np.sum(trials * (np.logaddexp(0, out) - failed * out)) + 0.5 * RIDGE * len(z) / 10 * theta[:-1] @ theta[:-1])
        pull = trials * (p - failed)
        return value, np.append(z.T @ pull + RIDGE * len(z) / 10 * theta[:-1], pull.sum())

    theta = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return Model(mean, scale, theta[:-1], float(theta[-1]))


def predicted(x: Array, failed: Array, trials: Array, folds: NDArray[np.int64]) -> Array:
    """Return the share of failures of each level as predicted by a model that has not seen it."""
    found = np.zeros(len(x))
    for fold in np.unique(folds):
        out = folds == fold
        found[out] = fit(x[~out], failed[~out], trials[~out]).failing(x[out])
    return found


def rank_correlation(x: Array, y: Array, *, seed: int = 0) -> dict[str, Any]:
    """Return Spearman's rank correlation with its 95 % bootstrap interval over levels."""
    if len(set(x)) < 2 or len(set(y)) < 2:
        return {"spearman": None, "ci95": None}
    draws = np.random.default_rng(seed)
    at = np.stack([draws.integers(0, len(x), len(x)) for _ in range(BOOTSTRAPS)])
    ranks = [rankdata(values[at], axis=1) for values in (x, y)]
    first, second = (ranked - ranked.mean(axis=1, keepdims=True) for ranked in ranks)
    spread = np.sqrt((first**2).sum(axis=1) * (second**2).sum(axis=1))
    told = spread > 0  # a draw in which all are alike has no correlation
    found = (first * second).sum(axis=1)[told] / spread[told]
    low, high = np.quantile(found, (0.025, 0.975))
    return {"spearman": round(float(spearmanr(x, y).statistic), 3), "ci95": [round(float(low), 3), round(float(high), 3)]}


@dataclass
class Calibration:
    """What comes out: how well difficulty is told, by which features, and the model fitted to all levels."""

    model: Model
    facts: dict[str, Any] = field(default_factory=dict)


def calibrate(levels: Mapping[int, Level], rows: Iterable[Row]) -> Calibration:
    """Fit and judge the model on the panel of slipping experts; other players are told apart by name.

    Raises:
        InputError: fewer than ten levels were played by the panel, or all ended alike.
    """
    outcomes: dict[str, dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    faults = 0
    for row in rows:
        faults += row.ending == FAULT
        if row.seed in levels and row.ending != FAULT:
            outcomes[row.player][row.seed].append(row.success)
    panel = sorted(name for name in outcomes if name.startswith("slips "))
    seeds = [seed for seed in levels if panel and all(outcomes[name][seed] for name in panel)]
    if len(seeds) < 2 * FOLDS:
        raise InputError(f"{len(seeds)} levels were played by the slipping experts; at least {2 * FOLDS} are needed")
    vectors = [features(levels[seed]) for seed in seeds]
    x = np.array([scaled(vector) for vector in vectors])
    played = [[one for name in panel for one in outcomes[name][seed]] for seed in seeds]
    failed, trials = np.array([1 - np.mean(one) for one in played]), np.array([float(len(one)) for one in played])
    if failed.std() == 0:
        raise InputError("every level was solved equally often; take other error rates")
    folds = np.array([int(fingerprint(levels[seed].spec.id), 16) % FOLDS for seed in seeds])
    told = predicted(x, failed, trials, folds)
    model = fit(x, failed, trials)
    steps = np.array([vector.steps for vector in vectors])
    facts = {
        "levels": len(seeds),
        "episodes": int(trials.sum()),
        "faults": faults,
        "success": round(float(1 - failed.mean()), 4),
        **rank_correlation(told, failed),
        "steps_alone": rank_correlation(steps, failed),
        "reliability": _reliability(panel, outcomes, seeds),
        **_calibration(told, failed, trials),
        "weights": dict(sorted(zip(FEATURES, (round(float(one), 3) for one in model.weights), strict=True), key=lambda one: -abs(one[1]))),
        "features": {name: rank_correlation(x[:, at], failed)["spearman"] for at, name in enumerate(FEATURES)},
        "players": {name: _player(outcomes[name], seeds, told) for name in sorted(outcomes)},
    }  # fmt: skip
    return Calibration(model, facts)


def _player(outcomes: Mapping[int, Sequence[bool]], seeds: Sequence[int], told: Array) -> dict[str, Any]:
    at = [index for index, seed in enumerate(seeds) if outcomes.get(seed)]
    rates = np.array([1 - np.mean(outcomes[seeds[index]]) for index in at])
    count = sum(len(outcomes[seeds[index]]) for index in at)
    return {"episodes": count, "success": round(float(1 - rates.mean()), 4) if at else None, **rank_correlation(told[at], rates)}


def _reliability(panel: Sequence[str], outcomes: Mapping[str, Mapping[int, Sequence[bool]]], seeds: Sequence[int]) -> float | None:
    """Return how well one half of the episodes tells the other, stepped up to all of them (Spearman and Brown)."""
    halves = np.array([[np.mean([one for name in panel for one in outcomes[name][seed][half::2]] or [False]) for half in (0, 1)] for seed in seeds])
    if min(len(outcomes[name][seeds[0]]) for name in panel) < 2 or halves.std(axis=0).min() == 0:
        return None
    r = float(spearmanr(halves[:, 0], halves[:, 1]).statistic)
    return round(2 * r / (1 + r), 3)


def _calibration(told: Array, failed: Array, trials: Array) -> dict[str, Any]:
    """Return the Brier score, the expected calibration error before and after isotonic regression, and the bins."""
    order = np.argsort(told, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    table = [[round(float(told[part].mean()), 3), round(float(failed[part].mean()), 3), int(trials[part].sum())] for part in bins]
    straight = np.empty(len(told))
    straight[order] = isotonic_regression(failed[order], weights=trials[order]).x
    return {
        "brier": round(float(np.average((told - failed) ** 2, weights=trials)), 4),
        "brier_isotonic": round(float(np.average((straight - failed) ** 2, weights=trials)), 4),
        "calibration_error": round(float(sum(abs(one - two) * count for one, two, count in table) / trials.sum()), 4),
        "bins": table,
    }


def save(path: Path, acts: Mapping[str, Mapping[str, float]], found: Calibration | None) -> None:
    """Write what :mod:`webgen.features` reads: the acts, the model (none yet: none) and what it was fitted to."""
    kept: dict[str, Any] = {"acts": acts, "model": None}
    if found is not None:
        kept["model"] = found.model.as_json()
        kept["fitted_to"] = {name: found.facts[name] for name in ("levels", "episodes", "spearman", "ci95")}
    try:
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise WebgenError(f"cannot write {path}: {error.strerror}") from None
