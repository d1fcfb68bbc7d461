"""What all tests share: which browser the browser tests use."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from webgen.engines.chromium.find import LAUNCH_FLAGS, find
from webgen.errors import InputError
from webgen.memory import collect_rarely


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let pytest-playwright start the same browser as the engine does."""
    return {**browser_type_launch_args, "executable_path": str(find().path), "args": list(LAUNCH_FLAGS)}


def pytest_collection_finish() -> None:
    """Collect garbage as seldom as the command line does."""
    collect_rarely()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long; skip browser tests where there is no browser, and say how to get one."""
    weights = Counter[Path]()
    for item in items:
        weights[item.path] += 1 + 9 * bool(item.get_closest_marker("browser")) + 20 * bool(item.get_closest_marker("slow"))
    items.sort(key=lambda item: -weights[item.path])
    wanting = [item for item in items if item.get_closest_marker("browser")]
    if not wanting:
        return
    try:
        find()
    except InputError as error:
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=str(error)))
