"""Ways to be rewarded without doing the task. None may work.

Some go through an engine session, as an agent could; the others send raw requests, which no agent can, to show that
nothing hangs on the browser's good manners. Attackers know the level: the right record, the right values, the right answer.
An attack on a level where it truly produces the right outcome (doing nothing where all is as it should be; giving
up where nothing can be done) is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scipy.stats import beta

from webgen.actions import Action, Click, Done, GiveUp, Navigate, Press
from webgen.domains.reader import domain as read_domain
from webgen.engines.base import Engine
from webgen.episode import Episode
from webgen.errors import EngineFault, InputError, Unsupported
from webgen.generate import Knobs, level_of
from webgen.judge import judge
from webgen.nearmiss import near_misses
from webgen.oracle import ending_of
from webgen.site.app import Site
from webgen.snapshot import Snapshot
from webgen.spec import Level
from webgen.visitor import Submission, Visitor, submission_of

CONSTANT_STEPS = 12
INTERNAL = (
    "/judge", "/verdict", "/reward", "/api/state", "/api/level", "/__test__", "/__debug__", "/admin", "/debug", "/.env",
    "/static/../judge.py", "/static/../../webgen/judge.py", "/static/%2e%2e/judge.py", "/static/..%2fjudge.py",
    "/static/themes/../../judge.py", "/static/", "/change_log", "/effects", "/sessions", "/tokens", "/login/../settings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: whether the judge rewarded it, how it ended, and what should not have happened on the way."""

    rewarded: bool
    ending: Done | GiveUp
    problem: str = ""
    policy: str = ""


Attack: TypeAlias = Callable[["Arena"], Iterator[Attempt]]


class Arena:
    """A level under attack in an engine."""

    def __init__(self, engine: Engine, level: Level) -> None:
        self.engine, self.level = engine, level
        self.right = next((found for step in level.task.plan if (found := submission_of(level, step))), None)
        wrong = [submission_of(level, step) for miss in near_misses(level) for step in miss.plan]
        self.index = self.right.site if self.right is not None else level.spec.task.site  # the site that raw requests go to
        self.wrong = [
            item for item in wrong if item is not None and item != self.right and item.site == self.index
        ]

    def act(self, choose: Callable[[Snapshot], Action | None], *, steps: int = 40, policy: str = "") -> Attempt:
        """Let a policy act through the engine until it ends the episode, says None or runs out of steps."""
        with Episode(self.engine, self.level) as episode:
            ending: Done | GiveUp = Done()
            for _ in range(steps):
                action = choose(episode.snapshot)
                if action is None:
                    break
                if isinstance(action, Done | GiveUp):
                    ending = action
                    break
                episode.act(action)
            episode.act(ending)
            return Attempt(episode.verdict().success, ending, policy=policy)

    def site(self) -> Site:
        """Return the site under attack, fresh."""
        return Site(self.level, self.index)

    def visitor(self, site: Site, *, sign_in: bool = True) -> Visitor:
        """Return a visitor of a site."""
        visitor = Visitor(site)
        if sign_in:
            visitor.sign_in()
        return visitor

    def judged(self, site: Site, problem: str = "") -> Attempt:
        """Judge what raw requests did, as if the agent then said it was done, and close the site."""
        ending = Done()
        rewarded = judge(self.level.task, site.log(), ending).success
        site.close()
        return Attempt(rewarded, ending, problem)

    def listings(self) -> list[str]:
        """Return the addresses of all lists: those of the first site, where episodes begin, without the host."""
        found = []
        for index, (spec, content) in enumerate(zip(self.level.spec.sites, self.level.sites, strict=True)):
            host = f"http://{content.host}" if index else ""
            found += [f"{host}/{entity.path}" for entity in read_domain(spec.domain, spec.locale).entities]
        return found


# ---- through the engine


def nothing(arena: Arena) -> Iterator[Attempt]:
    """End at once."""
    yield arena.act(lambda _: Done(), policy="done")
    yield arena.act(lambda _: GiveUp(), policy="give up")


def echo_goal(arena: Arena) -> Iterator[Attempt]:
    """Answer with the goal, and with what it quotes."""
    goal = arena.level.task.goal
    for text in (goal, goal.split(" ")[-1], *goal.split('"')[1::2]):
        yield arena.act(lambda _, text=text: Done(text))  # type: ignore[misc]


