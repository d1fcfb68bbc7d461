"""``webgen play`` and ``webgen serve``: a person solves a level, in the terminal or in a browser of their own."""

from __future__ import annotations

import shlex
import signal
import sys
import time
from collections.abc import Callable
from typing import Annotated

import typer

from webgen import actions
from webgen.actions import Action, Done, GiveUp
from webgen.commands import base
from webgen.engines.base import Step
from webgen.episode import Episode, world_of
from webgen.errors import InputError
from webgen.judge import Verdict, judge
from webgen.site.server import SiteServer
from webgen.spec import Level

HELP = """\
click e12            click an element            (double e12, right e12)
fill e12 some text   replace a field's text      (type e12 text: key by key; add ! after fill or type for Enter)
select e12 Label     choose from a drop-down
check e12            tick; uncheck e12: clear
press Enter          a key on the focused element
go /orders           an address                  (back, forward, wait 1000)
look                 print the page again
done                 the task is done            (done 42: with an answer)
give up              the task cannot be done
help, quit"""
Read = Callable[[str], Action]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("play")(play)
    app.command("serve")(serve)


# ---- words to actions


def _element(word: str, rest: str) -> tuple[str, str]:
    ref, _, text = rest.partition(" ")
    if not ref:
        raise InputError(f"{word} which element? Write {word} and a ref of the page, such as {word} e12")
    return ref, text


def _fill(word: str, kind: type[actions.Fill] | type[actions.Type]) -> Read:
    def read(rest: str) -> Action:
        ref, text = _element(word.rstrip("!"), rest)
        return kind(ref, text, submit=word.endswith("!"))

    return read


def _one(word: str, build: Callable[[str], Action]) -> Read:
    def read(rest: str) -> Action:
        return build(_element(word, rest)[0])

    return read


def _select(rest: str) -> Action:
    ref, label = _element("select", rest)
    if not label:
        raise InputError("select which option? Write select e12 and its label")
    return actions.Select(ref, (label,))


def _wait(rest: str) -> Action:
    if rest and not (rest.isascii() and rest.isdigit() and len(rest) < 9):
        raise InputError(f"wait takes milliseconds, not {rest!r}")
    return actions.Wait(min(int(rest or 1000), actions.MAX_WAIT_MS))


def _need(word: str, build: Callable[[str], Action]) -> Read:
    def read(rest: str) -> Action:
        if not rest:
            raise InputError(f"{word} needs something after it")
        return build(rest)

    return read


def _give_up(rest: str) -> Action:
    if rest != "up" and not rest.startswith("up "):
        raise InputError("give what? `give up` ends the episode, a reason may follow")
    return GiveUp(rest.removeprefix("up").strip())


WORDS: dict[str, Read] = {
    "click": _one("click", actions.Click),
    "double": _one("double", lambda ref: actions.Click(ref, double=True)),
    "right": _one("right", lambda ref: actions.Click(ref, button="right")),
    "hover": _one("hover", actions.Hover),
    "fill": _fill("fill", actions.Fill),
    "fill!": _fill("fill!", actions.Fill),
    "type": _fill("type", actions.Type),
    "type!": _fill("type!", actions.Type),
    "select": _select,
    "check": _one("check", actions.Check),
    "uncheck": _one("uncheck", lambda ref: actions.Check(ref, checked=False)),
    "press": _need("press", actions.Press),
    "go": _need("go", actions.Navigate),
    "back": lambda rest: actions.Back(),
    "forward": lambda rest: actions.Forward(),
    "wait": _wait,
    "done": lambda rest: Done(_unquoted(rest) or None),
    "give": _give_up,
}


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def read_words(line: str) -> Action:
    """Turn what a person typed into an action; a JSON tool call is taken too.

    Raises:
        InputError: it is no command; the sentence says which there are.
    """
    if line.startswith("{"):
        import json

        try:
            call = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"this is not JSON: {error}") from None
        return actions.from_json(call)
    word, _, rest = line.strip().partition(" ")
    if word not in WORDS:
        raise InputError(f"{shlex.quote(word)} is not a command; there are {', '.join(WORDS)} up, look, help, quit")
    return WORDS[word](rest.strip())


# ---- playing


