"""How a process of ours collects garbage."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Let this process collect garbage seldom; for processes that are ours: the command line and the workers.

    The twin keeps large caches that live for long and takes its pages apart itself, so that collections walk
    through much and find little: by default they take a fifth of its time (``webgen bench --engine twin``).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 3)
