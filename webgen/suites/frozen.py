"""Frozen suites: three files that say everything and betray any change.

``NAME.json`` is the manifest: where the levels come from, what was proven, one entry a level, and the SHA-256 of the
two others and of itself. ``NAME.jsonl.xz`` holds the levels, one JSON object a line, ``NAME.walks.jsonl.xz`` what the
expert did on each and what it saw, as hashes. Levels hold all their records, so that playing one draws nothing.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from webgen.errors import InputError, SpecError, UnknownName
from webgen.resources import PACKAGE, folder
from webgen.soundness import parse_level
from webgen.spec import SCHEMA, Frozen, Level, dump
from webgen.trajectory import Row

FORMAT = 2
Proof = Literal["expert", "idle", "near misses", "one outcome", "attacks", "parity"]
SHOWING = ("site", "pages", "widgets", "frictions", "homes", "layouts", "containers", "places", "actionbars", "extras", "doors", "engines", "domains")


class Entry(Frozen):
    """What is told of a level without opening it. ``steps`` are the expert's acts with the mouse, ``done`` included."""

    id: str
    part: str
    seed: int | None
    workflow: str
    domain: str
    difficulty: float
    steps: int


class Manifest(Frozen):
    """What a frozen suite is. ``hash`` is over everything else in it: who knows it knows which suite this is."""

    format: int = FORMAT
    schema_version: int = SCHEMA
    name: str
    title: str
    about: str = ""
    private: bool = False
    recipe: dict[str, Any]
    versions: dict[str, str]
    build: str
    engines: tuple[str, ...]
    proofs: tuple[Proof, ...]
    levels: tuple[Entry, ...]
    sha256: dict[str, str]
    hash: str = ""

    @property
    def parts(self) -> dict[str, int]:
        """How many levels each part holds."""
        return {name: sum(entry.part == name for entry in self.levels) for name in dict.fromkeys(entry.part for entry in self.levels)}

    def text(self) -> str:
        """Return the manifest as it is written: one way only, so that any other byte is a change."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"

    def hashed(self) -> Manifest:
        """Return the manifest with the hash of the rest."""
        return self.model_copy(update={"hash": sha256(self.model_copy(update={"hash": ""}).text().encode())})


def sha256(content: bytes) -> str:
    """Return the SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def versions() -> dict[str, str]:
    """Return the versions that decide what a level is and how it is shown."""
    names = ("webgen-gym", "faker", "jinja2", "playwright", "pydantic", "selectolax")
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def build_id(whole: bool = False) -> str:
    """Return what names this version of everything that decides what a page shows: code, templates, trades, languages.

    Args:
        whole: whether what decides which levels are drawn and how the expert plays them, all other code, is named too.
    """
    code = [PACKAGE] if whole else [PACKAGE / name for name in SHOWING]
    roots = [*code, folder("sites_templates"), folder("scenarios") / "domains", folder("scenarios") / "locales"]
    found = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".png"):
                found.update(f"{root.name}/{path.relative_to(root).as_posix()}\n".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


class _Seen(BaseModel):
    snapshot: str
    url: str
    title: str
    action: dict[str, Any]


class _Walk(BaseModel):
    level: str
    style: str
    steps: list[_Seen]
    final: str
    verdict: dict[str, Any]
    log: str


# ---- files


def frozen_folder() -> Path:
    """Return where the suites that ship are kept."""
    return folder("scenarios") / "frozen"


def frozen_names(base: Path | None = None) -> list[str]:
    """Return the names of the suites in a folder; JSON that is plainly something else is none."""
    return sorted(path.stem for path in (base or frozen_folder()).glob("*.json") if _may_be_manifest(path))


def _may_be_manifest(path: Path) -> bool:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True  # a damaged one is not to be passed over
    return isinstance(data, dict) and "sha256" in data


def suite_names() -> list[str]:
    """Return the names of all suites that ship: those with a recipe and those that are frozen."""
    return sorted({path.stem for path in (folder("scenarios") / "suites").glob("*.toml")} | set(frozen_names()))


def paths(name: str, base: Path) -> dict[str, Path]:
    """Return where levels and walks of a suite are."""
    return {"levels": base / f"{name}.jsonl.xz", "walks": base / f"{name}.walks.jsonl.xz"}


def packed(lines: Iterable[str]) -> bytes:
    """Return lines as they are stored: the same bytes wherever the same liblzma writes them."""
    return lzma.compress("".join(line + "\n" for line in lines).encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)


def manifest_of(name: str, base: Path | None = None) -> Manifest:
    """Return the manifest of a suite.

    Raises:
        UnknownName: there is no such suite; SpecError: its manifest is not one of this version, or was altered.
    """
    base = base or frozen_folder()
    if Path(name).name != name or not base.is_dir():
        raise InputError(f"there is no suite {name!r} in {base}")
    where = base / f"{name}.json"
    if not where.is_file():
        if paths(name, base)["levels"].is_file():
            raise SpecError(f"the suite {name} has lost its manifest {where.name}")
        raise UnknownName("frozen suite", name, frozen_names(base))
    try:
        text = where.read_text(encoding="utf-8")
        data = json.loads(text)
    except (OSError, ValueError) as error:
        raise SpecError(f"{where.name} cannot be read: {' '.join(str(error).split())}") from None
    _same_format(where.name, data)
    try:
        found = Manifest.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise SpecError(f"{where.name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
    if found.text() != text or found.hashed().hash != found.hash:
        raise SpecError(f"{where.name} is not the manifest that was frozen (its own hash differs)")
    if found.name != name:
        raise SpecError(f"{where.name} is the manifest of the suite {found.name}; files of a suite keep their names")
    return found


def _same_format(name: str, data: Any) -> None:
    if not isinstance(data, dict):
        raise SpecError(f"{name} is not a manifest")
    told = data.get("format"), data.get("schema_version")
    if told != (FORMAT, SCHEMA):
        made = data.get("versions", {})
        by = made.get("webgen-gym", "another version") if isinstance(made, dict) else "another version"
        raise SpecError(
            f"{name}: format {told[0]} and schema version {told[1]}, frozen by {by}; this version reads {FORMAT} and {SCHEMA}; "
            "play it with that version, or build it again from its recipe"
        )


def altered(manifest: Manifest, base: Path) -> list[str]:
    """Return which files of a suite are not those that were frozen."""
    found = []
    for kind, path in paths(manifest.name, base).items():
        if not path.is_file():
            found.append(f"{path.name} is missing")
        elif sha256(path.read_bytes()) != manifest.sha256[kind]:
            found.append(f"{path.name} is not the file that was frozen (its SHA-256 differs)")
    return found


def _lines(path: Path) -> Iterator[str]:
    try:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from file
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise SpecError(f"{path.name} cannot be read: {error}") from None


def levels_in(name: str, base: Path) -> Iterator[Level]:
    """Yield the levels of a file, each checked to be sound."""
    path = paths(name, base)["levels"]
    for number, line in enumerate(_lines(path), 1):
        yield parse_level(line, where=f"{path.name} line {number}")


def walks_in(name: str, base: Path) -> Iterator[Row]:
    """Yield the expert's walks of a file: lines of a trajectory without goal and spec."""
    path = paths(name, base)["walks"]
    for number, line in enumerate(_lines(path), 1):
        try:
            row = json.loads(line)
            _Walk.model_validate(row)
        except ValueError as error:
            raise SpecError(f"{path.name} line {number} is no walk: {' '.join(str(error).split())[:160]}") from None
        yield row


def read_suite(name: str, base: Path | None = None) -> list[Level]:
    """Return the levels of a frozen suite, whose files are checked against the manifest.

    Raises:
        UnknownName: there is no such suite; SpecError: its files are not those that were frozen.
    """
    base = base or frozen_folder()
    manifest = manifest_of(name, base)
    if trouble := altered(manifest, base):
        raise SpecError(f"suite {name}: {trouble[0]}")
    return list(levels_in(name, base))


def read_parts(name: str, base: Path | None = None) -> dict[str, str]:
    """Return which part of a suite each level is of, by level id."""
    return {entry.id: entry.part for entry in manifest_of(name, base).levels}


def write_suite(manifest: Manifest, levels: Iterable[Level], walks: Iterable[Row], base: Path) -> Manifest:
    """Write the files of a suite, and return the manifest with their hashes. The manifest comes last.

    Raises:
        InputError: they cannot be written.
    """
    contents = {
        "levels": packed(dump(level) for level in levels),
        "walks": packed(json.dumps(walk, ensure_ascii=False, separators=(",", ":")) for walk in walks),
    }
    manifest = manifest.model_copy(update={"sha256": {kind: sha256(content) for kind, content in contents.items()}}).hashed()
    files = {path: contents[kind] for kind, path in paths(manifest.name, base).items()}
    files[base / f"{manifest.name}.json"] = manifest.text().encode("utf-8")
    try:
        base.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            draft = path.with_name(f".{path.name}.part")
            draft.write_bytes(content)
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write to {base}: {(error.strerror or str(error)).lower()}") from None
    return manifest
