"""A language model as an agent: tool calls over an OpenAI-compatible endpoint.

The model reads what ``webgen.toolcalls`` writes and answers with one tool call a turn. Its messages keep only the last
page: older ones are replaced by a line that says so. What it says that is no action costs a step and is told back to it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter
from typing import Any

import openai

from agent.lines import fault_line
from agent.play import FAULTS
from webgen.actions import Action, GiveUp, tool_schemas
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import BadAction, EngineFault, InputError
from webgen.evaluation.witness import Witness
from webgen.spec import Level
from webgen.toolcalls import LEFT_OUT, MOST_CHARACTERS, SYSTEM, cut, page_text, read_action
from webgen.trajectory import Recorder, Row

GIVEN_UP = 10  # requests in a row without an answer, each sent again as often as asked, after which a run stops
_TOO_LONG = "context_length_exceeded"  # how OpenAI calls it; servers of one's own say it in words
_LONG = re.compile(r"(context|prompt|input|maximum|sequence)\W+(\w+\W+){0,4}(length|long|size|tokens|window)", re.IGNORECASE)
PICTURE = "The page as it looks now:"


class EndpointFault(EngineFault):
    """The endpoint did not answer, however often it was asked: no failure of the model."""


class Gone(InputError):
    """The endpoint has not answered for long: going on would only spoil episodes."""


class Refused(InputError):
    """The endpoint does not take a request; ``too_long``: because it is too long for the model."""

    def __init__(self, sentence: str, *, too_long: bool) -> None:
        super().__init__(sentence)
        self.too_long = too_long


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked, and how.

    Attributes:
        model: its name there.
        base_url: of the endpoint, such as ``http://localhost:8000/v1``; None: OpenAI's own.
        api_key: None: the environment variable ``OPENAI_API_KEY``; local servers take any.
        temperature: of its answers; None: the endpoint's default.
        max_tokens: of one answer; None: the endpoint's default.
        timeout: seconds of silence after which a request counts as lost.
        retries: how often a request is sent again after a timeout, a lost connection, 408, 409, 429 or 5xx.
        prices: dollars for a million tokens read and written.
        vision: whether each page comes with a picture of it.
    """

    model: str
    base_url: str | None = None
    api_key: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float = 120.0
    retries: int = 5
    prices: tuple[float, float] = (0.0, 0.0)
    vision: bool = False

    def mark(self) -> dict[str, Any]:
        """Return what decides what the model answers: without the key, and wherever it is served."""
        asked = {"model": self.model, "temperature": self.temperature, "max_tokens": self.max_tokens}
        return asked | {"system": SYSTEM} | ({"vision": True} if self.vision else {})


@dataclass
class Usage:
    """Tokens and seconds of an episode."""

    read: int = 0
    written: int = 0
    requests: int = 0
    seconds: float = 0.0

    def as_json(self, prices: tuple[float, float]) -> dict[str, Any]:
        """Return the counts, and what they cost in dollars."""
        cost = (self.read * prices[0] + self.written * prices[1]) / 1e6
        return {"tokens_read": self.read, "tokens_written": self.written, "requests": self.requests,
                "model_seconds": round(self.seconds, 3), "dollars": round(cost, 6)}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What a model answered: the message as it came, and its tool calls."""

    message: dict[str, Any]
    calls: tuple[dict[str, Any], ...]
    text: str


class Model:
    """A model behind an endpoint; may be used from several threads.

    Attributes:
        endpoint: where it is asked, and how.
        answered: whether it ever took a request; the refusal of one then says something of that request alone.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.answered = False
        self._unanswered, self._lock = 0, Lock()
        try:
            self._client = openai.OpenAI(
                base_url=endpoint.base_url, api_key=endpoint.api_key or ("none" if endpoint.base_url else None),
                timeout=endpoint.timeout, max_retries=endpoint.retries,
            )  # fmt: skip
        except openai.OpenAIError as error:
            raise InputError(f"cannot reach a model: {error}") from None

    def ask(self, messages: Sequence[dict[str, Any]], usage: Usage) -> Reply:
        """Send the messages and return the answer; ``usage`` grows.

        Raises:
            EndpointFault: no answer after all retries, or one that cannot be read.
            Gone: that for the :data:`GIVEN_UP`-th time in a row.
            Refused: the endpoint does not take these messages (too long, for instance).
            InputError: it takes none (unknown model, bad key).
        """
        options: dict[str, Any] = {
            "model": self.endpoint.model, "messages": list(messages), "tools": tool_schemas(),
            "temperature": self.endpoint.temperature, "max_tokens": self.endpoint.max_tokens,
        }  # fmt: skip
        began = perf_counter()
        try:
            answer: Any = self._client.chat.completions.create(
                **{name: value for name, value in options.items() if value is not None}
            )
            reply, read, written = _read(answer)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            sentence = _sentence(error)
            raise Refused(f"the endpoint refuses the request: {sentence}", too_long=error.code == _TOO_LONG or bool(_LONG.search(sentence))) from None
        except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
            raise InputError(f"the endpoint refuses the request: {_sentence(error)}") from None
        except openai.OpenAIError as error:
            raise self.unanswered(f"the endpoint does not answer: {_sentence(error)}") from None
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise self.unanswered(f"the endpoint's answer cannot be read: {_sentence(error)}") from None
        with self._lock:
            self._unanswered, self.answered = 0, True
        usage.requests += 1
        usage.seconds += perf_counter() - began
        usage.read += read
        usage.written += written
        return reply

    def unanswered(self, sentence: str) -> EndpointFault | Gone:
        """Count a request that came to nothing, and return what is to be raised."""
        with self._lock:
            self._unanswered += 1
            if self._unanswered < GIVEN_UP:
                return EndpointFault(sentence)
        return Gone(f"{sentence} ({GIVEN_UP} times in a row); the run stops, what was played stays, and the same command goes on from there")


