"""`nintei rule`: one question or a stream of them, refusals that do not stop it, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from webapp.cli import build_parser
from webapp.cli.rule import command, run
from webapp.model.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SHELF = ROOT / "processes"
TODAY = date(2026, 11, 21)
GOOD = '{"level": 10, "status": "under_review"}'


def asked(
    name: str, argument: str | None, lines: str = "", shelf: Path = SHELF
) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, answers, standard error."""
    out, err = io.StringIO(), io.StringIO()
    code = run(name, argument, io.StringIO(lines), out, err, shelf, TODAY)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_one_question_is_answered_in_the_promised_shape() -> None:
    code, (answer,), err = asked("incident.measure", GOOD)
    assert (code, err) == (0, "")
    assert set(answer) == {"outcome", "value", "because", "cites", "parameters"}
    assert answer["outcome"] == "TERMINATE_REVIEW"
    assert answer["value"]["measures"] == ["TERMINATE_REVIEW", "BAR"]
    assert answer["value"]["period"] == {"kind": "fixed", "months": 12}
    assert answer["value"]["counts_notice_day"] is False
    assert all(set(reason) == {"ja", "en", "facts"} for reason in answer["because"])
    assert all(set(cite) == {"document", "edition", "clause", "quote"} for cite in answer["cites"])
    assert "10 付与の取り消し" in next(cite["quote"] for cite in answer["cites"] if cite["clause"] == "表2 10")


def test_a_refused_question_names_the_field_and_exits_with_1() -> None:
    code, (answer,), _ = asked("incident.measure", '{"level": 11, "status": "grantee"}')
    assert code == 1
    assert set(answer["refused"]) == {"field", "expected", "message_ja", "message_en"}
    assert answer["refused"]["field"] == "level"
    assert "0" in answer["refused"]["message_ja"]


@pytest.mark.parametrize("text", ["", "{", "[]", "8", '"x"', "null", "{'level': 8}", "[" * 100_000, '{"a":1}{"b":2}'])
def test_what_is_no_json_object_is_refused_without_a_field(text: str) -> None:
    code, (answer,), err = asked("incident.measure", text)
    assert (code, err) == (1, "")
    assert answer["refused"]["field"] is None
    assert "JSON" in answer["refused"]["message_en"]


def test_a_refused_line_does_not_stop_the_stream() -> None:
    lines = "\n".join([GOOD, "oops", '{"level": 12, "status": "grantee"}', "", GOOD, ""])
    code, answers, _ = asked("incident.measure", "-", lines)
    assert code == 1
    assert ["refused" in answer for answer in answers] == [False, True, True, False]


def test_a_stream_without_refusals_exits_with_0() -> None:
    code, answers, _ = asked("incident.measure", "-", f"{GOOD}\n{GOOD}")
    assert (code, len(answers)) == (0, 2)
    assert asked("incident.measure", "-", "")[:2] == (0, [])


def test_an_unknown_rule_names_the_closest_in_one_line() -> None:
    code, answers, err = asked("incident.mesure", GOOD)
    assert (code, answers) == (2, [])
    assert "'incident.mesure'" in err
    assert "incident.measure" in err
    assert err.count("\n") == 1


def test_without_a_question_the_rule_says_what_it_asks() -> None:
    out = io.StringIO()
    assert run("incident.level", None, io.StringIO(), out, io.StringIO(), SHELF) == 0
    for word in ("status", "grantee | under_review | prospective", "complies_with_criteria", "[optional]", "Cites:"):
        assert word in out.getvalue()


def test_all_rules_are_listed() -> None:
    out = io.StringIO()
    assert run("list", None, io.StringIO(), out, io.StringIO(), SHELF) == 0
    assert "periods.bar" in out.getvalue()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (None, "no folder"),
        ({"body.toml": "[calendar"}, "body.toml"),
        ({"incident/parameters.toml": "[[a.values]]\nvalue = 1"}, "a.values"),
    ],
)
def test_a_shelf_that_cannot_be_read_is_one_line_and_exit_2(
    tmp_path: Path, files: dict[str, str] | None, said: str
) -> None:
    shelf = tmp_path / "shelf"
    for name, text in (files or {}).items():
        file = shelf / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    code, answers, err = asked("incident.measure", GOOD, shelf=shelf)
    assert (code, answers) == (2, [])
    assert said in err
    assert err.count("\n") == 1


def test_the_command_reads_the_shelf_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    options = build_parser().parse_args(["rule", "incident.measure", GOOD])
    assert command(options, Settings(processes=SHELF)) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "TERMINATE_REVIEW"


def started(*arguments: str, lines: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from webapp.cli import main; sys.exit(main())", "rule", *arguments],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )


def test_bytes_that_are_no_text_are_refused_and_output_is_utf8() -> None:
    finished = started(
        "periods.officer", "-", lines=b'{"ended_on": "\xff"}\n{"ended_on": "2026-02-28"}\n{"\\ud800": 1}\n'
    )
    answers = [json.loads(line) for line in finished.stdout.decode("utf-8").splitlines()]
    assert ["refused" in answer for answer in answers] == [True, False, True]
    assert (finished.returncode, finished.stderr) == (1, b"")


def test_it_starts_without_database_and_web() -> None:
    program = (
        "import sys; from webapp.cli import main; main(['rule', 'incident.measure', sys.argv[1]]);"
        "print([m for m in sys.modules if m.split('.')[0] in ('flask', 'sqlalchemy', 'SpiffWorkflow', 'lxml', 'alembic')]"
        "+ [m for m in sys.modules if m.startswith(('webapp.store', 'webapp.web', 'webapp.engine'))], file=sys.stderr)"
    )
    finished = subprocess.run([sys.executable, "-c", program, GOOD], capture_output=True, cwd=ROOT, check=True)
    assert finished.stderr.strip() == b"[]"


def test_ten_thousand_lines_take_a_moment() -> None:
    # measured in the bench; here a guard against a rule that has become slow by an order of magnitude
    lines = f"{GOOD}\n".encode() * 10_000
    before = time.monotonic()
    finished = started("incident.measure", "-", lines=lines)
    assert finished.stdout.count(b"\n") == 10_000
    assert time.monotonic() - before < 20
