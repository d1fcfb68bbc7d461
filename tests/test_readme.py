"""The README's code runs, its files exist, its first screen holds what it must."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def test_the_python_code_runs_and_the_expert_is_rewarded() -> None:
    (code,) = blocks("python")
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 14
    scope: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), scope)
    assert scope["reward"] == 1.0


def test_the_first_screen_has_picture_commands_and_code() -> None:
    first = "\n".join(TEXT.splitlines()[:40])
    assert "docs/sites.png" in first
    assert "make demo" in first
    assert "gymnasium.make" in first


def test_every_linked_file_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_every_command_named_is_there() -> None:
    from typer.main import get_command

    from webgen.cli import build

    (listing,) = re.findall(r"`webgen (new \|.*?)`", TEXT, flags=re.DOTALL)
    names = {name.strip() for name in listing.split("|")}
    assert names <= set(get_command(build()).commands)  # type: ignore[attr-defined]


def test_tool_calls_in_the_text_are_actions() -> None:
    import json

    from webgen.actions import from_json

    for block in blocks("json"):
        from_json(json.loads(block))