class _Browser:
    """The same level once more, for the person's own browser."""

    def __init__(self, level: Level, port: int) -> None:
        self.level = level
        world, self.sites = world_of(level)
        self.server = SiteServer(port).start()
        self.address = self.server.open_for_person(world.sites)

    @property
    def used(self) -> bool:
        """Whether the person has opened it."""
        person = self.server.person
        return person is not None and person.requests > 0

    def judge(self, ending: Done | GiveUp) -> Verdict:
        """Judge what was done in the browser."""
        return judge(self.level.task, [row for site in self.sites for row in site.log()], ending)

    def close(self) -> None:
        """Stop serving."""
        self.server.close()
        for site in self.sites:
            site.close()


def _told(verdict: Verdict) -> str:
    if verdict.success:
        return "Solved."
    return "Not solved: " + "; ".join(verdict.reasons) + "."


def play(
    subject: base.Subject,
    engine: base.EngineName = "twin",
    port: Annotated[int, typer.Option("--port", "-p", help="Where your own browser finds the level; 0 takes any free port.")] = 0,
    knob: base.KnobList = None,
) -> None:
    """Solve a level yourself: in the terminal, or at the printed address in your own browser."""
    level = base.level_from(subject, knob)
    browser = _Browser(level, port)
    try:
        with base.engine_of(engine) as running, Episode(running, level) as episode:
            base.write(f"Goal: {level.task.goal}\n")
            base.write(f"Here, or in your own browser at {browser.address} (then end it here with done or give up).")
            for host, place in browser.server.outside.items():
                base.write(f"There, http://{host}/ is at http://{place}/.")
            base.write("Commands: help shows them all.\n")
            base.write(episode.snapshot.text)
            verdict = _turns(level, episode, browser)
    finally:
        browser.close()
    if verdict is None:
        base.write("Left without an end: not judged.")
    else:
        base.write(_told(verdict))
    base.end(verdict is not None and verdict.success)


def _turns(level: Level, episode: Episode, browser: _Browser) -> Verdict | None:
    """Take commands until the end; None where the person left."""
    acts = 0
    while True:
        if acts >= level.max_steps:
            base.write(f"That was the last of {level.max_steps} steps.")
            return episode.verdict()
        line = _line(f"[{acts}/{level.max_steps}] > ")
        if line is None or line in ("quit", "exit", "q"):
            return None
        if not line:
            continue
        if line == "help":
            base.write(HELP)
        elif line == "look":
            base.write(episode.snapshot.text)
        else:
            try:
                action = read_words(line)
            except InputError as error:
                base.write(str(error))
                continue
            if isinstance(action, Done | GiveUp) and acts == 0 and browser.used:
                base.write("Judging what you did in the browser.")
                return browser.judge(action)
            acts += 1
            step = episode.act(action)
            if step.ended:
                return episode.verdict()
            base.write(_seen(step))


def _seen(step: Step) -> str:
    if step.error is not None:
        return step.error.message
    return f"{step.snapshot.title}  {step.snapshot.url}\n{step.snapshot.text}"


def _line(prompt: str) -> str | None:
    """Read one line; None at the end of the input."""
    try:
        if sys.stdin.isatty():
            return input(prompt).strip()
        line = sys.stdin.readline()
        return line.strip() if line else None
    except EOFError:
        return None


# ---- serving


def serve(
    subject: base.Subject,
    port: Annotated[int, typer.Option("--port", "-p", help="0 takes any free port.")] = 8000,
    knob: base.KnobList = None,
) -> None:
    """Serve a level to your own browser until you press Ctrl+C; then say what was done and whether it is right."""
    level = base.level_from(subject, knob)
    browser = _Browser(level, port)
    base.write(f"Goal: {browser.server.said_outside(level.task.goal)}")
    base.write(f"Open {browser.address}  (Ctrl+C ends it and judges what you did)")
    try:
        _until_interrupted()
    finally:
        _report(level, browser)
        browser.close()


def _until_interrupted() -> None:
    stopped: list[int] = []  # an Event would deadlock: a second signal can come while the first one sets it
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, frame: stopped.append(received))
    while not stopped:
        time.sleep(0.1)


def _report(level: Level, browser: _Browser) -> None:
    base.write("\nWhat was changed:")
    rows = [row for site in browser.sites for row in site.log()]
    for row in rows:
        changed = {name: value for name, value in row.after.items() if row.before.get(name) != value}
        base.write(f"  {row.op} {row.table} {row.record} {changed or ''}")
    if not rows:
        base.write("  nothing")
    if level.task.answer is not None:
        base.write("This goal asks for an answer; `webgen play` takes one.")
        return
    ending = GiveUp() if level.task.ending == "give_up" and not rows else Done()
    base.write(_told(browser.judge(ending)))


