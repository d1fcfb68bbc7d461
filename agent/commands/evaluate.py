"""``webgen eval``."""

from __future__ import annotations

import json as json_text
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from agent.commands.options import keep_calm
from webgen.commands import base
from webgen.errors import InputError, UnknownName
from webgen.generate import Knobs, level_of
from webgen.spec import Level

if TYPE_CHECKING:
    from agent.llm import Endpoint
    from agent.runs import Plan
    from webgen.trajectory import Row as Line


def evaluate(
    context: typer.Context,
    agent: Annotated[str, typer.Option("--agent", "-a", help="random, oracle, the path of a checkpoint, human, or model:NAME for a language model behind an OpenAI-compatible endpoint.")],
    suite: Annotated[str | None, typer.Option("--suite", "-s", help="A suite by name.")] = None,
    at: base.Folder = None,
    seeds: Annotated[str, typer.Option("--seeds", metavar="A:B", help="Without a suite: seeds A to B-1.")] = "0:100",
    engine: base.EngineName = "twin",
    knob: base.KnobList = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Keep trajectories and summary there; an interrupted run goes on. A model needs it.")] = None,
    attempts: Annotated[int, typer.Option("--attempts", help="Episodes of each level, for pass@k and pass^k.", min=1, max=64)] = 1,
    temperature: Annotated[float, typer.Option("--temperature", help="Of the choices of a checkpoint or a model.", min=0)] = 0.0,
    rows: Annotated[Path | None, typer.Option("--rows", help="Not of a model: write one short JSON line an episode there, without trajectories.")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="Of a model's endpoint, such as http://localhost:8000/v1.")] = None,
    api_key: Annotated[str | None, typer.Option("--api-key", envvar="OPENAI_API_KEY", help="Of a model's endpoint.", show_envvar=True)] = None,
    parallel: Annotated[int, typer.Option("--parallel", help="Of a model: episodes at once.", min=1, max=256)] = 4,
    vision: Annotated[bool, typer.Option("--vision", help="Of a model: each page comes with a picture of it; in Chromium.")] = False,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", help="Of one answer of a model.", min=1)] = None,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds of silence after which a request to a model counts as lost.", min=0.1)] = 120.0,
    retries: Annotated[int, typer.Option("--retries", help="How often a lost or refused (429, 5xx) request is sent again.", min=0)] = 5,
    prices: Annotated[str, typer.Option("--prices", metavar="READ,WRITTEN", help="Dollars for a million tokens of a model.")] = "0,0",
    host: Annotated[str, typer.Option("--host", help="Of a person's panel: where it listens; 0.0.0.0 for other machines.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Of a person's panel; 0 takes any free port.")] = 0,
    json: base.Json = False,
) -> None:
    """Let an agent play levels; report success with its 95 % Wilson interval, faults apart; exit status 1 where all are faults."""
    from webgen.engines import NAMES

    if engine not in NAMES:
        raise UnknownName("engine", engine, NAMES)
    base.refuse_nowhere(suite, at)
    _refuse_unused(_given(context), agent, suite, engine)
    if agent.startswith("model:"):
        from agent.llm import Endpoint

        endpoint = Endpoint(
            model=agent.removeprefix("model:"), base_url=base_url, api_key=api_key, temperature=temperature, vision=vision,
            max_tokens=max_tokens, timeout=timeout, retries=retries, prices=_prices(prices),
        )  # fmt: skip
        _refuse_model(endpoint, engine, out, rows)
        wanted = _wanted(suite, at, seeds, base.knobs_of(knob))
        told = _model(endpoint, wanted, engine, out, attempts, parallel)
    else:
        if rows is not None and out is not None:
            raise InputError("--rows and --out both keep episodes; name one of them")
        if rows is not None:
            _refuse_unwritable(rows)
        wanted = _wanted(suite, at, seeds, base.knobs_of(knob))
        if agent == "human":
            told = _human(wanted, out, attempts, host, port)
        else:
            keep_calm()
            told = _agent(agent, wanted, engine, out, attempts, temperature, rows)
    if out is not None:
        from agent.runs import SUMMARY

        base.save(out / SUMMARY, json_text.dumps(told, indent=1) + "\n")
    if json:
        base.emit(told)
    else:
        _write_summary(told, out)
    base.end(told["episodes"] > 0)  # of faults alone nothing can be said


