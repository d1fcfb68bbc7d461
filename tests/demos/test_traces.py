"""Playwright traces, opened by Playwright's own trace viewer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import playwright
import pytest

from tests.demos import made
from webgen.demos.export import export, order_of
from webgen.demos.exports.base import Options

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
VIEWER = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "vite" / "traceViewer"


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("traces")
    rows = made.rows()
    bad = json.loads(json.dumps(rows[made.PLAIN]))
    bad["steps"][2]["snapshot"] = "0" * 16
    done = export(order_of("trace", made.write(folder, [rows[made.PLAIN], rows[made.MISTAKEN], bad]), (), Options()), folder / "out")
    assert done.left_out == ["demos.jsonl line 3: step 2 shows something else than when it was recorded"]
    assert done.splits["train"].rows == 2
    files = sorted((folder / "out" / "train").iterdir())
    assert len(files) == 2  # the one that does not replay leaves none
    return files


def events(path: Path) -> list[dict[str, Any]]:
    with ZipFile(path) as archive:
        return [json.loads(line) for name in archive.namelist() if name.endswith(".trace") for line in archive.read(name).splitlines()]


def test_a_zip_holds_steps_pictures_and_pages(traces: list[Path]) -> None:
    for row, path in zip((made.rows()[made.PLAIN], made.rows()[made.MISTAKEN]), traces, strict=True):
        assert path.name.startswith("train-demos-00000")
        told = events(path)
        groups = [event["title"] for event in told if event["type"] == "before" and event.get("method") == "tracingGroup"]
        assert groups[0] == "Opens the first page"
        assert len(groups) == 1 + len(row["steps"])
        assert sum(event["type"] == "frame-snapshot" for event in told) > len(row["steps"])
        with ZipFile(path) as archive:
            names = archive.namelist()
            pictures = [event["file"] for event in told if event["type"] == "screencast-frame"]
            assert pictures
            assert set(pictures) <= set(names)
            requests = [json.loads(line) for line in archive.read("trace.network").splitlines()]
            assert not any(name.endswith(".stacks") for name in names)
            assert b"tracing.py" not in archive.read("trace.trace")
        assert any(".css" in event["snapshot"]["request"]["url"] for event in requests)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the library names it so
        """Say nothing."""


@pytest.fixture
def address(traces: list[Path], tmp_path: Path) -> Iterator[str]:
    """Serve the viewer that comes with Playwright, and a trace beside it."""
    (tmp_path / "viewer").symlink_to(VIEWER)
    (tmp_path / "one.zip").write_bytes(traces[0].read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_trace_viewer_shows_every_action(page: Page, address: str) -> None:
    page.goto(f"{address}/viewer/index.html?trace={address}/one.zip")
    rows = page.locator(".action-title")
    rows.first.wait_for(timeout=30_000)
    titles = rows.all_inner_texts()
    assert "Opens the first page" in titles[0]
    steps = made.rows()[made.PLAIN]["steps"]
    assert len([title for title in titles if "Opens the first page" not in title]) >= len(steps)
    rows.filter(has_text="Screenshot").last.click()
    shown = page.frame_locator("iframe.snapshot-visible[name=snapshot]")
    heading = shown.locator("h1").first
    heading.wait_for(timeout=30_000)
    assert heading.inner_text() in steps[-1]["title"]
    assert heading.evaluate("node => getComputedStyle(node).fontFamily") != "serif"
