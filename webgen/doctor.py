"""What an installation needs, and how to get what is missing."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any, Literal

from webgen.errors import InputError
from webgen.resources import folder

State = Literal["ok", "missing", "optional"]  # optional: not there, and only some commands need it
LEAST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for: whether it is there, what was found, and how to get it."""

    what: str
    state: State
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything the commands need."""
    return [_python(), *_libraries(), _browser(), _fonts(), *_data(), *_learner()]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info[:2] >= LEAST_PYTHON
    return Finding("python", "ok" if fine else "missing", version, "" if fine else "install Python 3.11 or later")


def _libraries() -> list[Finding]:
    """Return a finding for each library the package declares, by version."""
    try:
        wanted = [line for line in metadata.requires("webgen-gym") or [] if "extra ==" not in line]
        own = metadata.version("webgen-gym")
    except metadata.PackageNotFoundError:
        return [Finding("webgen-gym", "missing", "not installed", "run `pip install -e .` in the checkout, or `make setup`")]
    found = [Finding("webgen-gym", "ok", own)]
    for line in wanted:
        name = line.split(";")[0].strip()
        bare = name[: next((i for i, char in enumerate(name) if char in "<>=!~ ["), len(name))]
        found.append(_library(bare, "missing", f"pip install '{name}'"))
    return found


def _library(name: str, otherwise: State, remedy: str) -> Finding:
    try:
        return Finding(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, otherwise, "not installed", remedy)


def _browser() -> Finding:
    from webgen.engines.chromium.find import HOW_TO_GET_ONE, find

    try:
        browser = find()
    except InputError as error:
        reason = str(error).removesuffix(HOW_TO_GET_ONE).rstrip("; ")
        return Finding("browser", "missing", reason, HOW_TO_GET_ONE)
    return Finding("browser", "ok", f"Chromium {browser.version} at {browser.path} ({browser.source})")


def _fonts() -> Finding:
    """Chromium draws no text without a font; widths, and so screenshots, depend on which."""
    lister = shutil.which("fc-list")
    remedy = "install fonts, such as the system packages fontconfig and fonts-dejavu-core"
    if sys.platform != "linux":
        return Finding("fonts", "ok", "the system's own")
    if lister is None:
        return Finding("fonts", "optional", "cannot be listed: there is no fc-list", remedy)
    done = subprocess.run([lister, ":", "family"], capture_output=True, text=True, timeout=30, check=False)
    families = {line.split(",")[0].strip() for line in done.stdout.splitlines() if line.strip()}
    if not families:
        return Finding("fonts", "optional", "none; screenshots show no text", remedy)
    return Finding("fonts", "ok", f"{len(families)} families")


def _some(names: Sequence[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _data() -> list[Finding]:
    from webgen.domains.reader import domains
    from webgen.generate import heldout
    from webgen.workflows.base import workflows

    checks: list[tuple[str, Callable[[], str]]] = [
        ("sites_templates", lambda: str(folder("sites_templates"))),
        ("scenarios", lambda: str(folder("scenarios"))),
        ("domains", lambda: ", ".join(sorted(domains()))),
        ("workflows", lambda: ", ".join(sorted(workflows()))),
        ("splits", lambda: "; ".join(f"{kind}: {_some(names)}" for kind, names in heldout().items() if names)),
    ]
    found = []
    for what, look in checks:
        try:
            found.append(Finding(what, "ok", look()))
        except InputError as error:
            found.append(Finding(what, "missing", str(error), "mend the file, or reinstall the package"))
    return found


def _learner() -> list[Finding]:
    from webgen.commands._outside import stranger

    trouble = stranger()
    first = Finding("agent", "optional", trouble, "install this project's own package") if trouble else Finding("agent", "ok", _place())
    return [first, *(_library(name, "optional", "pip install 'webgen-gym[train]' (train, eval, demo)") for name in ("torch",))]


def _place() -> str:
    spec = importlib.util.find_spec("agent")
    return str(next(iter(spec.submodule_search_locations or [""]))) if spec else ""
