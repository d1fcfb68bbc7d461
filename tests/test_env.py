"""The Gymnasium face: levels in, rewards out, and every mistake where it belongs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from webgen.actions import Action, Click, Done, GiveUp, Wait, to_json
from webgen.candidates import index_of
from webgen.engines.base import Engine, Session, Step, World
from webgen.engines.twin.session import TwinEngine, TwinSession
from webgen.env import IDS, DiscreteWeb, Observation, ToolCalls, ToolCallText, Unicode, WebEnv
from webgen.errors import EngineFault, InputError, UnknownName, Unsupported
from webgen.generate import Knobs, course, generate, level_of
from webgen.oracle import Oracle
from webgen.spec import Level

TWINS = [name for name in IDS if "Chromium" not in name]
KEYS = {"goal", "snapshot", "url", "title", "action_error", "steps_left"}
QUIET = Knobs(friction=0, login=0, workflows=("edit",), domains=("shop",))


class Breaking(TwinEngine):
    """A twin whose sessions break at an act; ``fault`` is what they raise."""

    def __init__(self, at: int, fault: Exception) -> None:
        self.at, self.fault, self.opened = at, fault, 0

    def open(self, world: World) -> TwinSession:
        self.opened += 1
        session = TwinSession(world)
        if self.opened == 1:
            inner, count = session.act, 0

            def act(action: Action) -> Step:
                nonlocal count
                count += 1
                if count == self.at:
                    raise self.fault
                return inner(action)

            session.act = act  # type: ignore[method-assign]
        return session


def solve(env: WebEnv, level: Level) -> tuple[list[float], dict[str, Any]]:
    """Let the expert play; return all rewards and the last info."""
    env.reset(options={"level": level})
    oracle, rewards = Oracle(level), []
    while True:
        _, reward, terminated, truncated, info = env.step(oracle.act(env.snapshot))
        rewards.append(reward)
        if terminated or truncated:
            assert terminated
            return rewards, info


# ---- the standard -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*TWINS, pytest.param("webgen/WebChromium-v0", marks=pytest.mark.browser)])
def test_the_checker_finds_nothing(name: str) -> None:
    env = gymnasium.make(f"webgen.env:{name}")
    check_env(env.unwrapped)  # warnings are errors here
    env.close()


@pytest.mark.parametrize("name", TWINS)
def test_observations_are_in_the_space(name: str) -> None:
    env = gymnasium.make(name)
    env.action_space.seed(3)
    seen, _ = env.reset(seed=3)
    assert seen in env.observation_space
    for _ in range(5):
        action = 3 if "Discrete" in name else env.action_space.sample()
        seen, *_ = env.step(action)
        assert seen in env.observation_space
    env.close()


def test_ids_can_be_made_again_from_their_spec() -> None:
    env = gymnasium.make("webgen/WebDiscrete-v0", knobs={"domains": ["shop"]})
    assert env.spec is not None
    again = env.spec.make()
    assert isinstance(again.get_wrapper_attr("candidates"), list)
    assert again.unwrapped.knobs == Knobs(domains=("shop",))  # type: ignore[attr-defined]


def test_spaces_of_text() -> None:
    space = Unicode(10)
    assert "žluťoučký…"[:10] in space
    assert "x" * 11 not in space
    assert 3 not in space
    assert space == Unicode(10)
    assert space != Unicode(11)
    assert space != ToolCalls()
    calls = ToolCalls(seed=5)
    drawn = [json.loads(calls.sample()) for _ in range(60)]
    assert len({call["name"] for call in drawn}) > 8
    assert Click("e1") in calls
    assert to_json(Click("e1")) in calls


_PRINT = """
import gymnasium
from webgen.streams import fingerprint
env = gymnasium.make("webgen.env:webgen/WebDiscrete-v0")
seen = []
for seed in (3, None, None):
    page, info = env.reset(seed=seed)
    for step in range(4):
        mask = page.pop("action_mask")
        seen.append([sorted(map(str, page.items())), int(mask.sum()), sorted(map(str, info.items()))])
        page, reward, terminated, truncated, info = env.step(int(mask.sum()) - 1 - 7 * step)
        if terminated or truncated:
            break
