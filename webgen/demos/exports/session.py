"""Session Trace Simple Format: one JSON-lines file an episode, which the viewer of the Hugging Face hub shows.

Source: https://huggingface.co/docs/hub/session-traces-format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from webgen.demos.exports._chat import Message, conversation, turns
from webgen.demos.exports.base import Exporter, Line, Options, Written, compact, write_lines
from webgen.trajectory import Row

HARNESS = "webgen"


class Session(Exporter):
    """A header, then a message a line; a mistake carries ``mistake``, which the viewer ignores."""

    about = "A file is one episode: a session header, then a message a line, in the Session Trace Simple Format."
    loads = '[json.loads(line) for line in open(path)]  # of any file in {split}/'

    def write(self, lines: Iterable[Line], split: str, out: Path, options: Options) -> Written:
        """Write ``SPLIT/LINE.jsonl`` for every line."""
        folder = out / split
        folder.mkdir()
        count = 0
        for line in lines:
            write_lines(folder / f"{line.name}.jsonl", _entries(line))
            count += 1
        return Written(count)


def _entries(line: Line) -> Iterator[Row]:
    facts = line.facts()
    yield {"type": "session", "harness": HARNESS, "id": line.name, "name": facts.pop("goal")} | facts
    for message in conversation(turns(line)):
        yield {"type": "message", "message": _entry(message, line.player)}


def _entry(message: Message, player: str) -> Row:
    entry: Row = {"role": message["role"], "content": message["content"]}
    if message["role"] == "assistant":
        entry["model"] = player
        if not message["weight"]:
            entry["mistake"] = True
    if "tool_calls" in message:
        entry["toolCalls"] = [
            {"id": call["id"], "function": {"name": call["function"]["name"], "arguments": compact(call["function"]["arguments"])}}
            for call in message["tool_calls"]
        ]
    if "tool_call_id" in message:
        entry["toolCallId"] = message["tool_call_id"]
    return entry
