"""Studies give what the command line gives, byte for byte."""

import pickle
from pathlib import Path

import pytest
from conftest import LINES, MODELS, SMALL, command

import busyhour

SET = [f"--set={path}={value}" for path, value in SMALL.items()]


def written(folder: Path) -> str:
    return (folder / "record.json").read_text(encoding="utf-8")


def test_run(tmp_path: Path, record: busyhour.Record) -> None:
    done = command("run", LINES, *SET, "--out", tmp_path, "--no-charts")
    assert done.returncode in (0, 1), done.stderr
    assert record.to_json() == written(tmp_path)
    assert record.to_csv() == (tmp_path / "estimates.csv").read_text(encoding="utf-8")
    assert record.replications == 4
    (target,) = record.targets.to_dicts()
    assert record.targets_met == (target["verdict"] == "met")
    assert (done.returncode == 1) == (target["verdict"] == "missed")


def test_precision(tmp_path: Path, study: busyhour.Study) -> None:
    done = command("run", LINES, *SET, "--precision=blocking=20 %", "--out", tmp_path, "--no-charts")
    assert done.returncode in (0, 1), done.stderr
    asked: list[str | list[str] | dict[str, str]] = ["blocking=20 %", ["blocking=20 %"], {"blocking": "20 %"}]
    for precision in asked:
        found = study.run(precision, threads=2)
        assert found.to_json() == written(tmp_path)
        assert found.precision_met


def test_sweep(tmp_path: Path) -> None:
    axis = "gateway[*].channels=20..32:4"
    done = command("sweep", LINES, *SET, "--vary", axis, "--out", tmp_path, "--no-charts")
    assert done.returncode == 0, done.stderr
    study = busyhour.load(LINES, set=SMALL)
    assert study.sweep(axis).to_json() == written(tmp_path)
    same = study.sweep({"gateway[*].channels": "20..32:4"}, tolerance=0.01)
    assert same.to_json() == written(tmp_path)
    listed = study.sweep({"gateway[*].channels": [20, 32]}, refine=False)
    assert listed.designs == ["gateway[*].channels=20", "gateway[*].channels=32"]
    few = listed.estimate("blocking", design="gateway[*].channels=20")
    assert float(few) > float(listed.estimate("blocking", design="gateway[*].channels=32"))


def test_compare(tmp_path: Path, study: busyhour.Study) -> None:
    other = MODELS / "tutorial" / "1-first-call.toml"
    other = other if other.exists() else sorted((MODELS / "tutorial").glob("*.toml"))[0]
    done = command("compare", LINES, other, *SET, "--measure=blocking", "--out", tmp_path, "--no-charts")
    assert done.returncode == 0, done.stderr
    found = study.compare([busyhour.load(other, set=SMALL)], measure="blocking")
    assert found.to_json() == written(tmp_path)
    designs = study.compare({"more lines": {"gateway[*].channels": 40}}, measure=["blocking"])
    assert designs.designs == [LINES.stem, "more lines"]
    (difference,) = designs.differences.to_dicts()
    assert difference["from_design"] == LINES.stem and difference["value"] < 0


def test_a_warm_up_is_found_as_the_command_line_finds_it(tmp_path: Path) -> None:
    done = command("run", LINES, *SET, "--set=study.warm_up=found", "--out", tmp_path, "--no-charts")
    assert done.returncode in (0, 1), done.stderr
    study = busyhour.load(LINES, set={**SMALL, "study.warm_up": "found"})
    assert study.run().to_json() == written(tmp_path)


def test_models_come_from_text_and_take_values_of_python(study: busyhour.Study) -> None:
    text = LINES.read_text(encoding="utf-8")
    found = busyhour.load(text, set=SMALL)
    assert found.name == "model" and found.title == study.title
    changed = study.with_set({"gateway[*].channels": 40, "title": 'a "quoted" \\ title'})
    assert changed.title == 'a "quoted" \\ title'
    assert changed.overrides[-2] == "gateway[*].channels=40"
    assert changed.sha256 != study.sha256
    numbers = pytest.importorskip("numpy")
    same = study.with_set({"gateway[*].channels": numbers.int64(40)})
    assert same.overrides[-1] == "gateway[*].channels=40"


def test_records_are_read_and_pickled(tmp_path: Path, record: busyhour.Record) -> None:
    path = tmp_path / "record.json"
    path.write_text(record.to_json(), encoding="utf-8")
    assert busyhour.read(path) == record == busyhour.read(record.to_json())
    assert pickle.loads(pickle.dumps(record)) == record
    assert record.to_dict()["replications"] == 4


def test_estimates_are_found_by_their_figure(record: busyhour.Record) -> None:
    blocking = record["blocking"]
    assert blocking.value is not None and blocking.low is not None and blocking.high is not None
    assert blocking.low <= blocking.value <= blocking.high
    assert float(blocking) == blocking.value and "blocking" in repr(blocking)
    with pytest.raises(KeyError, match="did you mean `blocking`"):
        record["bloking"]
    with pytest.raises(KeyError, match="not in this record"):
        record.estimate("blocking@gateway:none")


def test_a_check_lists_findings() -> None:
    found = busyhour.load(MODELS / "broken" / "wildcard-subject.toml").check()
    assert found.errors >= 1 and len(found) == len(list(found))
    first = found[0]
    assert first.severity == "error" and first.rule == "wildcard-subject"
    assert first.hint and first.effect and first.line
    assert found[-1].text == list(found)[-1].text
    with pytest.raises(IndexError):
        found[len(found)]
    assert "what happens" in str(found) and "<pre>" in found._repr_html_()


def test_progress_is_reported(study: busyhour.Study) -> None:
    heard: list[tuple[int, int]] = []
    study.run(replications=8, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (8, 8)


def test_an_exception_of_progress_stops_the_study(study: busyhour.Study) -> None:
    class Enough(Exception):
        pass

    def enough(_done: int, _total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        study.run(replications=100_000, allow_large=True, progress=enough)
