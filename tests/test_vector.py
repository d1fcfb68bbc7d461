"""Batches: the same episodes as alone, resets by themselves, and faults that are no outcomes."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode

from webgen.actions import Action, Done, Wait, to_json
from webgen.crew import Apart
from webgen.engines.base import Step, World
from webgen.engines.twin.session import TwinEngine, TwinSession
from webgen.env import DiscreteWeb, WebEnv
from webgen.errors import EngineFault, InputError
from webgen.generate import Knobs, level_of
from webgen.oracle import Oracle
from webgen.vector import WebVectorEnv, make_vec

QUIET = Knobs(friction=0, login=0, workflows=("edit", "delete"))
DONE = '{"name": "done"}'
WAIT = '{"name": "browser_wait_for", "arguments": {"time": 1}}'


class Breaking(TwinEngine):
    """A twin shared by all environments; ``breaks(session number, act number)`` says where (act 0: on opening)."""

    def __init__(self, breaks: Callable[[int, int], bool]) -> None:
        self.breaks, self.opened = breaks, 0

    def open(self, world: World) -> TwinSession:
        number, count = self.opened, 0
        self.opened += 1
        if self.breaks(number, 0):
            raise EngineFault(f"session {number} did not open")
        session = TwinSession(world)
        inner = session.act

        def act(action: Action) -> Step:
            nonlocal count
            count += 1
            if self.breaks(number, count):
                raise EngineFault(f"session {number} broke at act {count}")
            return inner(action)

        session.act = act  # type: ignore[method-assign]
        return session


@pytest.fixture
def batch() -> Iterator[Callable[..., WebVectorEnv]]:
    """Make batches that are closed when the test is over."""
    made = []

    def make(*args: Any, **options: Any) -> WebVectorEnv:
        made.append(make_vec(*args, **options))
        return made[-1]

    yield make
    for env in made:
        env.close()


Make = Callable[..., WebVectorEnv]


def lines(seen: dict[str, Any], index: int) -> dict[str, Any]:
    return {key: value[index] for key, value in seen.items()}


def trace(env: WebVectorEnv, seed: int, steps: int) -> list[Any]:
    """Play random tool calls; return everything that was seen."""
    env.action_space.seed(seed)
    seen, infos = env.reset(seed=seed)
    found = [seen, infos["level"].tolist()]
    for step in range(steps):
        actions = list(env.action_space.sample())
        actions[step % env.num_envs] = DONE if step % 3 == 2 else actions[step % env.num_envs]
        seen, rewards, terminated, truncated, infos = env.step(actions)
        found += [seen, rewards.tolist(), terminated.tolist(), truncated.tolist(), infos["level"].tolist()]
    return [
        {key: list(value) for key, value in item.items()} if isinstance(item, dict) else item for item in found
    ]  # arrays compare elementwise


# ---- the same as alone ------------------------------------------------------------------------------------------


def test_a_batch_shows_what_each_would_show_alone(batch: Make) -> None:
    env = batch(3)
    seen, infos = env.reset(seed=5)
    assert seen in env.observation_space
    alone = [WebEnv() for _ in range(3)]
    for index, single in enumerate(alone):
        page, info = single.reset(seed=5 + index)
        assert lines(seen, index) == page
        assert infos["level"][index] == info["level"]
    for action in (WAIT, "nonsense", to_json(Wait(5)), Done()):
        seen, rewards, terminated, truncated, _ = env.step([action] * 3)
        for index, single in enumerate(alone):
            page, *rest, _ = single.step(action)
            assert lines(seen, index) == page
            assert [rewards[index], terminated[index], truncated[index]] == rest


def test_texts_are_real_texts(batch: Make) -> None:
    seen, _ = batch(2).reset(seed=1)
    assert isinstance(seen["snapshot"], tuple)
    assert all(type(text) is str for text in seen["goal"])
    assert seen["steps_left"].shape == (2,)


def test_processes_change_nothing(batch: Make) -> None:
    here, apart = batch(3), batch(3, processes=2)
    assert trace(here, 5, 7) == trace(apart, 5, 7)
    assert here.tally == apart.tally
    assert here.tally.episodes >= 2
    assert apart.call("goal") == here.call("goal")


def test_discrete_face(batch: Make) -> None:
    env = batch(2, face="discrete", face_options={"n": 256, "rich": False})
    seen, _ = env.reset(seed=5)
    assert seen["action_mask"].shape == (2, 256)
    assert env.single_action_space == gymnasium.spaces.Discrete(256)
    single = DiscreteWeb(WebEnv(), n=256, rich=False)
    single.reset(seed=6)
    assert env.candidates[1] == single.candidates
    assert seen["action_mask"][1, 255] == 0
    with pytest.raises(InputError, match="masked"):
        env.step([3, 255])


def test_discrete_face_in_a_process(batch: Make) -> None:
    env = batch(2, processes=1, face="discrete")
    env.reset(seed=5)
    single = DiscreteWeb(WebEnv())
    single.reset(seed=6)
    assert env.candidates[1] == single.candidates
    with pytest.raises(InputError, match="masked"):
        env.step([511, 3])
    env.step([3, 3])  # a mistake of the program does not end the process


def test_text_face(batch: Make) -> None:
    env = batch(2, face="text")
    texts, _ = env.reset(seed=5)
    assert isinstance(texts, tuple)
    assert all(goal in text for goal, text in zip(env.call("goal"), texts, strict=True))


# ---- resetting by itself ----------------------------------------------------------------------------------------


def test_next_step_mode(batch: Make) -> None:
    env = batch(2, knobs=QUIET)
    assert env.metadata["autoreset_mode"] is AutoresetMode.NEXT_STEP
    _, infos = env.reset(seed=5)
    levels = infos["level"].tolist()
    last, _, terminated, _, infos = env.step([DONE, WAIT])
    assert terminated.tolist() == [True, False]
    assert infos["level"].tolist() == levels
    assert infos["success"][0] == np.False_
    assert infos["_success"].tolist() == [True, False]
    seen, rewards, terminated, truncated, infos = env.step(["ignored", WAIT])
    assert (rewards.tolist(), terminated.tolist(), truncated.tolist()) == ([0, 0], [False, False], [False, False])
    assert infos["level"][0] != levels[0]
    assert infos["steps"].tolist() == [0, 2]
    assert "_success" not in infos
    assert seen["goal"][0] != last["goal"][0]


def test_same_step_mode(batch: Make) -> None:
    env = batch(2, knobs=QUIET, autoreset_mode="SameStep")
    assert env.metadata["autoreset_mode"] is AutoresetMode.SAME_STEP
    first, infos = env.reset(seed=5)
    levels = infos["level"].tolist()
    seen, _, terminated, _, infos = env.step([WAIT, DONE])
    assert terminated.tolist() == [False, True]
    assert infos["final_obs"][1]["goal"] == first["goal"][1] != seen["goal"][1]
    assert infos["final_obs"][0] is None
    assert infos["final_info"]["level"][1] == levels[1] != infos["level"][1]
    assert infos["final_info"]["_success"].tolist() == [False, True]
    assert infos["steps"].tolist() == [1, 0]


@pytest.mark.parametrize("mode", list(AutoresetMode)[:2])
def test_the_expert_solves_levels_that_a_teacher_chooses(batch: Make, mode: AutoresetMode) -> None:
    asked: list[int] = []

    def teach(index: int) -> dict[str, Any]:
        asked.append(index)
        return {"level": level_of(20 + len(asked), QUIET)}

    env = batch(2, next_options=teach, autoreset_mode=mode)
    env.reset()
    assert asked == [0, 1]
    playing: list[tuple[str, Oracle] | None] = [None, None]
    rewarded = 0.0
    while env.tally.episodes < 4:
        actions: list[Action] = []
        for index, (level, snapshot) in enumerate(zip(env.call("level"), env.call("snapshot"), strict=True)):
            running = playing[index]
            if running is None or running[0] != level.id:
                running = playing[index] = (level.id, Oracle(level))
            actions.append(Wait(1) if env._ended[index] else running[1].act(snapshot))
        rewarded += env.step(actions)[1].sum()
    assert env.tally.successes == env.tally.episodes == rewarded
    assert len(asked) > 2


def test_partial_resets_and_levels(batch: Make) -> None:
    env = batch(3)
    levels = [level_of(seed, QUIET) for seed in (1, 2, 3)]
    _, infos = env.reset(options={"levels": levels})
    assert infos["level"].tolist() == [level.id for level in levels]
    env.step([DONE, WAIT, WAIT])
    before = env.call("goal")
    mask = np.array([True, False, False])
    seen, infos = env.reset(seed=8, options={"reset_mask": mask})
    assert infos["_level"].tolist() == mask.tolist()
    assert seen["goal"][0] == level_of(8).task.goal
    assert seen["goal"][1:] == before[1:]
    *_, infos = env.step([WAIT] * 3)
    assert infos["steps"].tolist() == [1, 2, 2]


def test_misuse_is_said(batch: Make) -> None:
    for options in ({"face": "fax"}, {"autoreset_mode": "Disabled"}, {"processes": -1}, {"engine": "twins"}):
        with pytest.raises((InputError, ValueError)):
            make_vec(2, **options)
    with pytest.raises(InputError, match="cannot move"):
        make_vec(2, TwinEngine(), processes=1)
    env = batch(2)
    with pytest.raises(InputError, match="reset"):
        env.step([WAIT, WAIT])
    with pytest.raises(InputError, match="seeds"):
        env.reset(seed=[1, 2, 3])
    with pytest.raises(InputError, match="entries"):
        env.reset(options={"levels": [level_of(1)]})
    env.reset(seed=1)
    with pytest.raises(InputError, match="3 actions"):
        env.step([WAIT] * 3)


# ---- faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", list(AutoresetMode)[:2])
def test_a_fault_is_no_outcome(batch: Make, mode: AutoresetMode) -> None:
    env = batch(2, Breaking(lambda number, act: (number, act) == (1, 2)), QUIET, autoreset_mode=mode)
    first, infos = env.reset(seed=5)
    levels = infos["level"].tolist()
    env.step([WAIT, WAIT])
    seen, rewards, terminated, truncated, infos = env.step([WAIT, WAIT])
    assert (rewards.tolist(), terminated.tolist(), truncated.tolist()) == ([0, 0], [False, False], [False, True])
    told = infos["final_info"] if mode is AutoresetMode.SAME_STEP else infos
    assert told["fault"][1] == "EngineFault: session 1 broke at act 2"
    assert told["_fault"].tolist() == [False, True]
    assert told["level"][1] == levels[1]
    assert "success" not in told
    assert (env.tally.faults, env.tally.episodes) == (1, 0)
    if mode is AutoresetMode.NEXT_STEP:
        assert seen["goal"] == first["goal"]
        seen, _, _, _, infos = env.step([WAIT, WAIT])
    assert infos["level"][1] != levels[1]
    assert infos["level"][0] == levels[0]
    assert seen["goal"][1] != first["goal"][1]
    *_, infos = env.step([DONE, DONE])
    assert (env.tally.faults, env.tally.episodes) == (1, 2)
    assert "fault" not in infos


def test_a_reset_that_breaks_is_tried_again_with_the_same_level(batch: Make) -> None:
    calm = batch(1, knobs=QUIET)
    calm.reset(seed=5)
    calm.step([DONE])
    *_, wanted = calm.step([DONE])
    env = batch(1, Breaking(lambda number, act: act == 0 and number in (0, 2, 3)), QUIET)
    _, infos = env.reset(seed=5)
    assert infos["level"][0] == level_of(5, QUIET).id
    env.step([DONE])
    *_, infos = env.step([DONE])
    assert infos["level"].tolist() == wanted["level"].tolist()
    assert env.tally.faults == 0


def test_a_broken_house_is_said_not_hidden(batch: Make) -> None:
    env = batch(2, Breaking(lambda number, act: act == 0))
    with pytest.raises(EngineFault, match="in a row"):
        env.reset(seed=5)


def test_a_dead_process_is_a_fault_of_what_was_in_it(batch: Make) -> None:
    env = batch(3, knobs=QUIET, processes=2)
    assert isinstance(env._crew, Apart)
    _, infos = env.reset(seed=5)
    levels = infos["level"].tolist()
    victim = env._crew.workers[0]
    assert victim.indices == (0, 2)
    assert victim.process.pid is not None
    os.kill(victim.process.pid, signal.SIGKILL)
    _, rewards, terminated, truncated, infos = env.step([DONE] * 3)
    assert rewards.tolist() == [0, 0, 0]
    assert terminated.tolist() == [False, True, False]
    assert truncated.tolist() == [True, False, True]
    assert infos["_fault"].tolist() == [True, False, True]
    assert "died" in infos["fault"][0]
    assert (env.tally.faults, env.tally.episodes) == (2, 1)
    *_, infos = env.step([DONE] * 3)
    assert infos["steps"].tolist() == [0, 0, 0]
    assert all(new != old for new, old in zip(infos["level"], levels, strict=True))
    _, _, terminated, *_ = env.step([DONE] * 3)
    assert terminated.all()


def test_no_process_stays_behind() -> None:
    env = make_vec(2, processes=2)
    assert isinstance(env._crew, Apart)
    env.reset(seed=1)
    processes = [worker.process for worker in env._crew.workers]
    env.close()
    env.close()
    assert [process.exitcode for process in processes] == [0, 0]


# ---- Gymnasium's own --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["webgen/Web-v0", "webgen/WebDiscrete-v0", "webgen/WebText-v0"])
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_batches_of_gymnasium(name: str, mode: str) -> None:
    extra: dict[str, Any] = {"vector_kwargs": {"shared_memory": False, "context": "spawn"}} if mode == "async" else {}
    env = gymnasium.make_vec(name, 2, vectorization_mode=mode, knobs=QUIET, **extra)
    seen, infos = env.reset(seed=5)
    assert infos["level"].tolist() == [level_of(5, QUIET).id, level_of(6, QUIET).id]
    texts = seen if isinstance(seen, tuple) else seen["goal"]
    assert level_of(6, QUIET).task.goal in texts[1]
    _, _, terminated, *_ = env.step([0, 3] if "Discrete" in name else [DONE, WAIT])
    assert terminated.tolist() == [True, False]
    env.close()


def test_shared_memory_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match="shared_memory=False"):
        gymnasium.make_vec("webgen/Web-v0", 2, vectorization_mode="async", vector_kwargs={"context": "spawn"})


def test_make_vec_by_id_is_ours() -> None:
    env = gymnasium.make_vec("webgen.env:webgen/Web-v0", 2, knobs=QUIET)
    assert isinstance(env, WebVectorEnv)
    assert env.spec is not None
    env.reset(seed=5)
    env.close()


@pytest.mark.browser
def test_pages_of_one_browser_show_what_the_twin_shows(batch: Make) -> None:
    twin, chromium = batch(3, knobs=QUIET), batch(3, "chromium", QUIET)
    left: tuple[Any, ...] = twin.reset(seed=5)
    right: tuple[Any, ...] = chromium.reset(seed=5)
    for action in (WAIT, "nonsense", DONE, WAIT):
        assert {key: list(value) for key, value in left[0].items()} == {k: list(v) for k, v in right[0].items()}
        left, right = twin.step([action] * 3), chromium.step([action] * 3)
    assert twin.tally == chromium.tally
    assert twin.tally.episodes == 3


def test_workers_stay_in_step_after_an_error_in_a_call() -> None:
    vec = make_vec(2, processes=2)
    try:
        vec.reset(seed=7)
        with pytest.raises(Exception, match="nope"):
            vec.call("nope")
        for path in ("/settings", "/zzz1", "/zzz2"):
            call = json.dumps({"name": "browser_navigate", "arguments": {"url": path}})
            seen = vec.step([call, call])[0]
            assert all(path in str(one) for one in _urls(seen)), path
    finally:
        vec.close()


def _urls(seen: Any) -> list[str]:
    return [str(one["url"]) for one in seen] if not isinstance(seen, dict) else [str(url) for url in seen["url"]]
