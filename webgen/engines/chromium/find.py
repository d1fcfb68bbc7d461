"""Finding a Chromium, and getting one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from webgen.errors import InputError

VARIABLE = "WEBGEN_CHROMIUM"
# the headless shell first: the same engine without a window's compositor takes about a third of the processor time
SYSTEM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LAUNCH_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # a key that scrolls has scrolled when the next action looks where things are
    "--disable-smooth-scrolling",
)
HOW_TO_GET_ONE = (
    "run `python -m playwright install chromium`, install a system package such as chromium, "
    f"or set {VARIABLE} to its path"
)


@dataclass(frozen=True, slots=True)
class BrowserBinary:
    """A browser on this machine. ``source`` is ``environment``, ``playwright`` or ``system``."""

    path: Path
    source: str
    version: str


@cache
def _version(path: Path) -> str:
    """Ask an executable for its version; empty where it does not say one."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return found.group(0) if done.returncode == 0 and found else ""


def _playwright_path() -> Path | None:
    """Return the browser of the installed Playwright's own revision, if it has been downloaded."""
    import playwright

    package = Path(playwright.__file__).parent / "driver" / "package"
    try:
        browsers = json.loads((package / "browsers.json").read_text(encoding="utf-8"))["browsers"]
        revision = next(item["revision"] for item in browsers if item["name"] == "chromium")
    except (OSError, KeyError, ValueError, StopIteration):
        return None
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if root == "0":
        folder = package / ".local-browsers"
    elif root:
        folder = Path(root)
    else:
        folder = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    patterns = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*")
    found = [path for pattern in patterns for path in folder.glob(f"chromium-{revision}/{pattern}") if path.is_file()]
    return found[0] if found else None


def find() -> BrowserBinary:
    """Return the browser to use: the one named by ``WEBGEN_CHROMIUM``, Playwright's own, or the system's.

    Raises:
        InputError: there is none, or the variable names something that is not a browser.
    """
    wish = os.environ.get(VARIABLE)
    if wish:
        return _named(Path(wish))
    own = _playwright_path()
    candidates = [("playwright", own)] if own else []
    candidates += [("system", Path(place)) for name in SYSTEM_NAMES if (place := shutil.which(name))]
    for source, path in candidates:
        version = _version(path)
        if version:
            return BrowserBinary(path, source, version)
    raise InputError(f"no Chromium was found; {HOW_TO_GET_ONE}")


def _named(path: Path) -> BrowserBinary:
    if not path.is_file() or not os.access(path, os.X_OK):
        raise InputError(f"{VARIABLE} names {str(path)!r}, which is not an executable file; {HOW_TO_GET_ONE}")
    version = _version(path)
    if not version:
        raise InputError(f"{VARIABLE} names {str(path)!r}, which does not start as a browser; {HOW_TO_GET_ONE}")
    return BrowserBinary(path, "environment", version)


FONTS = ("fonts-liberation", "fonts-dejavu-core")  # without any font, text has no box
_WAYS: tuple[tuple[tuple[str, ...], ...], ...] = (
    ((sys.executable, "-m", "playwright", "install", "chromium"),),
    (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends", "chromium-headless-shell", *FONTS)),
    (("apt-get", "install", "-y", "--no-install-recommends", "chromium", *FONTS),),
)


def install(say: Callable[[str], None] = lambda text: None) -> BrowserBinary:
    """Get a browser: Playwright's own first, then the system package (apt-get, as root).

    ``say`` is told, in one sentence each, what is about to be done and what became of it.

    Raises:
        InputError: neither way worked; the message says what each answered.
    """
    reasons = []
    for commands in _WAYS:
        for command in commands:
            say(f"Running {' '.join(command)}")
            reason = _attempt(command)
            if reason:
                say(f"It failed: {reason}")
                reasons.append(f"`{' '.join(command)}`: {reason}")
                break
        else:
            _version.cache_clear()
            try:
                browser = find()
            except InputError as error:
                reasons.append(str(error))
                continue
            say(f"Found Chromium {browser.version} at {browser.path}")
            return browser
    raise InputError("no browser could be installed: " + "; ".join(reasons))


def _attempt(command: tuple[str, ...]) -> str:
    """Run a command; return why it failed, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"exit status {done.returncode}")
