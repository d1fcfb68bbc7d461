"""How seldom the fields of the trades let a widget show: generation weighs by it, so that every widget is met.

Some widgets fit nearly every text, others only ratings or files. Drawn evenly, the latter would hardly ever be operated.
The weights follow from the domains and widgets alone, so they are the same in every process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from webgen.domains.model import Domain, Field
from webgen.domains.reader import domains
from webgen.registry import discover
from webgen.streams import Stream
from webgen.widgets.base import Widget

ROUNDS = 8
MOST = 12.0  # how much more a rare widget may weigh than an even draw gives it, and a common one less
PULL = 1.6  # how strongly tasks are drawn to fields that show rare widgets


@cache
def _parts() -> dict[str, Widget]:
    found = {name: part() for name, part in sorted(discover("webgen.widgets", Widget).items())}
    return {name: part for name, part in found.items() if not part.container}


def _shown(domain: Domain) -> Iterator[tuple[Field, int]]:
    """Yield the fields that forms show, with how many choices each has."""
    counts = {entity.name: sum(entity.count) for entity in domain.entities}
    for entity in domain.entities:
        for field in entity.intent_fields:
            if field.editable:
                yield field, len(field.choices) or counts.get(str(field.target), 0)
    for field in domain.all_settings:
        yield field, len(field.choices)


@cache
def _fitting() -> tuple[tuple[str, ...], ...]:
    """Return the widgets that fit each field of every domain."""
    return tuple(
        tuple(name for name, part in _parts().items() if part.fits(field, count))
        for domain in domains().values()
        for field, count in _shown(domain)
    )


@cache
def _balance() -> tuple[dict[str, float], dict[str, float]]:
    """Return the weight of every widget, and in how many fields it shows when drawn by these weights."""
    weights = dict.fromkeys(_parts(), 1.0)
    shown = _spread(weights)
    for _ in range(ROUNDS):
        even = sum(shown.values()) / len(shown)
        for name, count in shown.items():
            step = (even / count) ** 0.5 if count else 1.0
            weights[name] = min(max(weights[name] * step, 1 / MOST), MOST)
        shown = _spread(weights)
    return weights, shown


def _spread(weights: dict[str, float]) -> dict[str, float]:
    shown = dict.fromkeys(weights, 0.0)
    for names in _fitting():
        total = sum(weights[name] for name in names)
        for name in names:
            shown[name] += weights[name] / total
    return shown


def weight(widget: str) -> float:
    """Return how much a widget weighs among those that fit a field; 1 where it has no weight of its own."""
    return _balance()[0].get(widget, 1.0)


@cache
def _pull(names: tuple[str, ...]) -> float:
    weights, shown = _balance()
    total = sum(weights[name] for name in names)
    rare = sum(weights[name] / total / shown[name] for name in names if shown[name])
    return (rare * sum(shown.values()) / len(shown)) ** PULL


def pull(field: Field, count: int = 24) -> float:
    """Return how much a field weighs among those a task may set."""
    names = tuple(name for name, part in _parts().items() if part.fits(field, len(field.choices) or count))
    return _pull(names) if names else 1.0


def sample(fields: Sequence[Field], count: int, stream: Stream) -> tuple[str, ...]:
    """Draw the names of some fields, those that show rare widgets more often; sorted."""
    left = {field.name: pull(field) for field in fields}
    drawn: list[str] = []
    for index in range(min(count, len(left))):
        name = stream.child(index).weighted(left)
        drawn.append(name)
        del left[name]
    return tuple(sorted(drawn))
