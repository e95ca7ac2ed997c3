"""What is wrong becomes an exception that says where and what to do."""

import pickle
from pathlib import Path

import pytest
from conftest import LINES

import busyhour


def test_a_wrong_scenario_names_line_and_cure() -> None:
    text = 'title = "x"\n[[gateway]]\nname = "gw1"\nlines = 12\n'
    with pytest.raises(busyhour.ScenarioError) as caught:
        busyhour.load(text)
    error = caught.value
    assert isinstance(error, ValueError) and isinstance(error, busyhour.Error)
    at = [d for d in error.diagnostics if d.line == 4]
    assert at, str(error)
    assert at[0].severity == "error" and at[0].file == "model.toml" and at[0].rule is None
    assert at[0].span is not None
    assert text.encode()[slice(*at[0].span)].decode().strip() != ""
    # The drawn text shows the line.
    assert "lines = 12" in str(error) and "^" in str(error)
    assert "lines = 12" in str(pickle.loads(pickle.dumps(error)))


def test_a_wrong_override_names_the_key() -> None:
    with pytest.raises(busyhour.ScenarioError) as caught:
        busyhour.load(LINES, set={"gateway[*].chanels": 3})
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.file == "--set" and "channels" in str(caught.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(busyhour.FileError, match="no-model.toml"):
        busyhour.load(Path("no-model.toml"))
    with pytest.raises(OSError):
        busyhour.read("no-record.json")


def test_calls_that_make_no_sense(study: busyhour.Study) -> None:
    with pytest.raises(busyhour.UsageError, match="100 %"):
        study.run("200 %")
    with pytest.raises(busyhour.ScenarioError, match="allow_large"):
        study.run(replications=10_000_000)
    with pytest.raises(busyhour.UsageError, match="lower end first"):
        study.sweep({"gateway[*].channels": "40..20:2"})
    with pytest.raises(busyhour.UsageError, match="named twice"):
        study.compare([study])
    with pytest.raises(busyhour.UsageError, match="Study, or a dict"):
        study.compare([3])  # type: ignore[list-item]
    with pytest.raises(busyhour.UsageError, match="no value of a key"):
        study.with_set({"title": object()})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        study.run(precision=0.02)  # type: ignore[arg-type]
    with pytest.raises(busyhour.UsageError):
        study.run(replications=0)
    with pytest.raises(busyhour.FileError, match="not JSON"):
        busyhour.read("{")
