"""Is a spec or level from outside sound? Refuses, in one sentence, what would fail only while playing."""

from __future__ import annotations

import json
import re
from pathlib import Path

from webgen.bind import bind
from webgen.domains.model import Domain
from webgen.domains.reader import domain as read_domain
from webgen.errands.base import errands
from webgen.errors import InputError, SpecError
from webgen.extras.base import extras, table
from webgen.site.app import Site
from webgen.spec import STEPS, Level, Record, SiteContent, SiteSpec, Spec, load
from webgen.validity import named, refuse_unsound_spec

HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.test")


def read_level(path: Path | str) -> Level:
    """Read a level file; a spec file is bound to content seed 0.

    Raises:
        InputError: it cannot be read, is neither a level nor a spec, or does not hold together.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise SpecError(f"{path}: not a text file") from None
    return parse_level(text, where=str(path))


def parse_level(text: str, *, where: str) -> Level:
    """Read a level or spec from JSON text; see :func:`read_level`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{where}: not JSON: {error}") from None
    if not isinstance(data, dict):
        raise SpecError(f"{where}: a level or spec is a JSON object, not {str(data):.40}")
    if "content_seed" in data or "max_steps" in data:
        level = load(Level, text, where=where)
        refuse_unsound(level, where=where)
        return level
    if "task" in data and "today" in data:
        spec = load(Spec, text, where=where)
        refuse_unsound_spec(spec, where=where)
        return bind(spec, 0)
    known = sorted(data)[:6]
    raise SpecError(f"{where}: neither a level (spec, content_seed, sites, task…) nor a spec (today, sites, task…); it has {known}")


def refuse_unsound(level: Level, *, where: str) -> None:
    """Check that the content of a level fits its spec, by names first and then by setting up its sites.

    Raises:
        SpecError: a table, column or expectation that does not fit, or records the database refuses.
    """
    refuse_unsound_spec(level.spec, where=where)
    count = len(level.spec.sites)
    if len(level.sites) != count:
        raise SpecError(f"{where}: the spec has {count} sites, the level {len(level.sites)}")
    if len(level.task.columns) != count:
        raise SpecError(f"{where}: task.columns tells of {len(level.task.columns)} sites, the spec has {count}")
    for content in level.sites:
        if not HOST.fullmatch(content.host):
            raise SpecError(f"{where}: {content.host!r} is not a host such as shop.test")
    if len({content.host for content in level.sites}) < count:
        raise SpecError(f"{where}: two sites have the host {level.sites[0].host}")
    if not level.task.plan or level.max_steps < 1:
        raise SpecError(f"{where}: a level has a plan and a step limit of at least 1")
    for index, (site, content) in enumerate(zip(level.spec.sites, level.sites, strict=True)):
        _check_content(read_domain(site.domain, site.locale), content, where=f"{where}: sites.{index}")
        _check_extras(site, content, where=f"{where}: sites.{index}")
    _check_expected(level, where=where)
    _set_up(level, where=where)


def _check_content(domain: Domain, content: SiteContent, *, where: str) -> None:
    for entity in domain.entities:
        if entity.name not in content.records:
            raise SpecError(f"{where}: records of {entity.name} are missing")
        columns = {"id", *(field.name for field in entity.fields)}
        for record in content.records[entity.name]:
            _check_columns(record, columns, where=f"{where}: {entity.name} {record.get('id')}")
    _check_columns({"id": 1, **content.settings}, {"id", *(f.name for f in domain.all_settings)}, where=f"{where}: settings")


def _check_extras(site: SiteSpec, content: SiteContent, *, where: str) -> None:
    tables = sorted(name for part in site.extras for name in extras()[part].tables)
    if sorted(content.extras) != tables:
        raise SpecError(f"{where}: tables of optional pages are {sorted(content.extras)}, not {tables}")
    for name, rows in content.extras.items():
        for record in rows:
            _check_columns(record, {"id", *(field.name for field in table(name))}, where=f"{where}: {name} {record.get('id')}")


def _check_columns(record: Record, columns: set[str], *, where: str) -> None:
    if set(record) != columns:
        off = sorted(set(record) ^ columns)
        raise SpecError(f"{where}: columns missing or unknown: {', '.join(off)}")


def _check_expected(level: Level, *, where: str) -> None:
    for step in level.task.plan:
        if not 0 <= step.site < len(level.sites):
            raise SpecError(f"{where}: the plan names site {step.site}, there are {len(level.sites)}")
        named("step", step.do, (*STEPS, *errands()), f"{where}: task.plan")
        if step.do in errands():
            errands()[step.do].check(level, step, where=f"{where}: task.plan")
            continue
        trade = read_domain(level.spec.sites[step.site].domain)
        known = trade.entity(step.entity).fields if step.entity else trade.all_settings
        for name in (*step.values, *([step.field] if step.field else [])):
            named("field", name, [one.name for one in known], f"{where}: task.plan")
        rows = level.sites[step.site].records.get(step.entity, ())
        if step.record is not None and all(row["id"] != step.record for row in rows):
            raise SpecError(f"{where}: the plan names {step.entity} {step.record}, which is not among the records")
    for change in level.task.changes:
        columns = level.task.columns[change.site] if change.site < len(level.sites) else {}
        named("table", change.table, columns, f"{where}: task.changes")
        for name in change.values:
            named("column", name, columns[change.table], f"{where}: task.changes.{change.table}")


def _set_up(level: Level, *, where: str) -> None:
    for index in range(len(level.sites)):
        try:
            Site(level, index).close()
        except (SpecError, OverflowError) as error:
            raise SpecError(f"{where}: sites.{index}: {error}") from None


