"""Passwords in lines of demonstrations: masked before a line is kept, put back where the level knows them.

A masked password stands as ``•••account 0•••`` (that of the account of the level's first site), ``•••goal 41:52•••``
(these characters of the goal) or, where the level does not know it (a wrong one), as ``•••``. Only the first two can be
played again. Hashes of snapshots stay those of the pages as they were.

A password is masked wherever a line says it: what was written into its field, and, where it has at least
:data:`LEAST` characters, every other text of the line (answers, addresses, names of pages, reasons, a difference).
What names things rather than tells them stays: the level, hashes, refs, keys, names of actions and of files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from webgen.errors import InputError
from webgen.spec import Level
from webgen.trajectory import Row, level_in

LOST = "•••"
LEAST = 4  # characters of a password that is looked for in every text; a shorter one would be found everywhere
_PLAIN = "•••plain•••"  # three bullets that a line held itself and that would read as the beginning of a mask
_BEGINS = "•••(?=account |goal |plain•••)"
_KNOWN = re.compile(r"•••(?:account (\d+)|goal (\d+):(\d+)|plain)•••")
_OF_LINE = frozenset({"format", "workflow", "domain", "level", "engine", "style", "plan", "seed", "final", "trace"})
_OF_STEP = frozenset({"snapshot", "action", "image", "boxes"})
_TOLD = frozenset({"text", "url", "values", "paths", "answer", "reason", "element"})  # arguments that hold any text
Change = Callable[[str], str]


def mask(row: Row) -> Row:
    """Return a line without what was written in password fields, and without the passwords of the level's accounts."""
    level = level_in(row)
    names = {secret: _name(secret, level) for secret in _secrets(row, level)}
    spelled = {spelling: name for secret, name in names.items() if len(secret) >= LEAST for spelling in _spellings(secret, name)}
    longest = sorted(spelled, key=len, reverse=True)  # all at once and the longest first: no mask is masked again
    found = re.compile("|".join([*map(re.escape, longest), _BEGINS]))
    hidden = _changed(row, lambda text: found.sub(lambda one: spelled.get(one[0], _PLAIN), text))
    for old, new in zip(row["steps"], hidden["steps"], strict=True):
        if old.get("masked") and (secret := _written(old)):
            new["action"]["arguments"]["text"] = names[secret]
    return hidden | {"masked": True}


def unmask(row: Row, where: str = "line") -> Row:
    """Return a line with its passwords, as the level knows them; a line that is not masked as it is.

    Raises:
        InputError: a step holds a password that the level does not know.
    """
    if not row.get("masked"):
        return row
    for number, step in enumerate(row["steps"]):
        if step.get("masked") and _written(step) == LOST:
            raise InputError(f"{where}: step {number} holds a masked password that is not the level's own; it cannot be played again")
    level = level_in(row)
    shown = _changed(row, lambda text: _KNOWN.sub(lambda found: _value(found, level), text))
    return {name: value for name, value in shown.items() if name != "masked"}


# ---- the texts of a line


def _changed(row: Row, change: Change) -> Row:
    """Return a line with every text of it changed, but for what names things."""
    steps = [_step(step, change) for step in row["steps"]]
    return {name: value if name in _OF_LINE else _told(value, change) for name, value in row.items() if name != "steps"} | {"steps": steps}


def _step(step: Row, change: Change) -> Row:
    one = {name: value if name in _OF_STEP else _told(value, change) for name, value in step.items()}
    if (action := step["action"]) is not None:
        arguments = action["arguments"].items()
        one["action"] = action | {"arguments": {name: _told(value, change) if name in _TOLD else value for name, value in arguments}}
    return one


def _told(value: Any, change: Change) -> Any:
    match value:
        case str():
            return change(value)
        case list():
            return [_told(item, change) for item in value]
        case dict():
            return {name: _told(item, change) for name, item in value.items()}
    return value


# ---- the passwords of a line


def _secrets(row: Row, level: Level) -> Iterator[str]:
    """Yield the passwords of the accounts, what was written in password fields, and what came of it key by key."""
    yield from (site.account.password for site in level.sites)
    fields: dict[str, str] = {}
    for step in row["steps"]:
        if step.get("masked") and (text := _written(step)):
            arguments = step["action"]["arguments"]
            field = str(arguments.get("target"))
            fields[field] = (fields.get(field, "") if arguments.get("slowly") else "") + text
            yield from (text, fields[field])


def _spellings(secret: str, name: str) -> set[str]:
    """Return how a text may say a password: as it is and, where it is not put back, as an address says it."""
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)} if name == LOST else {secret}


def _written(step: Row) -> str:
    action = step["action"]
    return str(action["arguments"].get("text", "")) if action else ""


def _name(secret: str, level: Level) -> str:
    for number, site in enumerate(level.sites):
        if site.account.password == secret:
            return f"•••account {number}•••"
    at = level.task.goal.find(secret)
    return f"•••goal {at}:{at + len(secret)}•••" if at >= 0 else LOST


def _value(found: re.Match[str], level: Level) -> str:
    account, start, end = found.groups()
    if start is not None:
        return level.task.goal[int(start) : int(end)]
    if account is None:
        return LOST
    number = int(account)
    return level.sites[number].account.password if number < len(level.sites) else found[0]
