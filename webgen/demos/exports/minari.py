"""A Minari dataset: offline reinforcement learning with the observations and actions of ``webgen/Web-v0``."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webgen.demos.exports.base import Exporter, Line, Options, Written, compact, extra, mistaken
from webgen.trajectory import Row

NAMESPACE = "webgen"
TEXTS = ("goal", "snapshot", "url", "title", "action_error")
ENDS = ("done", "give_up")


class Minari(Exporter):
    """A split is the dataset ``webgen/SPLIT-v0``; all episodes of a split are in memory while it is written."""

    about = (
        "A split is a Minari dataset. Observations are those of `webgen/Web-v0` (texts `goal`, `snapshot`, `url`, `title`, "
        "`action_error`, the number `steps_left`), actions are tool calls as JSON text, the reward is 1 at the end of a "
        "solved episode. `infos` hold `mistake`: whether the action taken there was put in on purpose, refused, or none."
    )
    loads = 'minari.load_dataset("webgen/{split}-v0")  # with MINARI_DATASETS_PATH set to this folder'
    tasks = ("reinforcement-learning",)
    needs = frozenset({"text", "final"})

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write the folder ``webgen/SPLIT-v0``."""
        with extra():
            import minari
            from minari.data_collector import EpisodeBuffer
        from gymnasium import spaces

        from webgen.env import MAX_STEPS

        seen = _Alphabet()
        buffers: list[Any] = []
        players: set[str] = set()
        for line in lines:
            players.add(line.player)
            buffers.append(EpisodeBuffer(id=len(buffers), **_episode(line, seen)))
        if not buffers:
            return Written(0)
        space = {name: spaces.Text(max(1, seen.longest[name]), min_length=0, charset=seen.of(name)) for name in TEXTS}
        observation_space = spaces.Dict({**space, "steps_left": spaces.Discrete(MAX_STEPS + 1)})
        action_space = spaces.Text(seen.longest["action"], charset=seen.of("action"))
        with _root(out), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # it misses an author's address and a second environment
            minari.create_dataset_from_buffers(
                f"{NAMESPACE}/{split}-v0", buffers, env="webgen/Web-v0", observation_space=observation_space,
                action_space=action_space, data_format="arrow", requirements=["webgen-gym"],
                algorithm_name=", ".join(sorted(players)),
                description="Demonstrations in generated web applications.",
            )  # fmt: skip
        return Written(len(buffers))


@dataclass
class _Alphabet:
    """The longest text and the characters of every column, which text spaces must name."""

    longest: dict[str, int] = field(default_factory=dict)
    letters: dict[str, set[str]] = field(default_factory=dict)

    def note(self, column: str, text: str) -> str:
        """Note a text and return it."""
        self.longest[column] = max(self.longest.get(column, 0), len(text))
        self.letters.setdefault(column, set()).update(text)
        return text

    def of(self, column: str) -> str:
        """Return the characters of a column."""
        return "".join(sorted(self.letters.get(column) or {" "}))


def _episode(line: Line, seen: _Alphabet) -> Row:
    steps = line.steps
    pages = [*steps, line.last]
    errors = ["", *(step.get("error", "") for step in steps)]
    observations: dict[str, list[Any]] = {
        "goal": [seen.note("goal", line.level.task.goal)] * len(pages),
        "snapshot": [seen.note("snapshot", page["text"]) for page in pages],
        "url": [seen.note("url", page["url"]) for page in pages],
        "title": [seen.note("title", page["title"]) for page in pages],
        "action_error": [seen.note("action_error", error) for error in errors],
        "steps_left": [line.level.max_steps - number for number in range(len(pages))],
    }
    last = steps[-1]["action"]
    ended = last is not None and last["name"] in ENDS
    middle = [False] * (len(steps) - 1)
    return {
        "seed": line.row.get("seed"),
        "observations": observations,
        "actions": [seen.note("action", _said(step)) for step in steps],
        "rewards": [0.0] * len(middle) + [float(ended and line.solved)],
        "terminations": [*middle, ended],
        "truncations": [*middle, not ended],
        "infos": {"mistake": [*(mistaken(step) for step in steps), False]},
    }


def _said(step: Row) -> str:
    if step["action"] is not None:
        return compact(step["action"])
    return step.get("reply") or "\n".join(step.get("calls", ())) or "(nothing)"


@contextmanager
def _root(folder: Path) -> Iterator[None]:
    """Let Minari write below a folder; it takes the place from the environment."""
    name = "MINARI_DATASETS_PATH"
    before = os.environ.get(name)
    os.environ[name] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
