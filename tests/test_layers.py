"""Dependencies point one way, and each heavy library has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A module may import what stands before it in this list, and its own layer.
LAYERS = [
    ("errors", "locking", "memory", "streams", "actions", "snapshot", "resources", "site.http", "png", "toolcalls", "shares"),
    ("registry", "locales", "engines.base", "site.dates"),
    ("domains",),
    ("spec",),
    ("widgets", "rarity", "frictions", "layouts", "containers", "places", "actionbars", "workflows", "extras", "doors"),
    ("bind", "variants", "splits", "generate", "validity", "edits", "mutate", "features"),
    ("site", "pages", "homes"),
    ("judge", "oracle", "errands"),
    ("engines",),
    ("episode", "walks", "nearmiss", "check", "parity", "candidates", "soundness", "visitor", "laws", "spread", "trajectory", "workers"),
    ("env", "crew", "vector"),
    ("attacks", "bench", "diversity", "sizes", "calibrate", "suites", "demos", "curriculum"),
    ("adapters", "studio", "annotate", "plots", "report", "trace", "demos.exports", "demos.export", "demos.card", "demos.gallery", "evaluation"),
    ("doctor", "commands", "cli", "__main__"),
]
DOORS = {
    "jinja2": ("webgen/site/render.py",),
    "faker": ("webgen/domains/",),
    "sqlite3": ("webgen/site/store.py", "webgen/curriculum/"),
    "starlette": ("webgen/site/forms.py", "webgen/demos/human/counter.py"),
    "uvicorn": ("webgen/site/server.py", "webgen/demos/human/counter.py"),
    "playwright": ("webgen/engines/chromium/",),
    "selectolax": ("webgen/engines/twin/",),
    "gymnasium": ("webgen/env.py", "webgen/vector.py", "webgen/demos/exports/minari.py"),
    "matplotlib": ("webgen/plots.py",),
    "torch": ("agent/",),
    "openai": ("agent/llm.py",),
    "datasets": ("webgen/demos/exports/_tables.py",),
    "pyarrow": ("webgen/demos/exports/_tables.py",),
    "minari": ("webgen/demos/exports/minari.py",),
}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (module, line) of every import that happens at run time."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            skipped |= {id(child) for statement in node.body for child in ast.walk(statement)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def layer(module: str) -> int | None:
    """Return the layer of ``webgen.…``; the most specific name counts."""
    name = module.removeprefix("webgen").removeprefix(".")
    best: tuple[int, int] | None = None
    for index, names in enumerate(LAYERS):
        for part in names:
            if (name == part or name.startswith(part + ".")) and (best is None or len(part) > best[0]):
                best = (len(part), index)
    return best[1] if best else None


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", files("webgen"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = layer(module_of(path))
    for module, line in imports(path):
        assert not module.startswith("agent"), f"{path.name}:{line} imports {module}; webgen never imports agent"
        if module.startswith("webgen.") and own is not None:
            theirs = layer(module)
            assert theirs is None or theirs <= own, f"{path.name}:{line} may not import {module}: it stands above"


@pytest.mark.parametrize("path", [*files("webgen"), *files("agent")], ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_have_one_door(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for module, line in imports(path):
        doors = DOORS.get(module.partition(".")[0])
        assert doors is None or place.startswith(doors), f"{place}:{line} may not import {module}; its door is {doors}"


def test_every_module_has_a_layer() -> None:
    homeless = [
        module_of(path) for path in files("webgen") if module_of(path) != "webgen" and layer(module_of(path)) is None
    ]
    assert not homeless
