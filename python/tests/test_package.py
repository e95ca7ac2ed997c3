"""The package itself: its command, its types, its notebook."""

import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
from conftest import command

import busyhour

PYTHON = Path(__file__).resolve().parents[1]
CONFIG = str(PYTHON / "pyproject.toml")


def test_the_command_line_is_there() -> None:
    asked = command("--version")
    assert asked.returncode == 0 and busyhour.__version__ in asked.stdout
    solved = command("erlang", "b", "--load", "4.46 erlang", "--channels", "10")
    assert solved.returncode == 0 and "Erlang B" in solved.stdout
    assert command("run", "no-model.toml").returncode == 2
    beside = Path(sys.executable).parent / "busyhour"
    assert beside.exists() and subprocess.run([beside, "--version"], check=False).returncode == 0


def test_the_types_are_those_of_the_package(tmp_path: Path) -> None:
    typed = [sys.executable, "-m", "mypy.stubtest", "busyhour", "--concise", "--ignore-disjoint-bases", "--mypy-config-file", CONFIG]
    found = subprocess.run(typed, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_tests_are_typed(tmp_path: Path) -> None:
    checked = [sys.executable, "-m", "mypy", "--config-file", CONFIG, "--cache-dir", str(tmp_path), str(PYTHON / "tests")]
    found = subprocess.run(checked, capture_output=True, text=True, check=False, cwd=PYTHON / "tests")
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_notebook_runs() -> None:
    path = PYTHON / "examples" / "busyhour.ipynb"
    notebook = nbformat.read(path, as_version=4)
    done = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [out for cell in done.cells if cell.cell_type == "code" for out in cell.outputs]
    kinds = {kind for out in shown for kind in out.get("data", {})}
    assert {"image/svg+xml", "text/html"} <= kinds
    assert not [out for out in shown if out.output_type == "error"]
