"""A second process with another hash seed must reproduce ids, HTML, snapshots and logs."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import hashlib, json, sys
from webgen.engines import engine
from webgen.episode import Episode, world_of
from webgen.generate import level_of
from webgen.oracle import Oracle
from webgen.streams import Stream
from webgen.walks import random_action

digest = hashlib.sha256()
twin = engine("twin")
for seed in range(*map(int, sys.argv[1].split(":"))):
    level = level_of(seed)
    digest.update(f"{level.id} {level.spec.id} {level.task.goal}".encode())
    for walk in ("oracle", "random"):
        with Episode(twin, level) as episode:
            inner = [site.handle for site in episode.sites]
            for site, handle in zip(episode.sites, inner):
                def spy(request, handle=handle):
                    answer = handle(request)
                    digest.update(f"{request.path} {answer.status} {answer.body} {sorted(answer.cookies.items())}".encode())
                    return answer
                site.handle = spy
            oracle = Oracle(level)
            for step in range(60 if walk == "oracle" else 15):
                choose = oracle.act if walk == "oracle" else lambda s: random_action(s, Stream(seed, "walk", step))
                done = episode.act(choose(episode.snapshot))
                shot = done.snapshot
                digest.update(f"{shot.text} {shot.url} {shot.title} {done.error}".encode())
                if done.ended:
                    break
            digest.update(repr(episode.log(ambient=True)).encode() + repr(episode.verdict()).encode())
print(digest.hexdigest())
"""


def digest(hash_seed: str, seeds: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, seeds],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.strip()


def test_two_processes_with_different_hash_seeds_agree() -> None:
    seeds = os.environ.get("WEBGEN_DETERMINISM_SEEDS", "0:12")
    first, second = digest("0", seeds), digest("4242", seeds)
    assert len(first) == 64
    assert first == second


def test_other_seeds_give_another_digest() -> None:
    assert digest("0", "0:1") != digest("0", "1:2")
