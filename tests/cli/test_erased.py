"""Backups and what was erased: the list beside them, given to restore, is carried out before anybody sees the case."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import House
from erasing import CANARY, ended_case, erase, found_in

from webapp.cli import main
from webapp.store.unit import Store, sqlite_url

pytestmark = pytest.mark.sqlite  # PostgreSQL has tools of its own


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NINTEI_SECRET", "a secret for the tests, and for nothing else")


def test_a_restored_backup_is_emptied_of_what_was_erased_since(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = ended_case(house, tmp_path / "made")
    here, there, listed = tmp_path, tmp_path / "restored", tmp_path / "erased.list"
    assert main(["backup", str(tmp_path / "b.zip"), "--data", str(here)]) == 0
    erase(house, case_id)
    assert main(["erased", str(listed), "--data", str(here)]) == 0
    assert listed.stat().st_mode & 0o777 == 0o600
    assert main(["restore", str(tmp_path / "b.zip"), "--erased", str(listed), "--data", str(there)]) == 0
    assert main(["verify-audit", "--data", str(there)]) == 0
    assert "every audit chain holds" in capsys.readouterr().out
    assert not (there / "erased.json").exists()
    restored = Store(sqlite_url(there))
    assert found_in(restored, CANARY) == {}
    restored.close()


def test_without_a_list_restore_says_what_comes_back(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["backup", str(tmp_path / "b.zip"), "--data", str(tmp_path)])
    restore = ["restore", str(tmp_path / "b.zip"), "--data", str(tmp_path / "restored")]
    assert main([*restore, "--erased", str(tmp_path / "none")]) == 1
    assert not (tmp_path / "restored").exists()
    assert main(restore) == 0
    assert "--erased" in capsys.readouterr().out


def test_a_list_of_another_house_keeps_it_from_starting(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "erased.json").write_text('{"list": "{}", "seal": "00"}')
    assert main(["verify-audit", "--data", str(tmp_path)]) == 1
    assert "list of erasures" in capsys.readouterr().err
    assert (tmp_path / "erased.json").exists()


def test_what_falls_due_is_shown_and_nothing_is_erased(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The review sets no time; with one of its own, a case that ended long ago is over."""
    case_id = ended_case(house, tmp_path)
    assert main(["retention", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("0 of 1 ended cases")
    folder = tmp_path / "review"
    told = '\n[retention]\nperiod = "P1M"\nsource = "x"\nours = true\n'
    (folder / "process.toml").write_text((folder / "process.toml").read_text() + told)
    house.publish(folder)
    assert main(["retention", "--within", "36500", "--data", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert house.case(case_id).number in shown and "from 2026-12-21" in shown and "1 of 1" in shown
    assert CANARY not in shown
    assert found_in(house.store, CANARY)
