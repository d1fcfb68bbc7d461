"""The command line as a person or a script meets it: in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from webgen.commands.base import knobs_of, seeds_of
from webgen.commands.play import WORDS, read_words
from webgen.errors import InputError
from webgen.generate import Knobs, level_of
from webgen.spec import dump


def webgen(*arguments: str, stdin: str = "", cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webgen", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def result(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the one JSON object of standard output, which holds nothing else."""
    assert done.stdout.count("\n") == 1, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of a refusal."""
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("webgen: ")
    assert done.stdout == ""
    return lines[0]


# ---- what works


def test_without_arguments_it_says_what_there_is() -> None:
    done = webgen()
    assert done.returncode == 0
    for name in ("new", "show", "play", "serve", "snapshot", "list", "check", "parity", "bench", "attack", "demos", "suite", "report", "doctor"):
        assert re.search(rf"\b{name}\b", done.stdout), name


def test_new_and_show_agree(tmp_path: Path) -> None:
    file = tmp_path / "level.json"
    assert webgen("new", "7", "-o", str(file)).returncode == 0
    assert file.read_text().rstrip("\n") == dump(level_of(7)) == webgen("new", "7").stdout.rstrip("\n")
    from_file, from_seed = (result(webgen("show", name, "--json")) for name in (str(file), "7"))
    assert from_file == from_seed
    assert from_file["level"] == level_of(7).id
    assert not {"plan", "changes", "answer"} & set(from_file)
    assert "plan" in result(webgen("show", "7", "--spoil", "--json"))


def test_a_spec_file_binds(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    webgen("new", "3", "--spec", "-o", str(file), "-k", "domains=shop")
    assert result(webgen("show", str(file), "--json"))["sites"][0]["domain"] == "shop"


def test_list_has_the_stable_keys() -> None:
    parts = result(webgen("list", "--json"))
    wanted = "domains widgets pages workflows frictions chromes locales operators teachers suites exporters adapters"
    more = "tones distractors layouts containers places actionbars homes extras doors errands axes"
    assert set(parts) == set(wanted.split()) | set(more.split())
    assert {"shop", "tracker", "clinic"} <= set(parts["domains"])
    assert len(parts["widgets"]) >= 12
    assert "base" not in parts["pages"]


def test_check_has_the_stable_keys() -> None:
    facts = result(webgen("check", "--seeds", "0:2", "--engine", "twin", "--json"))
    wanted = "levels oracle_solved idle_rewarded near_misses near_miss_rewarded ambiguous retries seconds failures"
    assert set(wanted.split()) <= set(facts)
    assert (facts["levels"], facts["oracle_solved"], facts["failures"]) == (2, 2, [])


def test_bench_has_the_stable_keys() -> None:
    facts = result(webgen("bench", "--seconds", "0.2", "--json"))
    assert {"steps_per_second", "step_ms", "reset_ms", "memory_mb"} <= set(facts)
    assert set(facts["step_ms"]) == set(facts["reset_ms"]) == {"p50", "p95"}
    assert facts["steps_per_second"] > 0


@pytest.mark.browser
def test_parity_has_the_stable_keys_and_tells_coverage() -> None:
    done = webgen("parity", "--levels", "1", "--seed", "20", "--json")
    facts = result(done)
    assert {"levels", "transitions", "equal", "unsupported", "mismatches"} <= set(facts)
    assert facts["equal"] == facts["transitions"] > 10
    assert "widget or role" in done.stderr


@pytest.mark.browser
def test_both_engines_show_a_file_alike_with_its_scripts_off(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    (tmp_path / "own.css").write_text(".gone { display: none }")
    page.write_text(
        '<!doctype html><title>T</title><link rel="stylesheet" href="own.css"><h1>Hi</h1><p class="gone">unseen</p>'
        '<button onclick="this.remove()">Go</button><script>document.body.innerHTML = "taken over"</script>'
    )
    twin, chromium = (webgen("snapshot", str(page), "--engine", name) for name in ("twin", "chromium"))
    assert twin.stdout == chromium.stdout
    assert 'button "Go"' in twin.stdout
    assert "unseen" not in twin.stdout
    assert "taken over" not in twin.stdout


def test_the_twin_says_what_it_does_not_support(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><p style='float: left'>x</p>")
    done = webgen("snapshot", str(page))
    assert done.returncode == 1
    assert "float" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_says_what_is_missing() -> None:
    done = webgen("doctor", "--json", WEBGEN_CHROMIUM="/nowhere")
    found = {item["what"]: item for item in result(done)["findings"]}
    assert done.returncode == 1
    assert found["browser"]["state"] == "missing"
    assert "playwright install" in found["browser"]["remedy"]
    assert found["python"]["state"] == found["playwright"]["state"] == "ok"


# ---- playing


def test_a_person_solves_a_level_in_the_terminal(tmp_path: Path) -> None:
    level = level_of(0, Knobs(workflows=("satisfied",), friction=0, login=0))
    file = tmp_path / "level.json"
    file.write_text(dump(level))
    done = webgen("play", str(file), stdin="help\nlook\nnonsense\nclick e99999\ndone\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert level.task.goal in done.stdout
    assert "http://127.0.0.1:" in done.stdout
    assert "nonsense is not a command" in done.stdout
    assert "There is no element 'e99999'" in done.stdout
    assert done.stdout.endswith("Solved.\n")


def test_leaving_is_not_judged() -> None:
    done = webgen("play", "7", stdin="quit\n")
    assert done.returncode == 1
    assert "not judged" in done.stdout


def test_what_is_done_in_the_own_browser_is_judged_at_the_end() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "webgen", "play", "7"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        address = next(match[0] for line in process.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        assert "<!doctype html>" in urllib.request.urlopen(address).read().decode()
        out, _ = process.communicate("done\n", timeout=60)
    assert "Judging what you did in the browser" in out
    assert "Not solved" in out


def test_serve_serves_until_it_is_stopped_and_judges() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "webgen", "serve", "7", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = next(match[0] for line in process.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        assert "<!doctype html>" in urllib.request.urlopen(address).read().decode()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert "nothing" in out
    assert "Not solved" in out
    assert process.returncode == 0


def test_every_word_reads_as_an_action_or_is_refused() -> None:
    for word in WORDS:
        line = {"wait": "wait 500", "give": "give up too hard"}.get(word, f"{word} e12 Label")
        assert read_words(line) is not None
        if word not in ("back", "forward", "wait", "done"):
            with pytest.raises(InputError, match=r"which|needs|what"):
                read_words(word)
    assert getattr(read_words('done "a b"'), "answer", "") == "a b"


# ---- what is refused, each in one sentence


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "-5"), "not a non-negative integer"),
        (("new", "-12"), "'-12' is not a non-negative integer"),
        (("new", "seven"), "'seven' is not a non-negative integer"),
        (("show", "3.5"), "not a non-negative integer"),
        (("show", "nowhere.json"), "neither a seed"),
        (("shw", "7"), "no such command"),
        (("show",), "missing argument"),
        (("show", "7", "--nope"), "no such option"),
        (("show", "7", "-k", "domains=shpo"), "Did you mean 'shop'"),
        (("show", "7", "-k", "domain=shop"), "Did you mean 'domains'"),
        (("show", "7", "-k", "shop"), "NAME=VALUE"),
        (("show", "7", "-k", "friction=many"), "friction"),
        (("show", "7", "-k", "records=99"), "records 0.3 to 4"),
        (("check", "--seeds", "5:5"), "A must be below B"),
        (("check", "--seeds", "9:3"), "A must be below B"),
        (("check", "--seeds", "-1:3"), "not a non-negative integer"),
        (("check", "--seeds", "3"), "not A:B"),
        (("check", "--seeds", "0:1", "--engine", "twn"), "Did you mean 'twin'"),
        (("parity", "--levels", "0"), "at least 1"),
        (("attack", "--levels", "none"), "valid integer"),
        (("attack", "--only", "nothng", "-n", "1"), "Did you mean 'nothing'"),
        (("bench", "--seconds", "0"), "more than 0"),
        (("suite", "verify", "smoek"), "unknown frozen suite"),
        (("suite", "verify"), "say which suite"),
        (("suite", "build", "nowhere"), "cannot read"),
        (("suite", "build", "no/where", "--from", "nowhere.toml"), "is named with letters"),
        (("demos", "replay", "nowhere.jsonl"), "cannot read"),
        (("demos", "record", "-n", "1", "-o", "/nowhere/x.jsonl"), "does not exist"),
        (("demos", "record", "-n", "1", "-o", "x.jsonl", "--style", "mose"), "Did you mean 'mouse'"),
        (("report", "/nowhere"), "not a folder"),
        (("serve", "7", "--port", "99999"), "99999"),
        (("new", "7", "-o", "/nowhere/level.json"), "cannot write"),
    ],
)
def test_bad_arguments_get_one_sentence(arguments: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    assert sentence in refused(webgen(*arguments, cwd=tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_port_in_use_gets_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "address already in use" in refused(webgen("serve", "7", "--port", port))


def test_no_browser_gets_one_sentence(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>x</p>")
    sentence = refused(webgen("snapshot", str(page), "-e", "chromium", WEBGEN_CHROMIUM="/nowhere"))
    assert "playwright install" in sentence


def _altered(**changes: Any) -> str:
    data = json.loads(dump(level_of(7, Knobs(domains=("shop",)))))
    for path, value in changes.items():
        part = data
        *places, last = path.split("__")
        for place in places:
            part = part[int(place) if isinstance(part, list) else place]
        part[int(last) if isinstance(part, list) else last] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[1, 2]", "a JSON object"),
        ('{"a": 1}', "neither a level"),
        ('{"schema_version": 1, "today": "2026-01-05", "task": {}}', "not a valid spec"),
        (_altered(spec__schema_version=99), "schema version 99 is not 1"),
        (_altered(surplus=1), "not permitted"),
        (_altered(spec__sites__0__domain="shpo"), "Did you mean 'shop'"),
        (_altered(spec__sites__0__chrome="topbr"), "Did you mean 'topbar'"),
        (_altered(spec__task__workflow="delet"), "Did you mean 'delete'"),
        (_altered(spec__sites__0__settings__fields__0__widget="slect"), "unknown widget 'slect'"),
        (_altered(sites__0__records={}), "records of product are missing"),
        (_altered(sites__0__settings={}), "columns missing or unknown"),
        (_altered(sites__0__records__product__0__category="Spaceships"), "do not fit together"),
        (_altered(max_steps=0), "at least 1"),
        (_altered(content_seed="x"), "content_seed"),
    ],
)
def test_a_bad_level_file_gets_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "level.json"
    file.write_text(text)
    told = refused(webgen("show", str(file)))
    assert sentence in told
    assert "level.json" in told or "Did you mean" in told
    assert file.read_text() == text


def test_a_file_that_is_no_text_gets_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "level.json"
    file.write_bytes(b"\xff\xfe\x00\x80")
    assert "not a text file" in refused(webgen("show", str(file)))


def test_broken_toml_gets_one_sentence(tmp_path: Path) -> None:
    for text, sentence in (
        ("first = [", "this is not TOML"),
        ("title = 'x'", "parts"),
        ("title = 'x'\n[[parts]]\nfirst = -1\ncount = 3", "first"),
        ("title = 'x'\n[[parts]]\nfirst = 1\ncount = 3\nseeds = 4", "seeds"),
        ("title = 'x'\n[[parts]]\nfirst = 1\ncount = 3\n[parts.knobs]\ndomains = ['shpo']", "Did you mean 'shop'"),
    ):
        (tmp_path / "suite.toml").write_text(text)
        assert sentence in refused(webgen("suite", "build", "mine", "--from", str(tmp_path / "suite.toml"), "-o", str(tmp_path)))
    assert [path.name for path in tmp_path.iterdir()] == ["suite.toml"]


def test_a_learner_that_is_not_ours_is_refused_by_name(tmp_path: Path) -> None:
    package = tmp_path / "agent"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('a foreign package was imported')")
    done = webgen("train", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    sentence = refused(done)
    assert "'agent'" in sentence
    assert str(package) in sentence
    assert webgen("list", cwd=tmp_path, PYTHONPATH=str(tmp_path)).returncode == 0


def test_a_missing_library_is_named_for_the_commands_that_need_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Without:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'torch':\n"
        "            raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n"
        "sys.meta_path.insert(0, Without())\n"
    )
    sentence = refused(webgen("train", "-o", str(tmp_path / "run"), PYTHONPATH=str(tmp_path)))
    assert "torch" in sentence
    assert "webgen-gym[train]" in sentence
    assert webgen("list", PYTHONPATH=str(tmp_path)).returncode == 0


@pytest.mark.parametrize(
    ("pair", "words"),
    [("extras=zzz", "extra 'zzz'"), ("doors=zzz", "door 'zzz'"), ("homes=zzz", "home 'zzz'"), ("login=7", "login is a chance"),
     ("tone=-5", "tone is a chance"), ("paraphrase=nan", "paraphrase is a chance"), ("friction=99", "^knob friction is 0 to 5"),
     ("satisfied=1", r"infeasible \(0.13\)")],
)  # fmt: skip
def test_a_knob_that_means_nothing_is_refused(pair: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        knobs_of([pair])


def test_seeds_and_knobs_are_read() -> None:
    assert seeds_of("3:7") == range(3, 7)
    assert knobs_of(["domains=shop,clinic", "friction=0"]).domains == ("shop", "clinic")
    assert knobs_of(None).friction > 0
