"""What an export is: trajectories with all that was seen, written as a format that others read."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from webgen.errors import InputError
from webgen.registry import discover
from webgen.spec import Level
from webgen.trajectory import Row, solved

EXTRA = "exports"
History = Literal["full", "last"]
HISTORIES: tuple[History, ...] = ("full", "last")
Need = Literal["text", "final", "markup"]
# what a reader may choose: pictures, how much of a conversation is kept
CHOICES = ("images", "history")


@dataclass(frozen=True)
class Picture:
    """A screenshot: the bytes of a PNG or WebP file; ``name`` is its path beside the line."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """``png`` or ``webp``; empty where it is neither."""
        if self.content.startswith(b"\x89PNG\r\n\x1a\n"):
            return "png"
        return "webp" if self.content[:4] == b"RIFF" and self.content[8:12] == b"WEBP" else ""


@dataclass(frozen=True)
class Line:
    """A trajectory with all that an export needs.

    Attributes:
        number: of the line in its file, from 1; ``source`` is the file's name.
        row: as it was read.
        level: bound anew; its id is the line's.
        steps: of the row, each with ``text``, and with ``markup`` where it was asked for.
        last: the page at the end: ``text``, ``url``, ``title``; empty where it was not asked for.
        pictures: of the steps that have one, by number of the step; empty where they were not asked for.
        split: of the export.
    """

    number: int
    source: str
    row: Row
    level: Level
    steps: tuple[Row, ...]
    last: Row = field(default_factory=dict)
    pictures: dict[int, Picture] = field(default_factory=dict)
    split: str = ""

    @property
    def name(self) -> str:
        """What tells this line from all others of an export: split, source, number and level."""
        return f"{self.split}{'-' if self.split else ''}{Path(self.source).stem}-{self.number:06d}-{self.level.id}"

    @property
    def solved(self) -> bool:
        """Whether the judge was content, and no limit and no fault ended the episode."""
        return solved(self.row)

    @property
    def player(self) -> str:
        """Who acted."""
        return str(self.row.get("player") or f"webgen expert ({self.row['style'] or 'any style'})")

    def facts(self) -> Row:
        """Return what every table says of a line."""
        return {
            "line": self.name,
            "goal": self.level.task.goal,
            "workflow": self.level.task.workflow,
            "domain": self.level.spec.task_site.domain,
            "level_id": self.level.id,
            "content_seed": self.level.content_seed,
            "player": self.player,
            "success": self.solved,
        }


def mistaken(step: Row) -> bool:
    """Tell whether a step is none to learn from: put in on purpose, refused by the page, or no action at all."""
    return bool(step.get("mistake") or step.get("error")) or step["action"] is None


FACTS: dict[str, Any] = {
    "line": "string", "goal": "string", "workflow": "string", "domain": "string", "level_id": "string",
    "content_seed": "int64", "player": "string", "success": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class Options:
    """What a reader chooses.

    Attributes:
        images: put the screenshots of the lines into the export.
        history: of conversations: every page (``full``), or only the page that is answered (``last``).
    """

    images: bool = False
    history: History = "full"


@dataclass(frozen=True)
class Written:
    """What was written of a split.

    Attributes:
        rows: how many.
        notes: what a card should say about them.
        unfit: lines that turned out not to replay, each with the reason.
    """

    rows: int
    notes: tuple[str, ...] = ()
    unfit: tuple[tuple[Line, str], ...] = ()


class Exporter(ABC):
    """A format.

    Attributes:
        about: one sentence for the card: what a row is.
        loads: how its consumer loads it, as Python; ``{split}`` stands for the name of a split.
        tasks: categories of the Hugging Face hub.
        needs: what a line must hold.
        choices: those of :data:`CHOICES` that mean something here.
        data: the pattern of a split's files for ``datasets.load_dataset``; empty where it does not read the format.
    """

    about: ClassVar[str]
    loads: ClassVar[str]
    tasks: ClassVar[tuple[str, ...]] = ("text-generation",)
    needs: ClassVar[frozenset[Need]] = frozenset({"text"})
    choices: ClassVar[frozenset[str]] = frozenset()
    data: ClassVar[str] = ""

    @abstractmethod
    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write a split into the folder ``out``, which holds other splits at most.

        Raises:
            InputError: a library is missing; the message says how to get it.
        """


def exporters() -> dict[str, type[Exporter]]:
    """Return the formats by id."""
    return discover("webgen.demos.exports", Exporter)


@contextmanager
def extra() -> Iterator[None]:
    """Import the libraries of an export inside this, so that a missing one is said in one sentence."""
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        sentence = f"this format needs {library}, which is not installed; run `pip install 'webgen-gym[{EXTRA}]'`"
        raise InputError(sentence) from None


def compact(value: object) -> str:
    """Write JSON in one line, as it is read by people of all languages."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_lines(path: Path, values: Iterable[object]) -> int:
    """Write values as JSON lines, one by one; return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for value in values:
            file.write(compact(value) + "\n")
            count += 1
    return count
