"""A lock on a file that is being written: two recordings never write into one file at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webgen.errors import InputError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file, which is made where there is none, until the block ends or this process does.

    Raises:
        InputError: another recording holds it, or it cannot be written.
    """
    try:
        file = path.open("ab")
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{path} is being written by another recording") from None
        except OSError as error:
            raise InputError(f"cannot lock {path}: {(error.strerror or str(error)).lower()}") from None
        yield
