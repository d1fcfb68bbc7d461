"""Templates to HTML. The only door to jinja2."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from markupsafe import Markup

from webgen.locales import locale
from webgen.resources import folder
from webgen.shares import number, percent
from webgen.site.art import art
from webgen.streams import Stream


class _Compiled(BytecodeCache):
    """What templates were compiled to, for the environments of all locales: they differ in globals and filters only."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what is known of it."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in a bucket."""
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@cache
def environment(language: str = "en") -> Environment:
    """Return the template environment of a locale: autoescape on, an undefined name is an error.

    ``t("Save changes")`` is how templates write what an interface says, ``label | noun`` a label within a sentence;
    ``language`` is the :class:`Locale`.
    """
    made = Environment(
        loader=FileSystemLoader(folder("sites_templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
        bytecode_cache=_COMPILED,
    )
    made.globals["picture"] = picture
    made.globals |= {"percent": percent, "percent_number": number}
    made.globals["t"] = locale(language).say
    made.globals["language"] = locale(language)
    made.filters["noun"] = locale(language).noun
    return made


@lru_cache(maxsize=4096)
def picture(word: str, name: str, width: int = 64, height: int = 64, classes: str = "avatar") -> Markup:
    """Return the picture of something by kind and name: the same wherever it is shown, hidden from snapshots."""
    return Markup(art(Stream(0, "picture", name), word, name=name, width=width, height=height, classes=classes))


def render(template: str, variables: dict[str, Any], language: str = "en") -> str:
    """Render ``sites_templates/<template>`` in a locale."""
    return environment(language).get_template(template).render(variables)


def said_in(template: str) -> list[str]:
    """Return the interface texts of a template: what its calls of ``t`` begin with."""
    calls = environment().parse(template).find_all(nodes.Call)
    named = [call for call in calls if isinstance(call.node, nodes.Name) and call.node.name == "t"]
    return [str(call.args[0].value) for call in named if isinstance(call.args[0], nodes.Const)]


@cache
def asset(name: str) -> str:
    """Return the text of a file below ``sites_templates``."""
    return (folder("sites_templates") / name).read_text(encoding="utf-8")
