"""Playwright traces: every line played again in Chromium, one zip each, for ``playwright show-trace``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from webgen.actions import Action
from webgen.annotate import in_words
from webgen.demos.exports._lines import Unfit, seen_again
from webgen.demos.exports.base import Exporter, Line, Options, Written, compact

if TYPE_CHECKING:
    from webgen.engines.chromium.session import ChromiumSession


class Trace(Exporter):
    """The replay is checked page by page: a zip shows what was recorded."""

    about = "A file is one episode played again in Chromium: pictures, pages, requests and a group for every action, as a Playwright trace."
    loads = "playwright show-trace FILE  # of any file in {split}/, or https://trace.playwright.dev"
    needs = frozenset()

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT/LINE.zip`` for every line."""
        from webgen.engines.chromium.tracing import TracedEngine

        folder = out / split
        folder.mkdir()
        count, unfit = 0, []
        with TracedEngine(_words) as engine:
            for line in lines:
                engine.path = folder / f"{line.name}.zip"
                try:
                    seen_again(engine, line.row, line.level)
                    drop_stacks(engine.path)
                except Unfit as error:
                    engine.path.unlink(missing_ok=True)
                    unfit.append((line, str(error)))
                else:
                    count += 1
        return Written(count, unfit=tuple(unfit))


def _words(action: Action, session: ChromiumSession) -> str:
    return in_words(action, session.snapshot)


def drop_stacks(path: Path) -> None:
    """Take out of a trace where in whose files the calls were made: that says nothing about the episode."""
    draft = path.with_name(f".{path.name}.part")
    with ZipFile(path) as old, ZipFile(draft, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename.endswith(".stacks"):
                continue
            content = old.read(entry)
            if entry.filename.endswith(".trace"):
                content = b"".join(_without_stack(line) for line in content.splitlines())
            new.writestr(entry.filename, content)
    draft.replace(path)


def _without_stack(line: bytes) -> bytes:
    event = json.loads(line)
    event.pop("stack", None)
    return compact(event).encode() + b"\n"