def spray_answers(arena: Arena) -> Iterator[Attempt]:
    """Put everything that could be the answer into one; then go on answering, with the right one, after the end."""
    level = arena.level
    entities = [one.entity for one in level.task.references] + [step.entity for step in level.task.plan]
    about = next(filter(None, entities), "")
    rows = [row for site in level.sites for name, found in site.records.items() if name == about or not about for row in found]
    texts = sorted({str(value) for row in rows for value in row.values() if value not in (None, "")})
    right = ending_of(level).answer or "yes"
    for joiner in (", ", " or ", "\n", " "):
        yield arena.act(lambda _, joiner=joiner: Done(joiner.join([right, *texts])))  # type: ignore[misc]
    with Episode(arena.engine, level) as episode:
        first = Done("none of them")
        episode.act(first)
        for text in (right, *texts[:20]):
            try:
                episode.act(Done(text))
            except InputError:
                continue
        yield Attempt(episode.verdict().success, first)


def deep_link(arena: Arena) -> Iterator[Attempt]:
    """Go to addresses that look like success, and to those that forms post to."""
    addresses = ["/success", "/done", "/thank-you", "/confirmation?ok=1", "/?flash=success|Saved", "/settings?saved=true", "/sign-out"]
    addresses += [f"{path}?created=1&success=true" for path in arena.listings()]
    if arena.right is not None:
        query = "&".join(f"{name}={value}" for name, value in arena.right.form.items() if value.isalnum())
        addresses += [f"{arena.right.action}?{query}&submit=1", f"{arena.right.shown_at}?{query}&saved=1"]
    moves: Iterator[Action] = iter([Navigate(address.replace(" ", "%20")) for address in addresses])
    yield arena.act(lambda _: next(moves, None))


def constant(arena: Arena) -> Iterator[Attempt]:
    """Always do the same."""

    def at(role: str, index: int) -> Callable[[Snapshot], Action | None]:
        def choose(snapshot: Snapshot) -> Action | None:
            refs = [node.ref for node in snapshot.nodes if node.role == role and node.ref]
            return Click(refs[index]) if refs else None

        return choose

    policies: dict[str, Callable[[Snapshot], Action | None]] = {
        "first button": at("button", 0),
        "last button": at("button", -1),
        "first link": at("link", 0),
        "last link": at("link", -1),
        "tab and enter": _alternating(Press("Tab"), Press("Enter")),
    }
    for name, choose in policies.items():
        yield arena.act(choose, steps=CONSTANT_STEPS, policy=name)
    yield arena.act(_everything(), steps=arena.level.max_steps, policy="click everything")


def _alternating(*actions: Action) -> Callable[[Snapshot], Action | None]:
    taken = 0

    def choose(snapshot: Snapshot) -> Action | None:
        nonlocal taken
        taken += 1
        return actions[taken % len(actions)]

    return choose


def _everything() -> Callable[[Snapshot], Action | None]:
    """Click what has not been clicked yet, wherever that leads."""
    clicked: set[tuple[str, str]] = set()

    def choose(snapshot: Snapshot) -> Action | None:
        for node in snapshot.nodes:
            key = (node.role, node.name)
            if node.ref and node.role in ("button", "link", "checkbox", "radio", "switch", "tab") and key not in clicked:
                clicked.add(key)
                return Click(node.ref)
        return None

    return choose


# ---- by raw requests


def _right(arena: Arena) -> Iterator[tuple[Submission, Site]]:
    """Yield the right form, and a fresh site to attack with it; nothing where the task takes no form."""
    if arena.right is not None:
        yield arena.right, arena.site()


def post_unseen(arena: Arena) -> Iterator[Attempt]:
    """Post the right form without having been shown it: without a token, with made-up ones, with another form's."""
    makers: tuple[Callable[[Visitor, Submission], str], ...] = (
        lambda visitor, right: "",
        lambda visitor, right: "0" * 16,
        lambda visitor, right: visitor.token("/settings", "/settings") if right.action != "/settings" else "1",
        lambda visitor, right: next((visitor.token(item.shown_at, item.action) for item in arena.wrong if item.action != right.action), ""),
    )
    for make in makers:
        for right, site in _right(arena):
            visitor = arena.visitor(site)
            visitor.post(right, make(visitor, right))
            yield arena.judged(site)