def _read(answer: Any) -> tuple[Reply, int, int]:
    """Return what an answer says, with the tokens read and written; what is not what it should be raises what it likes."""
    message = answer.choices[0].message
    calls = tuple(
        {"id": _text(call.id) or f"call_{number}", "name": _text(call.function.name), "arguments": _text(call.function.arguments)}
        for number, call in enumerate(message.tool_calls or ())
        if getattr(call, "type", None) in (None, "function")
    )
    told = [{"id": call["id"], "type": "function", "function": {"name": call["name"], "arguments": call["arguments"]}} for call in calls]
    text = _text(message.content)
    said = {"role": "assistant", "content": text or (None if told else "(nothing)")} | ({"tool_calls": told} if told else {})
    spent = getattr(answer, "usage", None)
    return Reply(said, calls, text), _tokens(spent, "prompt_tokens"), _tokens(spent, "completion_tokens")


def _text(value: object) -> str:
    """Return a text as it can be written: half a character becomes a question mark."""
    if not isinstance(value, str | None):
        raise TypeError(f"{type(value).__name__} instead of a text")
    return (value or "").encode("utf-8", "replace").decode("utf-8")


def _tokens(spent: object, name: str) -> int:
    """Return a count of an endpoint; 0 where it tells none."""
    value = getattr(spent, name, None)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _sentence(error: Exception) -> str:
    return _text(" ".join(str(error).split())[:200]) or type(error).__name__


@dataclass
class Chat:
    """The messages of an episode; only the last page, and the picture of it, is kept whole."""

    messages: list[dict[str, Any]] = field(default_factory=lambda: [{"role": "system", "content": SYSTEM}])
    _pages: list[int] = field(default_factory=list)  # the messages that hold it

    def show(self, page: str, reply: Reply | None = None, others: str = "", picture: bytes | None = None) -> None:
        """Add a page, as the result of the call in ``reply`` or as the user's words.

        Results of tools hold no pictures, so a ``picture`` (PNG) after one is a message of the user.
        """
        for number in self._pages:
            self.messages[number]["content"] = LEFT_OUT
        if reply is not None:
            self.messages.append(reply.message)
        self._pages = [len(self.messages)]
        if reply is None or not reply.calls:
            self.messages.append({"role": "user", "content": page if picture is None else _with_picture(page, picture)})
            return
        for number, call in enumerate(reply.calls):
            self.messages.append({"role": "tool", "tool_call_id": call["id"], "content": others if number else page})
        if picture is not None:
            self._pages.append(len(self.messages))
            self.messages.append({"role": "user", "content": _with_picture(PICTURE, picture)})


