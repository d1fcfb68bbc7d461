"""Which interface texts there are: read from the code and the templates, so that a locale can be compared with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from webgen.resources import PACKAGE, folder
from webgen.site.render import said_in

_SAYERS = frozenset(("say", "t", "_said"))
_OURS = ("cli.py", "report.py", "commands")  # what these say is for people at a terminal


@cache
def interface_texts() -> dict[str, str]:
    """Return every English interface text with a place where it stands.

    In code: the first argument of ``say`` and everything inside ``spoken``; in templates: the argument of ``t``.
    """
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        for text in code_texts(path) if place.parts[0] not in _OURS else ():
            found.setdefault(text, str(place))
    base = folder("sites_templates")
    for path in sorted(base.rglob("*.html")):
        if path.parent.name != "report":
            for text in said_in(path.read_text(encoding="utf-8")):
                found.setdefault(text, str(path.relative_to(base)))
    return found


def code_texts(path: Path) -> Iterator[str]:
    """Yield the interface texts of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "spoken":
            yield from _inside(node.args[0])
        elif name in _SAYERS:
            yield from (arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _inside(node: ast.expr) -> Iterator[str]:
    """Yield the texts of a nest of tuples and dicts; keys of dicts are names."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _inside(value)
    elif isinstance(node, ast.Tuple | ast.List):
        for item in node.elts:
            yield from _inside(item)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
