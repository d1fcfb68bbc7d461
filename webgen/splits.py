"""What training may not use, by kind, and which side of a split a spec is on.

A kind of parts is a name, its known members and where a spec uses them (:func:`webgen.generate.kinds` lists the kinds).
Held-out members are data, in ``scenarios/splits.toml``. A composition, ``"widgets:stepper + families:create"``, is held
out as a whole: its parts may be used apart, not in one spec. Kinds belong to axes: a held-out level of an axis uses
something held out on that axis, and nothing held out on the others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from webgen.errors import SpecError, UnknownName
from webgen.registry import lookup
from webgen.spec import Spec
from webgen.streams import Stream

Split = Literal["all", "train", "heldout"]
COMPOSITIONS = "compositions"
Kept = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Kind:
    """A kind of parts.

    Attributes:
        axis: what a generalisation suite calls the direction that its held-out members are in.
        known: the ids of all members.
        used: the members that a spec uses, anywhere.
        met: those that a solver surely meets; :attr:`used` where nothing else is said.
    """

    axis: str
    known: Callable[[], Collection[str]]
    used: Callable[[Spec], Iterable[str]]
    met: Callable[[Spec], Iterable[str]] | None = None

    def surely_met(self, spec: Spec) -> set[str]:
        """Return the members that a solver meets on the way."""
        return set((self.met or self.used)(spec))


Kinds = Mapping[str, Kind]


def parts_of(composition: str) -> tuple[tuple[str, str], ...]:
    """Read ``"kind:member + kind:member"`` as (kind, member) pairs."""
    pairs = (part.strip().partition(":") for part in composition.split("+"))
    return tuple((kind, member) for kind, _, member in pairs)


def read(path: Path, kinds: Kinds) -> dict[str, tuple[str, ...]]:
    """Return the held-out members by kind, compositions last; names may be patterns such as ``*/last``.

    Raises:
        SpecError: broken TOML, a kind or a member that nothing carries, or a pattern that fits none.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["heldout"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise SpecError(f"{path.name}: broken: {error}") from None
    for kind in table:
        if kind != COMPOSITIONS:
            lookup("kind", dict(kinds), kind, where=path.name)
    found = {kind: _members(kind, table.get(kind, ()), part.known(), path.name) for kind, part in kinds.items()}
    found[COMPOSITIONS] = tuple(table.get(COMPOSITIONS, ()))
    for composition in found[COMPOSITIONS]:
        for kind, member in parts_of(composition):
            _members(kind, (member,), lookup("kind", dict(kinds), kind, where=path.name).known(), path.name)
    return found


def _members(kind: str, names: Iterable[str], known: Collection[str], where: str) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        fitting = [item for item in known if item == name or fnmatchcase(item, name)]
        if not fitting:
            raise UnknownName(kind.rstrip("s"), name, list(known), where=where)
        found += [item for item in fitting if item not in found]
    return tuple(found)


def axes(kinds: Kinds, kept: Kept) -> tuple[str, ...]:
    """Return the axes on which something is held out."""
    found = {kinds[kind].axis for kind, names in kept.items() if names and kind != COMPOSITIONS}
    return tuple(sorted(found | ({COMPOSITIONS} if kept[COMPOSITIONS] else set())))


def held_out(spec: Spec, kinds: Kinds, kept: Kept) -> dict[str, set[str]]:
    """Return what a spec uses of what is held out, by kind; kinds of which it uses nothing are left out."""
    used = {kind: set(part.used(spec)) for kind, part in kinds.items()}
    found = {kind: used[kind] & set(kept[kind]) for kind in kinds if kept[kind]}
    found[COMPOSITIONS] = {
        one for one in kept[COMPOSITIONS] if all(member in used[kind] for kind, member in parts_of(one))
    }
    return {kind: names for kind, names in found.items() if names}


@dataclass(frozen=True)
class Side:
    """One side of the split, as the generator draws on it. ``wanted`` are members it draws wherever they fit."""

    split: Split
    kinds: Kinds
    kept: Kept
    axis: str = ""
    wanted: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def allowed(self, kind: str, names: Sequence[str]) -> list[str]:
        """Return the members of a kind that may be drawn from some; those wanted alone, where there are any."""
        if self.split == "all":
            return list(names)
        if kind in self.wanted and (fitting := [name for name in names if name in self.wanted[kind]]):
            return fitting
        return [name for name in names if name not in self.kept[kind]]

    def holds(self, spec: Spec) -> bool:
        """Tell whether a spec is on this side."""
        if self.split == "all":
            return True
        found = held_out(spec, self.kinds, self.kept)
        if self.split == "train":
            return not found
        axes = {COMPOSITIONS if kind == COMPOSITIONS else self.kinds[kind].axis for kind in found}
        return axes == {self.axis} and all(
            names & self.kinds[kind].surely_met(spec) for kind, names in self.wanted.items()
        )


def side(
    split: Split, axis: str, stream: Stream, kinds: Kinds, kept: Kept, narrowed: Mapping[str, Sequence[str]]
) -> Side:
    """Return the side to draw a spec on; of a held-out axis, one kind (or one composition) is drawn that is wanted.

    Args:
        split: which side.
        axis: of the held-out side, one axis; empty for any.
        stream: decides what is open.
        kinds: all kinds.
        kept: what is held out of each.
        narrowed: the members a caller allows, for the kinds that are narrowed at all.

    Raises:
        SpecError: what the caller allows leaves nothing held out.
    """
    if split != "heldout":
        return Side(split, kinds, kept)

    def open_members(kind: str, names: Iterable[str]) -> frozenset[str]:
        among = narrowed.get(kind)
        return frozenset(name for name in names if not among or name in among)

    choices: dict[str, dict[str, frozenset[str]]] = {}  # axis/kind or axis/composition: what is wanted then
    for kind, part in kinds.items():
        if members := open_members(kind, kept[kind]):
            choices[f"{part.axis}/{kind}"] = {kind: members}
    for one in kept[COMPOSITIONS]:
        parts = {kind: open_members(kind, (member,)) for kind, member in parts_of(one)}
        if all(parts.values()):
            choices[f"{COMPOSITIONS}/{one}"] = parts
    among = sorted({name.partition("/")[0] for name in choices})
    chosen = axis or (stream.pick(among) if among else "")
    fitting = [name for name in choices if name.partition("/")[0] == chosen]
    if not fitting:
        raise SpecError(f"the knobs leave nothing held out to choose from on {axis or 'any'} axis")
    return Side(split, kinds, kept, chosen, choices[stream.child("part").pick(fitting)])