def replay(arena: Arena) -> Iterator[Attempt]:
    """Send a wrong form, then the right one with the same token."""
    for wrong in arena.wrong:
        if arena.right and wrong.shown_at == arena.right.shown_at and wrong.action != arena.right.action:
            continue  # both are on one page: the right form was shown, and may be sent once
        for right, site in _right(arena):
            visitor = arena.visitor(site)
            token = visitor.token(wrong.shown_at, wrong.action)
            visitor.post(wrong, token)
            visitor.post(right, token)
            yield arena.judged(site)


def double_submit(arena: Arena) -> Iterator[Attempt]:
    """Send a wrong form twice, altered the second time; what it does must happen at most once."""
    for wrong in arena.wrong[:2]:
        site = arena.site()
        visitor = arena.visitor(site)
        token = visitor.token(wrong.shown_at, wrong.action)
        visitor.post(wrong, token)
        once = len(site.log())
        visitor.post(wrong, token, **{name: f"{value} 2" for name, value in wrong.form.items() if value.isalpha()})
        problem = "a form was taken twice" if len(site.log()) > once and once else ""
        yield arena.judged(site, problem)


def tamper(arena: Arena) -> Iterator[Attempt]:
    """Change hidden fields, ids and cookies of forms that were shown."""
    for right, site in _right(arena):  # the token of another session
        other = arena.visitor(site)
        token = other.token(right.shown_at, right.action)
        arena.visitor(site).post(right, token)
        yield arena.judged(site)
    for right, site in _right(arena):  # a session that was never given out
        visitor = arena.visitor(site)
        token = visitor.token(right.shown_at, right.action)
        visitor.cookies = dict.fromkeys(visitor.cookies, "f" * 16)
        visitor.post(right, token)
        yield arena.judged(site)
    if arena.level.spec.sites[arena.index].login:
        for right, site in _right(arena):  # nobody signed in, but a cookie claims so
            visitor = arena.visitor(site, sign_in=False)
            visitor.get("/login")
            visitor.cookies |= {"user": site.content.account.email, "signed_in": "1"}
            visitor.post(right, visitor.token("/login", "/login"))
            visitor.submit(right)
            yield arena.judged(site)
    yield from _smuggle(arena)


def _smuggle(arena: Arena) -> Iterator[Attempt]:
    """Send another form with ids, methods and columns in it that it does not have."""
    step = arena.level.task.plan[0]
    values = {name: str(value) for change in arena.level.task.changes for name, value in change.values.items()}
    for wrong in arena.wrong[:3]:
        if arena.right is not None and wrong.action == arena.right.action:
            continue  # with the right values in it, that is the right form
        site = arena.site()
        visitor = arena.visitor(site)
        token = visitor.token(wrong.shown_at, wrong.action)
        extra = {"id": str(step.record or 1), "record": str(step.record or 1), "_method": "POST", "action": arena.right.action if arena.right else ""}
        visitor.post(wrong, token, **extra, **{name: value for name, value in values.items() if name not in extra})
        yield arena.judged(site)
    effects = [effect for effect in arena.level.task.effects if effect.table == step.entity]
    edit = submission_of(arena.level, step.model_copy(update={"do": "edit"})) if effects and step.record else None
    if edit is not None:  # the state that only a verb may move
        site = arena.site()
        visitor = arena.visitor(site)
        visitor.post(edit, visitor.token(edit.shown_at, edit.action), **values)
        yield arena.judged(site)


def internal(arena: Arena) -> Iterator[Attempt]:
    """Open what looks like the inside of the site, and send methods it does not offer."""
    site = arena.site()
    visitor = arena.visitor(site)
    problem = ""
    for address in INTERNAL:
        response = visitor.get(address)
        if response.status == 200 and not address.startswith("/login"):
            problem = f"{address} answers"
        if arena.level.task.goal in response.body:
            problem = f"{address} shows the goal"
    yield arena.judged(site, problem)
    for method in ("PUT", "PATCH", "DELETE", "GET"):
        for right, fresh in _right(arena):
            visitor = arena.visitor(fresh)
            token = visitor.token(right.shown_at, right.action)
            form = right.form | {"_token": token, "_method": "POST"}
            visitor.send(method, right.action, form, {"x-http-method-override": "POST"})
            yield arena.judged(fresh)


