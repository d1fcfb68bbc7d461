"""Levels as Gymnasium environments: tool calls in, page texts out.

Importing this module registers ``webgen/Web-v0`` (twin), ``webgen/WebChromium-v0``, ``webgen/WebDiscrete-v0`` and
``webgen/WebText-v0``; ``gymnasium.make("webgen.env:webgen/Web-v0")`` imports it by itself.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, cast, get_args

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs, seeding
from numpy.typing import NDArray
from pydantic import ValidationError

from webgen.actions import MAX_TEXT, Action, tool_schemas
from webgen.bind import bind
from webgen.candidates import LIMIT, Candidate, candidates
from webgen.engines import NAMES
from webgen.engines import engine as engine_of
from webgen.engines.base import VIEWPORT, Engine
from webgen.episode import Episode
from webgen.errors import BadAction, EngineFault, InputError, UnknownName, Unsupported, WebgenError
from webgen.features import difficulty
from webgen.generate import Knobs, level_of
from webgen.png import pixels
from webgen.snapshot import Snapshot
from webgen.spec import Level, Spec
from webgen.streams import seed_of
from webgen.toolcalls import cut, page_text, read_action

MAX_SNAPSHOT = 1_000_000
MAX_LINE = 20_000
MAX_STEPS = 10_000
CHANNELS = ("screenshot",)
FAULTS = (EngineFault, Unsupported)  # what is never the agent's doing
RESET_OPTIONS = ("level", "spec", "content_seed")
SEEDS = 2**31 - 1
_LETTERS = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;-_'\"{}[]()@$%äéñßλЖ中–…"
_TOOLS = {tool["function"]["name"]: tool["function"]["parameters"] for tool in tool_schemas()}
_BLIND = tuple(name for name in _TOOLS if name not in ("done", "give_up"))  # what a random agent may do and go on

Observation = dict[str, Any]
Info = dict[str, Any]


# ---- spaces -----------------------------------------------------------------------------------------------------


class Unicode(spaces.Space[Any]):
    """Any text of at most ``max_length`` characters. A batch of it is a tuple of texts."""

    def __init__(self, max_length: int, *, seed: int | np.random.Generator | None = None) -> None:
        if max_length < 1:
            raise InputError(f"max_length is {max_length}; it must be at least 1")
        self.max_length = max_length
        super().__init__(shape=None, dtype=None, seed=seed)

    @property
    def is_np_flattenable(self) -> bool:
        """Texts have no fixed shape."""
        return False

    def sample(self, mask: object = None, probability: object = None) -> Any:
        """Return a short random text."""
        length = int(self.np_random.integers(0, min(self.max_length, 40) + 1))
        return "".join(_LETTERS[index] for index in self.np_random.integers(0, len(_LETTERS), length))

    def contains(self, x: object) -> bool:
        """Tell whether ``x`` is such a text."""
        return isinstance(x, str) and len(x) <= self.max_length

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.max_length})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unicode) and type(self) is type(other) and self.max_length == other.max_length

    __hash__ = None  # type: ignore[assignment]


class ToolCalls(Unicode):
    """Tool calls as JSON text; an action, or its JSON as an object, is taken as well."""

    def __init__(self, *, seed: int | np.random.Generator | None = None) -> None:
        super().__init__(4 * MAX_TEXT, seed=seed)

    def sample(self, mask: object = None, probability: object = None) -> Any:
        """Return a random tool call that does not end the episode: well formed, but blind to the page."""
        name = _BLIND[int(self.np_random.integers(0, len(_BLIND)))]
        known = _TOOLS[name]["properties"]
        arguments = {key: self._value(known[key]) for key in _TOOLS[name]["required"]}
        return json.dumps({"name": name, "arguments": arguments})

    def _value(self, schema: Mapping[str, Any]) -> Any:
        if "enum" in schema:
            return schema["enum"][int(self.np_random.integers(0, len(schema["enum"])))]
        if schema["type"] == "string":
            return f"e{int(self.np_random.integers(1, 80))}" if "description" in schema else super().sample()
        return [super().sample()] if schema["type"] == "array" else 1

    def contains(self, x: object) -> bool:
        """Tell whether ``x`` is a text, an action or a JSON object: what it says is the agent's business."""
        return super().contains(x) or isinstance(x, (Mapping, *get_args(Action)))


# ---- the environment --------------------------------------------------------------------------------------------


