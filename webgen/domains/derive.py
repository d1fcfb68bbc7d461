"""Derived fields: what their formulas give. They hold at all times, whoever changes what they are computed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webgen.domains.model import Derived, Entity, Value

Lookup = Callable[[str, int], Mapping[str, Value]]


def derive(entity: Entity, record: Mapping[str, Value], lookup: Lookup) -> dict[str, Value]:
    """Return every derived field of a record.

    ``lookup(entity name, id)`` gives the record a ref points to, with its own derived fields. What is computed from a
    blank is blank (None).
    """
    values = dict(record)
    for item in entity.derived:
        values[item.field] = _value(entity, item, values, lookup)
    return {item.field: values[item.field] for item in entity.derived}


def _value(entity: Entity, item: Derived, record: Mapping[str, Value], lookup: Lookup) -> Value:
    first, second = item.arguments
    if item.operation == "product":
        factors = record.get(first), record.get(second)
        if not isinstance(factors[0], int) or not isinstance(factors[1], int):
            return None
        return factors[0] * factors[1]
    pointer, target = record.get(first), entity.field(first).target
    if target is None or not isinstance(pointer, int):
        return None
    return lookup(target, pointer)[second]
