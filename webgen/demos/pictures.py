"""What lies beside the lines of a file: pictures of pages in ``NAME.images/``, Playwright traces in ``NAME.traces/``."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

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
        """Take a picture of the page before a step; return what the step notes: ``image``, ``image_sha256`` and ``boxes``."""
        if not self._images:
            return {}
        session: Session = self._session
        name = f"{self._folders[0]}/{self._line:06d}-{step + 1:02d}.{self._images}"
        taken = session.screenshot()
        self.files[name] = content = webp(taken) if self._images == "webp" else taken
        boxes = session.snapshot.boxes
        if boxes is None:
            raise Unsupported("the engine says nothing of boxes; open it with the channel for them")
        return {"image": name, "image_sha256": sha256(content), "boxes": {ref: list(box) for ref, box in boxes.items()}}

    def end(self) -> dict[str, Any]:
        """End the trace; return what the line notes: ``trace`` and ``trace_sha256``."""
        if not self._trace:
            return {}
        name = f"{self._folders[1]}/{self._line:06d}.zip"
        self.files[name] = content = self._session.stop_trace()
        return {"trace": name, "trace_sha256": sha256(content)}


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


def sha256(content: bytes) -> str:
    """Return the SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def missing(row: Row, folder: Path) -> list[str]:
    """Return what is wrong with the files that a line names: not there, damaged, not those that were taken, no pictures of a page."""
    problems = []
    for step in row["steps"]:
        image = step.get("image")
        if image is not None and (trouble := _trouble(folder / str(image), picture_trouble, step.get("image_sha256"), VIEWPORT)):
            problems.append(f"the picture {image} {trouble}")
    trace = row.get("trace")
    if trace is not None and (trouble := _trouble(folder / str(trace), trace_trouble, row.get("trace_sha256"))):
        problems.append(f"the trace {trace} {trouble}")
    return problems


def _trouble(path: Path, look: Callable[..., str], *more: Any) -> str:
    try:
        return look(path.read_bytes(), *more)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {(error.strerror or str(error)).lower()}"


def picture_trouble(content: bytes, told: str | None, size: tuple[int, int] | None = None) -> str:
    """Return what is wrong with a picture, empty where nothing is.

    Args:
        content: of the file; it is decoded to the last pixel.
        told: its SHA-256 when it was taken; None where the line does not say.
        size: in pixels, where it must have one.
    """
    try:
        found = size_of(content)
    except InputError as error:
        return f"is {error}"
    if size is not None and found != size:
        return f"has {found[0]} by {found[1]} pixels, not {size[0]} by {size[1]}"
    return _other(content, told)


def trace_trouble(content: bytes, told: str | None) -> str:
    """Return what is wrong with a trace, empty where nothing is; ``told`` as of :func:`picture_trouble`."""
    try:
        with ZipFile(BytesIO(content)) as traced:
            if bad := traced.testzip():
                return f"is damaged: {bad} in it cannot be read"
            if not traced.namelist():
                return "is empty"
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return f"is no whole zip file: {str(error).lower()}"
    return _other(content, told)


def _other(content: bytes, told: str | None) -> str:
    return "" if told is None or sha256(content) == told else "is not the one that was taken (its SHA-256 differs)"


def carry(row: Row, number: int, folder: Path, out: Path) -> Row:
    """Bring the files that a line names along to another file of lines; return the line with where they are there.

    A file is linked where the file system can do that, else copied.

    Args:
        row: the line.
        number: its number in the other file, from 1.
        folder: that the paths in the line start from.
        out: the other file.

    Raises:
        InputError: a file is not there, lies elsewhere, or cannot be written.
    """
    images, traces = folders_of(out)
    steps = []
    for step_number, step in enumerate(row["steps"], 1):
        if step.get("image") is not None:
            source = _beside(folder, step["image"])
            step = step | {"image": _carried(source, out, f"{images}/{number:06d}-{step_number:02d}{source.suffix}")}
        steps.append(step)
    moved = row | {"steps": steps}
    if row.get("trace") is not None:
        source = _beside(folder, row["trace"])
        moved["trace"] = _carried(source, out, f"{traces}/{number:06d}{source.suffix}")
    return moved


def _beside(folder: Path, name: object) -> Path:
    place = PurePosixPath(str(name))
    if place.is_absolute() or ".." in place.parts:
        raise InputError(f"{name!r} does not lie beside the file that names it")
    return folder / place


def _carried(source: Path, out: Path, name: str) -> str:
    target = out.parent / name
    try:
        target.parent.mkdir(exist_ok=True)
        try:
            os.link(source.resolve(), target)
        except FileExistsError:
            raise
        except OSError:  # another file system, or one without links
            shutil.copyfile(source, target)
    except OSError as error:
        raise InputError(f"cannot bring {source} along as {target}: {(error.strerror or str(error)).lower()}") from None
    return name
