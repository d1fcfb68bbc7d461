"""The trajectories themselves, with their pictures beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from webgen.demos.exports.base import Exporter, Line, Options, Written, write_lines
from webgen.trajectory import Row


class JsonLines(Exporter):
    """Lines as they were recorded; only the places of pictures are new."""

    about = "A line is a trajectory as `webgen demos record` wrote it: `webgen demos replay` plays it again."
    loads = 'list(read_trajectories("{split}.jsonl"))'
    needs = frozenset()
    choices = frozenset({"images"})
    data = "{split}.jsonl"

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT.jsonl``, and the pictures below ``SPLIT.images``."""
        dropped = [0]

        def rows() -> Iterator[Row]:
            for line in lines:
                dropped[0] += not options.images and any("image" in step for step in line.steps)
                yield _row(line, split, out)

        written = write_lines(out / f"{split}.jsonl", rows())
        notes = (f"The pictures of {dropped[0]} lines were left out.",) if dropped[0] else ()
        return Written(written, notes)


def _row(line: Line, split: str, out: Path) -> Row:
    steps = []
    for number, step in enumerate(line.steps):
        kept = {key: value for key, value in step.items() if key not in ("image", "image_sha256")}
        picture = line.pictures.get(number)
        if picture is not None:
            place = f"{split}.images/{line.name}-{number:03d}.{picture.kind}"
            (out / place).parent.mkdir(exist_ok=True)
            (out / place).write_bytes(picture.content)
            kept["image"] = place
            if "image_sha256" in step:
                kept["image_sha256"] = step["image_sha256"]
        steps.append(kept)
    return {**{key: value for key, value in line.row.items() if key not in ("trace", "trace_sha256")}, "steps": steps}
