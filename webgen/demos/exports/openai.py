"""Chat messages with tool calls as JSON lines, as the fine-tuning of OpenAI and of servers like it takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from webgen.actions import tool_schemas
from webgen.demos.exports._chat import Message, conversation, examples, turns
from webgen.demos.exports.base import Exporter, Line, Options, Written, compact, write_lines
from webgen.trajectory import Row


class OpenAI(Exporter):
    """``{"messages", "tools"}`` a line; arguments are JSON text, and ``weight`` is 0 on answers not to be learnt."""

    about = (
        "A line is `{messages, tools}`. The arguments of calls are JSON text; `weight` is 0 on mistakes, and on all but "
        "the last answer where only the last page is kept."
    )
    loads = 'load_dataset("json", data_files="{split}.jsonl")["train"]'
    choices = frozenset({"history"})
    data = "{split}.jsonl"

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT.jsonl``."""

        def rows() -> Iterator[Row]:
            for line in lines:
                for messages in _conversations(line, options):
                    yield {"messages": [_worded(message) for message in messages], "tools": tool_schemas()}

        return Written(write_lines(out / f"{split}.jsonl", rows()))


def _conversations(line: Line, options: Options) -> Iterator[list[Message]]:
    told = turns(line)
    if options.history == "full":
        yield conversation(told)
        return
    for _, prompt, answer in examples(told):
        yield [{**message, "weight": 0} if message["role"] == "assistant" else message for message in prompt] + answer


def _worded(message: Message) -> Message:
    calls = [
        {**call, "function": {**call["function"], "arguments": compact(call["function"]["arguments"])}}
        for call in message.get("tool_calls", ())
    ]
    return {**message, "tool_calls": calls} if calls else message