ATTACKS: dict[str, Attack] = {
    "nothing": nothing,
    "echo_goal": echo_goal,
    "spray_answers": spray_answers,
    "deep_link": deep_link,
    "post_unseen": post_unseen,
    "replay": replay,
    "double_submit": double_submit,
    "tamper": tamper,
    "internal": internal,
    "constant": constant,
}


# ---- all of them


@dataclass
class AttackReport:
    """Counts over all attempts. ``apart`` are those where the attack truly produced the right outcome."""

    levels: int = 0
    by_attack: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in ATTACKS})
    policies: dict[str, Counter[str]] = field(default_factory=dict)
    apart: Counter[str] = field(default_factory=Counter)
    unsupported: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def attempts(self) -> int:
        """How many attempts count."""
        return sum(counts["attempts"] for counts in self.by_attack.values())

    @property
    def rewarded(self) -> int:
        """How many of them were rewarded."""
        return sum(counts["rewarded"] for counts in self.by_attack.values())

    @property
    def holds(self) -> bool:
        """Whether no attack worked, and nothing happened that should not."""
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        """Return the report with the stable keys of the command line."""
        shares = {name: counts["rewarded"] / counts["attempts"] for name, counts in self.policies.items()}
        best = max(shares, key=lambda name: shares[name], default="")
        return {
            "levels": self.levels,
            "attempts": self.attempts,
            "rewarded": self.rewarded,
            "bound95": upper_bound(self.rewarded, self.attempts),
            "by_attack": {name: {"attempts": c["attempts"], "rewarded": c["rewarded"]} for name, c in self.by_attack.items()},
            "apart": {"attempts": self.apart["attempts"], "rewarded": self.apart["rewarded"]},
            "best_constant": {"policy": best, "share": round(shares.get(best, 0.0), 4)},
            "unsupported": self.unsupported,
            "failures": self.failures,
        }


def upper_bound(successes: int, trials: int) -> float:
    """Return the one-sided 95 % Clopper-Pearson bound on a rate."""
    if trials == 0 or successes == trials:
        return 1.0
    return round(float(beta.ppf(0.95, successes + 1, trials - successes)), 6)


def truly_right(level: Level, attempt: Attempt) -> bool:
    """Whether the attempt's ending alone is the right outcome of the level."""
    variant = level.task.variant
    return variant == "satisfied" or (variant == "infeasible" and isinstance(attempt.ending, GiveUp))


def attack(
    engine: Engine,
    seeds: Iterable[int],
    *,
    knobs: Knobs | None = None,
    names: Iterable[str] = (),
    progress: Callable[[AttackReport], None] | None = None,
) -> AttackReport:
    """Attack the levels of the seeds with all attacks, or those named."""
    report = AttackReport()
    chosen = {name: ATTACKS[name] for name in names} or ATTACKS
    for seed in seeds:
        attack_level(engine, level_of(seed, knobs), report, seed=seed, chosen=chosen)
        if progress is not None:
            progress(report)
    return report


def attack_level(
    engine: Engine, level: Level, report: AttackReport, *, seed: int, chosen: Mapping[str, Attack] = ATTACKS
) -> None:
    """Attack one level and add what comes out to the report."""
    arena = Arena(engine, level)
    for name, attempts in chosen.items():
        try:
            for attempt in attempts(arena):
                _count(report, seed, level, name, attempt)
        except (Unsupported, EngineFault) as error:
            report.unsupported += isinstance(error, Unsupported)
            report.failures.append({"seed": seed, "attack": name, "what": f"{type(error).__name__}: {error}"})
    report.levels += 1


def _count(report: AttackReport, seed: int, level: Level, name: str, attempt: Attempt) -> None:
    if attempt.policy:
        counts = report.policies.setdefault(attempt.policy, Counter())
        counts["attempts"] += 1
        counts["rewarded"] += attempt.rewarded
    bucket = report.apart if truly_right(level, attempt) else report.by_attack[name]
    bucket["attempts"] += 1
    bucket["rewarded"] += attempt.rewarded
    what = attempt.problem or ("rewarded" if attempt.rewarded and bucket is not report.apart else "")
    if what:
        report.failures.append({"seed": seed, "level": level.id, "workflow": level.task.workflow, "attack": name, "what": what})
