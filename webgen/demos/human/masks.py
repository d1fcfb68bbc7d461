"""Passwords in lines of demonstrations: masked before a line is kept, put back where the level knows them.

A masked password stands as ``•••account 0•••`` (that of the account of the level's first site), ``•••goal 41:52•••``
(these characters of the goal) or, where the level does not know it (a wrong one), as ``•••``. Only the first two can be
played again. Hashes of snapshots stay those of the pages as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from webgen.errors import InputError
from webgen.spec import Level
from webgen.trajectory import Row, level_in

LOST = "•••"
_KNOWN = re.compile(r"•••(?:account (\d+)|goal (\d+):(\d+))•••")


def mask(row: Row) -> Row:
    """Return a line without what was written in password fields, and without the passwords of the level's accounts."""
    level = level_in(row)
    written = {text for step in row["steps"] if step.get("masked") and (text := _written(step))}
    secrets = {site.account.password for site in level.sites} | written
    names = {secret: _name(secret, level) for secret in sorted(secrets, key=len, reverse=True)}
    shown = [secret for secret in names if len(secret) > 3 or secret in written]

    def hide(text: str) -> str:
        for secret in shown:
            text = text.replace(secret, names[secret])
        return text

    steps = []
    for step in row["steps"]:
        one = _texts(step, hide)
        if step.get("masked") and (secret := _written(step)):
            one["action"] = _with_text(step["action"], names[secret])
        steps.append(one)
    return row | {"masked": True, "goal": hide(row["goal"]), "steps": steps}


def unmask(row: Row, where: str = "line") -> Row:
    """Return a line with its passwords, as the level knows them; a line that is not masked as it is.

    Raises:
        InputError: a step holds a password that the level does not know.
    """
    if not row.get("masked"):
        return row
    level = level_in(row)

    def tell(text: str) -> str:
        return _KNOWN.sub(lambda found: _value(found, level), text)

    for number, step in enumerate(row["steps"]):
        if step.get("masked") and _written(step) == LOST:
            raise InputError(f"{where}: step {number} holds a masked password that is not the level's own; it cannot be played again")
    steps = []
    for step in row["steps"]:
        one = _texts(step, tell)
        if step.get("masked") and (text := _written(step)):
            one["action"] = _with_text(step["action"], tell(text))
        steps.append(one)
    return {name: value for name, value in row.items() if name != "masked"} | {"goal": tell(row["goal"]), "steps": steps}


def _written(step: Row) -> str:
    action = step["action"]
    return str(action["arguments"].get("text", "")) if action else ""


def _with_text(action: Row, text: str) -> Row:
    return action | {"arguments": action["arguments"] | {"text": text}}


def _texts(step: Row, change: Callable[[str], str]) -> dict[str, Any]:
    """Return a step with its texts changed, but for the action and the hash."""
    return {name: change(value) if isinstance(value, str) and name != "snapshot" else value for name, value in step.items()}


def _name(secret: str, level: Level) -> str:
    for number, site in enumerate(level.sites):
        if site.account.password == secret:
            return f"•••account {number}•••"
    at = level.task.goal.find(secret)
    return f"•••goal {at}:{at + len(secret)}•••" if at >= 0 else LOST


def _value(found: re.Match[str], level: Level) -> str:
    account, start, end = found.groups()
    if account is None:
        return level.task.goal[int(start) : int(end)]
    number = int(account)
    return level.sites[number].account.password if number < len(level.sites) else found[0]
