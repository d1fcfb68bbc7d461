"""Shares as people read them."""

from __future__ import annotations

import pytest

from webgen.shares import number, percent


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0, 0, "0 %"), (1 / 300, 0, "<1 %"), (0.006, 0, "1 %"), (0.5, 0, "50 %"), (0.994, 0, "99 %"), (299 / 300, 0, ">99 %"), (1, 0, "100 %"),
     (299 / 300, 1, "99.7 %"), (1 / 9999, 1, "<0.1 %"), (9998 / 9999, 1, ">99.9 %"), (1.0, 1, "100.0 %"), (-1e-17, 0, "0 %")],
)  # fmt: skip
def test_all_and_nothing_are_exact(value: float, digits: int, text: str) -> None:
    assert percent(value, digits) == text
    assert number(value, digits) == text.removesuffix(" %")
