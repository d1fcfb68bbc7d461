"""Exports: what is written, what is refused, what the card says."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.demos import made
from webgen.cli import run as command
from webgen.commands.list import inventory
from webgen.demos.export import Exported, Order, Split, export, order_of, split_of
from webgen.demos.exports._chat import conversation, examples, turns
from webgen.demos.exports._lines import Unfit, whole
from webgen.demos.exports._tables import read_table
from webgen.demos.exports.atif import trajectory
from webgen.demos.exports.base import Line, Options, exporters
from webgen.demos.exports.parquet import trajectories
from webgen.demos.human.masks import mask
from webgen.demos.record import demonstrate
from webgen.engines import engine
from webgen.errors import InputError, UnknownName
from webgen.suites import read_suite
from webgen.trajectory import read_trajectories, replay

pytest.importorskip("datasets", reason="pip install 'webgen-gym[exports]'")
pytest.importorskip("minari", reason="pip install 'webgen-gym[exports]'")
FORMATS = [name for name in sorted(exporters()) if name != "trace"]  # that one needs a browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.write(tmp_path_factory.mktemp("made"))


def run(name: str, file: Path, out: Path, *splits: str, **options: Any) -> Exported:
    return export(order_of(name, file, splits, Options(**options)), out)


def front(card: str) -> dict[str, Any]:
    """Return the front matter of a card, as the hub reads it."""
    from huggingface_hub import DatasetCard

    data: Any = DatasetCard(card).data
    found: dict[str, Any] = data.to_dict()
    return found


def test_formats_are_listed() -> None:
    assert inventory()["exporters"] == sorted(exporters())
    assert len(FORMATS) >= 9


@pytest.mark.parametrize("name", FORMATS)
def test_a_card_tells_the_truth(name: str, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(name, file, out)
    card = (out / "README.md").read_text()
    files = {str(path.relative_to(out)): path for path in out.rglob("*") if path.is_file() and path.name != "README.md"}
    assert files
    assert set(files) == set(done.files)
    for place, path in files.items():
        assert f"| {place} | {path.stat().st_size} | {hashlib.sha256(path.read_bytes()).hexdigest()} |" in card
    split = done.splits["train"]
    assert (split.lines, split.solved, split.mistakes, split.left_out) == (4, 4, 4, [])
    steps = sum(len(row["steps"]) for row in made.rows())
    assert f"| train | {split.rows} | 4 | 4 | 4 | {steps} | 4 | 0 |" in card
    facts = front(card)
    assert facts["license"] == "mit"
    assert set(facts["language"]) >= {"en", "ja", "es"}
    assert "tiny-model" in card
    assert "webgen-gym" in card


def test_the_hub_finds_the_splits(file: Path, tmp_path: Path) -> None:
    run("prompts", file, tmp_path / "out", f"test={file}")
    facts = front((tmp_path / "out" / "README.md").read_text())
    assert facts["task_categories"] == ["reinforcement-learning"]
    assert facts["configs"] == [{"config_name": "default", "data_files": [{"split": name, "path": f"{name}.parquet"} for name in ("train", "test")]}]


# ---- texts that a recording left out


def lines(file: Path, needs: frozenset[str] = frozenset({"text", "final"}), *, images: bool = False) -> list[Line]:
    with engine("twin") as twin:
        return [whole(twin, row, file, number, needs, images=images) for number, row in enumerate(read_trajectories(file), 1)]  # type: ignore[arg-type]


def test_texts_come_from_a_replay(file: Path, tmp_path: Path) -> None:
    kept = lines(file)
    bare = made.rows()
    for row in bare:
        for step in row["steps"]:
            step.pop("text", None)
    replayed = lines(made.write(tmp_path, bare))
    assert [[step["text"] for step in line.steps] for line in replayed] == [[step["text"] for step in line.steps] for line in kept]
    assert [line.last for line in replayed] == [line.last for line in kept]
    assert all("[ref=e" in step["text"] for line in replayed for step in line.steps)


def spoil(row: made.Row, how: str) -> None:
    if how == "hash":
        row["steps"][2]["snapshot"] = "0" * 16
    elif how == "text":
        row["steps"][1]["text"] += "\n- text: more"
    elif how == "level":
        row["level"]["id"] = "0" * 16
    elif how == "goal":
        row["goal"] = "Do nothing."
    elif how == "end":
        for step in row["steps"]:
            step.pop("text", None)
        row["final"] = "0" * 16
    elif how == "verdict":
        for step in row["steps"]:
            step.pop("text", None)
        row["verdict"]["success"] = False


@pytest.mark.parametrize("how", ["hash", "text", "level", "goal", "end", "verdict"])
def test_a_line_that_does_not_hold_is_named(how: str, tmp_path: Path) -> None:
    rows = made.rows()
    spoil(rows[made.MISTAKEN], how)
    out = tmp_path / "out"
    done = run("session", made.write(tmp_path / "in", rows), out)
    assert [item.split(":")[0] for item in done.left_out] == ["demos.jsonl line 3"]
    assert done.splits["train"].rows == 3
    assert len(list((out / "train").iterdir())) == 3
    assert done.left_out[0] in (out / "README.md").read_text()


def test_the_command_exits_with_1_where_a_line_is_left_out(tmp_path: Path) -> None:
    rows = made.rows()
    spoil(rows[0], "hash")
    file = made.write(tmp_path / "in", rows)
    order = [sys.executable, "-m", "webgen", "demos", "export", "openai", str(file), "--out", str(tmp_path / "out"), "--json"]
    ran = subprocess.run(order, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 1, ran.stderr
    told = json.loads(ran.stdout)
    assert told["problems"] == ["demos.jsonl line 1: step 2 shows something else than when it was recorded"]
    assert told["splits"]["train"]["rows"] == 3
    assert set(told["files"]) == {"train.jsonl"}


# ---- mistakes, pictures, splits


def test_mistakes_are_seen_but_not_learnt(file: Path) -> None:
    told = turns(lines(file)[made.MISTAKEN])
    assert [turn.learn for turn in told[:4]] == [False, False, True, True]
    messages = conversation(told)
    assert [message["weight"] for message in messages if message["role"] == "assistant"][:4] == [0, 0, 1, 1]
    assert messages[2]["content"] == "Clicks what is not there."
    assert "### Last action failed\nThere is no element 'e99999'" in messages[3]["content"]


def test_what_the_page_refused_of_a_model_is_not_learnt(file: Path) -> None:
    line = lines(file)[made.TOLD]
    refused = replace(line, steps=(*line.steps[:2], line.steps[2] | {"error": "There is no such element."}, *line.steps[3:]))
    told = turns(refused)
    assert [turn.learn for turn in told[:4]] == [False, False, False, True]
    assert len(told) == len(line.steps)
    assert [message["weight"] for message in conversation(told) if message["role"] == "assistant"][:4] == [0, 0, 0, 1]
    assert [turn.number for turn, _, _ in examples(told)] == list(range(3, len(told)))
    split = Split()
    split.count(refused)
    assert split.mistakes == 3


@pytest.mark.parametrize(("ending", "good"), [("done", True), ("give_up", True), ("limit", False), ("fault", False), ("stuck", False)])
def test_what_the_limit_or_a_fault_ended_is_not_solved(ending: str, good: bool, file: Path, tmp_path: Path) -> None:
    line = lines(file)[made.TOLD]
    ended = replace(line, row=line.row | {"ending": ending})
    assert (ended.solved, ended.facts()["success"]) == (good, good)
    if ending != "fault":
        rows = [line.row | {"ending": ending, "trace": "traces/1.zip", "trace_sha256": "0" * 64}]
        run("parquet", made.write(tmp_path / "in", rows), tmp_path / "out")
        (again,) = trajectories(tmp_path / "out" / "train.parquet")
        assert again | {"steps": []} == rows[0] | {"steps": []}
        (row,) = read_table(tmp_path / "out" / "train.parquet")
        assert row["success"] is good


def test_calls_of_language_models_are_told_from_other_players(file: Path) -> None:
    line = lines(file)[made.TOLD]
    for more, counted in (({"player": None}, {0}), ({"player": "random", "usage": {}}, {0}), ({"player": "human", "usage": {}}, {0}),
                          ({"player": "model:x", "usage": {}}, {None}), ({"player": "x", "usage": {"requests": 3}}, {None})):  # fmt: skip
        steps = trajectory(replace(line, row=line.row | more), {})["steps"]
        assert {step.get("llm_call_count") for step in steps if step["source"] == "agent"} == counted


def test_lines_with_mistakes_can_be_refused(file: Path, tmp_path: Path) -> None:
    done = export(Order("session", {"train": file}, without_mistakes=True), tmp_path / "out")
    split = done.splits["train"]
    assert (split.rows, split.mistakes, split.refused, split.left_out) == (2, 0, ["demos.jsonl line 3", "demos.jsonl line 4"], [])
    assert "were refused: 2." in (tmp_path / "out" / "README.md").read_text()


def test_faults_of_ours_are_no_episodes(tmp_path: Path) -> None:
    rows = made.rows()
    rows[made.TOLD] |= {"ending": "fault", "why": "the browser died"}
    rows[made.PLAIN]["steps"] = []
    done = run("session", made.write(tmp_path / "in", rows), tmp_path / "out")
    split = done.splits["train"]
    assert split.faults == ["demos.jsonl line 4"]
    assert split.left_out == ["demos.jsonl line 1: it holds no step"]
    assert split.rows == 2
    assert "ended in a fault of the browser, the engine or the endpoint and were left out: 1." in (tmp_path / "out" / "README.md").read_text()


def test_masked_passwords_stay_masked(tmp_path: Path) -> None:
    rows = made.rows()
    rows[made.PICTURED] = mask(rows[made.PICTURED])
    file = made.write(tmp_path / "in", rows)
    assert run("jsonl", file, tmp_path / "native").left_out == []
    (kept,) = [row for row in read_trajectories(tmp_path / "native" / "train.jsonl") if row.get("masked")]
    assert kept["steps"][0]["action"] == rows[made.PICTURED]["steps"][0]["action"]
    (why,) = run("session", file, tmp_path / "session").left_out
    assert why.startswith("demos.jsonl line 2: its passwords are masked")


def test_pictures_go_along(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("jsonl", file, out, images=True)
    steps = next(row for number, row in enumerate(read_trajectories(out / "train.jsonl")) if number == made.PICTURED)["steps"]
    assert done.splits["train"].pictures == len(steps)
    assert [(out / step["image"]).read_bytes()[:4] for step in steps[:2]] == [b"RIFF", b"\x89PNG"]
    run("jsonl", file, tmp_path / "bare")
    assert not any("image" in step for row in read_trajectories(tmp_path / "bare" / "train.jsonl") for step in row["steps"])
    assert "pictures of 1 lines were left out" in (tmp_path / "bare" / "README.md").read_text()


@pytest.mark.parametrize(("name", "why"), [("../secret.png", "beside"), ("/etc/hostname", "beside"), ("gone.png", "cannot read"), ("demos.jsonl", "neither PNG"), ("sound.wav", "neither PNG")])
def test_pictures_that_are_none_are_named(name: str, why: str, tmp_path: Path) -> None:
    file = made.write(tmp_path)
    (tmp_path / "sound.wav").write_bytes(b"RIFF\x24\0\0\0WAVEfmt ")
    (tmp_path.parent / "secret.png").write_bytes(made.picture(1, "png"))
    row = list(read_trajectories(file))[made.PICTURED]
    row["steps"][3]["image"] = name
    with engine("twin") as twin, pytest.raises(Unfit, match=rf"step 3: .*{why}"):
        whole(twin, row, file, 2, frozenset(), images=True)


@pytest.mark.parametrize("how", ["cut", "other"])
def test_damaged_pictures_are_named(how: str, tmp_path: Path) -> None:
    file = made.write(tmp_path)
    row = list(read_trajectories(file))[made.PICTURED]
    place = tmp_path / row["steps"][2]["image"]
    whole_one = place.read_bytes()
    row["steps"][2]["image_sha256"] = hashlib.sha256(whole_one).hexdigest()
    with engine("twin") as twin:
        assert len(whole(twin, row, file, 2, frozenset(), images=True).pictures) == len(row["steps"])
        place.write_bytes(whole_one[: len(whole_one) - 20] if how == "cut" else made.picture(200, "webp"))
        with pytest.raises(Unfit, match="not a whole PNG or WebP" if how == "cut" else "SHA-256 differs"):
            whole(twin, row, file, 2, frozenset(), images=True)


def test_lines_of_two_splits_have_other_names(file: Path, tmp_path: Path) -> None:
    same = made.write(tmp_path / "other")
    assert same.name == file.name
    run("session", file, tmp_path / "sessions", f"test={same}")
    ids = [json.loads(path.read_text().splitlines()[0])["id"] for path in (tmp_path / "sessions").rglob("*.jsonl")]
    assert len(ids) == len(set(ids)) == 8
    assert {name.partition("-")[0] for name in ids} == {"train", "test"}


def test_lines_of_one_spec_stay_together(file: Path, tmp_path: Path) -> None:
    rows = made.rows()
    twice = made.write(tmp_path / "in", [row for row in rows for _ in range(2)])
    done = run("jsonl", twice, tmp_path / "out", "test=0.5")
    again = run("jsonl", file, tmp_path / "again", "test=0.5")
    train, test = done.splits["train"], done.splits["test"]
    assert not train.levels & test.levels
    assert train.lines + test.lines == 8
    assert (train.levels, test.levels) == (again.splits["train"].levels, again.splits["test"].levels)
    assert test.lines


def test_splits_may_be_files_and_what_they_share_is_said(file: Path, tmp_path: Path) -> None:
    done = run("jsonl", file, tmp_path / "out", f"test_website={file}")
    assert {name: split.lines for name, split in done.splits.items()} == {"train": 4, "test_website": 4}
    assert "`train` and `test_website` have 4 levels in common." in (tmp_path / "out" / "README.md").read_text()


def test_the_command_warns_of_levels_in_two_splits(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["demos", "export", "jsonl", str(file), "--json"]
    assert command([*order, "-o", str(tmp_path / "two"), "--split", f"test={file}"]) == 0
    said = capsys.readouterr()
    assert "Warning: train and test have 4 levels in common." in said.err
    assert json.loads(said.out)["common_levels"] == [{"splits": ["train", "test"], "levels": 4}]
    assert command([*order, "-o", str(tmp_path / "one")]) == 0
    said = capsys.readouterr()
    assert "Warning" not in said.err
    assert json.loads(said.out)["common_levels"] == []


@pytest.mark.parametrize("name", ["jsonl", "openai", "minari"])
def test_a_split_that_gets_nothing_is_said_and_not_to_be_loaded(name: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["demos", "export", name, str(file), "-o", str(tmp_path / "out"), "--split", "nobody=0.000001"]) == 0
    assert "Warning: nobody is empty" in capsys.readouterr().err
    card = (tmp_path / "out" / "README.md").read_text()
    assert "`nobody` is empty" in card
    loading = card.partition("## Loading")[2].partition("## What it covers")[0]
    assert "train" in loading
    assert "nobody" not in loading


def test_levels_of_a_suite_are_warned_of(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    level = read_suite("smoke")[0]
    with engine("twin") as twin:
        row = demonstrate(twin, level, "mouse")
    tested = tmp_path / "tested.jsonl"
    tested.write_text(json.dumps(row) + "\n")
    assert command(["demos", "export", "jsonl", str(file), "-o", str(tmp_path / "out"), "--split", f"more={tested}"]) == 0
    said = capsys.readouterr().err
    assert "Warning: more holds levels of the evaluation suite smoke (1)" in said
    assert said.count("Warning") == 1
    assert "`more` holds levels of the evaluation suite `smoke` (1)" in (tmp_path / "out" / "README.md").read_text()


def test_lines_that_are_taken_back_are_not_told_of(file: Path) -> None:
    split = Split()
    one, other = lines(file)[:2]
    split.count(one)
    split.count(other)
    split.count(one)
    split.count(one, -1)
    assert split.levels == {one.level.id, other.level.id}
    split.count(one, -1)
    for line, found in ((other, split), (one, Split())):
        found.count(line)
        site = line.level.spec.task_site
        told = (found.levels, found.workflows, found.domains, found.locales, found.players)
        assert told == ({line.level.id}, {line.level.task.workflow}, {site.domain}, {site.locale}, {line.player})


def test_a_share_is_any_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [split_of(f"test={text}")[1] for text in ("1e-3", ".5", "0.25")] == [0.001, 0.5, 0.25]
    assert split_of("test=1e-3.jsonl")[1] == Path("1e-3.jsonl")
    (tmp_path / "1e-3").touch()
    assert split_of("test=1e-3")[1] == Path("1e-3")


# ---- refusals


@pytest.mark.parametrize("name", ["jsonl", "minari", "parquet"])
def test_an_export_of_nothing_is_not_written(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = made.write(tmp_path / "in", [made.rows()[made.MISTAKEN]])
    assert command(["demos", "export", name, str(file), "-o", str(tmp_path / "out"), "--without-mistakes"]) == 1
    assert "nothing was written: lines refused for their mistakes: 1" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def test_what_a_killed_export_left_behind_is_removed(file: Path, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    dead, alive, other, mine = (tmp_path / name for name in (f".out.{gone.pid}.part", ".out.1.part", f".another.{gone.pid}.part", ".out.mine.part"))
    for folder in (dead, alive, other, mine):
        folder.mkdir()
        (folder / "train.jsonl").touch()
    run("jsonl", file, tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == sorted((alive, other, mine, tmp_path / "out"))



@pytest.mark.parametrize(
    ("name", "splits", "options", "why"),
    [
        ("prompts", (), {"history": "last"}, "no choice of history"),
        ("prompts", (), {"images": True}, "no choice of images"),
        ("jsonl", ("Test=0.1",), {}, "small letters"),
        ("jsonl", ("a/b=0.1",), {}, "small letters"),
        ("jsonl", ("test=1.5",), {}, "shares"),
        ("jsonl", ("a=0.5", "b=0.5"), {}, "shares"),
        ("jsonl", ("test",), {}, "NAME=FILE"),
        ("jsonl", ("train=0.5",), {}, "named twice"),
        ("jsonl", ("test=nothing.jsonl",), {}, "cannot read nothing.jsonl"),
    ],
)
def test_bad_orders_are_refused(name: str, splits: tuple[str, ...], options: dict[str, Any], why: str, file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=why):
        run(name, file, tmp_path / "out", *splits, **options)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_named(file: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'messages'"):
        run("message", file, tmp_path / "out")


def test_what_is_there_stays(file: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("mine")
    with pytest.raises(InputError, match="holds something already"):
        run("jsonl", file, tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        run("jsonl", file, tmp_path / "nowhere" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(("name", "library"), [("messages", "datasets"), ("minari", "minari"), ("prompts", "pyarrow")])
def test_a_missing_library_is_said(name: str, library: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"{library}.*pip install 'webgen-gym\[exports\]'"):
        run(name, file, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


# ---- formats that need nobody else


def test_native_lines_replay(file: Path, tmp_path: Path) -> None:
    run("jsonl", file, tmp_path / "out", images=True)
    with engine("twin") as twin:
        assert all(replay(twin, row) == [] for row in read_trajectories(tmp_path / "out" / "train.jsonl"))


def test_session_traces_follow_the_rules(file: Path, tmp_path: Path) -> None:
    """The rules of https://huggingface.co/docs/hub/session-traces-format."""
    run("session", file, tmp_path / "out")
    files = sorted((tmp_path / "out" / "train").iterdir())
    ids = set()
    for path in files:
        header, *entries = [json.loads(line) for line in path.read_text().splitlines()]
        assert header["type"] == "session"
        assert header["harness"] == "webgen"
        ids.add(header["id"])
        calls: set[str] = set()
        for entry in entries:
            assert set(entry) == {"type", "message"}
            assert entry["type"] == "message"
            message = entry["message"]
            assert message["role"] in ("user", "assistant", "system", "tool")
            assert isinstance(message["content"], str)
            for call in message.get("toolCalls", ()):
                assert isinstance(json.loads(call["function"]["arguments"]), dict)
                calls.add(call["id"])
            assert (message["role"] == "tool") == ("toolCallId" in message)
            assert message.get("toolCallId") in {None, *calls}
        assert calls
    assert len(ids) == len(files) == 4


