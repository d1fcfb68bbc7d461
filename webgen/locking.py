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
    """Hold a file, so that no other run or recording writes it meanwhile; it is made where it is not there.

    One that was made here and holds nothing in the end goes away again.

    Raises:
        InputError: another run or recording holds it, or it cannot be written.
    """
    made = False
    try:
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            made = True
        except FileExistsError:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise InputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(lock).st_nlink == 0:  # its maker has just put it away
                raise BlockingIOError
        except BlockingIOError:
            raise InputError(f"{path} is being written by another run or recording") from None
        except OSError as error:
            raise InputError(f"cannot lock {path}: {(error.strerror or str(error)).lower()}") from None
        try:
            yield
        finally:
            if made and os.fstat(lock).st_size == 0:
                path.unlink(missing_ok=True)
    finally:
        os.close(lock)
