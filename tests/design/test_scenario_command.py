"""`nintei scenario`: what it says of each story, how it ends, and what it cannot play."""

from __future__ import annotations

import io
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from drafting import write_folder
from storytelling import HEAD, bundle_with

from webapp.bundle.read import read_folder
from webapp.cli.scenario import run
from webapp.design.coverage import drawn


class Told:
    """What a run of the command came to."""

    def __init__(self, processes: Path, rules: Any, *names: str, as_json: bool = False) -> None:
        stdout, stderr = io.StringIO(), io.StringIO()
        self.exit = run(names, as_json, processes, rules, stdout, stderr)
        self.out, self.err = stdout.getvalue(), stderr.getvalue()


@pytest.fixture
def small_shelf(tmp_path: Path, shelf: dict[str, dict[str, bytes]]) -> Path:
    """A shelf whose process has two stories: one comes true."""
    bundle = bundle_with(shelf, good=HEAD, wrong=f"{HEAD}expect: {{end: ended_continued}}\n")
    write_folder(tmp_path, {"body.toml": shelf["body"]["body.toml"]})
    write_folder(tmp_path / "incident", bundle.files)
    return tmp_path


def test_the_command_says_per_story_how_it_went(small_shelf: Path, rules: dict[str, Any]) -> None:
    told = Told(small_shelf, rules)

    assert told.exit == 1
    assert "ok      incident/good" in told.out
    assert "FAILED  incident/wrong" in told.out
    assert "scenarios/wrong.yaml:9" in told.out
    assert "2 stories, 1 failed" in told.out
    diagram = drawn(read_folder(small_shelf / "incident"))
    assert f" of {len(diagram.flows)} flows covered" in told.out
    assert told.out.endswith(f"        no story goes over {list(diagram.flows)[-1]}\n")
    assert told.err == ""


def test_the_command_answers_in_json_too(small_shelf: Path, rules: dict[str, Any]) -> None:
    (small_shelf / "incident/scenarios/wrong.yaml").unlink()

    told = Told(small_shelf, rules, "incident", as_json=True)

    (answer,) = json.loads(told.out)
    assert told.exit == 1, "no story goes over most of the flows"
    assert (answer["process"], answer["ok"]) == ("incident", True)
    assert [story["story"] for story in answer["stories"]] == ["good"]
    diagram = drawn(read_folder(small_shelf / "incident"))
    (first,) = diagram.out("report_received")
    assert set(answer["uncovered_flows"]) < set(diagram.flows) - {first.id}
    assert answer["flows"] == len(diagram.flows) == answer["covered_flows"] + len(answer["uncovered_flows"])
    assert "flow_notice_after_notice" in answer["uncovered_flows"]


def test_the_command_is_content_when_every_flow_is_covered(
    monkeypatch: pytest.MonkeyPatch, small_shelf: Path, rules: dict[str, Any]
) -> None:
    (small_shelf / "incident/scenarios/wrong.yaml").unlink()
    flows = frozenset(drawn(read_folder(small_shelf / "incident")).flows)
    monkeypatch.setattr("webapp.design.scenario.covered_flows", lambda *_: flows)

    told = Told(small_shelf, rules)

    assert told.exit == 0
    assert told.out.endswith(f"incident: {len(flows)} of {len(flows)} flows covered\n")


def test_what_cannot_be_played_is_one_line_and_exit_2(
    small_shelf: Path, tmp_path_factory: pytest.TempPathFactory, rules: dict[str, Any]
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    for told in (Told(empty, rules), Told(small_shelf, rules, "nothing"), Told(small_shelf, rules, "../incident")):
        assert told.exit == 2
        assert told.out == ""
        assert told.err.count("\n") == 1
    (small_shelf / "incident/process.bpmn").write_text(textwrap.dedent("<nonsense/>"))
    told = Told(small_shelf, rules)
    assert told.exit == 2
    assert told.err.count("\n") == 1
