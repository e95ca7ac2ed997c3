"""Studies on a Dask cluster.

    python -m busyhour.dask run MODEL --precision '2 %' --scheduler tcp://host:8786

The study is planned and merged here, by the command line, and its shards are simulated by the workers. The result is that
of `busyhour run`, byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import _busyhour
from .errors import Error

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["main", "study"]

Progress = Callable[[int, int], object]

#: Options of a study that say what `merge` writes.
_OF_MERGE = {"--json", "--csv", "--no-charts", "--open"}

#: Shards for each thread of the cluster: so many that the last ones keep no worker waiting for long.
PER_THREAD = 4

#: How often a shard is given to another worker after its worker was lost several times.
AGAIN = 3


def study(
    words: Sequence[str],
    *,
    client: Client,
    out: str | os.PathLike[str],
    shards: int | None = None,
    merge: Sequence[str] = (),
    progress: Progress | None = None,
) -> int:
    """Runs a study on a cluster, and returns the exit status that it has on one machine.

    `words` are those of the command line, as `["run", "office.toml", "--precision", "2 %"]`, and `merge` further options of
    `busyhour merge`. Plan, parts and result are in the folder `out`; what is there of the same study is not repeated.
    `progress(done, total)` is called with the shards of a round. A study that decides on the way has several rounds.
    """
    folder = Path(out)
    _plan(words, folder, shards or _shards(client, folder))
    while True:
        _simulate(client, folder, progress)
        planned = _planned(folder)
        merged = _busyhour_command("merge", str(folder), *merge)
        if _planned(folder) == planned:
            sys.stderr.write(merged.stderr)
            sys.stdout.write(merged.stdout)
            sys.stdout.flush()
            return merged.returncode


def _busyhour_command(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a process of its own."""
    command = [sys.executable, "-m", "busyhour", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _plan(words: Sequence[str], folder: Path, shards: int) -> None:
    planned = _busyhour_command("plan", *words, "--shards", str(shards), "--out", str(folder))
    if planned.returncode != 0:
        raise Error(planned.stderr.strip())


def _shards(client: Client, folder: Path) -> int:
    """As many shards as the plan has that is there; without one, some for each thread of the cluster."""
    try:
        return int(json.loads((folder / "plan.json").read_text(encoding="utf-8"))["shards"])
    except (OSError, ValueError, KeyError, TypeError):
        client.wait_for_workers(1)
        return PER_THREAD * max(1, sum(client.nthreads().values()))


def _planned(folder: Path) -> int:
    """Shards in the plan."""
    return len(json.loads((folder / "plan.json").read_text(encoding="utf-8"))["work"])


def _missing(folder: Path) -> list[int]:
    listed = _busyhour_command("shard", str(folder), "--missing")
    if listed.returncode != 0:
        raise Error(listed.stderr.strip())
    return [int(line) for line in listed.stdout.split()]


def _text(text: str) -> str:
    """The plan as a task: Dask can give it to a worker again, after the one that had it was lost."""
    return text


def _shard(plan: str, index: int) -> bytes:
    """The part of a shard. One thread: Dask gives each thread of a worker a shard of its own."""
    return _busyhour.shard(plan, index, threads=1)


def _simulate(client: Client, folder: Path, progress: Progress | None) -> None:
    """Simulates the shards that have no part, and writes each part when it is there."""
    from distributed import KilledWorker, as_completed

    missing = _missing(folder)
    total, lost = len(missing), dict.fromkeys(missing, 0)
    text = (folder / "plan.json").read_text(encoding="utf-8")
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    plan = client.submit(_text, text, key=f"busyhour-plan-{name}")
    futures = {client.submit(_shard, plan, i, key=f"busyhour-shard-{name}-{i}"): i for i in missing}
    waiting, done = as_completed(list(futures)), 0
    if progress is not None:
        progress(0, total)
    try:
        for future in waiting:
            index = futures[future]
            try:
                part = future.result()
            except KilledWorker as killed:
                lost[index] += 1
                if lost[index] > AGAIN:
                    what = f"shard {index}: every worker that took it was lost; has it enough memory? {killed}"
                    raise Error(what) from killed
                future.retry()
                waiting.add(future)
                continue
            _write(folder / "parts" / f"shard-{index:05}.part", part)
            future.release()
            done += 1
            if progress is not None:
                progress(done, total)
    finally:
        client.cancel(list(futures))


def _write(path: Path, part: bytes) -> None:
    """Writes a part whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(part)
    aside.replace(path)


def _show(done: int, total: int) -> None:
    """Progress on standard error: one line that changes, or ten where it is no terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total} shards" + ("\n" if done == total else ""))
    elif done * 10 // max(1, total) != (done - 1) * 10 // max(1, total):
        sys.stderr.write(f"{done} of {total} shards\n")
    sys.stderr.flush()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m busyhour.dask",
        usage="%(prog)s STUDY MODEL… [options of STUDY] [options]",
        description="Runs a study on a Dask cluster: the result is that of `busyhour STUDY`, byte for byte. If it is stopped, "
        "repeat the command to continue. It takes the options of the study, also --json, --csv, --no-charts and --open.",
        allow_abbrev=False,
    )
    parser.add_argument("study", choices=["run", "sweep", "compare", "sensitivity", "validate"], help="the study, with its own options")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="address of a scheduler, as tcp://host:8786, or its file; without it, a cluster on this machine"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes of the cluster on this machine [default: one per core]")
    parser.add_argument("--shards", type=int, metavar="N", help=f"shards [default: {PER_THREAD} for each thread of the cluster]")
    parser.add_argument("--out", metavar="DIR", help="folder of plan, parts and result [default: results/<model>-<study>-shards]")
    return parser


