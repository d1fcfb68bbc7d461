"""Commands that other packages add, through entry points of the group ``webgen.commands``.

The learner lives in the package ``agent``, a name that others use too: a foreign one is refused by name.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import typer

from webgen.errors import InputError
from webgen.resources import PACKAGE

GROUP = "webgen.commands"
LEARNER = "agent"
COMMANDS = ("train", "eval", "demo")
EXTRAS = {"torch": "train"}


def add_commands(app: typer.Typer) -> None:
    """Load every entry point and let it register; what cannot be loaded says so only when it is used."""
    entries = {entry.name: entry for entry in metadata.entry_points(group=GROUP)}
    for name, entry in sorted(entries.items()):
        trouble = stranger() if name == LEARNER else ""
        if not trouble:
            try:
                entry.load()(app)
                continue
            except ModuleNotFoundError as error:
                trouble = missing(error)
            except AttributeError as error:
                trouble = f"the commands of {entry.value} cannot be loaded: {error}"
        _stand_in(app, COMMANDS if name == LEARNER else (name,), trouble)
    if LEARNER not in entries:
        _stand_in(app, COMMANDS, f"the package {LEARNER} of this project is not installed; run `pip install webgen-gym[train]`")


def stranger() -> str:
    """Return the sentence that refuses an ``agent`` package that is not ours; empty where it is."""
    try:
        found = importlib.util.find_spec(LEARNER)
    except (ImportError, ValueError):
        found = None
    if found is None:
        return f"the package {LEARNER} of this project is not installed; run `pip install webgen-gym[train]`"
    home = PACKAGE.parent / LEARNER
    places = [Path(place).resolve() for place in found.submodule_search_locations or [found.origin or ""]]
    if home in places:
        return ""
    return f"the package {LEARNER!r} at {places[0]} is not this project's (that is {home}); remove it or change the order of sys.path"


def missing(error: ModuleNotFoundError) -> str:
    """Say which library is missing and how to get it."""
    library = (error.name or "").partition(".")[0]
    if library in EXTRAS:
        return f"this command needs {library}, which is not installed; run `pip install 'webgen-gym[{EXTRAS[library]}]'`"
    return f"this command needs the module {error.name!r}, which is not installed; reinstall the package"


def _stand_in(app: typer.Typer, names: tuple[str, ...], sentence: str) -> None:
    """Register commands that only say why they are not there."""

    def build() -> Callable[[typer.Context], None]:
        def refuse(context: typer.Context) -> None:
            raise InputError(sentence)

        return refuse

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    for name in names:
        app.command(name, context_settings=settings, help=f"Not available: {sentence}.", hidden=True)(build())
