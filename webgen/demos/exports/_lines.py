"""Lines made whole: the texts that a recording left out are taken from a replay, and checked against its hashes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath

from webgen.actions import from_json
from webgen.demos.exports.base import Line, Need, Picture
from webgen.demos.pictures import picture_trouble
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import SpecError, Unsupported, WebgenError
from webgen.spec import Level
from webgen.streams import fingerprint
from webgen.trajectory import Row, differs, level_in, seen

Look = Callable[[Episode], Row]
MASKED = "its passwords are masked, so that its pages are not those that were seen; it can be exported as jsonl"


class Unfit(WebgenError):
    """A line that cannot be exported; the sentence says why."""


def whole(engine: Engine, row: Row, source: Path, number: int, needs: Collection[Need], *, images: bool, split: str = "") -> Line:
    """Return a line with all that an export needs.

    Args:
        engine: in which it is played again where it holds too little.
        row: the trajectory.
        source: the file that it is from; its pictures lie beside that.
        number: of the line in the file, from 1.
        needs: ``text`` of every page, the ``final`` page too, the ``markup`` of every page.
        images: read the screenshots.
        split: of the export.

    Raises:
        Unfit: it is of another version, does not replay, or a screenshot is missing or damaged.
    """
    try:
        level = level_in(row)
    except SpecError as error:
        raise Unfit(str(error)) from None
    if level.id != row["level"]["id"]:
        raise Unfit(f"the spec binds to level {level.id}, not {row['level']['id']}; it was made by another version")
    if not row["steps"]:
        raise Unfit("it holds no step")
    if not row.get("masked") and row.get("goal", level.task.goal) != level.task.goal:
        raise Unfit("the goal reads otherwise; it was made by another version")
    steps, last = _texts(engine, row, level, needs)
    pictures = _pictures(row, source) if images else {}
    return Line(number, source.name, row, level, tuple(steps), last, pictures, split)


def _texts(engine: Engine, row: Row, level: Level, needs: Collection[Need]) -> tuple[list[Row], Row]:
    steps: list[Row] = row["steps"]
    if row.get("masked"):
        if needs:
            raise Unfit(MASKED)
        return steps, {}
    for number, step in enumerate(steps):
        if "text" in step and fingerprint([step["text"], step["url"], step["title"]]) != step["snapshot"]:
            raise Unfit(f"step {number} holds another text than was seen")
    if not needs:
        return steps, {}
    if "markup" not in needs and all("text" in step for step in steps):
        if "final" not in needs:
            return steps, {}
        if steps and steps[-1]["snapshot"] == row["final"]:  # the last action changed nothing: done, mostly
            return steps, {key: steps[-1][key] for key in ("text", "url", "title")}
    if "markup" in needs:
        from webgen.demos.exports._markup import markup

        return seen_again(engine, row, level, lambda episode: {"markup": markup(episode)})
    return seen_again(engine, row, level)


def seen_again(engine: Engine, row: Row, level: Level, look: Look | None = None) -> tuple[list[Row], Row]:
    """Play a line again; return its steps with their texts and what ``look`` adds, and the page at the end.

    Raises:
        Unfit: something else is seen, or judged, than when it was recorded.
    """
    if row.get("masked"):
        raise Unfit(MASKED)
    found: list[Row] = []
    try:
        with Episode(engine, level) as episode:
            for number, step in enumerate(row["steps"]):
                now = episode.snapshot
                if seen(now) != step["snapshot"]:
                    raise Unfit(f"step {number} shows something else than when it was recorded")
                found.append(step | {"text": now.text} | (look(episode) if look is not None else {}))
                if step["action"] is not None:
                    episode.act(from_json(step["action"]))
            if seen(episode.snapshot) != row["final"]:
                raise Unfit("the end shows something else than when it was recorded")
            if differs(row, episode.verdict()):
                raise Unfit("it is judged otherwise than when it was recorded")
            last = episode.snapshot
            return found, {"text": last.text, "url": last.url, "title": last.title}
    except Unsupported as error:
        raise Unfit(f"the {engine.name} cannot play it: {error}") from None


def _pictures(row: Row, source: Path) -> dict[int, Picture]:
    found: dict[int, Picture] = {}
    for number, step in enumerate(row["steps"]):
        name = step.get("image")
        if name is not None:
            found[number] = _picture(source.parent, str(name), number, step.get("image_sha256"))
    return found


def _picture(folder: Path, name: str, number: int, told: str | None) -> Picture:
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts:
        raise Unfit(f"step {number}: the image {name!r} does not lie beside the file")
    try:
        content = (folder / place).read_bytes()
    except OSError as error:
        raise Unfit(f"step {number}: cannot read the image {name!r}: {(error.strerror or str(error)).lower()}") from None
    picture = Picture(str(place), content)
    if not picture.kind:
        raise Unfit(f"step {number}: the image {name!r} is neither PNG nor WebP")
    if trouble := picture_trouble(content, told):
        raise Unfit(f"step {number}: the image {name!r} {trouble}")
    return picture
