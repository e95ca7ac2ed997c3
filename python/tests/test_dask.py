"""Studies on a Dask cluster give the bytes of one machine, also if a worker is killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import LINES, SMALL, command
from distributed import Client, LocalCluster

import busyhour
from busyhour import dask as on_dask

SET = [f"--set={path}={value}" for path, value in SMALL.items()]

#: What both have to give; `run-info.json` tells how long it took.
SAME = ["record.json", "estimates.csv", "report.html", "report.md"]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def check_same(one: Path, other: Path) -> None:
    for name in SAME:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    pictures = sorted(path.name for path in one.glob("**/*.svg"))
    assert pictures == sorted(path.name for path in other.glob("**/*.svg"))


@pytest.mark.parametrize(
    "words",
    [
        ["run", str(LINES), *SET, "--precision", "blocking=4 %"],
        ["sweep", str(LINES), *SET, "--vary", "gateway[*].channels=20..44:8"],
        ["compare", str(LINES), *SET, "--vary", "gateway[*].channels=20,40"],
    ],
    ids=["run", "sweep", "compare"],
)
def test_a_study_gives_the_bytes_of_one_machine(client: Client, tmp_path: Path, words: list[str]) -> None:
    alone = command(*words, "--out", tmp_path / "alone")
    assert alone.returncode in (0, 1), alone.stderr
    heard: list[tuple[int, int]] = []
    status = on_dask.study(
        words, client=client, out=tmp_path / "shared", shards=6, progress=lambda done, total: heard.append((done, total))
    )
    assert status == alone.returncode
    check_same(tmp_path / "alone", tmp_path / "shared")
    assert heard[0] == (0, 6) and heard[-1][0] == heard[-1][1]


def test_a_killed_worker_costs_nothing_but_time(client: Client, tmp_path: Path) -> None:
    words = ["run", str(LINES), "--set=study.duration=8 h", "--replications=240"]
    killed: list[int] = []

    def kill() -> None:
        (process,) = list(client.run(os.getpid).values())[:1]
        os.kill(process, signal.SIGKILL)
        killed.append(process)

    def progress(done: int, total: int) -> None:
        if done == 4 and not killed:
            killer = threading.Thread(target=kill)
            killer.start()
            killer.join()

    assert on_dask.study(words, client=client, out=tmp_path / "shared", shards=24, progress=progress) in (0, 1)
    assert killed
    alone = command(*words, "--out", tmp_path / "alone")
    assert alone.returncode in (0, 1), alone.stderr
    check_same(tmp_path / "alone", tmp_path / "shared")


def test_what_is_there_is_not_repeated(client: Client, tmp_path: Path) -> None:
    words = ["run", str(LINES), *SET]
    assert on_dask.study(words, client=client, out=tmp_path, shards=4) in (0, 1)
    (tmp_path / "parts" / "shard-00002.part").unlink()
    heard: list[tuple[int, int]] = []
    # The plan that is there says how many shards there are.
    on_dask.study(words, client=client, out=tmp_path, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 1), (1, 1)]


def test_refusals_are_those_of_plan(client: Client, tmp_path: Path) -> None:
    for words, why in [
        (["run", str(LINES), "--headroom"], "cannot be planned"),
        (["run", "no-model.toml"], "no-model.toml"),
    ]:
        with pytest.raises(busyhour.Error, match=why):
            on_dask.study(words, client=client, out=tmp_path / "refused", shards=2)


def test_the_command_starts_a_cluster_or_takes_one(client: Client, tmp_path: Path) -> None:
    address: str = client.scheduler_info()["address"]
    begin = [sys.executable, "-m", "busyhour.dask", "run", str(LINES), *SET, "--no-charts", "--json"]
    own = [*begin, "--workers", "1", "--shards", "2", "--out", str(tmp_path / "own")]
    given = [*begin, "--scheduler", address, "--out", str(tmp_path / "given")]
    texts = []
    for words in (own, given):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        assert " shards" in done.stderr
        texts.append(done.stdout)
    assert texts[0] == texts[1] == (tmp_path / "own" / "record.json").read_text(encoding="utf-8")
    wrong = subprocess.run([*begin[:4], "no-model.toml", "--out", str(tmp_path / "no")], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2 and "no-model.toml" in wrong.stderr
