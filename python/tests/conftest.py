"""What the tests share."""

import subprocess
import sys
from pathlib import Path

import pytest

import busyhour

MODELS = Path(__file__).resolve().parents[2] / "models"
LINES = MODELS / "tutorial" / "2-busy-lines.toml"

#: Small and quick, with a target.
SMALL: dict[str, str | int] = {"study.duration": "10 min", "study.replications": 4}


def command(*words: object) -> "subprocess.CompletedProcess[str]":
    """Runs the command line of the wheel."""
    words_as_text = [str(word) for word in words]
    return subprocess.run([sys.executable, "-m", "busyhour", *words_as_text], capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def study() -> busyhour.Study:
    return busyhour.load(LINES, set=SMALL)


@pytest.fixture(scope="session")
def record(study: busyhour.Study) -> busyhour.Record:
    return study.run()
