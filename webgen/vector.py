"""Many levels at once: in this process, in others, or as pages of one browser.

An infrastructure fault in one environment is not an outcome: its episode ends as truncated with ``info["fault"]``, the
environment starts anew, and :attr:`WebVectorEnv.tally` counts it apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space, concatenate, create_empty_array

from webgen.crew import Apart, Crew, Here, Options, Order, Recipe, Turn
from webgen.engines.base import Engine
from webgen.env import FACES
from webgen.errors import InputError, UnknownName
from webgen.generate import Knobs
from webgen.streams import seed_of


@dataclass(slots=True)
class Tally:
    """What happened so far. ``faults`` are no episodes; ``steps`` are those of ``episodes``."""

    episodes: int = 0
    successes: int = 0
    steps: int = 0
    faults: int = 0


class WebVectorEnv(gymnasium.vector.VectorEnv[Any, Any, Any]):
    """A batch of environments that reset themselves. Made by :func:`make_vec`.

    Texts of a batch are tuples of ``str``; numbers and masks are arrays with the environments along the first axis.
    With :attr:`AutoresetMode.NEXT_STEP` the step after an episode's last one ignores its action and resets; with
    :attr:`AutoresetMode.SAME_STEP` the last step returns the next episode's first observation, and the old one's in
    ``info["final_obs"]`` and ``info["final_info"]``.
    """

    def __init__(
        self,
        recipe: Recipe,
        num_envs: int,
        *,
        processes: int = 0,
        autoreset_mode: AutoresetMode = AutoresetMode.NEXT_STEP,
        next_options: Callable[[int], Options | None] | None = None,
    ) -> None:
        super().__init__()
        self.num_envs, self.autoreset_mode, self.next_options = num_envs, autoreset_mode, next_options
        model = recipe.make()
        self.single_observation_space, self.single_action_space = model.observation_space, model.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.metadata = {**model.metadata, "autoreset_mode": autoreset_mode}
        self.render_mode = model.render_mode
        model.close()
        self.tally = Tally()
        self._seen: list[Any] = [None] * num_envs
        self._info: list[dict[str, Any]] = [{} for _ in range(num_envs)]
        self._ended = np.zeros(num_envs, np.bool_)
        threads = num_envs > 1 and _name(recipe.engine) == "chromium"
        self._crew: Crew = Apart(recipe, num_envs, processes) if processes else Here(recipe, num_envs, threads=threads)

    # ---- Gymnasium

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Reset all environments, or those of a mask.

        Args:
            seed: environment ``i`` gets ``seed + i``; or one for each.
            options: what :meth:`WebEnv.reset` takes, for all alike; ``levels``: one for each; ``reset_mask``: a bool
                array that says which environments to reset.

        Raises:
            EngineFault: the infrastructure failed several times in a row.
        """
        rest = dict(options or {})
        mask = np.asarray(rest.pop("reset_mask", np.ones(self.num_envs)), np.bool_)
        levels = rest.pop("levels", None)
        seeds = self._spread(seed)
        if mask.shape != (self.num_envs,) or (levels is not None and len(levels) != self.num_envs):
            raise InputError(f"reset_mask and levels must have {self.num_envs} entries, one for each environment")
        orders = {}
        for index in map(int, np.flatnonzero(mask)):
            own: Options | None = rest if levels is None else {"level": levels[index]}
            if not own and seeds[index] is None:
                own = self._next(index)
            orders[index] = Order("reset", seed=seeds[index], options=own)
        infos: dict[str, Any] = {}
        for index, turn in sorted(self._crew.run(orders).items()):
            self._begin(index, turn)
            infos = self._add_info(infos, self._info[index], index)
        return self._batch(self._seen), infos

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """Do one action in every environment (or reset it, see the class).

        Raises:
            InputError: not one action for each, or no reset before.
            EngineFault: the infrastructure failed several times in a row.
        """
        actions = list(actions)
        if len(actions) != self.num_envs:
            raise InputError(f"{len(actions)} actions for {self.num_envs} environments")
        if any(seen is None for seen in self._seen):
            raise InputError("call reset before step")
        for index, (seen, action) in enumerate(zip(self._seen, actions, strict=True)):  # before any environment moves
            mask = seen.get("action_mask") if isinstance(seen, dict) else None
            if mask is None or self._ended[index]:
                continue
            if isinstance(action, bool) or not isinstance(action, int | np.integer) or not 0 <= action < len(mask) or not mask[action]:
                raise InputError(f"action {action!r} of environment {index} is masked; it has {int(mask.sum())} candidates")
        orders = {
            index: Order("reset", options=self._next(index)) if self._ended[index] else Order("step", action)
            for index, action in enumerate(actions)
        }
        turns = self._crew.run(orders)
        rewards, flags = np.zeros(self.num_envs), np.zeros((2, self.num_envs), np.bool_)
        infos: dict[str, Any] = {}
        for index in range(self.num_envs):
            if orders[index].do == "reset":
                self._begin(index, turns[index])
                continue
            rewards[index], flags[0, index], flags[1, index] = self._take(index, turns[index])
        self._ended = flags[0] | flags[1]
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            infos = self._begin_anew()
        for index, info in enumerate(self._info):
            infos = self._add_info(infos, info, index)
        return self._batch(self._seen), rewards, flags[0], flags[1], infos

    def call(self, name: str, *args: Any) -> tuple[Any, ...]:
        """Read an attribute of every environment, or call a method; from other processes come copies."""
        return self._crew.call(name, *args)

    def get_attr(self, name: str) -> tuple[Any, ...]:
        """Read an attribute of every environment."""
        return self.call(name)

    @property
    def candidates(self) -> tuple[Any, ...]:
        """The candidates of every environment (face ``discrete``)."""
        return self.call("candidates")

    def render(self) -> tuple[Any, ...]:
        """Render every environment."""
        return self.call("render")

    def close_extras(self, **kwargs: Any) -> None:
        """Close all environments and processes."""
        self._crew.close()

    # ---- parts

    def _spread(self, seed: int | Sequence[int | None] | None) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, int | np.integer):
            return [seed_of(int(seed)) + index for index in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise InputError(f"{len(seed)} seeds for {self.num_envs} environments")
        return [None if item is None else seed_of(int(item)) for item in seed]

    def _next(self, index: int) -> Options | None:
        return None if self.next_options is None else self.next_options(index)

    def _begin(self, index: int, turn: Turn | str) -> None:
        assert not isinstance(turn, str), "a reset answers, or raises"
        self._seen[index], self._info[index] = turn[0], turn[4]
        self._ended[index] = False

    def _begin_anew(self) -> dict[str, Any]:
        """Reset what has ended; return the infos of the endings."""
        ended = [int(index) for index in np.flatnonzero(self._ended)]
        infos: dict[str, Any] = {}
        for index in ended:
            infos = self._add_info(infos, {"final_obs": self._seen[index], "final_info": self._info[index]}, index)
        orders = {index: Order("reset", options=self._next(index)) for index in ended}
        for index, turn in self._crew.run(orders).items() if orders else ():
            self._begin(index, turn)
        return infos

    def _take(self, index: int, turn: Turn | str) -> tuple[float, bool, bool]:
        """Take in a step; a fault ends the episode as truncated, without reward, on the page last seen."""
        if isinstance(turn, str):
            self.tally.faults += 1
            known = {name: value for name, value in self._info[index].items() if name != "fault"}
            self._info[index] = {**known, "fault": turn}
            return 0.0, False, True
        self._seen[index], reward, terminated, truncated, self._info[index] = turn
        if terminated or truncated:
            self.tally.episodes += 1
            self.tally.successes += bool(self._info[index]["success"])
            self.tally.steps += self._info[index]["steps"]
        return reward, terminated, truncated

    def _batch(self, seen: Sequence[Any]) -> Any:
        space = self.single_observation_space
        return concatenate(space, seen, cast(Any, create_empty_array(space, self.num_envs, np.zeros)))


def _name(engine: str | Engine) -> str:
    return engine.name if isinstance(engine, Engine) else engine


def make_vec(
    num_envs: int,
    engine: str | Engine = "twin",
    knobs: Knobs | Mapping[str, Any] | None = None,
    *,
    processes: int = 0,
    face: str = "web",
    face_options: Options | None = None,
    autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
    next_options: Callable[[int], Options | None] | None = None,
    **options: Any,
) -> WebVectorEnv:
    """Make a batch of environments.

    Args:
        num_envs: how many.
        engine: ``twin`` (one after the other in this process) or ``chromium`` (pages of one browser, side by side).
        knobs: see :class:`webgen.env.WebEnv`, as are further ``options``.
        processes: spread them over this many processes; 0: none but this one.
        face: ``web``, ``discrete`` or ``text``, with ``face_options`` (``n`` and ``rich`` of ``discrete``).
        autoreset_mode: ``NextStep`` or ``SameStep``.
        next_options: called with the index of an environment when it resets by itself; returns reset options, such
            as a ``level`` or a ``spec``. Without: the next level of the environment's own stream.
    """
    mode = AutoresetMode(autoreset_mode)
    if mode is AutoresetMode.DISABLED:
        raise InputError("environments of a batch reset themselves: NextStep or SameStep")
    if face not in FACES:
        raise UnknownName("face", face, FACES)
    if num_envs < 1 or processes < 0:
        raise InputError(f"{num_envs} environments in {processes} processes; at least 1 in 0 or more")
    if processes and isinstance(engine, Engine):
        raise InputError("an engine cannot move to other processes; give its name")
    recipe = Recipe(engine, face, {"knobs": knobs, **options}, dict(face_options or {}))
    return WebVectorEnv(recipe, num_envs, processes=processes, autoreset_mode=mode, next_options=next_options)
