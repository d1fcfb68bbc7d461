"""The state of a site: an in-memory SQLite database whose triggers write an append-only change log.

The log is the ground truth of what an episode did. Every table is logged; which columns count is the judge's business.
REPLACE is never used, because it skips delete triggers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from webgen.bind import SETTINGS
from webgen.bind import columns as meant
from webgen.domains.model import Domain, Field
from webgen.domains.reader import domain as read_domain
from webgen.errors import SpecError
from webgen.extras.base import table as extra_table
from webgen.spec import ColumnKind, Record, Scalar, SiteContent

AMBIENT: dict[str, dict[str, ColumnKind]] = {
    "sessions": {"token": "ambient", "user": "ambient", "consent": "ambient", "flash": "ambient", "notes": "ambient"},
    "tokens": {"token": "ambient", "session": "ambient", "action": "ambient", "used": "ambient"},
}
KEPT = 128  # optional pages make thousands of different databases
_SQL_TYPES = {"integer": "INTEGER", "money": "INTEGER", "bool": "INTEGER", "ref": "INTEGER"}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One change: ``before`` is empty for an insert, ``after`` for a delete; both hold every column but ``id``."""

    site: int
    seq: int
    table: str
    op: str
    record: int
    before: Mapping[str, Scalar]
    after: Mapping[str, Scalar]


def columns(domain: Domain, extras: Sequence[str] = ()) -> dict[str, dict[str, ColumnKind]]:
    """Map every table of a domain's site, ``extras`` among them, to its columns and their kinds."""
    tables = meant(domain, extras)
    tables["effects"] = {"name": "intent", "tbl": "intent", "record": "intent"}
    return tables | AMBIENT


def _column(field: Field, targets: Mapping[str, str]) -> str:
    parts = [f'"{field.name}"', _SQL_TYPES.get(field.type, "TEXT")]
    if field.required:
        parts.append("NOT NULL")
    if field.unique:
        parts.append("UNIQUE COLLATE NOCASE")
    if field.type == "choice":
        known = ", ".join("'" + choice.replace("'", "''") + "'" for choice in field.choices)
        parts.append(f'CHECK ("{field.name}" IN ({known}))')
    if field.type == "bool":
        parts.append(f'CHECK ("{field.name}" IN (0, 1))')
    if field.type == "ref":
        parts.append(f'REFERENCES "{targets[field.name]}"(id) ON DELETE RESTRICT')
    return " ".join(parts)


def _table(name: str, fields: Iterable[Field]) -> str:
    fields = list(fields)
    targets = {field.name: field.target or "" for field in fields}
    body = ", ".join(["id INTEGER PRIMARY KEY AUTOINCREMENT", *(_column(field, targets) for field in fields)])
    return f'CREATE TABLE "{name}" ({body});'


def _json(alias: str, names: Iterable[str]) -> str:
    return "json_object(" + ", ".join(f"'{name}', {alias}.\"{name}\"" for name in names) + ")"


def _triggers(table: str, names: Sequence[str]) -> str:
    sides = {"insert": ("'{}'", "NEW"), "update": ("OLD", "NEW"), "delete": ("OLD", "'{}'")}
    parts = []
    for op, (before, after) in sides.items():
        old = before if before.startswith("'") else _json(before, names)
        new = after if after.startswith("'") else _json(after, names)
        record = "OLD.id" if op == "delete" else "NEW.id"
        parts.append(
            f'CREATE TRIGGER "log_{table}_{op}" AFTER {op.upper()} ON "{table}" BEGIN '
            "INSERT INTO change_log (tbl, op, record, before, after) "
            f"VALUES ('{table}', '{op}', {record}, {old}, {new}); "
            "END;"
        )
    return "\n".join(parts)


@lru_cache(maxsize=KEPT)
def _schema(domain_name: str, language: str, extras: tuple[str, ...]) -> tuple[str, str]:
    """Return the SQL that makes the tables of a site, and the SQL that makes its triggers."""
    domain = read_domain(domain_name, language)
    tables = [_table(entity.name, entity.fields) for entity in domain.entities]
    tables += [_table(name, extra_table(name, language)) for name in extras]
    tables.append(_table(SETTINGS, domain.all_settings))
    tables.append(
        "CREATE TABLE effects (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, tbl TEXT NOT NULL,"
        " record INTEGER NOT NULL);"
        "CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE,"
        " user TEXT, consent TEXT NOT NULL DEFAULT '', flash TEXT NOT NULL DEFAULT '',"
        " notes TEXT NOT NULL DEFAULT '{}');"
        "CREATE TABLE tokens (id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL, session INTEGER NOT NULL,"
        " action TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0);"
        "CREATE INDEX token_index ON tokens (token);"
        "CREATE TABLE change_log (seq INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, op TEXT NOT NULL,"
        " record INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);"
    )
    triggers = [_triggers(table, list(names)) for table, names in columns(domain, extras).items()]
    return "\n".join(tables), "\n".join(triggers)


