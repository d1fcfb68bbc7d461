"""``webgen snapshot``: what an engine shows for any HTML file."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from webgen.commands import base
from webgen.errors import InputError, Unsupported
from webgen.site.http import Request, Response

HOST = "page.test"
_SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("snapshot")(snapshot)


def snapshot(
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="An HTML file; what it links beside it is found too.")],
    engine: base.EngineName = "twin",
    json: base.Json = False,
) -> None:
    """Print the snapshot of an HTML file, page scripts off; outside its subset the twin says what it lacks."""
    from webgen.engines.base import World
    from webgen.engines.twin.lint import strange
    from webgen.engines.twin.session import TwinSession

    folder = Folder(file)
    with base.engine_of(engine) as running:
        session = running.open(World({HOST: folder}, f"http://{HOST}/"))
        try:
            seen = session.snapshot
            if isinstance(session, TwinSession) and (odd := strange(session.page.document)):
                raise Unsupported("; ".join(odd))
        finally:
            session.close()
    if json:
        base.emit({"engine": engine, "title": seen.title, "text": seen.text})
    else:
        base.write(seen.text)


class Folder:
    """A site that serves one HTML file at ``/`` without its scripts, what lies beside it, and the package's styles."""

    def __init__(self, file: Path) -> None:
        try:
            self.text = _SCRIPT.sub('<script type="text/plain">', file.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"cannot read {file}: {(error.strerror or str(error)).lower()}") from None
        except UnicodeDecodeError:
            raise InputError(f"{file} is not a text file in UTF-8") from None
        self.folder = file.resolve().parent

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        from webgen.resources import folder as resource
        from webgen.site.render import asset
        from webgen.site.theme import theme_css
        from webgen.streams import Stream

        if request.path == "/":
            # inline handlers are scripts too
            headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'"}
            return Response(self.text, headers=headers)
        beside = (self.folder / request.path.lstrip("/")).resolve()
        if beside.is_relative_to(self.folder) and beside.is_file():
            return _file(beside)
        if request.path == "/static/theme.css":
            return Response(theme_css(Stream(0, "theme")), headers={"content-type": "text/css; charset=utf-8"})
        name = {"/static/app.css": "themes/base.css"}.get(request.path)
        if name and (resource("sites_templates") / name).is_file():
            return Response(asset(name), headers={"content-type": "text/css; charset=utf-8"})
        return Response("not found", 404, {"content-type": "text/plain; charset=utf-8"})

    def checkpoint(self) -> Any:
        """Return nothing: it has no state."""
        return None

    def restore(self, state: Any) -> None:
        """Do nothing."""


def _file(path: Path) -> Response:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if not kind.startswith("text/") and kind != "image/svg+xml":
        return Response("only text and SVG are served", 404, {"content-type": "text/plain; charset=utf-8"})
    return Response(path.read_text(encoding="utf-8", errors="replace"), headers={"content-type": f"{kind}; charset=utf-8"})
