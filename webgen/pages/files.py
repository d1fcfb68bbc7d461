"""Folders and files: go down and up the tree, look at a file, rename, move and delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webgen.extras.files import FILES, path_of, written
from webgen.pages.base import Entry, Page, Route
from webgen.site.http import Response
from webgen.spec import Record

if TYPE_CHECKING:
    from webgen.site.app import Context

LONGEST = 60


class Files(Page):
    """``/files`` and ``/files/{id}``: a folder shows what is in it, a file what is known of it."""

    rank = 0
    optional = True

    def routes(self) -> list[Route]:
        """Answer folders, files and what is done to files."""
        return [
            Route("GET", "/files", self.top),
            Route("GET", "/files/{id}", self.show),
            Route("POST", "/files/{id}/rename", self.rename),
            Route("POST", "/files/{id}/move", self.move),
            Route("POST", "/files/{id}/delete", self.delete),
        ]

    def entries(self, context: Context) -> list[Entry]:
        """Stand in the menu."""
        return [Entry(context.say("Files"), "/files", "folder")]

    def _rows(self, context: Context) -> list[Record]:
        return context.store.rows(f"SELECT * FROM {FILES} ORDER BY folder DESC, name, id")

    def _crumbs(self, context: Context, rows: list[Record], record: int) -> list[dict[str, str]]:
        steps = [{"label": context.say("Files"), "href": "/files"}]
        return steps + [{"label": str(row["name"]), "href": f"/files/{row['id']}"} for row in path_of(rows, record)]

    def _folder(self, context: Context, rows: list[Record], record: int, title: str) -> Response:
        inside = [
            {"name": row["name"], "href": f"/files/{row['id']}", "folder": bool(row["folder"]), "size": self._size(context, row),
             "day": context.site.locale.day(str(row["changed"]))}
            for row in rows if row["parent"] == record
        ]  # fmt: skip
        return context.page("files", title, heading=title, crumbs=self._crumbs(context, rows, record)[:-1], inside=inside)

    def _size(self, context: Context, row: Record) -> str:
        return "" if row["folder"] else context.say("{size} kB", size=row["size"])

    def top(self, context: Context) -> Response:
        """Show the folders at the top."""
        return self._folder(context, self._rows(context), 0, context.say("Files"))

    def show(self, context: Context, *, error: str = "") -> Response:
        """Show a folder or a file."""
        rows, key = self._rows(context), int(context.arguments["id"])
        row = next((row for row in rows if row["id"] == key), None)
        if row is None:
            return context.missing()
        if row["folder"]:
            return self._folder(context, rows, key, str(row["name"]))
        say = context.say
        facts = [
            {"label": say("Size"), "text": self._size(context, row)},
            {"label": say("Last changed"), "text": context.site.locale.day(str(row["changed"]))},
            {"label": say("Folder"), "text": written(rows, int(row["parent"] or 0))},
        ]
        folders = [{"id": one["id"], "path": written(rows, int(one["id"] or 0)), "here": one["id"] == row["parent"]} for one in rows if one["folder"]]
        acts: dict[str, Any] = {
            act: {"action": f"/files/{key}/{act}", "token": context.offer(f"/files/{key}/{act}")} for act in ("rename", "move", "delete")
        }
        return context.page(
            "files_one", str(row["name"]), status=422 if error else 200, heading=row["name"], crumbs=self._crumbs(context, rows, key)[:-1],
            facts=facts, folders=sorted(folders, key=lambda one: str(one["path"])), acts=acts, error=error, longest=LONGEST,
        )  # fmt: skip

    def _file(self, context: Context) -> Record | None:
        row = context.store.get(FILES, int(context.arguments["id"]))
        return None if row is None or row["folder"] else row

    def _taken(self, context: Context, row: Record, parent: int, name: str) -> bool:
        """Whether a folder has another of that name."""
        found = context.store.scalar(
            f"SELECT 1 FROM {FILES} WHERE parent = ? AND lower(name) = lower(?) AND id <> ?", (parent, name, row["id"])
        )
        return bool(found)

    def rename(self, context: Context) -> Response:
        """Give a file another name."""
        row = self._file(context)
        if row is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        name = context.form.get("name", "").strip()
        if not name or len(name) > LONGEST or "/" in name:
            return self.show(context, error=context.say("Enter a name without slashes."))
        if self._taken(context, row, int(row["parent"] or 0), name):
            return self.show(context, error=context.say("There is another file of this name in the folder."))
        return self._changed(context, row, {"name": name})

    def move(self, context: Context) -> Response:
        """Put a file into another folder."""
        row = self._file(context)
        if row is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        given = context.form.get("parent", "")
        parent = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        folder = context.store.get(FILES, parent)
        if folder is None or not folder["folder"]:
            return self.show(context, error=context.say("Choose a folder."))
        if self._taken(context, row, parent, str(row["name"])):
            return self.show(context, error=context.say("There is another file of this name in the folder."))
        return self._changed(context, row, {"parent": parent})

    def _changed(self, context: Context, row: Record, values: Record) -> Response:
        context.spend()
        changed = {name: value for name, value in values.items() if value != row[name]}
        if changed:
            context.store.update(FILES, int(row["id"] or 0), changed)
        return context.go(f"/files/{row['id']}", flash=context.say("Saved.") if changed else context.say("Nothing changed."))

    def delete(self, context: Context) -> Response:
        """Take a file away."""
        row = self._file(context)
        if row is None:
            return context.missing()
        if not context.accepted():
            return context.stale()
        context.spend()
        context.store.delete(FILES, int(row["id"] or 0))
        return context.go(f"/files/{row['parent']}", flash=context.say("{title} was deleted.", title=row["name"]))
