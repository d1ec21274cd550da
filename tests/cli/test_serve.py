"""What `nintei serve` does before it serves stays in a process of its own: the server forks afterwards."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from webapp.cli import serve
from webapp.cli.failure import Failure
from webapp.model.refusals import Refusal, UnknownProcess
from webapp.model.settings import Settings


def test_nothing_that_was_started_to_prepare_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given a preparation that starts threads, as the setting of letters does, when it is over, then this process has
    not got them."""

    def prepare(settings: Settings) -> None:
        threading.Thread(target=threading.Event().wait, args=(30,), daemon=True).start()
        (settings.data / "pid").write_text(str(os.getpid()))

    monkeypatch.setattr(serve, "_prepare", prepare)
    before = threading.active_count()
    serve._prepare_apart(Settings(data=tmp_path))
    assert int((tmp_path / "pid").read_text()) != os.getpid()
    assert threading.active_count() == before


@pytest.mark.parametrize("raised", [Failure("no folder"), UnknownProcess(process="x")])
def test_a_failure_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch, raised: Exception) -> None:
    def prepare(_settings: Settings) -> None:
        raise raised

    assert isinstance(raised, (Failure, Refusal))
    monkeypatch.setattr(serve, "_prepare", prepare)
    with pytest.raises(Failure) as told:
        serve._prepare_apart(Settings())
    assert str(told.value) == str(raised)


def test_what_nobody_expected_is_a_failure_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_prepare", lambda _settings: os._exit(3))
    with pytest.raises(Failure, match="could not be made ready"):
        serve._prepare_apart(Settings())


def test_a_second_start_keeps_the_data_and_says_where_the_shelf_differs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Given a house and a shelf, when a diagram of the shelf changes, then a start publishes nothing and says so."""
    shelf = tmp_path / "processes"
    shutil.copytree(Settings().processes, shelf)
    settings = Settings(data=tmp_path / "data", processes=shelf)
    serve._prepare(settings)
    assert "published from" in capsys.readouterr().out
    serve._prepare(settings)
    said = capsys.readouterr().out
    assert "published" not in said
    assert "differs" not in said
    diagram = shelf / "incident" / "process.bpmn"
    diagram.write_text(diagram.read_text().replace("</bpmn:definitions>", "<!-- changed --></bpmn:definitions>"))
    serve._prepare(settings)
    said = capsys.readouterr().out
    assert "published from" not in said
    assert "the shelf differs from what is live: incident." in said
