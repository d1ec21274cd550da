"""A backup under load restores elsewhere, whole; whatever is not whole is refused."""

from __future__ import annotations

import stat
import threading
import zipfile
from pathlib import Path

import pytest
from casework import House

from webapp.model.refusals import BackupRefused
from webapp.store.backup import backup, restore
from webapp.store.cases import case
from webapp.store.unit import Store, sqlite_url
from webapp.store.verify import verify

pytestmark = pytest.mark.sqlite  # PostgreSQL has tools of its own


def test_what_is_restored_is_what_was_there(house: House, tmp_path: Path) -> None:
    case_id = house.to_approval()
    backup(house.store, tmp_path / "b" / "nintei.backup")
    restore(tmp_path / "b" / "nintei.backup", tmp_path / "elsewhere")
    restored = Store(sqlite_url(tmp_path / "elsewhere"))
    with restored.read() as unit:
        assert case(unit, case_id) == house.case(case_id)
        assert verify(unit, house.desk.keys) == []
    restored.close()


def test_a_backup_is_private_and_holds_no_secret(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("top secret")
    file = tmp_path / "nintei.backup"
    backup(house.store, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == ["backup.json", "nintei.sqlite3"]
    assert b"top secret" not in file.read_bytes()


def test_a_backup_under_load_is_of_one_moment(house: House, tmp_path: Path) -> None:
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            house.open()

    worker = threading.Thread(target=load)
    worker.start()
    try:
        for number in range(3):
            backup(house.store, tmp_path / f"{number}.backup")
    finally:
        stop.set()
        worker.join()
    for number in range(3):
        restore(tmp_path / f"{number}.backup", tmp_path / f"{number}")
        restored = Store(sqlite_url(tmp_path / f"{number}"))
        with restored.read() as unit:
            assert verify(unit, house.desk.keys) == []
        restored.close()


def test_nothing_is_overwritten(house: House, tmp_path: Path) -> None:
    file = tmp_path / "nintei.backup"
    backup(house.store, file)
    before = file.read_bytes()
    with pytest.raises(BackupRefused, match="exists"):
        backup(house.store, file)
    assert file.read_bytes() == before
    full = tmp_path / "full"
    full.mkdir()
    (full / "anything").write_text("x")
    with pytest.raises(BackupRefused, match="not empty"):
        restore(file, full)
    assert [entry.name for entry in full.iterdir()] == ["anything"]


@pytest.mark.parametrize("spoil", ["cut", "changed", "other", "missing", "foreign"])
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(house: House, tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "nintei.backup"
    backup(house.store, file)
    if spoil == "cut":
        file.write_bytes(file.read_bytes()[:-2000])
    elif spoil == "changed":
        with zipfile.ZipFile(file) as packed:
            manifest, database = packed.read("backup.json"), bytearray(packed.read("nintei.sqlite3"))
        database[5000] ^= 1
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("backup.json", manifest)
            packed.writestr("nintei.sqlite3", bytes(database))
    elif spoil == "other":
        file.write_bytes(b"no archive")
    elif spoil == "foreign":
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("readme.txt", "x")
    else:
        file.unlink()
    with pytest.raises(BackupRefused):
        restore(file, tmp_path / "target")
    assert list((tmp_path / "target").iterdir()) == []


@pytest.mark.postgres
def test_postgres_is_saved_with_its_own_tools(postgres_store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="pg_dump"):
        backup(postgres_store, tmp_path / "x")
