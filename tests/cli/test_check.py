"""`nintei check` as it is called: what it prints, what it returns, how long it takes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handlers.registry import RULES as SHIPPED
from tests.engine.check.asking import RULES
from webapp.cli.check import run

ROOT = Path(__file__).parents[2]
SOUND = ROOT / "tests" / "engine" / "check" / "sound"
KEYS = {"severity", "code", "file", "element", "line", "message_ja", "message_en", "remedy"}


def copy(to: Path, **changes: bytes | None) -> Path:
    """The sound bundle in a folder of its own; names are files with / as __."""
    folder = to / "sound"
    for source in SOUND.rglob("*.*"):
        target = folder / source.relative_to(SOUND)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    for name, raw in changes.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.write_bytes(raw) if raw is not None else path.unlink()
    return folder


def listed(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    out, err = io.StringIO(), io.StringIO()
    code = run(paths, True, out, err, RULES)
    problems = json.loads(out.getvalue())
    assert isinstance(problems, list)
    for problem in problems:
        assert set(problem) == KEYS
        assert problem["severity"] in ("error", "warning")
        assert problem["message_ja"]
        assert problem["message_en"]
    return code, problems


def told(*paths: Path, language: str | None = None) -> str:
    out, err = io.StringIO(), io.StringIO()
    run(paths, False, out, err, RULES, language)
    return out.getvalue() + err.getvalue()


def test_a_sound_bundle() -> None:
    assert listed(SOUND) == (0, [])


def test_a_lone_diagram_misses_what_only_a_bundle_has() -> None:
    code, problems = listed(SOUND / "process.bpmn")
    assert code == 0
    assert {problem["severity"] for problem in problems} == {"warning"}
    assert {problem["code"] for problem in problems} == {"form-missing", "decision-gap"}


def test_a_bundle_that_cannot_run(tmp_path: Path) -> None:
    code, problems = listed(copy(tmp_path, forms__review_DOT_json=None))
    assert code == 1
    assert [(p["code"], p["file"], p["element"]) for p in problems] == [("form-missing", "process.bpmn", "review")]
    assert isinstance(problems[0]["line"], int)


def test_a_form_that_is_not_one(tmp_path: Path) -> None:
    code, problems = listed(copy(tmp_path, forms__review_DOT_json=b'{\n"fields": x}'))
    assert code == 1
    assert [(p["code"], p["file"], p["line"]) for p in problems] == [("file-malformed", "forms/review.json", 2)]


def test_a_bundle_that_lacks_a_file_besides_its_diagram(tmp_path: Path) -> None:
    code, problems = listed(copy(tmp_path, process_DOT_toml=None))
    assert code == 1
    assert [(p["code"], p["file"]) for p in problems] == [("file-missing", "process.toml")]


def test_the_diagram_is_judged_even_if_another_file_is_broken(tmp_path: Path) -> None:
    xml = (SOUND / "process.bpmn").read_bytes().replace(b'id="test.ask"', b'id="test.aks"')
    code, problems = listed(copy(tmp_path, forms__review_DOT_json=b"{", process_DOT_bpmn=xml))
    assert code == 1
    assert {problem["code"] for problem in problems} == {"file-malformed", "handler-unknown"}


@pytest.mark.parametrize("raw", [b"", b"no xml", b"<a/>", b"<!DOCTYPE a><a/>", b"\xff\x00"])
def test_a_diagram_that_cannot_be_read(tmp_path: Path, raw: bytes) -> None:
    for path in (copy(tmp_path, process_DOT_bpmn=raw), tmp_path / "sound" / "process.bpmn"):
        code, problems = listed(path)
        assert code == 2
        assert [problem["severity"] for problem in problems] == ["error"]


def test_what_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path / "nowhere.bpmn", tmp_path):
        code, problems = listed(path)
        assert code == 2
        assert [(p["severity"], p["element"], p["line"]) for p in problems] == [("error", None, None)]


def test_names_that_cannot_be_printed(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "forms" / b"\xff.json".decode("utf-8", "surrogateescape")).write_bytes(b"{}")
    code, problems = listed(folder, tmp_path / b"\xff.bpmn".decode("utf-8", "surrogateescape"), tmp_path / "a\0b")
    assert code == 2
    assert {problem["code"] for problem in problems} == {"file-name", "path-missing"}


def test_an_endless_file_is_not_read_to_its_end() -> None:
    code, problems = listed(Path("/dev/zero"))
    assert code == 2
    assert [problem["code"] for problem in problems] == ["xml-too-large"]


def test_a_folder_of_bundles_is_checked_bundle_by_bundle(tmp_path: Path) -> None:
    copy(tmp_path / "shelf", forms__review_DOT_json=None)
    other = copy(tmp_path / "other")
    other.rename(tmp_path / "shelf" / "second")
    (tmp_path / "shelf" / "body.toml").write_text("")

    code, problems = listed(tmp_path / "shelf")

    assert code == 1
    assert {p["file"].split("/")[0] for p in problems} == {"sound", "second"}


@pytest.mark.parametrize("body", ["= 1", "[calendar.office]\nweekdays = ['someday']\n"])
def test_the_file_of_the_body_is_read_too(tmp_path: Path, body: str) -> None:
    copy(tmp_path)
    (tmp_path / "body.toml").write_text(body)
    code, problems = listed(tmp_path)
    assert code == 1
    assert {problem["file"] for problem in problems} == {"body.toml"}


def test_the_file_of_the_body_named_alone_or_by_a_glob_is_judged_as_what_it_is(tmp_path: Path) -> None:
    """`nintei check processes/*` hands it over beside the bundles."""
    copy(tmp_path)
    body = tmp_path / "body.toml"
    body.write_text("")
    assert listed(body) == (0, [])
    assert listed(*sorted(tmp_path.iterdir())) == (0, [])
    body.write_text('qualifications = ["研修", "研修"]\n')
    code, (problem,) = listed(body)
    assert (code, problem["code"], problem["file"]) == (1, "value-wrong", str(body))
    assert listed(*sorted(tmp_path.iterdir())) == (1, [problem])


@pytest.mark.parametrize("name", ["process.toml", "README.md", "answer.json", "notes"])
def test_a_file_that_is_no_diagram_is_named_and_what_to_name_instead(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('title = "x"\n')
    code, (problem,) = listed(path)
    assert (code, problem["code"], problem["file"]) == (2, "not-a-diagram", str(path))
    assert "は図ではありません" in told(path, language="ja")
    assert "Name a .bpmn file, a folder with a process.bpmn" in told(path, language="en")


def test_a_diagram_may_have_any_ending(tmp_path: Path) -> None:
    (tmp_path / "process.bpmn2").write_bytes((SOUND / "process.bpmn").read_bytes())
    assert listed(tmp_path / "process.bpmn2")[0] == 0


def test_several_paths_and_the_worst_of_them_counts(tmp_path: Path) -> None:
    code, problems = listed(SOUND, tmp_path / "nowhere.bpmn")
    assert code == 2
    assert [problem["code"] for problem in problems] == ["path-missing"]


def test_people_read_japanese_or_english(tmp_path: Path) -> None:
    folder = copy(tmp_path, forms__review_DOT_json=None)
    japanese = told(folder, language="ja")
    assert "process.bpmn:" in japanese
    assert "フォームがありません" in japanese
    assert "誤り1件" in japanese
    english = told(folder, language="en")
    assert "has no form" in english
    assert "1 errors" in english
    assert "No problems." in told(SOUND, language="en")


@pytest.mark.parametrize(
    ("language", "words"), [("en_GB.UTF-8", "No problems."), ("ja_JP.UTF-8", "問題点はありません"), ("", "問題点は")]
)
def test_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, language: str, words: str) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", language)
    assert words in told(SOUND)


def test_the_command_itself_and_the_shipped_processes() -> None:
    """The real command, without database and web framework."""
    asked = (
        "import sys; from webapp.cli import main; code = main(['check', 'processes', '--json']); "
        "assert not {'flask', 'sqlalchemy', 'SpiffWorkflow'} & set(sys.modules), 'too much was imported'; sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def asking(to: Path, kind: str) -> Path:
    """The sound bundle; its first task asks for a qualification."""
    plain = b'<bpmn:userTask id="review"'
    xml = (SOUND / "process.bpmn").read_bytes().replace(plain, plain + f' nintei:qualification="{kind}"'.encode())
    return copy(to, process_DOT_bpmn=xml)


def test_the_body_beside_a_bundle_says_which_qualifications_there_are(tmp_path: Path) -> None:
    bundle = asking(tmp_path, "研修")
    (lone,) = listed(bundle)[1]
    (tmp_path / "body.toml").write_text('qualifications = ["研修"]\n')
    beside = listed(bundle)
    (tmp_path / "body.toml").write_text('qualifications = ["講習"]\n')
    code, (other,) = listed(bundle)

    assert (lone["severity"], lone["code"]) == ("warning", "qualification-unknown")
    assert beside == (0, [])
    assert (code, other["severity"], other["code"], other["element"]) == (1, "error", "qualification-unknown", "review")
    assert other["line"] is not None
    assert "講習" in other["remedy"]["en"]


@pytest.mark.parametrize("wrong", ['"研修"', '["研修", "研修"]', "[1]", '[""]'])
def test_a_list_of_qualifications_that_is_none_is_told_of_the_shelf(tmp_path: Path, wrong: str) -> None:
    asking(tmp_path, "研修")
    (tmp_path / "body.toml").write_text(f"qualifications = {wrong}\n")
    code, problems = listed(tmp_path)
    assert code == 1
    assert {(each["severity"], each["code"]) for each in problems} == {
        ("error", "value-wrong"),
        ("warning", "qualification-unknown"),
    }


def test_what_ships_has_no_problems() -> None:
    assert run([ROOT / "processes"], True, io.StringIO(), io.StringIO(), SHIPPED) == 0
    out = io.StringIO()
    run([ROOT / "processes" / "incident"], True, out, io.StringIO(), SHIPPED)
    assert json.loads(out.getvalue()) == []
