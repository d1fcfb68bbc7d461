"""Fields on pages: values to what a widget shows, and what was posted back to values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar

from webgen.domains.display import clock_text, plain
from webgen.domains.model import FILE_NAME, Field, joined, members
from webgen.domains.template import ending_of, mask_of
from webgen.locales import ENGLISH, locale
from webgen.spec import FieldGene, FormGene, Record, Scalar
from webgen.widgets.base import FieldView, Option
from webgen.widgets.relative_date import SHIFTS

if TYPE_CHECKING:
    from webgen.site.app import Context

Titles = Mapping[str, Mapping[int, str]]
T = TypeVar("T")
MAXLENGTH = {"text": 120, "longtext": 600}


def wire(field: Field, value: Scalar) -> str:
    """Return the form a value travels in: money as ``12.50``, a bool as ``1`` or ``0``, nothing as ``""``."""
    if value is None:
        return ""
    if field.type == "money":
        return f"{int(value) // 100}.{int(value) % 100:02d}"
    if field.type == "bool":
        return "1" if value else "0"
    return str(value)


def shown(field: Field, value: Scalar, titles: Titles) -> str:
    """Return how a value reads on pages; nothing reads ``""``."""
    if value is None or value == "":
        return ""
    if field.type == "ref":
        return titles[field.name].get(int(value), "")
    return plain(field, bool(value) if field.type == "bool" else value)


def parse(field: Field, raw: str, titles: Titles) -> tuple[Scalar, str]:
    """Return the value of a posted text and an error sentence (empty when it is fine)."""
    text = raw.replace("\r\n", "\n").strip()
    if field.type == "bool":
        return (1 if text == "1" else 0), ""
    if not text:
        return None, _said(field, "This field is required.") if field.required else ""
    return _PARSE[field.type](field, text, titles)


def _text(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    limit = MAXLENGTH[field.type]
    return text, _said(field, "Use at most {limit} characters.", limit=limit) if len(text) > limit else ""


def _said(field: Field, text: str, **values: object) -> str:
    return locale(field.locale).say(text, **values)


MOST_DIGITS = 15


def _number(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    places = 2 if field.type == "money" else 0
    try:
        number = Decimal(_plain(field, text))
    except InvalidOperation:
        return None, _said(field, "Enter a number.")
    low, high = field.bounds()
    outside = _said(field, "Enter a number from {low} to {high}.", low=wire(field, low), high=wire(field, high))
    if number.is_finite() and number.adjusted() > MOST_DIGITS:
        return None, outside
    if not number.is_finite() or number != round(number, places):
        return None, _said(field, "Enter an amount with at most two decimals.") if places else _said(
            field, "Enter a whole number."
        )
    value = int(number * 10**places)
    return (value, "") if low <= value <= high else (None, outside)


def _plain(field: Field, text: str) -> str:
    """Return a number that is written as the language of the site writes it in the form numbers travel in."""
    if field.locale == ENGLISH:
        return text
    language = locale(field.locale)
    value = language.read_money(text) if field.type == "money" else language.read_integer(text)
    return text if value is None or len(text) > MOST_DIGITS else wire(field, value)


def _date(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    if field.locale != ENGLISH:
        text = locale(field.locale).read_date(text) or text
    try:
        parsed = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        parsed = None
    return (parsed.isoformat(), "") if parsed else (None, _said(field, "Enter a valid date."))


def _choice(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    return (text, "") if text in field.choices else (None, _said(field, "Choose one of the options."))


def _set(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    chosen = members(text)
    if any(choice not in field.choices for choice in chosen):
        return None, _said(field, "Choose among the options.")
    return joined(field.choices, chosen), ""


def _ranking(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    return (text, "") if sorted(members(text)) == sorted(field.choices) else (None, _said(field, "Put every option in its place once."))


def _time(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    known = re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text)
    return (text, "") if known else (None, _said(field, "Enter a time such as 14:30."))


def _file(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    return (text, "") if FILE_NAME.fullmatch(text) and len(text) <= 80 else (None, _said(field, "Choose a file."))


def _ref(field: Field, text: str, titles: Titles) -> tuple[Scalar, str]:
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) in titles[field.name]:
        return int(text), ""
    return None, _said(field, "Choose one of the options.")


_PARSE: dict[str, Callable[[Field, str, Titles], tuple[Scalar, str]]] = {
    "text": _text,
    "longtext": _text,
    "integer": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "ref": _ref,
    "set": _set,
    "ranking": _ranking,
    "time": _time,
    "file": _file,
}


def options(field: Field, titles: Titles) -> tuple[Option, ...]:
    """Return what a choice or reference field offers, in the order it is shown."""
    if field.type in ("choice", "set", "ranking"):
        return tuple(Option(choice, choice) for choice in field.choices)
    if field.type == "ref":
        return tuple(Option(str(key), title) for key, title in titles[field.name].items())
    return ()


def offered(context: Context, field: Field, titles: Titles) -> tuple[Option, ...]:
    """Return what a widget may offer beside :func:`options`: files at hand, times on the step, days near today."""
    if field.type == "file":
        return tuple(Option(name, name) for name in context.domain.vocabulary[str(field.source)])
    if field.type == "date":
        today = context.site.level.spec.today
        return tuple(Option((today + timedelta(days)).isoformat(), text) for days, text in SHIFTS)
    if field.type == "time":
        low, high = field.bounds()
        times = [clock_text(minutes) for minutes in range(-(-low // field.step) * field.step, high + 1, field.step)]
        return tuple(Option(text, text) for text in times)
    return options(field, titles)


def _limits(context: Context, field: Field) -> tuple[str, str, str]:
    if field.type == "time":
        low, high = field.bounds()
        return clock_text(low), clock_text(high), str(field.step)
    if field.type == "date" and field.days is not None:
        today = context.site.level.spec.today
        return (today + timedelta(field.days[0])).isoformat(), (today + timedelta(field.days[1])).isoformat(), ""
    if field.type not in ("integer", "money"):
        return "", "", ""
    low, high = field.bounds()
    return wire(field, low), wire(field, high), "0.01" if field.type == "money" else "1"


def view(
    context: Context,
    field: Field,
    gene: FieldGene,
    titles: Titles,
    *,
    value: Scalar = None,
    posted: str | None = None,
    error: str = "",
    prefix: str = "f",
    placeholder: str = "",
) -> FieldView:
    """Build what a widget template shows for one field: the stored value, or what was posted when that was refused."""
    text = wire(field, value) if posted is None else posted
    choices = offered(context, field, titles)
    reads = next((option.label for option in choices if option.value == text), "")
    if field.type in ("date", "set", "time", "file", "ranking") and text:
        parsed, _ = parse(field, text, titles)
        reads = shown(field, parsed, titles) if parsed else ""
    low, high, step = _limits(context, field)
    owner = context.entity.name if prefix == "f" else prefix
    return FieldView(
        name=field.name,
        id=f"{prefix}-{field.name.replace('_', '-')}",
        label=field.labels[gene.label % len(field.labels)],
        widget=gene.widget,
        type=field.type,
        value=text,
        shown=reads,
        required=field.required,
        error=error,
        hint=_hint(context, field, low, high) if prefix != "filter" else "",
        options=choices,
        minimum=low,
        maximum=high,
        step=step,
        today=context.site.level.spec.today.isoformat(),
        suggest=f"/suggest/{owner}/{field.name}",
        placeholder=placeholder or context.say("Choose…"),
        maxlength=MAXLENGTH.get(field.type, 120),
        mask=mask_of(field),
        endings=context.domain.vocabulary[ending_of(field)] if ending_of(field) else (),
    )


def _hint(context: Context, field: Field, low: str, high: str) -> str:
    if field.type in ("integer", "money"):
        return context.say("From {low} to {high}", low=low, high=f"{high} {field.unit}".rstrip())
    return "" if field.required or field.type == "bool" else context.say("Optional")


def views(
    context: Context,
    fields: Mapping[str, Field],
    form: FormGene,
    record: Record,
    *,
    posted: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    prefix: str = "f",
) -> list[FieldView]:
    """Build the views of a whole form, in the order of its genes."""
    titles = context.all_titles(fields.values())
    return [
        view(
            context,
            fields[gene.name],
            gene,
            titles,
            value=record.get(gene.name),
            posted=None if posted is None else posted.get(gene.name, ""),
            error=(errors or {}).get(gene.name, ""),
            prefix=prefix,
        )
        for gene in form.fields
    ]


def read(
    context: Context, fields: Mapping[str, Field], form: FormGene, posted: Mapping[str, str]
) -> tuple[dict[str, Scalar], dict[str, str]]:
    """Read a posted form: values by field name, and error sentences by field name."""
    titles = context.all_titles(fields.values())
    values: dict[str, Scalar] = {}
    errors: dict[str, str] = {}
    for gene in form.fields:
        values[gene.name], error = parse(fields[gene.name], posted.get(gene.name, ""), titles)
        if error:
            errors[gene.name] = error
    return values, errors


def split(items: Iterable[T], size: int = 4) -> list[list[T]]:
    """Split items over groups of at most ``size``, as evenly as it goes."""
    items = list(items)
    count = max(1, -(-len(items) // size))
    cuts = [round(i * len(items) / count) for i in range(count + 1)]
    return [items[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]
