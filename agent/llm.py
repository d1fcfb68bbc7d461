"""A language model as an agent: tool calls over an OpenAI-compatible endpoint.

The model reads what ``webgen.toolcalls`` writes and answers with one tool call a turn. Its messages keep only the last
page: older ones are replaced by a line that says so. What it says that is no action costs a step and is told back to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import openai

from agent.play import FAULTS
from webgen.actions import Action, GiveUp, tool_schemas
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import BadAction, EngineFault, InputError
from webgen.spec import Level
from webgen.toolcalls import LEFT_OUT, MOST_CHARACTERS, SYSTEM, cut, page_text, read_action
from webgen.trajectory import Recorder, Row


class EndpointFault(EngineFault):
    """The endpoint did not answer, however often it was asked: no failure of the model."""


class Refused(InputError):
    """The endpoint does not take a request: too long for the model, for instance."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked, and how.

    Attributes:
        model: its name there.
        base_url: of the endpoint, such as ``http://localhost:8000/v1``; None: OpenAI's own.
        api_key: None: the environment variable ``OPENAI_API_KEY``; local servers take any.
        temperature: of its answers; None: the endpoint's default.
        max_tokens: of one answer; None: the endpoint's default.
        timeout: seconds until a request counts as lost.
        retries: how often a request is sent again after a timeout, a lost connection, 408, 409, 429 or 5xx.
        prices: dollars for a million tokens read and written.
    """

    model: str
    base_url: str | None = None
    api_key: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float = 120.0
    retries: int = 5
    prices: tuple[float, float] = (0.0, 0.0)

    def mark(self) -> dict[str, Any]:
        """Return what decides what the model answers: without the key."""
        return {"model": self.model, "base_url": self.base_url, "temperature": self.temperature, "max_tokens": self.max_tokens}


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
    """A model behind an endpoint; may be used from several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
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
            message = answer.choices[0].message
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            raise Refused(f"the endpoint refuses the request: {_sentence(error)}") from None
        except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
            raise InputError(f"the endpoint refuses the request: {_sentence(error)}") from None
        except openai.OpenAIError as error:
            raise EndpointFault(f"the endpoint does not answer: {_sentence(error)}") from None
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise EndpointFault(f"the endpoint's answer cannot be read: {_sentence(error)}") from None
        usage.requests += 1
        usage.seconds += perf_counter() - began
        if answer.usage is not None:
            usage.read += answer.usage.prompt_tokens or 0
            usage.written += answer.usage.completion_tokens or 0
        calls = tuple(
            {"id": call.id, "name": call.function.name or "", "arguments": call.function.arguments or ""}
            for call in message.tool_calls or ()
            if call.type == "function"
        )
        told = [{"id": call["id"], "type": "function", "function": {"name": call["name"], "arguments": call["arguments"]}} for call in calls]
        text = message.content or ""
        return Reply({"role": "assistant", "content": text or (None if told else "(nothing)")} | ({"tool_calls": told} if told else {}), calls, text)


def _sentence(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


@dataclass
class Chat:
    """The messages of an episode; only the last page is kept whole."""

    messages: list[dict[str, Any]] = field(default_factory=lambda: [{"role": "system", "content": SYSTEM}])
    _page: int | None = None

    def show(self, page: str, reply: Reply | None = None, others: str = "") -> None:
        """Add a page, as the result of the call in ``reply`` or as the user's words."""
        if self._page is not None:
            self.messages[self._page]["content"] = LEFT_OUT
        if reply is not None:
            self.messages.append(reply.message)
        if reply is None or not reply.calls:
            self.messages.append({"role": "user", "content": page})
            self._page = len(self.messages) - 1
            return
        for number, call in enumerate(reply.calls):
            self.messages.append({"role": "tool", "tool_call_id": call["id"], "content": others if number else page})
        self._page = len(self.messages) - len(reply.calls)


def read_reply(reply: Reply) -> Action:
    """Return the action of an answer: of its first tool call.

    Raises:
        BadAction: there is none, or it is no action; one sentence for the model.
    """
    if not reply.calls:
        raise BadAction("Answer with exactly one tool call; words alone do nothing.")
    call = reply.calls[0]
    try:
        arguments = json.loads(call["arguments"] or "{}")
    except (ValueError, RecursionError):
        raise BadAction(f"The arguments of {call['name']!r} are not JSON; write them as one JSON object.") from None
    return read_action({"name": call["name"], "arguments": arguments})


ONE_ONLY = "Not carried out: one tool call a turn."


def play(model: Model, engine: Engine, level: Level) -> Row:
    """Let a model play an episode and return its trajectory, with ``ending``, ``usage`` and ``seconds``.

    ``ending`` is done, give_up, limit, refused (the endpoint does not take the messages: they grew too long), or fault:
    trouble of the engine or the endpoint, which counts as no failure.
    """
    usage, chat, began = Usage(), Chat(), perf_counter()
    ending, why = "limit", ""
    with Episode(engine, level) as episode:
        played = Recorder(episode)
        chat.show(_page(episode, level, played, ""))
        while len(played.steps) < level.max_steps:
            try:
                reply = model.ask(chat.messages, usage)
            except EndpointFault as fault:
                ending, why = "fault", str(fault)
                break
            except Refused as refusal:
                if not usage.requests:  # it would take none
                    raise
                ending, why = "refused", str(refusal)
                break
            said = {"reply": reply.text} if reply.text else {}
            error = ""
            try:
                action = read_reply(reply)
            except BadAction as mistake:
                error = str(mistake)
                played.mistake(error, **said, calls=[f"{call['name']}({call['arguments']})" for call in reply.calls])
            else:
                try:
                    step = played.act(action, **said)
                except FAULTS as fault:
                    ending, why = "fault", f"{type(fault).__name__}: {fault}"
                    break
                if step.ended:
                    ending = "give_up" if isinstance(action, GiveUp) else "done"
                    break
                error = step.error.message if step.error else ""
            chat.show(_page(episode, level, played, error), reply, ONE_ONLY)
        verdict = episode.verdict()
        seconds = round(perf_counter() - began, 3)
        return played.row(
            engine.name, "", verdict, player=model.endpoint.model, ending=ending, why=why, seconds=seconds,
            usage=usage.as_json(model.endpoint.prices),
        )  # fmt: skip


def _page(episode: Episode, level: Level, played: Recorder, error: str) -> str:
    now = episode.snapshot
    return page_text({
        "goal": level.task.goal, "action_error": error, "url": now.url, "title": now.title,
        "steps_left": level.max_steps - len(played.steps), "snapshot": cut(now.text, MOST_CHARACTERS),
    })  # fmt: skip
