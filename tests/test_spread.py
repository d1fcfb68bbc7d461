"""Work spread over processes gives the report that one process gives."""

from __future__ import annotations

from functools import partial

import pytest

from webgen.check import CheckReport, check_with
from webgen.errors import InputError
from webgen.spread import spread


def _counts(report: CheckReport) -> dict[str, object]:
    return {name: value for name, value in report.as_json().items() if name != "seconds"}


def test_two_processes_report_what_one_does() -> None:
    done: list[int] = []
    work = partial(check_with, "twin", None)
    assert _counts(spread(work, range(5, 11), 2, progress=done.append)) == _counts(work(range(5, 11)))
    assert done[-1] == 6
    assert done == sorted(done)


def refuse(seeds: range) -> CheckReport:
    raise InputError(f"not {seeds.start}")


def test_an_error_in_a_process_ends_the_work() -> None:
    with pytest.raises(InputError, match="not 0"):
        spread(refuse, range(1), 2)
