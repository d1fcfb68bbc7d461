"""A server that speaks like an OpenAI-compatible endpoint, with the expert behind it, and misbehaves on purpose.

It knows of an episode only what the messages say. Run as a program it prints its address and serves until it is killed.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from webgen.actions import to_json
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.snapshot import Snapshot
from webgen.spec import Level

TROUBLES = ("none", "bad json", "wrong tool", "words", "two calls", "429", "500", "timeout", "unknown ref")
LATE = 503
SLOW = 4.0  # seconds of the answer that never comes in time


def levels_of(count: int) -> list[Level]:
    """Return levels whose goals differ, so that a goal names its level."""
    return [level_of(seed, Knobs(friction=0.5, two_sites=0)) for seed in range(700, 700 + count)]


class Script:
    """Answers as the expert would, after one trouble an episode: levels take turns at them."""

    def __init__(self, levels: Sequence[Level], *, pace: float = 0.0) -> None:
        self.levels = {level.task.goal: (number, level) for number, level in enumerate(levels)}
        self.oracles: dict[str, Oracle] = {}
        self.troubled: set[tuple[str, str]] = set()
        self.requests: Counter[str] = Counter()
        self.pages: list[int] = []  # whole pages in each request
        self.pictures: list[list[bytes]] = []  # pictures in each request
        self.lock = threading.Lock()
        self.last: dict[str, tuple[int, Response]] = {}  # by goal: how many messages were answered, and how
        self.pace = pace

    def answer(self, body: dict[str, Any]) -> Response:
        """Answer one request."""
        time.sleep(self.pace)
        with self.lock:
            found = self._answer(body)
        if found.status_code == LATE:
            time.sleep(SLOW)
        return found

    def _answer(self, body: dict[str, Any]) -> Response:
        messages = body["messages"]
        texts = [_words(message.get("content")) for message in messages if message["role"] in ("user", "tool")]
        self.pictures.append([png for message in messages for png in _pictures(message)])
        self.pages.append(sum("### Snapshot" in text for text in texts))
        page = next(text for text in reversed(texts) if "### Snapshot" in text)
        goal = _between(page, "### Goal\n", "\n\n###")
        number, level = self.levels[goal]
        self.requests[goal] += 1
        if len(messages) == 2:  # a new episode
            self.oracles[goal] = Oracle(level)
        elif goal in self.last and self.last[goal][0] == len(messages):  # asked again: the answer was lost
            return self.last[goal][1]
        trouble = TROUBLES[number % len(TROUBLES)]
        if (goal, trouble) not in self.troubled:
            self.troubled.add((goal, trouble))
            made = self._trouble(trouble)
            if made is not None:
                return made
        seen = Snapshot(
            text=page.split("### Snapshot\n", 1)[1], url=_between(page, "- url: ", "\n"), title=_between(page, "- title: ", "\n")
        )
        call = to_json(self.oracles[goal].act(seen))
        calls = [(call["name"], json.dumps(call["arguments"]))]
        if trouble == "two calls":
            calls.append(("browser_press_key", '{"key": "Escape"}'))
        self.last[goal] = len(messages), _message(calls)
        return self.last[goal][1]

    def _trouble(self, trouble: str) -> Response | None:
        match trouble:
            case "bad json":
                return _message([("browser_click", '{"target": "e1"')])
            case "wrong tool":
                return _message([("browser_dance", "{}")])
            case "words":
                return _message([], "I would click the first link.")
            case "unknown ref":
                return _message([("browser_click", '{"target": "e99999"}')])
            case "429":
                return PlainTextResponse("slow down", 429, headers={"retry-after-ms": "20"})
            case "500":
                return PlainTextResponse("oops", 500, headers={"retry-after-ms": "20"})
            case "timeout":
                return PlainTextResponse("late", LATE)
        return None


def _words(content: Any) -> str:
    """Return the text of a message: of its parts, where it has some."""
    parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    return "\n".join(part["text"] for part in parts if part["type"] == "text")


def _pictures(message: dict[str, Any]) -> list[bytes]:
    """Return the pictures of a message; only a user's may hold some."""
    parts = message.get("content") if isinstance(message.get("content"), list) else []
    found = [part["image_url"]["url"] for part in parts or () if part["type"] == "image_url"]
    assert message["role"] == "user" or not found
    return [base64.b64decode(url.removeprefix("data:image/png;base64,"), validate=True) for url in found]


def _between(text: str, start: str, end: str) -> str:
    return re.split(re.escape(end), text.split(start, 1)[1], maxsplit=1)[0]


def _message(calls: Sequence[tuple[str, str]], text: str = "") -> Response:
    tools = [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for number, (name, arguments) in enumerate(calls)
    ]
    message: dict[str, Any] = {"role": "assistant", "content": text or None}
    if tools:
        message["tool_calls"] = tools
    return JSONResponse({
        "id": "x", "object": "chat.completion", "created": 0, "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if tools else "stop"}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    })  # fmt: skip


def application(script: Script) -> Starlette:
    """Return the endpoint of a script."""

    async def answer(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        return await run_in_threadpool(script.answer, await request.json())

    return Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])


class Served:
    """A script on a port of this machine, in a thread."""

    def __init__(self, script: Script) -> None:
        self.server = uvicorn.Server(uvicorn.Config(application(script), port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/v1"

    def __exit__(self, *exc: object) -> None:
        self.server.should_exit = True
        self.thread.join()


if __name__ == "__main__":
    with Served(Script(levels_of(int(sys.argv[1])), pace=float(sys.argv[2]))) as address:
        print(address, flush=True)  # noqa: T201 - the address is its result
        threading.Event().wait()
