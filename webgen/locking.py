"""One writer at a time: a lock on a file, which the system gives back however its holder ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webgen.errors import InputError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file, which is made where it is not there, so that no other recording writes it meanwhile.

    Raises:
        InputError: another recording holds it, or it cannot be written.
    """
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{path} is being written by another recording") from None
        except OSError as error:
            raise InputError(f"cannot lock {path}: {(error.strerror or str(error)).lower()}") from None
        yield
    finally:
        os.close(lock)
