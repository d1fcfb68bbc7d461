"""A line as a conversation: the same messages that a language model sees when it plays (``agent/llm.py``).

System, the goal with the first page, then a tool call and the page it led to, in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from webgen.demos.exports.base import Line, Picture, mistaken
from webgen.toolcalls import LEFT_OUT, MOST_CHARACTERS, SYSTEM, cut, page_text

Message = dict[str, Any]
NOTHING = "(nothing)"  # what a model said that said nothing


@dataclass(frozen=True)
class Turn:
    """A page and what was answered.

    Attributes:
        page: the text of the user's or the tool's message.
        said: the words of the answer: the reason of an expert, or what a model wrote.
        call: the tool call ``{"name", "arguments"}``; None where the answer was no action.
        learn: whether the answer is one to learn from: an action that was carried out, and no mistake put in on purpose.
    """

    number: int
    page: str
    said: str
    call: dict[str, Any] | None
    learn: bool
    picture: Picture | None = None

    @property
    def call_id(self) -> str:
        """What ties the call to the page that it led to; nine letters and digits, as the strictest templates want."""
        return f"call{self.number:05d}"


def turns(line: Line) -> list[Turn]:
    """Return the turns of a line."""
    found: list[Turn] = []
    mistake = ""
    for number, step in enumerate(line.steps):
        page = page_text({
            "goal": line.level.task.goal, "action_error": mistake, "url": step["url"], "title": step["title"],
            "steps_left": line.level.max_steps - number, "snapshot": cut(step["text"], MOST_CHARACTERS),
        })  # fmt: skip
        call = step["action"]
        words = [step.get("reason") or step.get("reply") or "", *(step.get("calls", ()) if call is None else ())]
        said = "\n".join(filter(None, words)) or ("" if call is not None else NOTHING)
        found.append(Turn(number, page, said, call, not mistaken(step), line.pictures.get(number)))
        mistake = step.get("error", "")
    return found


def conversation(told: list[Turn]) -> list[Message]:
    """Return the messages of an episode, every page whole. ``weight`` is 0 where an answer is not to be learnt."""
    messages: list[Message] = [{"role": "system", "content": SYSTEM}]
    before: Turn | None = None
    for turn in told:
        messages += [_page(turn, before), _answer(turn)]
        before = turn
    return messages


def examples(told: list[Turn]) -> Iterator[tuple[Turn, list[Message], list[Message]]]:
    """Yield for every answer to learn from: the turn, the messages before it with only its own page whole, the answer."""
    messages: list[Message] = [{"role": "system", "content": SYSTEM}]
    before: Turn | None = None
    for turn in told:
        shown = _page(turn, before)
        if turn.learn:
            yield turn, [*messages, shown], [_answer(turn)]
        messages += [{**shown, "content": LEFT_OUT}, _answer(turn)]
        before = turn


def _page(turn: Turn, before: Turn | None) -> Message:
    if before is None or before.call is None:
        return {"role": "user", "content": turn.page}
    return {"role": "tool", "content": turn.page, "tool_call_id": before.call_id}


def _answer(turn: Turn) -> Message:
    message: Message = {"role": "assistant", "content": turn.said, "weight": int(turn.learn)}
    if turn.call is not None:
        function = {"name": turn.call["name"], "arguments": turn.call["arguments"]}
        message["tool_calls"] = [{"id": turn.call_id, "type": "function", "function": function}]
    return message
