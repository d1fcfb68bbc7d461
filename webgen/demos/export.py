"""Exporting demonstrations: a folder of one format, with every split, every file's hash and a card that says so."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from webgen.demos.card import card
from webgen.demos.exports._lines import Unfit, whole
from webgen.demos.exports.base import CHOICES, Exporter, Line, Options, exporters, mistaken
from webgen.engines import engine as engine_named
from webgen.engines.base import Engine
from webgen.errors import InputError, WebgenError
from webgen.registry import lookup
from webgen.streams import Stream, fingerprint
from webgen.trajectory import Row, read_trajectories

TRAIN = "train"
SPLIT = re.compile(r"[a-z][a-z0-9_]{0,39}")
Progress = Callable[[int], None]


@dataclass
class Split:
    """What became of a split's lines.

    Attributes:
        lines: those that were exported, ``solved`` those of them that the judge was content with.
        steps: of these; ``mistakes`` of them are none to learn from.
        rows: of the export.
        pictures: that go along.
        refused: lines with mistakes, where none were wanted.
        faults: lines of evaluations that ended in a fault of ours, which says nothing of the player.
        left_out: lines that cannot be exported, each with the reason.
        notes: of the exporter.
    """

    lines: int = 0
    solved: int = 0
    steps: int = 0
    mistakes: int = 0
    pictures: int = 0
    rows: int = 0
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    _occur: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def count(self, line: Line, by: int = 1) -> None:
        """Count a line, or with ``by=-1`` take it back."""
        self.lines += by
        self.solved += by * line.solved
        self.steps += by * len(line.steps)
        self.mistakes += by * sum(mistaken(step) for step in line.steps)
        self.pictures += by * len(line.pictures)
        site = line.level.spec.task_site
        occurs = {"level": line.level.id, "workflow": line.level.task.workflow, "domain": site.domain, "locale": site.locale, "player": line.player}
        for what, name in occurs.items():
            self._occur[what][name] += by

    def _all(self, what: str) -> set[str]:
        return {name for name, lines in self._occur[what].items() if lines > 0}

    @property
    def levels(self) -> set[str]:
        """The ids of the levels that occur."""
        return self._all("level")

    @property
    def workflows(self) -> set[str]:
        """The workflows that occur."""
        return self._all("workflow")

    @property
    def domains(self) -> set[str]:
        """The trades of the sites that the tasks are on."""
        return self._all("domain")

    @property
    def locales(self) -> set[str]:
        """The locales of these sites."""
        return self._all("locale")

    @property
    def players(self) -> set[str]:
        """Who acted."""
        return self._all("player")


class NothingLeft(WebgenError):
    """No line of a file could or was to be exported; nothing was written."""


@dataclass(frozen=True)
class Exported:
    """An export: its format, its splits, its files with sizes and SHA-256."""

    format: str
    splits: dict[str, Split]
    files: dict[str, tuple[int, str]]

    @property
    def left_out(self) -> list[str]:
        """The lines that could not be exported, each with the reason."""
        return [item for split in self.splits.values() for item in split.left_out]


@dataclass(frozen=True)
class Order:
    """What to export.

    Attributes:
        format: the id of an exporter.
        files: of trajectories, by split.
        shares: of the first file's lines that other splits take; lines of one spec stay together.
        options: what the format is to hold.
        without_mistakes: refuse lines that hold a mistake. A step cannot be taken out of a line: the page after it is
            not the one before it.
    """

    format: str
    files: Mapping[str, Path]
    shares: Mapping[str, float] = field(default_factory=dict)
    options: Options = Options()
    without_mistakes: bool = False

    def exporter(self) -> Exporter:
        """Return the exporter.

        Raises:
            UnknownName: there is no such format.
            InputError: an option means nothing in it, or a split is not well named.
        """
        known = exporters()
        found = lookup("format", known, self.format)()
        wanted = {"images": self.options.images, "history": self.options.history != "full"}
        for choice in CHOICES:
            if wanted[choice] and choice not in found.choices:
                able = ", ".join(name for name, one in known.items() if choice in one.choices)
                raise InputError(f"the format {self.format!r} knows no choice of {choice}; these do: {able}")
        for name in (*self.files, *self.shares):
            if not SPLIT.fullmatch(name):
                raise InputError(f"a split is named in small letters, digits and underscores, such as test_website, not {name!r}")
        if twice := set(self.files) & set(self.shares):
            raise InputError(f"the split {min(twice)!r} is named twice")
        if not all(0 < share < 1 for share in self.shares.values()) or sum(self.shares.values()) >= 1:
            raise InputError("shares are more than 0 and leave something to the first split, such as 0.1")
        return found


def export(order: Order, out: Path, *, progress: Progress | None = None) -> Exported:
    """Write an export into a new folder, as a whole or not at all.

    Lines that cannot be exported (of another version, or that do not replay) are left out, and named in the result and
    in the card.

    Raises:
        InputError: bad order, a file that cannot be read or is empty, a folder that holds something.
        NothingLeft: no line is exported; nothing is written.
    """
    exporter = order.exporter()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} holds something already; name a new folder")
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist")
    if empty := next((path for path in order.files.values() if next(read_trajectories(path), None) is None), None):
        raise InputError(f"{empty} holds no demonstration")
    _sweep(out)
    draft = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        draft.mkdir()
        exported = _write(order, exporter, draft, progress)
        _refuse_nothing(exported)
        if out.exists():
            out.rmdir()
        draft.replace(out)
    except OSError as error:
        raise InputError(f"cannot write {out}: {(error.strerror or str(error)).lower()}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return exported


def _refuse_nothing(exported: Exported) -> None:
    splits = exported.splits.values()
    if any(split.lines for split in splits):
        return
    refused, faults = sum(len(split.refused) for split in splits), sum(len(split.faults) for split in splits)
    told = [
        f"lines refused for their mistakes: {refused}" if refused else "",
        f"ended in a fault of ours: {faults}" if faults else "",
        f"cannot be exported: {len(exported.left_out)} ({'; '.join(exported.left_out[:3])})" if exported.left_out else "",
    ]
    raise NothingLeft(f"nothing is left to export, and nothing was written: {', '.join(filter(None, told))}")


def _sweep(out: Path) -> None:
    """Remove what exports to this folder left behind that were killed."""
    for draft in out.parent.glob(f".{glob.escape(out.name)}.*.part"):
        number = draft.name.removeprefix(f".{out.name}.").removesuffix(".part")
        if draft.is_dir() and re.fullmatch(r"[1-9]\d{0,9}", number) and not _runs(int(number)):
            shutil.rmtree(draft, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it is somebody else's
        return True
    return True


def lines_of(order: Order) -> int:
    """Return how many lines there are to export; at least 1."""
    count = 0
    for path in order.files.values():
        try:
            with path.open("rb") as file:
                count += sum(1 for _ in file)
        except OSError as error:
            raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    return max(1, count)


def _write(order: Order, exporter: Exporter, out: Path, progress: Progress | None) -> Exported:
    splits: dict[str, Split] = {}
    with engine_named("twin") as engine:
        for name in (*order.files, *order.shares):
            splits[name] = split = Split()
            lines = _lines(order, exporter, engine, name, split, progress)
            written = exporter.write(lines, name, out, order.options)
            split.rows, split.notes = written.rows, written.notes
            for line, why in written.unfit:
                split.count(line, -1)
                split.left_out.append(f"{line.source} line {line.number}: {why}")
    files = {str(path.relative_to(out)): _facts(path) for path in sorted(out.rglob("*")) if path.is_file()}
    exported = Exported(order.format, splits, files)
    (out / "README.md").write_text(card(exported, exporter, order.options, without_mistakes=order.without_mistakes), encoding="utf-8")
    return exported


def _lines(order: Order, exporter: Exporter, engine: Engine, name: str, split: Split, progress: Progress | None) -> Iterator[Line]:
    path = order.files.get(name) or next(iter(order.files.values()))
    shared = order.shares if name in (*order.shares, next(iter(order.files))) else {}
    for number, row in enumerate(read_trajectories(path), 1):
        if shared and _share_of(row, next(iter(order.files)), shared) != name:
            continue
        where = f"{path.name} line {number}"
        if progress is not None:
            progress(1)
        if row.get("ending") == "fault":
            split.faults.append(where)
            continue
        if order.without_mistakes and any(mistaken(step) for step in row["steps"]):
            split.refused.append(where)
            continue
        try:
            line = whole(engine, row, path, number, exporter.needs, images=order.options.images, split=name)
        except Unfit as error:
            split.left_out.append(f"{where}: {error}")
            continue
        split.count(line)
        yield line


def _share_of(row: Row, first: str, shares: Mapping[str, float]) -> str:
    """Return the split of a line; it depends on the spec and the shares only."""
    spec = fingerprint(row["level"].get("spec") if isinstance(row["level"], dict) else None)
    return Stream(0, "export", spec).weighted({first: 1 - sum(shares.values()), **shares})


def _facts(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def split_of(text: str) -> tuple[str, Path | float]:
    """Read ``NAME=FILE`` or ``NAME=SHARE``.

    Raises:
        InputError: it is neither.
    """
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise InputError(f"a split is NAME=FILE or NAME=SHARE, such as test=0.1, not {text!r}")
    try:
        return name, Path(value) if Path(value).exists() else float(value)
    except ValueError:
        return name, Path(value)


def order_of(format_: str, file: Path, splits: Sequence[str], options: Options, *, without_mistakes: bool = False) -> Order:
    """Return what to export: ``file`` is the split ``train``.

    Raises:
        InputError: a split is not ``NAME=FILE`` or ``NAME=SHARE``.
    """
    files: dict[str, Path] = {TRAIN: file}
    shares: dict[str, float] = {}
    for text in splits:
        name, value = split_of(text)
        if name in files or name in shares:
            raise InputError(f"the split {name!r} is named twice; FILE itself is the split {TRAIN!r}")
        if isinstance(value, Path):
            files[name] = value
        else:
            shares[name] = value
    return Order(format_, files, shares, options, without_mistakes)
