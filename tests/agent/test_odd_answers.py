"""Whatever an endpoint answers is an answer, a mistake or a fault, and never ends a run."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("openai")

from openai._models import construct_type
from openai.types.chat import ChatCompletion

from agent.llm import GIVEN_UP, Endpoint, EndpointFault, Gone, Model, Usage, read_reply
from webgen.actions import to_json
from webgen.cli import run as command
from webgen.errors import BadAction
from webgen.evaluation.folder import EPISODES, Book

ADDRESS = "http://127.0.0.1:9/v1"


def model(answer: Any) -> Model:
    """Return a model whose endpoint always answers the same, read as the library reads it."""
    made = Model(Endpoint("odd", ADDRESS, retries=0))
    read = construct_type(type_=ChatCompletion, value=answer)
    made._client = SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=lambda **asked: read)))  # type: ignore[assignment]
    return made


def body(message: Any, **more: Any) -> dict[str, Any]:
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "odd", "choices": [{"index": 0, "message": message}]} | more


def called(function: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": None, "tool_calls": [{"id": "a", "type": "function", "function": function}]}


@pytest.mark.parametrize(
    "odd",
    [
        body(None), body("words"), body(called(None)), body({"role": "assistant", "tool_calls": "abc"}), body({"content": 7}),
        body(called({"name": "done", "arguments": {}})), body({}, choices=None), body({}, choices=[]), [], None, "text",
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_a_fault(odd: Any) -> None:
    usage = Usage()
    with pytest.raises(EndpointFault):
        model(odd).ask([], usage)
    assert usage.requests == 0


@pytest.mark.parametrize("spent", ["many", None, {"prompt_tokens": "many", "completion_tokens": 7}, {"completion_tokens": 7.5}])
def test_tokens_count_where_they_are_counts(spent: Any) -> None:
    usage = Usage()
    reply = model(body({"role": "assistant", "content": "hm"}, usage=spent)).ask([], usage)
    assert (reply.text, usage.requests, usage.read) == ("hm", 1, 0)
    assert usage.written == (7 if isinstance(spent, dict) and spent["completion_tokens"] == 7 else 0)


def test_half_a_character_is_a_question_mark() -> None:
    function = {"name": "done", "arguments": '{"answer": "a\\ud800b"}'}
    reply = model(body(called(function) | {"content": "c\ud800d"})).ask([], Usage())
    assert reply.text == "c?d"
    assert to_json(read_reply(reply))["arguments"]["answer"] == "a?b"
    bad = model(body(called({"name": "x\ud800", "arguments": "\ud800"}))).ask([], Usage())
    with pytest.raises(BadAction) as told:
        read_reply(bad)
    str(told.value).encode("utf-8")


def test_a_book_never_dies_of_half_a_character(tmp_path: Path) -> None:
    with Book(tmp_path, "m", 1, 1) as book:
        book.add(0, 0, {"why": "a\ud800b"})
        assert book.lines[0]["why"] == "a?b"
    assert json.loads((tmp_path / EPISODES).read_text(encoding="utf-8"))["why"] == "a?b"


def test_an_endpoint_that_is_gone_stops_the_run() -> None:
    gone, good = model(body(None)), model(body({"role": "assistant", "content": "hm"}))
    bad_client, good_client = gone._client, good._client
    for _ in range(2):
        for _ in range(GIVEN_UP - 1):
            with pytest.raises(EndpointFault):
                gone.ask([], Usage())
        gone._client = good_client
        gone.ask([], Usage())  # an answer in between
        gone._client = bad_client
    for _ in range(GIVEN_UP - 1):
        with pytest.raises(EndpointFault):
            gone.ask([], Usage())
    with pytest.raises(Gone, match="goes on from there"):
        gone.ask([], Usage())


def test_a_run_stops_with_one_sentence_and_keeps_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = ["--base-url", ADDRESS, "--retries", "0", "--parallel", "1", "-o", str(tmp_path)]
    knobs = ["-k", "workflows=delete", "-k", "two_sites=0", "-k", "friction=0"]
    assert command(["eval", "-a", "model:x", "--seeds", "0:2", *knobs, *address]) == 1
    assert "0 episodes, 2 faults" in capsys.readouterr().out
    assert command(["eval", "-a", "model:x", "--seeds", "0:2", "--attempts", "6", *knobs, *address]) == 2
    told = capsys.readouterr()
    assert "10 times in a row" in told.err.splitlines()[-1]
    lines = (tmp_path / EPISODES).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 + GIVEN_UP - 1  # the first two are played again


@pytest.mark.parametrize("address", ["localhost:8000/v1", "ftp://here/v1", "http://", "http://here:port/v1", ""])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["eval", "-a", "model:x", "--seeds", "0:1", "--base-url", address, "-o", str(tmp_path / "run")]) == 2
    assert "--base-url is an address" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_a_model_on_another_port_is_the_same_player() -> None:
    assert Endpoint("x", "http://127.0.0.1:1/v1").mark() == Endpoint("x", "http://127.0.0.1:2/v1").mark()
