"""Prompts without answers, for reinforcement learning: one file with the columns of TRL, verl and SkyRL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from webgen.demos.exports._tables import write_table
from webgen.demos.exports.base import Exporter, Line, Options, Written, compact
from webgen.toolcalls import SYSTEM
from webgen.trajectory import Row

NAME = "webgen"  # of the environment, in every trainer
_REWARD = {"style": "string", "method": "string", "ground_truth": "string"}
COLUMNS: dict[str, Any] = {
    "prompt": [{"role": "string", "content": "string"}],
    "task_id": "string",
    "data_source": "string",
    "ability": "string",
    "environment": "string",  # TRL: which of several environment factories
    "env_class": "string",  # SkyRL
    "agent_name": "string",  # verl: which agent loop
    "reward_model": _REWARD,  # verl
    "reward_spec": _REWARD,  # SkyRL
    "level": "string",
    "extra_info": {
        "index": "int64", "split": "string", "task_id": "string", "workflow": "string", "domain": "string",
        "max_turns": "int64", "level": "string",
    },
}  # fmt: skip


class Prompts(Exporter):
    """A level a row, however many demonstrations of it there are. No answer and no page: the environment shows those."""

    about = (
        "A row is one level to play: `prompt` holds the system message and the goal, `level` the level as JSON "
        "(spec and content seed), from which the environment makes pages and verdict. It holds no answer; the ground truth is empty."
    )
    loads = 'load_dataset("parquet", data_files="{split}.parquet")["train"]'
    tasks = ("reinforcement-learning",)
    needs = frozenset()
    data = "{split}.parquet"

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT.parquet``."""
        known: set[str] = set()
        twice = [0]

        def rows() -> Iterator[Row]:
            for line in lines:
                if line.level.id in known:
                    twice[0] += 1
                    continue
                yield _row(line, split, len(known))
                known.add(line.level.id)

        written = write_table(out / f"{split}.parquet", COLUMNS, rows())
        notes = (f"{twice[0]} lines are of a level that another line is of; a level is one row.",) if twice[0] else ()
        return Written(written, notes)


def _row(line: Line, split: str, index: int) -> Row:
    level, facts = line.level, line.facts()
    told = compact(line.row["level"])
    reward = {"style": "rule", "method": "rule", "ground_truth": ""}
    return {
        "prompt": [{"role": "system", "content": SYSTEM}, {"role": "user", "content": f"### Goal\n{level.task.goal}"}],
        "task_id": level.id,
        "data_source": f"{NAME}/{facts['workflow']}",
        "ability": "web",
        "environment": NAME,
        "env_class": NAME,
        "agent_name": NAME,
        "reward_model": reward,
        "reward_spec": reward,
        "level": told,
        "extra_info": {
            "index": index, "split": split, "task_id": level.id, "workflow": facts["workflow"], "domain": facts["domain"],
            "max_turns": level.max_steps, "level": told,
        },
    }  # fmt: skip