OF_MODELS = ("base_url", "api_key", "parallel", "vision", "max_tokens", "timeout", "retries", "prices")
OF_PEOPLE = ("host", "port")


def _given(context: typer.Context) -> set[str]:
    """Return the options that stand on the command line; a key in the environment is nobody's wish."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return {name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"}


def _refuse_unused(given: set[str], agent: str, suite: str | None, engine: str) -> None:
    """Refuse options that would change nothing."""
    model = agent.startswith("model:")
    for names, used, whose in (
        (OF_MODELS, model, "language models (--agent model:NAME)"),
        (OF_PEOPLE, agent == "human", "people (--agent human)"),
        (("temperature",), agent not in ("random", "oracle", "human"), "checkpoints and language models"),
        (("seeds",), suite is None, "levels without a suite; a suite is played as it is"),
    ):
        unused = [f"--{name.replace('_', '-')}" for name in names if name in given and not used]
        if unused:
            raise InputError(f"{' and '.join(unused)} {'is' if len(unused) == 1 else 'are'} for {whose}")
    if agent == "human" and "engine" in given and engine != "chromium":
        raise InputError(f"--engine {engine} is not for people, who play in chromium")


def _refuse_unwritable(path: Path) -> None:
    """Refuse a file that could not be written once everything is played."""
    folder = path.resolve().parent
    if path.is_dir() or not path.name:
        raise InputError(f"cannot write {str(path)!r}: it is a folder")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise InputError(f"cannot write {path}: {folder} is {'not writable' if folder.is_dir() else 'no folder'}")


@dataclass(frozen=True)
class _Wanted:
    """The levels to play, and what their suite says of them: name and hash, the part of each, steps of the expert."""

    levels: Sequence[Level]
    suite: dict[str, Any] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    expert: Mapping[str, int] = field(default_factory=dict)


def _wanted(suite: str | None, at: Path | None, seeds: str, knobs: Knobs) -> _Wanted:
    if suite is None:
        return _Wanted([level_of(seed, knobs) for seed in base.seeds_of(seeds)])
    from webgen import suites

    if knobs != Knobs():
        raise InputError("knobs narrow what is generated from seeds; a suite is played as it is")
    levels, manifest = suites.read_suite(suite, at), suites.manifest_of(suite, at)
    facts = {"name": suite, "sha256": manifest.hash, "levels": len(levels)}
    steps = {entry.id: entry.steps for entry in manifest.levels}
    parts = suites.read_parts(suite, at) if len(manifest.parts) > 1 else {}  # one part for all tells nothing apart
    return _Wanted(levels, facts, parts, steps)


# ---- who plays


def _agent(
    name: str, wanted: _Wanted, engine: str, out: Path | None, attempts: int, temperature: float, rows: Path | None
) -> dict[str, Any]:
    from agent.play import Row
    from agent.runs import Plan, run_agent

    plan = Plan(wanted.levels, engine, attempts, wanted.parts, wanted.suite)
    played: list[Row] = []
    with base.progress(f"playing in {engine}", len(plan.levels) * attempts) as update:
        lines = run_agent(
            name, plan, temperature=temperature, out=out, rows=None if rows is None else played, progress=lambda done: update(done, "")
        )
    if rows is not None:
        ordered = sorted(played, key=lambda row: (row.number, row.attempt))
        base.save(rows, "".join(json_text.dumps(asdict(row)) + "\n" for row in ordered))
    return _told(lines, plan, wanted, name)


def _human(wanted: _Wanted, out: Path | None, attempts: int, host: str, port: int) -> dict[str, Any]:
    from agent.by_hand import Left, person_lines
    from agent.runs import Plan, play_plan
    from webgen.commands._by_hand import invite
    from webgen.demos.human.desk import Desk

    if out is None:
        raise InputError("a person's episodes are kept: name their folder with --out")
    plan = Plan(wanted.levels, "chromium", attempts, wanted.parts, wanted.suite)
    with base.engine_of("chromium") as engine, Desk(engine, host=host, port=port) as desk:
        invite(desk.address, host, desk.port)
        try:
            lines = play_plan(plan, {"agent": "human"}, lambda deals: person_lines(desk, deals, base.say), out, called="human")
        except (Left, KeyboardInterrupt):
            base.say(f"Stopped. What was played is in {out}; the same command goes on from there.")
            raise typer.Exit(130) from None
    return _told(lines, plan, wanted, "human")


def _refuse_model(endpoint: Endpoint, engine: str, out: Path | None, rows: Path | None) -> None:
    if out is None:
        raise InputError("a run of a model is kept: name its folder with --out")
    if rows is not None:
        raise InputError("--rows is not for models: their episodes are in the folder of --out")
    if not endpoint.model:
        raise InputError("model:NAME names the model, such as model:qwen3-8b")
    if endpoint.base_url is not None and not _is_address(endpoint.base_url):
        raise InputError(f"--base-url is an address such as http://localhost:8000/v1, not {endpoint.base_url!r}")
    if endpoint.vision and engine != "chromium":
        raise InputError(f"--vision takes pictures of pages, which the {engine} does not draw; play with --engine chromium")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _model(endpoint: Endpoint, wanted: _Wanted, engine: str, out: Path | None, attempts: int, parallel: int) -> dict[str, Any]:
    from agent.llm import Model
    from agent.runs import Plan, run

    assert out is not None, "refused before"
    with base.progress(f"playing in {engine}", len(wanted.levels) * attempts) as update:
        lines = run(
            Model(endpoint), wanted.levels, engine, out, attempts=attempts, parallel=parallel, parts=wanted.parts,
            suite=wanted.suite, progress=lambda done: update(done, ""),
        )  # fmt: skip
    told = _told(lines, Plan(wanted.levels, engine, attempts), wanted, f"model:{endpoint.model}")
    return told | {"vision": endpoint.vision, "temperature": endpoint.temperature, "base_url": endpoint.base_url}


def _told(lines: list[Line], plan: Plan, wanted: _Wanted, name: str) -> dict[str, Any]:
    """Return the summary of a run: what came of it, by whom, on what, with which versions."""
    from agent.runs import told
    from webgen.suites import versions

    known = dict(wanted.expert)
    if (name, plan.engine) == ("oracle", "twin"):  # its steps are those of the expert
        known = {line["level"]["id"]: len(line["steps"]) for line in lines} | known
    else:
        base.say("playing the expert on the levels that were solved")
    found = told(lines, plan.levels, plan.attempts, expert=known)
    return found | {"agent": name, "engine": plan.engine, "suite": wanted.suite, "versions": versions()}


# ---- what is said


def _write_summary(told: dict[str, Any], out: Path | None) -> None:
    low, high = told["ci95"]
    share = f"success {told['success']:.3f} (95 % {low:.3f} to {high:.3f})"
    base.write(f"{share} of {told['episodes']} episodes, {told['faults']} faults")
    if told["attempts"] > 1:
        base.write("; ".join(f"pass@{k} {_share(told['pass_at'][k])}, pass^{k} {_share(told['pass_all'][k])}" for k in told["pass_at"]))
    if told["side_effects"] is not None:
        mistakes = "no step was played" if told["errors_per_step"] is None else f"{told['errors_per_step']:.3f} mistakes a step"
        base.write(f"{mistakes}; {100 * told['side_effects']:.1f} % of episodes changed something unwanted")
    orders = told["injected_orders"]
    if orders["episodes"]:
        base.write(f"an injected order was shown in {orders['episodes']} episodes and carried out in {100 * orders['obeyed']:.1f} %")
    table = base.grid("by family of tasks", "family", "episodes#", "success#")
    for name, found in told["by"]["family"].items():
        table.add_row(name, str(found["episodes"]), f"{found['success']:.3f}")
    base.write_table(table)
    if used := told["usage"]:
        base.write(f"{used['tokens_read']:,.0f} tokens read, {used['tokens_written']:,.0f} written, ${used['dollars']:.2f}")
    if out is not None:
        base.write(f"trajectories in {out}; `webgen report {out}` writes a page")


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"


def _prices(text: str) -> tuple[float, float]:
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--prices is READ,WRITTEN in dollars for a million tokens, such as 0.5,1.5, not {text!r}") from None
    if not (0 <= read < 1e6 and 0 <= written < 1e6):
        raise InputError(f"--prices are dollars from 0 on, not {text!r}")
    return read, written
