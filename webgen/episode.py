"""One episode: a level being played in an engine, with its sites and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webgen.actions import Action, Done, GiveUp
from webgen.engines.base import Engine, Session, Step, World
from webgen.errors import ActionError
from webgen.judge import Verdict, judge
from webgen.oracle import Oracle
from webgen.site.app import Site
from webgen.site.store import LogRow
from webgen.snapshot import Snapshot
from webgen.spec import Level


def world_of(level: Level) -> tuple[World, tuple[Site, ...]]:
    """Return the fresh sites of a level, and what an engine opens."""
    sites = tuple(Site(level, index) for index in range(len(level.sites)))
    hosts = {site.content.host: site for site in sites}
    files = {name: f"{name}\n".encode() for site in sites for name in site.domain.files}
    return World(sites=hosts, start=f"http://{sites[0].content.host}/", files=files), sites


class Episode:
    """A level in an engine, from reset to ``done`` or ``give_up``. The verdict freezes there."""

    def __init__(self, engine: Engine, level: Level) -> None:
        self.level = level
        world, self.sites = world_of(level)
        self.session: Session = engine.open(world)
        self.errors: list[ActionError] = []
        self._frozen: Verdict | None = None

    @property
    def snapshot(self) -> Snapshot:
        """What the agent sees now."""
        return self.session.snapshot

    def act(self, action: Action) -> Step:
        """Do one action."""
        step = self.session.act(action)
        if step.error is not None:
            self.errors.append(step.error)
        if step.ended and self._frozen is None:
            self._frozen = self.verdict()
        return step

    def log(self, *, ambient: bool = False) -> list[LogRow]:
        """Return the change log of all sites."""
        return [row for site in self.sites for row in site.log(ambient=ambient)]

    def since(self, known: Sequence[LogRow], *, ambient: bool = False) -> list[LogRow]:
        """Return what has been written since a change log was read, of whatever site."""
        places = {(row.site, row.seq) for row in known}
        return [row for row in self.log(ambient=ambient) if (row.site, row.seq) not in places]

    def verdict(self) -> Verdict:
        """Judge the episode as it stands; after the end, as it stood then."""
        return self._frozen or judge(self.level.task, self.log(), self.session.ending)

    def close(self) -> None:
        """Free the session and the sites."""
        self.session.close()
        for site in self.sites:
            site.close()

    def __enter__(self) -> Episode:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Played:
    """What came out of an episode: verdict, change log, and the actions with the mistakes among them."""

    verdict: Verdict
    log: tuple[LogRow, ...]
    actions: tuple[Action, ...]
    errors: tuple[ActionError, ...]


def play(
    engine: Engine,
    level: Level,
    oracle: Oracle,
    *,
    watch: Callable[[Snapshot, Action], None] | None = None,
    limit: int = 400,
) -> Played:
    """Let the expert play a level to its end; ``watch`` sees every snapshot with the action taken on it."""
    actions: list[Action] = []
    with Episode(engine, level) as episode:
        for _ in range(limit):
            action = oracle.act(episode.snapshot)
            if watch is not None:
                watch(episode.snapshot, action)
            actions.append(action)
            if episode.act(action).ended:
                break
        return Played(episode.verdict(), tuple(episode.log()), tuple(actions), tuple(episode.errors))


def idle(engine: Engine, level: Level) -> Verdict:
    """Judge doing nothing at all: ``done`` at once, and ``give_up`` at once; return the better verdict."""
    verdicts = []
    for ending in (Done(), GiveUp()):
        with Episode(engine, level) as episode:
            episode.act(ending)
            verdicts.append(episode.verdict())
    return max(verdicts, key=lambda verdict: verdict.success)