def _with_picture(text: str, png: bytes) -> list[dict[str, Any]]:
    address = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
    return [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": address}}]


def read_reply(reply: Reply) -> Action:
    """Return the action of an answer: of its first tool call.

    Raises:
        BadAction: there is none, or it is no action; one sentence for the model.
    """
    if not reply.calls:
        raise BadAction("Answer with exactly one tool call; words alone do nothing.")
    call = reply.calls[0]
    try:
        told = json.dumps(json.loads(call["arguments"] or "{}"), ensure_ascii=False)
        arguments = json.loads(_text(told))  # without half characters, which escapes may hold
    except (ValueError, RecursionError):
        raise BadAction(f"The arguments of {call['name']!r} are not JSON; write them as one JSON object.") from None
    return read_action({"name": call["name"], "arguments": arguments})


ONE_ONLY = "Not carried out: one tool call a turn."


def play(model: Model, engine: Engine, level: Level) -> Row:
    """Let a model play an episode and return its trajectory, with ``ending``, ``usage`` and ``seconds``.

    ``ending`` is done, give_up, limit, refused (the endpoint does not take the messages: they are too long), or fault:
    trouble of the engine or the endpoint, which counts as no failure, also where the level could not be opened.
    """
    usage, began = Usage(), perf_counter()
    line: Row | None = None
    try:
        with Episode(engine, level) as episode:
            talk = _Talk(model, level, Recorder(episode), Witness(level), usage)
            ending, why = talk.through()
            line = talk.line(engine.name, ending, why, round(perf_counter() - began, 3))
    except FAULTS as fault:  # while opening; closing an episode that is over costs nothing
        if line is None:
            spent, why = usage.as_json(model.endpoint.prices), f"{type(fault).__name__}: {fault}"
            line = fault_line(level, engine.name, model.endpoint.model, why, spent, round(perf_counter() - began, 3))
    return line


@dataclass
class _Talk:
    """An episode with a model."""

    model: Model
    level: Level
    played: Recorder
    witness: Witness
    usage: Usage
    chat: Chat = field(default_factory=Chat)

    def through(self) -> tuple[str, str]:
        """Play to the end and return the ending, with why where it is refused or a fault."""
        try:
            self._show("")
            while len(self.played.steps) < self.level.max_steps:
                if ending := self._turn(self.model.ask(self.chat.messages, self.usage)):
                    return ending, ""
        except FAULTS as fault:
            return "fault", str(fault) if isinstance(fault, EndpointFault) else f"{type(fault).__name__}: {fault}"
        except Refused as refusal:
            if self.model.answered:
                return "refused", str(refusal)
            if not refusal.too_long:  # it would take none
                raise
            lost = self.model.unanswered(str(refusal))  # perhaps it takes shorter ones; then this one is played again
            if isinstance(lost, Gone):
                raise lost from None
            return "fault", str(lost)
        return "limit", ""

    def _turn(self, reply: Reply) -> str:
        """Do what an answer says; return how that ended the episode, or nothing."""
        said = {"reply": reply.text} if reply.text else {}
        try:
            action = read_reply(reply)
        except BadAction as mistake:
            self.played.mistake(str(mistake), **said, calls=[f"{call['name']}({call['arguments']})" for call in reply.calls])
            self._show(str(mistake), reply)
            return ""
        step = self.played.act(action, **said)
        if step.ended:
            return "give_up" if isinstance(action, GiveUp) else "done"
        self._show(step.error.message if step.error else "", reply)
        return ""

    def _show(self, error: str, reply: Reply | None = None) -> None:
        now, session = self.played.episode.snapshot, self.played.episode.session
        self.witness.see(now)
        page = page_text({
            "goal": self.level.task.goal, "action_error": error, "url": now.url, "title": now.title,
            "steps_left": self.level.max_steps - len(self.played.steps), "snapshot": cut(now.text, MOST_CHARACTERS),
        })  # fmt: skip
        self.chat.show(page, reply, ONE_ONLY, session.screenshot() if self.model.endpoint.vision else None)

    def line(self, engine: str, ending: str, why: str, seconds: float) -> Row:
        """Return the trajectory."""
        episode, endpoint = self.played.episode, self.model.endpoint
        verdict = episode.verdict()
        return self.played.row(
            engine, "", verdict, player=endpoint.model, ending=ending, why=why, seconds=seconds,
            usage=self.usage.as_json(endpoint.prices), **self.witness.tell(episode.log(), verdict, episode.session.ending),
        )  # fmt: skip
