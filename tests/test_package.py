"""What a wheel carries must be enough to generate, serve and solve a level far from the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = """
from webgen.engines import engine
from webgen.episode import play
from webgen.generate import level_of
from webgen.oracle import Oracle
from webgen.resources import PACKAGE, folder
assert "site-packages" in str(PACKAGE), PACKAGE
assert str(folder("scenarios")).startswith(str(PACKAGE)), folder("scenarios")
level = level_of(3)
print(play(engine("twin"), level, Oracle(level)).verdict.success, level.id)
"""


@pytest.mark.slow
def test_an_installed_wheel_solves_a_level(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    built = subprocess.run(build, capture_output=True, text=True, timeout=300, check=False)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False, system_site_packages=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    # the libraries come from the environment of the tests; only the package itself is installed anew
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True, timeout=300)
    (site,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    own = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "zz_libraries.pth").write_text(own + "\n")
    run = subprocess.run([python, "-c", PROGRAM], capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    from webgen.generate import level_of

    assert run.stdout.split() == ["True", level_of(3).id]