def _folder(asked: argparse.Namespace, words: Sequence[str]) -> Path:
    if asked.out:
        return Path(asked.out)
    models = [Path(word) for word in words if not word.startswith("-") and Path(word).exists()]
    if not models:
        raise Error("name a folder for plan, parts and result, as --out DIR")
    return Path("results") / f"{models[0].stem}-{asked.study}-shards"


def _client(asked: argparse.Namespace) -> Client:
    from distributed import Client, LocalCluster

    if asked.scheduler is None:
        return Client(LocalCluster(n_workers=asked.workers or os.cpu_count(), threads_per_worker=1, dashboard_address=None))
    if Path(asked.scheduler).is_file():
        return Client(scheduler_file=asked.scheduler)
    return Client(asked.scheduler)


def main(words: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = _arguments()
    asked, rest = parser.parse_known_args(words)
    if asked.scheduler is not None and asked.workers is not None:
        parser.error("--workers is for a cluster on this machine; the scheduler has its own")
    if min(asked.workers or 1, asked.shards or 1) < 1:
        parser.error("--workers and --shards are 1 or more")
    merge = [word for word in rest if word.split("=")[0] in _OF_MERGE]
    rest = [word for word in rest if word not in merge]
    try:
        import distributed  # noqa: F401
    except ImportError:
        sys.stderr.write("error: Dask is not installed; install it: pip install 'busyhour[dask]'\n")
        return 2
    try:
        folder = _folder(asked, rest)
        with _client(asked) as client:
            try:
                return study([asked.study, *rest], client=client, out=folder, shards=asked.shards, merge=merge, progress=_show)
            finally:
                if asked.scheduler is None:
                    client.cluster.close()
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; the parts so far are kept: repeat the command to continue\n")
        return 130
    except (Error, OSError) as error:
        text = str(error)
        sys.stderr.write(text if text.startswith("error") else f"error: {text}")
        sys.stderr.write("\n")
        return 2


if __name__ == "__main__":
    # Workers import this module by its name, not as `__main__`.
    from busyhour.dask import main as _main

    sys.exit(_main())
