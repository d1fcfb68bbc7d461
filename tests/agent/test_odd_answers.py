"""Whatever an endpoint answers is an answer, a mistake or a fault, and never ends a run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("openai")

import openai
from openai._models import construct_type
from openai.types.chat import ChatCompletion

from agent.llm import GIVEN_UP, Endpoint, EndpointFault, Gone, Model, Usage, read_reply
from agent.runs import run
from webgen.actions import to_json
from webgen.cli import run as command
from webgen.errors import BadAction, InputError
from webgen.evaluation.folder import EPISODES, Book, read_run
from webgen.generate import Knobs, level_of

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


# ---- requests that are refused

LEVELS = [level_of(seed, Knobs(workflows=("delete",), two_sites=0, friction=0)) for seed in range(4)]
LONG = "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens."


def refusal(kind: type[openai.APIStatusError], status: int, sentence: str, code: str | None = None) -> openai.APIStatusError:
    response: Any = SimpleNamespace(status_code=status, request=None, headers={})
    return kind(sentence, response=response, body={"message": sentence, "code": code})


def choosy(refuses: Callable[[str], Exception | None]) -> Model:
    """Return a model that says at once that it is done, where its endpoint takes the goal."""
    done = construct_type(type_=ChatCompletion, value=body(called({"name": "done", "arguments": "{}"})))

    def create(**asked: Any) -> Any:
        if (error := refuses(asked["messages"][1]["content"])) is not None:
            raise error
        return done

    made = Model(Endpoint("choosy", ADDRESS, retries=0))
    made._client = SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=create)))  # type: ignore[assignment]
    return made


@pytest.mark.parametrize(("sentence", "code"), [(LONG, None), ("Too much.", "context_length_exceeded"), ("the prompt is too long", None)])
def test_a_page_that_is_too_long_for_the_model_ends_its_episode_and_not_the_run(sentence: str, code: str | None, tmp_path: Path) -> None:
    def refuses(page: str) -> Exception | None:
        return refusal(openai.BadRequestError, 400, sentence, code) if LEVELS[0].task.goal in page else None

    first = run(choosy(refuses), LEVELS, "twin", tmp_path, parallel=1)
    assert [line["ending"] for line in first] == ["fault", "done", "done", "done"]  # before any answer it may be the endpoint
    again = run(choosy(refuses), LEVELS, "twin", tmp_path, parallel=1)
    assert [line["ending"] for line in again] == ["refused", "done", "done", "done"]
    assert run(choosy(refuses), LEVELS[::-1], "twin", tmp_path / "last", parallel=1)[3]["ending"] == "refused"


def test_a_run_that_was_killed_in_its_first_line_goes_on(tmp_path: Path) -> None:
    run(choosy(lambda page: None), LEVELS[:1], "twin", tmp_path, parallel=1)
    (tmp_path / EPISODES).write_bytes((tmp_path / EPISODES).read_bytes()[:200])
    assert [line["ending"] for line in run(choosy(lambda page: None), LEVELS[:1], "twin", tmp_path, parallel=1)] == ["done"]


def test_an_endpoint_that_finds_everything_too_long_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(Gone, match="10 times in a row"):
        run(choosy(lambda page: refusal(openai.BadRequestError, 400, LONG)), LEVELS, "twin", tmp_path, attempts=4, parallel=1)
    assert {one.ending for one in read_run(tmp_path).outcomes} == {"fault"}


def test_an_endpoint_that_takes_nothing_stops_the_run_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="refuses the request: no such option"):
        run(choosy(lambda page: refusal(openai.BadRequestError, 400, "no such option")), LEVELS, "twin", tmp_path, parallel=1)
    assert not (tmp_path / EPISODES).exists()


def test_what_is_being_played_when_a_run_stops_is_kept(tmp_path: Path) -> None:
    together = Barrier(len(LEVELS))

    def refuses(page: str) -> Exception | None:
        together.wait(30)
        if LEVELS[0].task.goal in page:
            return refusal(openai.AuthenticationError, 401, "the key has expired")
        time.sleep(0.3)
        return None

    with pytest.raises(InputError, match="the key has expired"):
        run(choosy(refuses), LEVELS, "twin", tmp_path, attempts=2, parallel=len(LEVELS))
    assert [(one.number, one.ending) for one in read_run(tmp_path).outcomes] == [(1, "done"), (2, "done"), (3, "done")]


# ---- addresses


@pytest.mark.parametrize("address", ["localhost:8000/v1", "ftp://here/v1", "http://", "http://here:port/v1", ""])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["eval", "-a", "model:x", "--seeds", "0:1", "--base-url", address, "-o", str(tmp_path / "run")]) == 2
    assert "--base-url is an address" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_a_model_on_another_port_is_the_same_player() -> None:
    assert Endpoint("x", "http://127.0.0.1:1/v1").mark() == Endpoint("x", "http://127.0.0.1:2/v1").mark()
