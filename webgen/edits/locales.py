"""The language of a site."""

from __future__ import annotations

from webgen.edits.base import Edit, Operator
from webgen.locales import locale, locales
from webgen.spec import Spec
from webgen.streams import Stream


class Translate(Operator):
    """Give the site another language; everything in a spec is named, so nothing else changes."""

    name, sign, inverse = "translate", "neutral", "translate"

    def propose(self, spec: Spec, stream: Stream, *, train: bool) -> Edit | None:
        """Pick a language the site does not have."""
        return self.edit(locale=stream.pick([name for name in sorted(locales()) if name != spec.sites[0].locale]))

    def apply(self, spec: Spec, edit: Edit) -> tuple[Spec, Edit]:
        """Set it."""
        found = locale(str(edit.arguments["locale"]))
        sites = tuple(site.model_copy(update={"locale": found.name}) for site in spec.sites)  # both speak one language
        return spec.model_copy(update={"sites": sites}), self.edit(locale=spec.sites[0].locale)