@lru_cache(maxsize=KEPT)
def _empty(domain_name: str, language: str, extras: tuple[str, ...]) -> bytes:
    """Return an empty database of a site, serialised; a new site starts as a copy of it."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_schema(domain_name, language, extras)[0])
    image = connection.serialize()
    connection.close()
    return image


class Store:
    """The database of one site."""

    def __init__(self, domain: Domain, content: SiteContent, *, site: int = 0) -> None:
        """Fill a fresh database; :class:`SpecError` when the records break a constraint."""
        self.domain, self.site = domain, site
        self._extras = tuple(sorted(content.extras))
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.deserialize(_empty(domain.name, domain.locale, self._extras))
        try:
            self._fill(content)
        except sqlite3.Error as error:
            raise SpecError(f"the records do not fit together: {error}") from None

    def _fill(self, content: SiteContent) -> None:
        connection = self._connection
        connection.execute("BEGIN")
        filled = {entity.name: (entity.fields, content.records[entity.name]) for entity in self.domain.entities}
        filled |= {name: (extra_table(name, self.domain.locale), rows) for name, rows in content.extras.items()}
        for table, (fields, records) in filled.items():
            names = ["id", *(field.name for field in fields)]
            marks = ", ".join("?" * len(names))
            quoted = ", ".join(f'"{name}"' for name in names)
            rows = [[record[name] for name in names] for record in records]
            connection.executemany(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', rows)
        self.insert(SETTINGS, dict(content.settings))
        connection.execute("COMMIT")
        connection.executescript(_schema(self.domain.name, self.domain.locale, self._extras)[1])
        connection.execute("PRAGMA foreign_keys = ON")

    # ---- reading

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Record]:
        """Run a query and return its rows as dictionaries."""
        return [dict(row) for row in self._connection.execute(sql, parameters)]

    def get(self, table: str, record: int) -> Record | None:
        """Return one record, or None."""
        found = self.rows(f'SELECT * FROM "{table}" WHERE id = ?', (record,))
        return found[0] if found else None

    def scalar(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, or None."""
        row = self._connection.execute(sql, parameters).fetchone()
        return row[0] if row is not None else None

    # ---- writing

    def insert(self, table: str, values: Mapping[str, Scalar]) -> int:
        """Add a record and return its id."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values()))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def update(self, table: str, record: int, values: Mapping[str, Scalar]) -> None:
        """Change columns of a record."""
        parts = ", ".join(f'"{name}" = ?' for name in values)
        self._connection.execute(f'UPDATE "{table}" SET {parts} WHERE id = ?', (*values.values(), record))

    def delete(self, table: str, record: int) -> bool:
        """Remove a record; return False when another refers to it, and leave it."""
        try:
            self._connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (record,))
        except sqlite3.IntegrityError:
            return False
        return True

    def effect(self, name: str, table: str, record: int) -> None:
        """Append an effect: something that went out and cannot be taken back."""
        self.insert("effects", {"name": name, "tbl": table, "record": record})

    # ---- the log

    def log(self, *, ambient: bool = False) -> list[LogRow]:
        """Return the change log in order, without the ambient tables unless asked."""
        found = []
        for row in self._connection.execute("SELECT seq, tbl, op, record, before, after FROM change_log ORDER BY seq"):
            if ambient or row["tbl"] not in AMBIENT:
                before, after = json.loads(row["before"]), json.loads(row["after"])
                found.append(LogRow(self.site, row["seq"], row["tbl"], row["op"], row["record"], before, after))
        return found

    # ---- copies

    def checkpoint(self) -> bytes:
        """Return the whole database as bytes."""
        return self._connection.serialize()

    def restore(self, image: bytes) -> None:
        """Put the database back to an image from :meth:`checkpoint`."""
        self._connection.deserialize(image)
        self._connection.execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        """Free the database."""
        self._connection.close()
