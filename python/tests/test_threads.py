"""Python goes on while a study runs, and Ctrl-C stops it."""

import signal
import subprocess
import sys
import threading
import time

from conftest import LINES

import busyhour


def test_python_runs_beside_a_simulation(study: busyhour.Study) -> None:
    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(0.002):
            ticks.append(time.monotonic())

    other = threading.Thread(target=tick)
    other.start()
    begin = time.monotonic()
    # One thread simulates, so that the other core is free.
    study.run(replications=400, threads=1)
    end = time.monotonic()
    stop.set()
    other.join()
    within = [at for at in ticks if begin < at < end]
    assert end - begin > 0.05, "too short to tell"
    # Without the lock released there would be none between the looks for signals.
    assert len(within) >= 5


def test_studies_run_at_the_same_time(study: busyhour.Study) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(study.run().digest)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


SCRIPT = """
import busyhour, time
study = busyhour.load({path!r})
print("begins", flush=True)
try:
    study.run(replications=1_000_000, allow_large=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
print(study.run(replications=2).replications, flush=True)
"""


def test_ctrl_c_stops_a_study() -> None:
    script = SCRIPT.format(path=str(LINES))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        time.sleep(1.0)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - begin < 10.0
        # The process can go on.
        assert process.stdout.readline() == "2\n"
    assert process.returncode == 0
