"""Chat messages with tool calls, for supervised fine-tuning with TRL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from webgen.actions import tool_schemas
from webgen.demos.exports._chat import Message, Turn, conversation, examples, turns
from webgen.demos.exports._tables import IMAGE, JSON, write_table
from webgen.demos.exports.base import FACTS, Exporter, Line, Options, Written
from webgen.trajectory import Row


class Messages(Exporter):
    """``history="full"``: an episode a row, in ``messages``; ``"last"``: an answer a row, in ``prompt`` and ``completion``."""

    about = (
        "A row is an episode as chat messages with tool calls (`messages`), or one answer with what came before it "
        "(`prompt`, `completion`); `tools` are the schemas of all actions."
    )
    loads = 'load_dataset("parquet", data_files="{split}.parquet")["train"]'
    choices = frozenset({"images", "history"})
    data = "{split}.parquet"

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT.parquet``."""
        message = _message_columns(options)
        talk = {"messages": [message]} if options.history == "full" else {"step": "int64", "prompt": [message], "completion": [message]}
        columns = {**talk, "tools": JSON, **({"images": [IMAGE]} if options.images else {}), **FACTS}
        counted = {"unlearnt": 0}

        def rows() -> Iterator[Row]:
            for line in lines:
                told = turns(line)
                counted["unlearnt"] += sum(not turn.learn for turn in told)
                yield from _rows(line, told, options)

        written = write_table(out / f"{split}.parquet", columns, rows())
        return Written(written, _notes(counted["unlearnt"], options))


def _notes(unlearnt: int, options: Options) -> tuple[str, ...]:
    if not unlearnt:
        return ()
    if options.history == "last":
        return (f"{unlearnt} answers are mistakes: no row has them as its completion, later prompts show them.",)
    return (f"{unlearnt} answers are mistakes: `weight` is 0 there. TRL does not read that key; `--history last` leaves them out of the loss.",)


def _message_columns(options: Options) -> dict[str, Any]:
    content: Any = [{"type": "string", "text": "string"}] if options.images else "string"
    call = {"id": "string", "type": "string", "function": {"name": "string", "arguments": JSON}}
    return {"role": "string", "content": content, "tool_calls": [call], "tool_call_id": "string", "weight": "int64"}


def _rows(line: Line, told: list[Turn], options: Options) -> Iterator[Row]:
    more = {"tools": tool_schemas(), **line.facts()}
    if options.history == "full":
        pictures = [turn.picture for turn in told if turn.picture is not None]
        images = {"images": pictures} if options.images else {}
        yield {"messages": _ready(conversation(told), told, options), **images, **more}
        return
    for turn, prompt, answer in examples(told):
        images = {"images": [turn.picture] if turn.picture is not None else []} if options.images else {}
        yield {
            "step": turn.number, "prompt": _ready(prompt, [turn], options), "completion": _ready(answer, [], options),
            **images, **more,
        }  # fmt: skip


def _ready(messages: list[Message], shown: list[Turn], options: Options) -> list[Message]:
    """Return messages that all have the same keys; with images, contents are blocks, and a page's picture comes first."""
    pictured = {turn.page for turn in shown if turn.picture is not None}
    ready = []
    for message in messages:
        content: Any = message["content"]
        if options.images:
            picture = [{"type": "image", "text": None}] if message["role"] != "assistant" and content in pictured else []
            content = [*picture, {"type": "text", "text": content}]
        ready.append({"tool_calls": None, "tool_call_id": None, "weight": None, **message, "content": content})
    return ready
