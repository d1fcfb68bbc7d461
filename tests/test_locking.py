"""One writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from webgen.demos.record import Plan, record
from webgen.errors import InputError
from webgen.generate import Knobs
from webgen.locking import held

PLAN = Plan(count=1, first=60, knobs=Knobs(friction=0, login=0, workflows=("setting",)))
HOLDER = """import sys; from pathlib import Path; from webgen.locking import held
with held(Path(sys.argv[1])):
    print("held", flush=True); sys.stdin.read()
"""


def test_a_file_that_another_process_writes_is_refused_until_that_ends(tmp_path: Path) -> None:
    path = tmp_path / "demos.jsonl"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match="is being written by another run or recording"):
            record(PLAN, path)
        assert path.read_bytes() == b""
        holder.kill()
    assert record(PLAN, path).held == 1
    with held(path):  # given back
        pass


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"), held(tmp_path):
        pass


def test_a_file_that_was_made_for_nothing_goes_away_and_one_that_was_there_stays(tmp_path: Path) -> None:
    made, there, full = (tmp_path / name for name in ("made", "there", "full"))
    there.touch()
    with held(made), held(there), held(full):
        full.write_text("kept")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "there"]
