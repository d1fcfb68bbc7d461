"""Choosing among the lines of a file: by what they are about, how long and how hard they are, and how alike."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urlsplit

from webgen.demos.pictures import carry, folders_of
from webgen.errors import InputError
from webgen.features import difficulty
from webgen.trajectory import Row, level_in, lines_of, read_trajectories
from webgen.trajectory import solved as counts_as_solved

REFS = ("target", "startTarget", "endTarget", "element")  # arguments that only say where on a page
Range = tuple[float, float]
ANY: Range = (float("-inf"), float("inf"))
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Sieve:
    """What may pass; both ends of a range are in it.

    Attributes:
        workflows, domains, styles: names; empty for all.
        difficulty: of the level, 0 to 1, as ``webgen.features.difficulty`` tells it.
        length: steps.
        unique: a line is dropped that is at least so similar to one kept before, 0 to 1; None keeps them all.
        solved: only episodes that were solved.
    """

    workflows: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    difficulty: Range = ANY
    length: Range = ANY
    unique: float | None = None
    solved: bool = False

    def __post_init__(self) -> None:
        if self.unique is not None and not 0 < self.unique <= 1:
            raise InputError(f"similarity is above 0 and at most 1, not {self.unique:g}")

    def refuses(self, row: Row) -> str:
        """Return what drops a line whatever the others are; empty where it passes."""
        if self.workflows and row.get("workflow") not in self.workflows:
            return "workflow"
        if self.domains and row.get("domain") not in self.domains:
            return "domain"
        if self.styles and row["style"] not in self.styles:
            return "style"
        if self.solved and not counts_as_solved(row):
            return "not solved"
        if not self.length[0] <= len(row["steps"]) <= self.length[1]:
            return "length"
        if self.difficulty != ANY:
            level = level_in(row)
            if level.id != row["level"]["id"]:
                return "difficulty not known: made by another version"
            if not self.difficulty[0] <= difficulty(level) <= self.difficulty[1]:
                return "difficulty"
        return ""


@dataclass
class Sifted:
    """The lines that passed, by their place in the file from 0, and how many were dropped by what."""

    kept: list[int] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def moves(row: Row) -> tuple[str, ...]:
    """Return what an episode does, one word a step: the kind of page, the tool and its arguments, without refs."""
    words = []
    for step in row["steps"]:
        call = step["action"] or {"name": "nothing", "arguments": {}}
        said = {name: value for name, value in call.get("arguments", {}).items() if name not in REFS}
        page = _DIGITS.sub("0", urlsplit(step["url"]).path)
        words.append(f"{page} {call['name']} {json.dumps(said, ensure_ascii=False, sort_keys=True)}")
    return tuple(words)


def similarity(one: tuple[str, ...], other: tuple[str, ...], least: float = 0.0) -> float:
    """Return how alike two sequences of words are, 0 to 1, after Ratcliff and Obershelp, as in :mod:`difflib`.

    That is twice the words in the longest run that both hold, and in the longest on either side of it, and so on, by
    their lengths together; it may be less than a longest common subsequence would give. 0 where it is sure to be below
    ``least``.
    """
    longer, shorter = sorted((one, other), key=lambda words: (len(words), words), reverse=True)
    matcher = SequenceMatcher(None, longer, shorter, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def sift(rows: list[Row], sieve: Sieve, progress: Callable[[int], None] | None = None) -> Sifted:
    """Choose among lines, in their order.

    Near-identical lines are looked for among those of one domain and workflow; the first of them is kept.
    """
    found = Sifted()
    known: dict[tuple[object, object], list[tuple[str, ...]]] = defaultdict(list)
    for number, row in enumerate(rows):
        why = sieve.refuses(row)
        if not why and sieve.unique is not None:
            words, least = moves(row), sieve.unique
            group = known[row.get("domain"), row.get("workflow")]
            if any(similarity(words, other, least) >= least for other in group):
                why = "near-identical"
            else:
                group.append(words)
        if why:
            found.dropped[why] += 1
        else:
            found.kept.append(number)
        if progress is not None:
            progress(number + 1)
    return found


def filter_file(path: Path, sieve: Sieve, out: Path, progress: Callable[[int], None] | None = None) -> tuple[Sifted, str]:
    """Choose among the lines of a file; return what passed, and the text of a file at ``out`` with it.

    Lines stay as they are where ``out`` is in the same folder. In another one their pictures and traces are brought
    along, into folders beside ``out``, and the lines name them there.

    Raises:
        InputError: the file cannot be read or is empty, a line is not a trajectory, or a file that it names cannot be
            brought along.
    """
    rows = list(read_trajectories(path))
    if not rows:
        raise InputError(f"{path} holds no demonstration")
    found = sift(rows, sieve, progress)
    lines = lines_of(path.read_text(encoding="utf-8"))
    kept = [lines[at] for at in found.kept]
    if path.parent.resolve() != out.parent.resolve():
        kept = list(_brought(kept, path, out))
    return found, "".join(line + "\n" for line in kept)


def _brought(lines: list[str], path: Path, out: Path) -> Iterator[str]:
    folders = [out.parent / name for name in folders_of(out)]
    beside = any('"image":' in line or '"trace":' in line for line in lines)
    if beside and (taken := next((folder for folder in folders if folder.exists()), None)):
        raise InputError(f"{taken} is there already; name another file or remove it")
    try:
        for number, line in enumerate(lines, 1):
            if '"image":' in line or '"trace":' in line:
                line = json.dumps(carry(json.loads(line), number, path.parent, out), ensure_ascii=False, separators=(",", ":"))
            yield line
    except BaseException:
        for folder in folders if beside else ():
            shutil.rmtree(folder, ignore_errors=True)  # not there before
        raise
