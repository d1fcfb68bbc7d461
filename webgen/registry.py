"""Finding parts: a folder is a registry, a module name is an id."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from typing import TypeVar

from webgen.errors import SpecError, UnknownName

T = TypeVar("T")


@cache
def discover(package: str, base: type[T]) -> dict[str, type[T]]:
    """Map module name to the one subclass of ``base`` each module of ``package`` defines.

    Modules named ``base`` or starting with an underscore are not parts.

    Raises:
        SpecError: a module defines none, or more than one.
    """
    folder = importlib.import_module(package)
    found: dict[str, type[T]] = {}
    for info in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        if info.name == "base" or info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        classes = [
            value
            for value in vars(module).values()
            if inspect.isclass(value) and issubclass(value, base) and value.__module__ == module.__name__
        ]
        if len(classes) != 1:
            names = [value.__name__ for value in classes]
            raise SpecError(f"{module.__name__} must define exactly one {base.__name__}, found {names}")
        found[info.name] = classes[0]
    return found


@cache
def part_names(package: str) -> tuple[str, ...]:
    """Return the ids of a folder's parts without importing them: its modules but for ``base`` and those with an underscore."""
    folder = importlib.import_module(package)
    names = (info.name for info in pkgutil.iter_modules(folder.__path__))
    return tuple(sorted(name for name in names if name != "base" and not name.startswith("_")))


def lookup(kind: str, known: dict[str, T], name: str, *, where: str = "") -> T:
    """Return ``known[name]`` or raise :class:`UnknownName` with the nearest id."""
    try:
        return known[name]
    except KeyError:
        raise UnknownName(kind, name, known, where=where) from None
