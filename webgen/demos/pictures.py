"""What lies beside the lines of a file: pictures of pages in ``NAME.images/``, Playwright traces in ``NAME.traces/``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from webgen.engines.base import VIEWPORT, Session
from webgen.errors import InputError, Unsupported
from webgen.png import size_of, webp
from webgen.trajectory import Row

Files = dict[str, bytes]  # by path from the folder of the lines
_NAMED = re.compile(r"\.?(\d{6,})(?:-\d+)?\.(?:png|webp|zip)(?:\.part)?")


def folders_of(path: Path) -> tuple[str, str]:
    """Return the names of the folders for pictures and for traces beside a file of lines."""
    return f"{path.stem}.images", f"{path.stem}.traces"


class Camera:
    """Takes the pictures and the trace of one episode; ``files`` holds what is to be written.

    Args:
        line: its number in the file, from 1.
        folders: see :func:`folders_of`.
        images: ``png``, ``webp`` or empty for none.
        trace: whether to trace.
    """

    def __init__(self, line: int, folders: tuple[str, str], images: str, trace: bool) -> None:
        self._line, self._folders, self._images, self._trace = line, folders, images, trace
        self.files: Files = {}
        self._session: Any = None

    def begin(self, session: Session) -> None:
        """Look at an episode that has just been opened."""
        self._session = session
        if self._trace:
            self._session.start_trace()

    def shoot(self, step: int) -> dict[str, Any]:
        """Take a picture of the page before a step; return what the step notes: ``image`` and ``boxes``."""
        if not self._images:
            return {}
        session: Session = self._session
        name = f"{self._folders[0]}/{self._line:06d}-{step + 1:02d}.{self._images}"
        taken = session.screenshot()
        self.files[name] = webp(taken) if self._images == "webp" else taken
        boxes = session.snapshot.boxes
        if boxes is None:
            raise Unsupported("the engine says nothing of boxes; open it with the channel for them")
        return {"image": name, "boxes": {ref: list(box) for ref, box in boxes.items()}}

    def end(self) -> dict[str, Any]:
        """End the trace; return what the line notes."""
        if not self._trace:
            return {}
        name = f"{self._folders[1]}/{self._line:06d}.zip"
        self.files[name] = self._session.stop_trace()
        return {"trace": name}


def sweep(path: Path, lines: int) -> int:
    """Remove the pictures and traces that belong to no whole line of a file; return how many those were.

    Only what is named as recordings name it is touched.
    """
    gone = 0
    for name in folders_of(path):
        folder = path.parent / name
        for found in sorted(folder.iterdir()) if folder.is_dir() else ():
            match = _NAMED.fullmatch(found.name)
            if match is not None and (int(match[1]) > lines or found.name.startswith(".")):
                found.unlink()
                gone += 1
    return gone


def missing(row: Row, folder: Path) -> list[str]:
    """Return what is wrong with the files that a line names: they are not there, or no whole pictures of a page."""
    problems = []
    for step in row["steps"]:
        if (image := step.get("image")) is not None and (trouble := _trouble(folder / str(image))):
            problems.append(f"the picture {image} {trouble}")
    trace = row.get("trace")
    if trace is not None and not (folder / str(trace)).is_file():
        problems.append(f"the trace {trace} is missing")
    return problems


def _trouble(path: Path) -> str:
    try:
        size = size_of(path.read_bytes())
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {(error.strerror or str(error)).lower()}"
    except InputError as error:
        return f"is {error}"
    return "" if size == VIEWPORT else f"has {size[0]} by {size[1]} pixels, not {VIEWPORT[0]} by {VIEWPORT[1]}"
