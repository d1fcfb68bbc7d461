"""The card of an export: what is in it, in words and in the front matter that the Hugging Face hub reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from webgen.demos.exports.base import Exporter, Options
from webgen.suites import frozen_names, manifest_of, versions

if TYPE_CHECKING:
    from webgen.demos.export import Exported, Split

LICENCE = "mit"
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))
MOST_NAMED = 50  # of the lines that were left out; the rest is counted


def card(exported: Exported, exporter: Exporter, options: Options, *, without_mistakes: bool) -> str:
    """Return the text of ``README.md``."""
    rows = sum(split.rows for split in exported.splits.values())
    body = [
        f"# Demonstrations in generated web applications ({exported.format})",
        "Episodes in web applications that `webgen` makes from a seed, with the goal, what was seen and done, and the "
        "verdict of a judge that compares the change log of the site with what the goal asks. Sites, people and records "
        "are invented by code; nothing is taken from real sites or persons.",
        exporter.about,
        f"Acted by: {', '.join(sorted(_all(exported, 'players'))) or 'nobody'}. Format `{exported.format}`"
        f"{_chosen(exporter, options)}.",
        _splits_table(exported),
        *_remarks(exported, without_mistakes=without_mistakes),
        "## Loading",
        "```\n" + "\n".join(exporter.loads.replace("{split}", name) for name, split in exported.splits.items() if split.rows) + "\n```",
        "## What it covers",
        "\n".join(f"- {what} ({len(names)}): {', '.join(sorted(names))}" for what, names in (
            ("workflows", _all(exported, "workflows")), ("domains", _all(exported, "domains")), ("locales", _all(exported, "locales")),
        )),  # fmt: skip
        "Goals are English sentences that quote what the site says in the language of its locale.",
        "## Files",
        "| file | bytes | SHA-256 |\n|---|---:|---|\n" + "\n".join(f"| {name} | {size} | {digest} |" for name, (size, digest) in exported.files.items()),
        "## Made with",
        ", ".join(f"{name} {version}" for name, version in versions().items()) + ". Another version may bind the same spec to another level.",
        f"## Licence\n\n{LICENCE.upper()}, as the generator.",
    ]
    return _front(exported, exporter, options, rows) + "\n\n".join(body) + "\n"


def _all(exported: Exported, what: str) -> set[str]:
    return set().union(*(getattr(split, what) for split in exported.splits.values()))


def _chosen(exporter: Exporter, options: Options) -> str:
    history = f", history {options.history}" if "history" in exporter.choices else ""
    return history + (", with screenshots" if options.images else "")


def _front(exported: Exported, exporter: Exporter, options: Options, rows: int) -> str:
    """Return the front matter. JSON values are YAML."""
    languages = sorted({"en", *(name.partition("-")[0] for name in _all(exported, "locales"))})
    facts: dict[str, object] = {
        "pretty_name": f"webgen demonstrations ({exported.format})",
        "license": LICENCE,
        "language": languages,
        "task_categories": list(exporter.tasks),
        "tags": ["web-agents", "synthetic", "demonstrations", *(["screenshots"] if options.images else [])],
        "size_categories": [next((name for most, name in SIZES if rows < most), "n>10M")],
    }
    filled = [name for name, split in exported.splits.items() if split.rows]
    if exporter.data and filled:
        files = [{"split": name, "path": exporter.data.replace("{split}", name)} for name in filled]
        facts["configs"] = [{"config_name": "default", "data_files": files}]
    return "---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items()) + "---\n\n"


def _splits_table(exported: Exported) -> str:
    heads = ("split", "rows", "episodes", "solved", "levels", "steps", "mistakes", "screenshots")
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for name, split in exported.splits.items():
        numbers = (split.rows, split.lines, split.solved, len(split.levels), split.steps, split.mistakes, split.pictures)
        lines.append(f"| {name} | {' | '.join(map(str, numbers))} |")
    return "\n".join(lines)


def _remarks(exported: Exported, *, without_mistakes: bool) -> Iterable[str]:
    for name, split in exported.splits.items():
        yield from (f"In `{name}`: {note}" for note in split.notes)
    if any(split.mistakes for split in exported.splits.values()):
        yield "Mistakes are steps that were put in on purpose and are repaired afterwards, and answers that the page refused or that were no action."
    if without_mistakes:
        refused = sum(len(split.refused) for split in exported.splits.values())
        yield f"Episodes with such steps were refused: {refused}."
    if faults := sum(len(split.faults) for split in exported.splits.values()):
        yield f"Episodes that ended in a fault of the browser, the engine or the endpoint and were left out: {faults}."
    yield from shared_levels(exported.splits)
    yield from empty_splits(exported.splits)
    yield from levels_of_suites(exported.splits)
    if exported.left_out:
        named = exported.left_out[:MOST_NAMED]
        more = len(exported.left_out) - len(named)
        yield f"{len(exported.left_out)} lines could not be exported:\n\n" + "\n".join(f"- {item}" for item in [*named, *([f"and {more} more"] if more else [])])


def common_levels(splits: dict[str, Split]) -> list[tuple[str, str, int]]:
    """Return the pairs of splits that have levels in common, with how many."""
    pairs = ((one, other, len(splits[one].levels & splits[other].levels)) for one, other in combinations(splits, 2))
    return [pair for pair in pairs if pair[2]]


def shared_levels(splits: dict[str, Split]) -> Iterable[str]:
    """Say which splits have levels in common."""
    for one, other, common in common_levels(splits):
        yield f"`{one}` and `{other}` have {common} levels in common."


def empty_splits(splits: dict[str, Split]) -> Iterable[str]:
    """Say which splits have no rows."""
    for name, split in splits.items():
        if not split.rows:
            yield f"`{name}` is empty: a share goes by levels, so that few of them may give none, and what is refused is in no split."


def levels_of_suites(splits: dict[str, Split]) -> Iterable[str]:
    """Say which splits have levels of a suite that ships."""
    suites = {suite: {entry.id for entry in manifest_of(suite).levels} for suite in frozen_names()}
    for name, split in splits.items():
        for suite, levels in suites.items():
            if common := len(levels & split.levels):
                yield f"`{name}` holds levels of the evaluation suite `{suite}` ({common}): who learns from them is no longer measured by it."