def test_openai_lines(file: Path, tmp_path: Path) -> None:
    run("openai", file, tmp_path / "full")
    run("openai", file, tmp_path / "last", history="last")
    full = [json.loads(line) for line in (tmp_path / "full" / "train.jsonl").read_text().splitlines()]
    last = [json.loads(line) for line in (tmp_path / "last" / "train.jsonl").read_text().splitlines()]
    assert len(full) == 4
    assert len(last) == sum(step["action"] is not None and not step.get("mistake") for row in made.rows() for step in row["steps"])
    for row in last:
        assert [message["weight"] for message in row["messages"] if message["role"] == "assistant"][-1] == 1
        assert sum(message.get("weight", 0) for message in row["messages"]) == 1
        assert sum("### Snapshot" in message["content"] for message in row["messages"]) == 1
    known = {tool["function"]["name"] for tool in full[0]["tools"]}
    for row in full:
        asked = [call["id"] for message in row["messages"] for call in message.get("tool_calls", ())]
        answered = [message["tool_call_id"] for message in row["messages"] if message["role"] == "tool"]
        assert answered == asked[:-1]  # done leads to no page
        assert len(set(asked)) == len(asked)
        assert {call["function"]["name"] for message in row["messages"] for call in message.get("tool_calls", ())} <= known


def test_the_conversation_is_the_one_a_model_plays_in(file: Path) -> None:
    agent = pytest.importorskip("agent.llm", reason="pip install 'webgen-gym[llm]'")
    chat = agent.Chat()
    told = turns(lines(file)[made.PICTURED])
    reply = None
    for turn in told:
        chat.show(turn.page, reply)
        assert turn.call is not None
        call = {"id": turn.call_id, "name": turn.call["name"], "arguments": json.dumps(turn.call["arguments"])}
        reply = agent.Reply({"role": "assistant"}, (call,), "")
    *_, (_, prompt, _) = examples(told)
    assert [(m["role"], m.get("content")) for m in prompt if m["role"] != "assistant"] == [
        (m["role"], m.get("content")) for m in chat.messages if m["role"] != "assistant"
    ]


def test_names_do_not_leave_the_folder(file: Path) -> None:
    for line in lines(file):
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", line.name)
