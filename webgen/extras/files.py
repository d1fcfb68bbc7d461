"""Folders and files: a tree of names with sizes and days, the same name here and there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from webgen.domains.model import Field
from webgen.extras.base import Extra, Ground, Rows, column
from webgen.locales import locale, spoken
from webgen.spec import Record
from webgen.streams import Stream

FILES = "files"
TOPS = spoken(("Archive", "Contracts", "Finance", "Marketing", "Meetings", "Projects", "Team", "Templates"))
BELOW = spoken(("Drafts", "Final", "Old", "Pictures", "Shared", "Signed", "Summer", "To check", "Winter"))
NAMES = spoken(("agenda.docx", "budget.xlsx", "checklist.txt", "contacts.csv", "cover.png", "invoice.pdf", "minutes.docx", "notes.txt",
         "offer.pdf", "plan.pdf", "prices.xlsx", "readme.txt", "report.pdf", "slides.pptx", "summary.docx", "team.jpg"))  # fmt: skip
FRESH = spoken(("appendix.pdf", "backup.zip", "copy.docx", "figures.xlsx", "letter.docx", "outline.txt", "photo.jpg", "poster.pdf",
                "survey.csv", "timeline.xlsx"))  # fmt: skip
TOP_FOLDERS, SUBFOLDERS, IN_FOLDER = 3, 2, (2, 4)


class Files(Extra):
    """``parent`` is the folder a row is in, 0 for the top; ``size`` is in kB, 0 for a folder."""

    share: ClassVar[float] = 0.25
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {
        FILES: (
            column("parent", "integer"), column("name"), column("folder", "bool"), column("size", "integer"),
            column("changed", ambient=True),
        )
    }  # fmt: skip

    def content(self, ground: Ground) -> Rows:
        """Make the tree: folders at the top, folders below them, files in both."""
        say, place, rows = locale(ground.site.locale).say, ground.stream, list[Record]()

        def folder(parent: int, name: str) -> int:
            rows.append({"parent": parent, "name": name, "folder": True, "size": 0, "changed": _day(ground, place.child(parent, name))})
            number = len(rows)
            at = place.child("in", number)
            for file in at.sample(NAMES, at.child("count").integer(*IN_FOLDER)):
                one = at.child(file)
                size = one.child("size").integer(3, 980)
                rows.append({"parent": number, "name": say(file), "folder": False, "size": size, "changed": _day(ground, one)})
            return number

        for top in place.child("tops").sample(TOPS, TOP_FOLDERS):
            parent = folder(0, say(top))
            for name in place.child("below", top).sample(BELOW, SUBFOLDERS):
                folder(parent, say(name))
        return {FILES: rows}


def _day(ground: Ground, place: Stream) -> str:
    return (ground.today - timedelta(days=place.child("age").integer(0, 500))).isoformat()


def fresh(language: str) -> tuple[str, ...]:
    """Return names that no file has yet, in a language."""
    return tuple(locale(language).say(name) for name in FRESH)


def path_of(rows: Sequence[Record], record: int) -> list[Record]:
    """Return the rows from the top down to one."""
    by_id = {int(row["id"] or 0): row for row in rows}
    found: list[Record] = []
    at = record
    while at in by_id and len(found) < len(rows):
        found.insert(0, by_id[at])
        at = int(by_id[at]["parent"] or 0)
    return found


def written(rows: Sequence[Record], record: int) -> str:
    """Return the path of a folder as it reads: names apart by slashes; empty for the top."""
    return " / ".join(str(row["name"]) for row in path_of(rows, record))