print(fingerprint(seen))
"""


def test_two_processes_see_the_same() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "77")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) == 16


# ---- levels -----------------------------------------------------------------------------------------------------


def same(left: Observation, right: Observation) -> bool:
    return left.keys() == right.keys() and all(left[key] == right[key] for key in left)


def test_a_seed_is_sugar_for_its_level() -> None:
    env = WebEnv(knobs=QUIET)
    by_seed = env.reset(seed=5)
    by_level = env.reset(options={"level": level_of(5, QUIET)})
    by_spec = env.reset(options={"spec": generate(5, QUIET), "content_seed": 5})
    assert same(by_seed[0], by_level[0])
    assert same(by_seed[0], by_spec[0])
    assert by_seed[1] == by_level[1] == by_spec[1]


def test_resets_without_a_seed_follow_a_stream() -> None:
    first, second = WebEnv(), WebEnv()
    walks = [[env.reset(seed=9)[1]["level"], *(env.reset()[1]["level"] for _ in range(3))] for env in (first, second)]
    assert walks[0] == walks[1]
    assert len(set(walks[0])) == 4
    assert WebEnv().reset()[1]["level"] != WebEnv().reset()[1]["level"]


def test_a_spec_without_content_seed_is_bound_anew_each_time() -> None:
    env = WebEnv()
    spec = generate(4)
    infos = [env.reset(seed=1, options={"spec": spec})[1], *(env.reset(options={"spec": spec})[1] for _ in range(3))]
    assert {info["spec"] for info in infos} == {spec.id}
    assert len({info["seed"] for info in infos}) == 4
    assert infos[0]["seed"] == 1


@pytest.mark.parametrize(
    "options",
    [
        {"levle": level_of(1)},
        {"level": "level"},
        {"level": level_of(1), "spec": generate(1)},
        {"spec": level_of(1)},
        {"content_seed": 3},
        {"spec": generate(1), "content_seed": -1},
    ],
    ids=lambda options: "+".join(options),
)
def test_reset_refuses_what_it_does_not_know(options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        WebEnv().reset(options=options)


@pytest.mark.parametrize(
    "arguments",
    [
        {"engine": "twins"},
        {"channels": ("sound",)},
        {"channels": ("screenshot",)},
        {"max_chars": 5},
        {"shaping": 1.5},
        {"render_mode": "rgb_array"},
        {"knobs": {"domains": ["spaceport"]}},
        {"knobs": {"friction": 99}},
        {"knobs": {"domain": "shop"}},
    ],
    ids=str,
)
def test_arguments_are_checked(arguments: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        WebEnv(**arguments)


# ---- endings and rewards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [2, 6, 8, 10, 14])
def test_the_expert_is_rewarded_once_at_the_end(seed: int) -> None:
    rewards, info = solve(WebEnv(), level_of(seed))
    assert rewards == [0.0] * (len(rewards) - 1) + [1.0]
    assert info["success"] is True
    assert info["reasons"] == ()
    assert info["steps"] == len(rewards)


@pytest.mark.parametrize("ending", [Done(), GiveUp(), Done("no idea")])
def test_doing_nothing_is_not_rewarded(ending: Action) -> None:
    env = WebEnv(knobs=QUIET)
    env.reset(seed=5)
    _, reward, terminated, truncated, info = env.step(ending)
    assert (reward, terminated, truncated, info["success"]) == (0.0, True, False, False)
    assert info["reasons"]
    with pytest.raises(InputError, match="over"):
        env.step(ending)


def test_the_step_limit_truncates() -> None:
    env = WebEnv(knobs=QUIET)
    seen, _ = env.reset(seed=5)
    limit = env.level.max_steps
    assert seen["steps_left"] == limit
    for step in range(1, limit + 1):
        seen, reward, terminated, truncated, info = env.step("not even JSON" if step % 2 else Wait(1))
        assert (reward, terminated) == (0.0, False)
        assert truncated == (step == limit)
        assert ("success" in info) == (step == limit)
        assert seen["steps_left"] == limit - step
    assert info["success"] is False
    with pytest.raises(InputError, match="over"):
        env.step(Wait(1))


def test_done_on_the_last_step_still_counts() -> None:
    env = WebEnv()
    level = level_of(6)
    rewards, _ = solve(env, level)
    tight = level.model_copy(update={"max_steps": len(rewards)})
    again, info = solve(env, tight)
    assert again == rewards
    assert info["success"] is True


@pytest.mark.parametrize("gamma", [1.0, 0.9])
def test_shaping_telescopes(gamma: float) -> None:
    level = level_of(14, Knobs(workflows=("edit_two",), login=1.0))
    plain, _ = solve(WebEnv(), level)
    env = WebEnv(shaping=gamma)
    shaped, _ = solve(env, level)
    env.reset(options={"level": level})
    start = env.episode.verdict().progress
    difference = sum(gamma**t * (s - p) for t, (s, p) in enumerate(zip(shaped, plain, strict=True)))
    assert difference == pytest.approx(-start)
    assert any(s != p for s, p in zip(shaped[:-1], plain[:-1], strict=True))


def test_shaping_ends_with_a_truncated_episode_too() -> None:
    env = WebEnv(knobs=QUIET, shaping=1.0)
    env.reset(seed=5)
    start = env.episode.verdict().progress
    total = sum(env.step(Wait(1))[1] for _ in range(env.level.max_steps))
    assert total == pytest.approx(-start)


def test_info_says_which_level_and_no_answer() -> None:
    level = next(
        level for level in map(level_of, range(60)) if level.task.answer and level.task.workflow == "superlative"
    )
    assert level.task.answer is not None
    env = WebEnv()
    seen, info = env.reset(options={"level": level})
    assert set(info) == {"level", "spec", "workflow", "domain", "variant", "seed", "steps", "difficulty"}
    assert set(seen) == KEYS
    assert str(level.task.answer.value) not in str(info) + seen["goal"]
    *_, info = env.step(Done("wrong"))
    assert str(level.task.answer.value) not in str(info)


# ---- mistakes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("click the button", "not JSON"),
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"name": "browser_clack", "arguments": {}}', "browser_click"),
        ('{"name": "browser_click"}', "target is missing"),
        ('{"name": "browser_click", "arguments": {"target": 12}}', "JSON string"),
        ('["browser_click"]', "object"),
        ({"name": "browser_wait_for", "arguments": {"time": 1e9}}, "0 to 60"),
        (Wait(-5), "0 to 60"),
        ('{"name": "browser_wait_for", "arguments": {"time": NaN}}', "0 to 60"),
        ('{"name": "browser_navigate", "arguments": {"url": "/\\ud800"}}', "surrogate"),
        (Click("e99999"), "e99999"),
        ('{"name": "browser_navigate", "arguments": {"url": "http://elsewhere.test/"}}', "outside"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_mistakes_are_steps_that_touch_nothing(action: object, sentence: str) -> None:
    env = WebEnv()
    before, _ = env.reset(seed=5)
    clock = env.episode.session.clock
    after, reward, terminated, truncated, info = env.step(action)
    assert sentence in after["action_error"]
    assert (reward, terminated, truncated, info["steps"]) == (0.0, False, False, 1)
    assert {key: after[key] for key in KEYS - {"action_error", "steps_left"}} == {
        key: before[key] for key in KEYS - {"action_error", "steps_left"}
    }
    assert env.episode.session.clock == clock
    seen, *_ = env.step(Wait(1))
    assert seen["action_error"] == ""


@pytest.mark.parametrize("action", [None, 7, b"{}"])
def test_what_no_agent_could_say_is_the_programs_mistake(action: object) -> None:
    env = WebEnv()
    env.reset(seed=5)
    with pytest.raises(InputError, match="JSON text"):
        env.step(action)


def test_step_before_reset_is_refused() -> None:
    with pytest.raises(InputError, match="reset"):
        WebEnv().step(Wait(1))


# ---- faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [EngineFault("the browser died"), Unsupported("a canvas")])
def test_faults_are_raised_and_reset_starts_anew(fault: Exception) -> None:
    env = WebEnv(Breaking(2, fault))
    before, _ = env.reset(seed=5)
    env.step(Wait(1))
    with pytest.raises(type(fault), match=str(fault)):
        env.step(Wait(1))
    assert not env.is_open
    with pytest.raises(InputError, match="reset"):
        env.step(Wait(1))
    again, _ = env.reset(seed=5)
    assert same(before, again)
    env.step(Wait(1))
    assert env.step(Wait(1))[4]["steps"] == 2


def test_an_engine_of_the_caller_stays_open() -> None:
    closed = []

    class Watched(TwinEngine):
        def close(self) -> None:
            closed.append(self)

    engine: Engine = Watched()
    env = WebEnv(engine)
    env.reset(seed=1)
    env.close()
    env.close()
    assert closed == []


def test_closing_ends_the_session() -> None:
    env = WebEnv()
    env.reset(seed=1)
    session: Session = env.episode.session
    env.close()
    with pytest.raises(InputError):
        session.act(Wait(1))


# ---- other faces ------------------------------------------------------------------------------------------------


def test_long_pages_are_cut_at_a_line_end() -> None:
    whole, cut = WebEnv(), WebEnv(max_chars=600)
    text = whole.reset(seed=5)[0]["snapshot"]
    short = cut.reset(seed=5)[0]["snapshot"]
    assert len(short) <= 600 < len(text)
    *kept, last = short.split("\n")
    assert text.startswith("\n".join(kept) + "\n")
    assert "goes on" in last
    assert cut.snapshot.text == text


def test_discrete_actions_solve_a_level() -> None:
    level = level_of(14, Knobs.model_validate(course("basics")))
    env = DiscreteWeb(WebEnv())
    seen, _ = env.reset(options={"level": level})
    oracle = Oracle(level)
    while True:
        assert seen["action_mask"].dtype == np.int8
        assert seen["action_mask"].tolist() == [1] * len(env.candidates) + [0] * (env.n - len(env.candidates))
        index = index_of(oracle.act(env.web.snapshot), env.candidates)
        assert index is not None
        seen, reward, terminated, truncated, _ = env.step(np.int64(index))
        if terminated or truncated:
            break
    assert reward == 1.0


@pytest.mark.parametrize("over", [0, 5, -1000])
def test_masked_actions_are_refused(over: int) -> None:
    env = DiscreteWeb(WebEnv(), n=300)
    env.reset(seed=2)
    with pytest.raises(InputError, match="masked"):
        env.step(len(env.candidates) + over)


def test_a_small_discrete_space_still_ends_and_clicks() -> None:
    env = DiscreteWeb(WebEnv(), n=12, rich=False)
    seen, _ = env.reset(seed=2)
    assert seen["action_mask"].tolist() == [1] * 12
    assert {"done", "give_up", "click"} <= {candidate.kind for candidate in env.candidates}


def test_text_face_shows_everything_a_model_needs() -> None:
    env = ToolCallText(WebEnv())
    text, _ = env.reset(seed=5)
    for part in (env.web.goal, env.web.snapshot.url, env.web.snapshot.title, env.web.snapshot.text):
        assert part in text
    assert "failed" not in text
    assert {tool["function"]["name"] for tool in env.tools} >= {"browser_click", "done", "give_up"}
    text, *_ = env.step('{"name": "browser_click", "arguments": {"target": "e4242"}}')
    assert "### Last action failed\nThere is no element 'e4242'" in text
    text, reward, terminated, *_ = env.step('{"name": "done"}')
    assert (reward, terminated) == (0.0, True)


def test_wrappers_want_a_web_env() -> None:
    with pytest.raises(InputError, match="CartPole"):
        DiscreteWeb(gymnasium.make("CartPole-v1"))


def test_rendering_as_text() -> None:
    env = WebEnv(render_mode="ansi")
    env.reset(seed=5)
    assert env.snapshot.text in env.render()
    assert WebEnv().render() is None
    with pytest.raises(UnknownName, match="rgb_array"):
        WebEnv(render_mode="rgb_array")


@pytest.mark.browser
def test_pictures_from_chromium() -> None:
    env = WebEnv("chromium", channels=("screenshot",), render_mode="rgb_array")
    seen, _ = env.reset(seed=5)
    assert seen in env.observation_space
    picture = env.render()
    assert picture.shape == (720, 1280, 3)
    assert np.array_equal(seen["screenshot"], picture)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20
    twin, _ = WebEnv().reset(seed=5)
    assert {key: seen[key] for key in KEYS} == twin
    env.close()