class WebEnv(gymnasium.Env[Observation, Any]):
    """A level as an environment.

    Observation: texts ``goal``, ``snapshot``, ``url``, ``title``, ``action_error`` (empty: none), the number
    ``steps_left``, and with the channel ``screenshot`` pixels of shape (720, 1280, 3). Action: a tool call as JSON text
    (or an action object). Reward: 1.0 for success when the agent ends the episode, else 0.0. Terminated by ``done``
    and ``give_up``, truncated by the level's step limit.

    Args:
        engine: ``twin``, ``chromium``, or an engine that the caller closes.
        knobs: what levels may be made of when :meth:`reset` is not given one; a mapping is read as :class:`Knobs`.
        channels: extra observations: ``screenshot`` (Chromium).
        max_chars: cuts the snapshot in the observation at a line end; :attr:`snapshot` stays whole.
        shaping: the discount of potential-based shaping (Ng et al. 1999), None for none: each step's reward grows by
            ``shaping * progress' - progress``, with the progress after the last step of an episode taken as 0.
        render_mode: ``ansi``, or ``rgb_array`` (Chromium).
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi", "rgb_array"], "render_fps": 1}

    def __init__(
        self,
        engine: str | Engine = "twin",
        knobs: Knobs | Mapping[str, Any] | None = None,
        *,
        channels: Iterable[str] = (),
        max_chars: int | None = None,
        shaping: float | None = None,
        render_mode: str | None = None,
    ) -> None:
        self.knobs = _knobs(knobs)
        self.channels, self.max_chars, self.shaping = tuple(channels), max_chars, shaping
        self._engine = engine if isinstance(engine, Engine) else None
        self._owns_engine = self._engine is None
        self.engine_name = engine.name if isinstance(engine, Engine) else engine
        self._check()
        modes = ["ansi"] + ["rgb_array"] * (self.engine_name == "chromium")
        if render_mode is not None and render_mode not in modes:
            raise UnknownName(f"render mode of the {self.engine_name} engine", render_mode, modes)
        self.metadata = dict(self.metadata, render_modes=modes)
        self.render_mode = render_mode
        self.observation_space = self._observation_space()
        self.action_space = ToolCalls()
        self._episode: Episode | None = None
        self._over = True
        self._difficulty = 0.0

    def _check(self) -> None:
        if self._owns_engine and self.engine_name not in NAMES:
            raise UnknownName("engine", self.engine_name, NAMES)
        for channel in self.channels:
            if channel not in CHANNELS:
                raise UnknownName("channel", channel, CHANNELS)
            if self.engine_name == "twin":
                raise InputError(f"the twin has no pixels; the channel {channel!r} needs engine='chromium'")
        if self.max_chars is not None and not 100 <= self.max_chars <= MAX_SNAPSHOT:
            raise InputError(f"max_chars is {self.max_chars}; it must be 100 to {MAX_SNAPSHOT}")
        if self.shaping is not None and not 0 < self.shaping <= 1:
            raise InputError(f"shaping is {self.shaping}; it is a discount, more than 0 and at most 1")

    def _observation_space(self) -> spaces.Dict:
        parts: dict[str, spaces.Space[Any]] = {
            "goal": Unicode(MAX_LINE),
            "snapshot": Unicode(self.max_chars or MAX_SNAPSHOT),
            "url": Unicode(MAX_LINE),
            "title": Unicode(MAX_LINE),
            "action_error": Unicode(MAX_LINE),
            "steps_left": spaces.Discrete(MAX_STEPS + 1),
        }
        if "screenshot" in self.channels:
            parts["screenshot"] = spaces.Box(0, 255, (VIEWPORT[1], VIEWPORT[0], 3), np.uint8)
        return spaces.Dict(parts)

    # ---- what is being played

    @property
    def episode(self) -> Episode:
        """The episode being played."""
        if self._episode is None:
            raise InputError("there is no episode; call reset first")
        return self._episode

    @property
    def is_open(self) -> bool:
        """Whether there is an episode."""
        return self._episode is not None

    @property
    def level(self) -> Level:
        """The level being played. It holds the answer: not for agents."""
        return self.episode.level

    @property
    def goal(self) -> str:
        """The goal sentence."""
        return self.level.task.goal

    @property
    def snapshot(self) -> Snapshot:
        """What the page shows now, whole."""
        return self.episode.snapshot

    # ---- Gymnasium

    def reset(self, *, seed: int | None = None, options: Mapping[str, Any] | None = None) -> tuple[Observation, Info]:
        """Open a level.

        Args:
            seed: the level of this seed under :attr:`knobs`, and the start of the stream that later resets draw from.
            options: ``{"level": Level}``, or ``{"spec": Spec}`` with an optional ``content_seed``; these go first.

        Raises:
            EngineFault: our infrastructure failed; reset may be tried again.
        """
        seed = None if seed is None else seed_of(_whole(seed, "seed"))
        super().reset(seed=seed)
        level = self._choose(seed, options or {})
        self._drop()
        if self._engine is None:
            extra = {"channels": self.channels} if self.channels else {}
            self._engine = engine_of(self.engine_name, **extra)
        self._episode = Episode(self._engine, level)
        self._steps, self._over, self._error = 0, False, ""
        self._difficulty = round(difficulty(level), 4)
        self._potential = self._progress()
        return self._observe(), self._info()

    def step(self, action: Any) -> tuple[Observation, float, bool, bool, Info]:
        """Do one action. A mistake of the agent is a normal step with a sentence in ``action_error``.

        Raises:
            EngineFault: our infrastructure failed; the episode counts for nothing.
            InputError: there is no episode, or it is over.
        """
        episode = self.episode
        if self._over:
            raise InputError("the episode is over; call reset")
        self._error, ended = "", False
        try:
            read = read_action(action)
        except BadAction as mistake:
            self._error = str(mistake)
        else:
            try:
                done = episode.act(read)
            except FAULTS:
                self._drop()
                raise
            self._error, ended = (done.error.message if done.error else ""), done.ended
        self._steps += 1
        truncated = not ended and self._steps >= self.level.max_steps
        self._over = ended or truncated
        info = self._info()
        if self._over:
            verdict = episode.verdict()
            info |= {"success": verdict.success, "subgoals": verdict.subgoals, "reasons": verdict.reasons}
        return self._observe(), self._reward(), ended, truncated, info

    def render(self) -> Any:
        """Return the page: text for ``ansi``, an array of shape (720, 1280, 3) for ``rgb_array``."""
        if self.render_mode == "ansi":
            return page_text(self._observe_text())
        if self.render_mode == "rgb_array":
            return pixels(self.episode.session.screenshot())
        return None

    def restart(self) -> None:
        """Let go of the episode, and of an engine of our own; the next reset starts anew. For use after a fault."""
        self._drop()
        if self._owns_engine and self._engine is not None:
            with suppress(WebgenError):
                self._engine.close()
            self._engine = None

    def close(self) -> None:
        """Close the episode, and the engine unless the caller brought it."""
        self.restart()

    def seed_stream(self, seed: int | None) -> None:
        """Start the stream that unseeded resets draw from, without a reset."""
        self.np_random, _ = seeding.np_random(seed)

    # ---- parts

    def _choose(self, seed: int | None, options: Mapping[str, Any]) -> Level:
        for key in options:
            if key not in RESET_OPTIONS:
                raise UnknownName("reset option", key, RESET_OPTIONS)
        level, spec = options.get("level"), options.get("spec")
        if level is not None:
            if not isinstance(level, Level) or len(options) > 1:
                raise InputError("the reset option 'level' is a Level, and stands alone")
            return level
        if spec is None and "content_seed" in options:
            raise InputError("the reset option 'content_seed' needs a 'spec'")
        if spec is not None and not isinstance(spec, Spec):
            raise InputError(f"the reset option 'spec' is a Spec, not {type(spec).__name__}")
        if seed is None:
            seed = int(self.np_random.integers(SEEDS))
        if spec is None:
            return level_of(seed, self.knobs)
        return bind(spec, seed_of(options.get("content_seed", seed)))

    def _drop(self) -> None:
        """Let go of the episode, however broken it is."""
        episode, self._episode, self._over = self._episode, None, True
        if episode is not None:
            with suppress(WebgenError):
                episode.close()

    def _progress(self) -> float:
        return 0.0 if self.shaping is None or self._over else self.episode.verdict().progress

    def _reward(self) -> float:
        ending = self.episode.session.ending
        reward = float(ending is not None and self.episode.verdict().success)
        if self.shaping is None:
            return reward
        before, self._potential = self._potential, self._progress()
        return reward + self.shaping * self._potential - before

    def _info(self) -> Info:
        level = self.level
        return {
            "level": level.id,
            "spec": level.spec.id,
            "workflow": level.task.workflow,
            "domain": level.spec.task_site.domain,
            "variant": level.task.variant,
            "seed": level.content_seed,
            "steps": self._steps,
            "difficulty": self._difficulty,
        }

    def _observe_text(self) -> Observation:
        snapshot = self.snapshot
        return {
            "goal": self.goal,
            "snapshot": cut(snapshot.text, self.max_chars),
            "url": snapshot.url,
            "title": snapshot.title[:MAX_LINE],
            "action_error": self._error[:MAX_LINE],
            "steps_left": np.int64(max(0, self.level.max_steps - self._steps)),
        }

    def _observe(self) -> Observation:
        seen = self._observe_text()
        if "screenshot" in self.channels:
            seen["screenshot"] = pixels(self.snapshot.screenshot or self.episode.session.screenshot())
        return seen


def _knobs(knobs: Knobs | Mapping[str, Any] | None) -> Knobs:
    if isinstance(knobs, Knobs):
        return knobs
    try:
        return Knobs(**(knobs or {}))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"knobs: {'.'.join(map(str, first['loc'])) or 'all'}: {first['msg']}") from None


# ---- other faces ------------------------------------------------------------------------------------------------


class DiscreteWeb(gymnasium.Wrapper[Observation, Any, Observation, Any], RecordConstructorArgs):
    """A choice among candidates: action ``i`` takes ``candidates[i]``; the observation has their ``action_mask``.

    Args:
        env: the environment to wrap.
        n: the size of the action space.
        rich: see :func:`webgen.candidates.candidates`.
    """

    def __init__(self, env: gymnasium.Env[Observation, Any], n: int = LIMIT, rich: bool = True) -> None:
        RecordConstructorArgs.__init__(self, n=n, rich=rich)
        gymnasium.Wrapper.__init__(self, env)
        self.web = _web(env)
        self.n, self.rich = n, rich
        self.candidates: list[Candidate] = []
        self.action_space = spaces.Discrete(n)
        parts = dict(cast(spaces.Dict, env.observation_space).spaces)
        self.observation_space = spaces.Dict({**parts, "action_mask": spaces.Box(0, 1, (n,), np.int8)})

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Observation, Info]:
        """Open a level; see :meth:`WebEnv.reset`."""
        seen, info = self.env.reset(seed=seed, options=options)
        return self._with_mask(seen), info

    def step(self, action: Any) -> tuple[Observation, float, bool, bool, Info]:
        """Take a candidate.

        Raises:
            InputError: there is no such candidate now: the mask was not obeyed.
        """
        index = _whole(action, "action")
        if not 0 <= index < len(self.candidates):
            raise InputError(f"action {index} is masked; this page has candidates 0 to {len(self.candidates) - 1}")
        seen, reward, terminated, truncated, info = self.env.step(self.candidates[index].action)
        return self._with_mask(seen), float(reward), terminated, truncated, info

    def _with_mask(self, seen: Observation) -> Observation:
        self.candidates = candidates(self.web.snapshot, self.web.goal, limit=self.n, rich=self.rich)
        mask: NDArray[np.int8] = np.zeros(self.n, np.int8)
        mask[: len(self.candidates)] = 1
        return {**seen, "action_mask": mask}


class ToolCallText(gymnasium.Wrapper[Any, Any, Observation, Any], RecordConstructorArgs):
    """One text in, one tool call out: the form for language models. ``tools`` are the actions as JSON schemas."""

    tools: ClassVar[list[dict[str, Any]]] = tool_schemas()

    def __init__(self, env: gymnasium.Env[Observation, Any]) -> None:
        RecordConstructorArgs.__init__(self)
        gymnasium.Wrapper.__init__(self, env)
        self.web = _web(env)
        self.observation_space = Unicode(MAX_SNAPSHOT + 4 * MAX_LINE)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, Info]:
        """Open a level; see :meth:`WebEnv.reset`."""
        seen, info = self.env.reset(seed=seed, options=options)
        return page_text(seen), info

    def step(self, action: Any) -> tuple[str, float, bool, bool, Info]:
        """Do one tool call."""
        seen, reward, terminated, truncated, info = self.env.step(action)
        return page_text(seen), float(reward), terminated, truncated, info


def _whole(value: Any, what: str) -> int:
    """Return an integer of Python or numpy as an int; anything else is refused."""
    try:
        return operator.index(value)
    except TypeError:
        raise InputError(f"{what} {value!r:.60} is not an integer") from None


def _web(env: gymnasium.Env[Any, Any]) -> WebEnv:
    if not isinstance(env.unwrapped, WebEnv):
        raise InputError(f"this wraps a WebEnv, not {type(env.unwrapped).__name__}")
    return env.unwrapped


# ---- registration -----------------------------------------------------------------------------------------------

FACES: dict[str, type[gymnasium.Wrapper[Any, Any, Any, Any]] | None] = {
    "web": None,
    "discrete": DiscreteWeb,
    "text": ToolCallText,
}
IDS = ("webgen/Web-v0", "webgen/WebChromium-v0", "webgen/WebDiscrete-v0", "webgen/WebText-v0")


def _register() -> None:
    own_vector = "webgen.vector:make_vec"
    for name, keywords in {
        "webgen/Web-v0": {"vector_entry_point": own_vector},
        "webgen/WebChromium-v0": {"kwargs": {"engine": "chromium"}, "vector_entry_point": own_vector},
        "webgen/WebDiscrete-v0": {"additional_wrappers": (DiscreteWeb.wrapper_spec(n=LIMIT, rich=True),)},
        "webgen/WebText-v0": {"additional_wrappers": (ToolCallText.wrapper_spec(),)},
    }.items():
        if name not in gymnasium.registry:
            gymnasium.register(id=name, entry_point="webgen.env:WebEnv", **cast(Any, keywords))


_register()
