"""A language model plays end to end against a server that scripts its tool calls, troubles included."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("openai")

from agent.llm import Chat, Endpoint, EndpointFault, Model, Refused, Reply, Usage, read_reply
from agent.runs import EPISODES, run, told
from tests.agent.model_server import TROUBLES, Script, Served, levels_of
from webgen.engines import engine
from webgen.errors import BadAction, InputError
from webgen.evaluation.rates import pass_all, pass_at
from webgen.toolcalls import LEFT_OUT
from webgen.trajectory import read_trajectories, replay

COUNT = len(TROUBLES)


@pytest.fixture(scope="module")
def script() -> Script:
    return Script(levels_of(COUNT))


@pytest.fixture(scope="module")
def address(script: Script) -> Iterator[str]:
    with Served(script) as where:
        yield where


def model(address: str, **options: Any) -> Model:
    return Model(Endpoint("scripted", address, timeout=3.0, prices=(1.0, 10.0), **options))


@pytest.fixture(scope="module")
def played(address: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Path]:
    out = tmp_path_factory.mktemp("run")
    return run(model(address), levels_of(COUNT), "twin", out, parallel=3), out


def test_the_expert_behind_an_endpoint_solves_every_level(played: tuple[list[dict[str, Any]], Path]) -> None:
    lines, _ = played
    found = told(lines, levels_of(COUNT), 1)
    assert (found["success"], found["episodes"], found["faults"]) == (1.0, COUNT, 0)
    assert found["pass_at"] == found["pass_all"] == {"1": 1.0}
    assert found["side_effects"] == 0
    requests = found["usage"]["requests"]
    assert found["usage"]["tokens_read"] == 100 * requests
    assert found["usage"]["dollars"] == pytest.approx(requests * (100 * 1.0 + 10 * 10.0) / 1e6)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("bad json", "not JSON"), ("wrong tool", "browser_dance"), ("words", "exactly one tool call"), ("unknown ref", "e99999")],
)
def test_a_mistake_costs_a_step_and_is_told(played: tuple[list[dict[str, Any]], Path], trouble: str, words: str) -> None:
    line = played[0][TROUBLES.index(trouble)]
    first = line["steps"][0]
    assert words in first["error"]
    assert (first["action"] is None) == (trouble != "unknown ref")
    assert first["snapshot"] == line["steps"][1]["snapshot"]


@pytest.mark.parametrize("trouble", ["429", "500", "timeout", "none"])
def test_trouble_of_the_endpoint_leaves_no_trace(played: tuple[list[dict[str, Any]], Path], trouble: str) -> None:
    line = played[0][TROUBLES.index(trouble)]
    assert not any("error" in step for step in line["steps"])


def test_only_the_last_page_is_sent(script: Script, played: tuple[list[dict[str, Any]], Path]) -> None:
    assert set(script.pages) == {1}


def test_trajectories_replay(played: tuple[list[dict[str, Any]], Path]) -> None:
    with engine("twin") as twin:
        for line in read_trajectories(played[1] / EPISODES):
            assert replay(twin, line) == []


@pytest.mark.browser
def test_it_plays_in_the_browser(address: str, tmp_path: Path) -> None:
    lines = run(model(address), levels_of(COUNT)[:2], "chromium", tmp_path, parallel=2)
    assert [line["verdict"]["success"] for line in lines] == [True, True]


@pytest.mark.browser
def test_the_last_page_comes_with_a_picture(tmp_path: Path) -> None:
    levels = levels_of(5)[3:]  # one answers with words first, one with two calls
    script = Script(levels)
    with Served(script) as where:
        lines = run(model(where, vision=True), levels, "chromium", tmp_path, parallel=1)
    assert [line["verdict"]["success"] for line in lines] == [True, True]
    assert len(script.pictures) == sum(line["usage"]["requests"] for line in lines)
    for sent in script.pictures:
        assert [Image.open(BytesIO(png)).size for png in sent] == [(1280, 720)]
    assert len({png for sent in script.pictures for png in sent}) > 2
    assert set(script.pages) == {1}


def test_a_picture_goes_with_its_page() -> None:
    chat = Chat()
    chat.show("first page", picture=b"1")
    chat.show("second page", answer(("a", "{}"), ("b", "{}")), "one only", picture=b"2")
    chat.show("third page", answer(text="hm"), picture=b"3")
    assert [message["role"] for message in chat.messages] == ["system", "user", "assistant", "tool", "tool", "user", "assistant", "user"]
    assert [message["content"] for message in chat.messages[1:6] if message["role"] != "assistant"] == [LEFT_OUT, LEFT_OUT, "one only", LEFT_OUT]
    words, picture = chat.messages[-1]["content"]
    assert words == {"type": "text", "text": "third page"}
    assert picture["image_url"]["url"] == "data:image/png;base64,Mw=="


def test_a_run_with_pictures_is_another_run() -> None:
    assert Endpoint("x").mark() != Endpoint("x", vision=True).mark()


def test_a_run_that_is_there_is_not_played_again(
    script: Script, address: str, played: tuple[list[dict[str, Any]], Path]
) -> None:
    before = sum(script.requests.values())
    assert run(model(address), levels_of(COUNT), "twin", played[1]) == played[0]
    assert sum(script.requests.values()) == before


def test_another_run_is_not_mixed_in(address: str, played: tuple[list[dict[str, Any]], Path]) -> None:
    with pytest.raises(InputError, match="another run"):
        run(model(address, temperature=0.5), levels_of(COUNT), "twin", played[1])


def test_an_endpoint_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    levels = levels_of(2)
    lines = run(model("http://127.0.0.1:9/v1", retries=0), levels, "twin", tmp_path)
    found = told(lines, levels, 1)
    assert (found["episodes"], found["faults"]) == (0, 2)


def test_killed_and_gone_on_with(tmp_path: Path) -> None:
    count, out = 12, tmp_path / "run"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.agent.model_server", str(count), "0.02"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        command = [
            sys.executable, "-m", "webgen", "eval", "--agent", "model:scripted", "--base-url", server.stdout.readline().strip(),
            "--seeds", f"700:{700 + count}", "-k", "friction=0.5", "-k", "two_sites=0", "--out", str(out), "--timeout", "3",
            "--json",
        ]  # fmt: skip
        first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        path = out / EPISODES
        deadline = time.monotonic() + 120
        while not path.exists() or path.read_bytes().count(b"\n") < 3:
            assert first.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        before = path.read_bytes()
        whole = before[: before.rfind(b"\n") + 1]
        path.write_bytes(whole + whole[:200])  # as a kill in the middle of a line leaves it
        again = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    finally:
        server.kill()
        server.communicate()
    assert path.read_bytes().startswith(whole)
    lines = list(read_trajectories(path))
    assert sorted((line["number"], line["attempt"]) for line in lines) == [(number, 0) for number in range(count)]
    found = json.loads(again.stdout)
    assert (found["success"], found["episodes"], found["faults"]) == (1.0, count, 0)
    assert json.loads((out / "summary.json").read_text()) == found


# ---- pieces


def answer(*calls: tuple[str, str], text: str = "") -> Reply:
    made = tuple({"id": f"c{number}", "name": name, "arguments": arguments} for number, (name, arguments) in enumerate(calls))
    return Reply({"role": "assistant", "content": text}, made, text)


@pytest.mark.parametrize(
    "reply", [answer(), answer(("done", "{")), answer(("done", "[]")), answer(("nothing", "{}")), answer(("browser_click", "{}"))]
)
def test_what_is_no_action_is_a_sentence(reply: Reply) -> None:
    with pytest.raises(BadAction):
        read_reply(reply)


def test_no_arguments_are_an_empty_object() -> None:
    assert read_reply(answer(("done", ""))) is not None


def test_every_call_of_a_turn_is_answered() -> None:
    chat = Chat()
    chat.show("first page")
    chat.show("second page", answer(("a", "{}"), ("b", "{}")), "one only")
    roles = [message["role"] for message in chat.messages]
    assert roles == ["system", "user", "assistant", "tool", "tool"]
    assert [message["content"] for message in chat.messages[3:]] == ["second page", "one only"]
    chat.show("third page", answer(text="hm"))
    held = [message["content"] for message in chat.messages]
    assert "second page" not in held
    assert "first page" not in held
    assert held[-1] == "third page"


def test_attempts() -> None:
    results = {0: [True, False], 1: [False, False], 2: [True, True]}
    assert pass_at(results, 1) == pytest.approx(0.5)
    assert pass_at(results, 2) == pytest.approx(2 / 3)
    assert pass_all(results, 1) == pytest.approx(0.5)
    assert pass_all(results, 2) == pytest.approx(1 / 3)
    assert pass_at({0: [True]}, 2) is None


def test_the_kinds_of_trouble(address: str) -> None:
    gone = model("http://127.0.0.1:9/v1", retries=0)
    with pytest.raises(EndpointFault):
        gone.ask([], Usage())
    assert issubclass(Refused, InputError)
