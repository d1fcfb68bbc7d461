"""Shares as people read them: all and nothing are said only of all and of nothing."""

from __future__ import annotations


def number(value: float, digits: int = 0) -> str:
    """Write a share in percent without the sign: what only rounds to 0 or to 100 is ``<1`` or ``>99``."""
    found = round(100 * value, digits) + 0.0  # no -0
    if 0 < value < 1 and not 0 < found < 100:
        least = 10**-digits
        return f"<{least:.{digits}f}" if found <= 0 else f">{100 - least:.{digits}f}"
    return f"{found:.{digits}f}"


def percent(value: float, digits: int = 0) -> str:
    """Write a share as a percentage."""
    return f"{number(value, digits)} %"
