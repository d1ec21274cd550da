"""One file with everything of a SQLite installation but its secret, and back. Must not know what the tables hold."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Final

from webapp.model.refusals import BackupRefused
from webapp.store.migrate import current
from webapp.store.unit import Store

FORMAT: Final = 1
DATABASE: Final = "nintei.sqlite3"
MANIFEST: Final = "backup.json"
LIST: Final = "erased.json"
"""In a data folder: the list of erasures that the next start carries out again."""
_CHUNK: Final = 1 << 20


def backup(store: Store, file: Path) -> None:
    """Write the whole database, as of one moment, into `file` (a ZIP, mode 0600) while others go on working. The secret
    is not in it.

    Raises BackupRefused for a database of another kind, and for a file that is there already.
    """
    if not store.sqlite or store.engine.url.database is None:
        raise BackupRefused(
            why_ja="PostgreSQLは、それ自身の道具（pg_dump）で保存してください。",
            why_en="PostgreSQL is backed up with its own tools (pg_dump).",
        )
    if file.exists():
        raise BackupRefused(
            why_ja=f"{file}はすでにあるため、バックアップを書きませんでした。別の名前を指定してください。",
            why_en=f"The file {file} exists already, so nothing was written. Name another one.",
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nintei-backup-", dir=file.parent) as folder:
        copy = Path(folder) / DATABASE
        _copy(Path(store.engine.url.database), copy)
        manifest = {"format": FORMAT, "revision": current(store), "sha256": _digest(copy)}
        archive = Path(folder) / "archive"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(MANIFEST, json.dumps(manifest))
            packed.write(copy, DATABASE)
        archive.chmod(0o600)
        _sync(archive)
        archive.rename(file)


def restore(file: Path, folder: Path) -> None:
    """Unpack a backup into a data folder that is empty or not there yet. The secret is put there by hand.

    Raises BackupRefused for a folder with something in it, and for a file that is no whole backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(
            why_ja=f"フォルダー{folder}が空ではないため、復元しませんでした。空のフォルダーを指定してください。",
            why_en=f"The folder {folder} is not empty, so nothing was restored. Name an empty one.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{DATABASE}.restored"
    try:
        _unpack(file, fresh)
        fresh.chmod(0o600)
        _sync(fresh)
        fresh.rename(folder / DATABASE)
    finally:
        fresh.unlink(missing_ok=True)


def keep_list(listed: Path, folder: Path) -> None:
    """Lay the list of what was erased into a data folder, for the start that has the secret to read it."""
    kept = folder / LIST
    kept.touch(0o600)
    kept.write_bytes(listed.read_bytes())
    _sync(kept)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode=DELETE")


def _unpack(file: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            with packed.open(DATABASE) as source, target.open("wb") as written:
                while chunk := source.read(_CHUNK):
                    written.write(chunk)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise BackupRefused(
            why_ja=f"{file}はNinteiのバックアップとして読めません。", why_en=f"{file} is not a backup that can be read."
        ) from problem
    if manifest.get("format") != FORMAT or manifest.get("sha256") != _digest(target) or not _sound(target):
        raise BackupRefused(
            why_ja=f"{file}は途中で切れているか、書き換えられています。", why_en=f"{file} is cut short or was changed."
        )


def _sound(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(database)) as reading:
            return bool(reading.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())
