"""Templates to HTML. The only door to jinja2."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from webgen.resources import folder


@cache
def environment() -> Environment:
    """Return the one template environment: autoescape on, an undefined name is an error."""
    return Environment(
        loader=FileSystemLoader(folder("sites_templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
    )


def render(template: str, variables: dict[str, Any]) -> str:
    """Render ``sites_templates/<template>``."""
    return environment().get_template(template).render(variables)


@cache
def asset(name: str) -> str:
    """Return the text of a file below ``sites_templates``."""
    return (folder("sites_templates") / name).read_text(encoding="utf-8")
