"""The master key of an installation and the keys derived from it. Must not know what they protect."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from webapp.model.refusals import KeyRefused

SHORTEST = 32  # characters of a secret


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key in use. `key_id` is written beside everything that a key has signed; it tells nothing about the key."""

    key_id: str
    _master: bytes = field(repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def derive(self, use: str) -> bytes:
        """The 32 bytes for one use, e.g. "audit" or "state"; keys of different uses tell nothing about each other."""
        if use not in self._derived:
            self._derived[use] = hmac.digest(self._master, b"nintei/1/" + use.encode(), "sha256")
        return self._derived[use]

    def mac(self, use: str, *parts: bytes) -> str:
        """Hex HMAC-SHA-256 over the parts, each with its length, under the key for `use`."""
        signed = hmac.new(self.derive(use), digestmod="sha256")
        for part in parts:
            signed.update(len(part).to_bytes(8, "big"))
            signed.update(part)
        return signed.hexdigest()


def keyring(secret: str) -> Keyring:
    """The keyring of a secret text. Raises KeyRefused when it is too short."""
    if len(secret.strip()) < SHORTEST:
        raise KeyRefused(
            why_ja=f"秘密の文字列が短すぎます。乱数で選んだ{SHORTEST}文字以上が必要です。",
            why_en=f"it is too short; it needs at least {SHORTEST} characters, chosen by chance.",
        )
    master = hashlib.sha256(secret.strip().encode()).digest()
    return Keyring(key_id=hmac.digest(master, b"nintei/1/key id", "sha256").hex()[:12], _master=master)


def open_keyring(folder: Path, secret: str = "", used: Collection[str] = ()) -> Keyring:
    """The keyring of an installation: from `secret` (NINTEI_SECRET), else from `folder`/secret, which the first start
    creates with mode 0600.

    `used` are the key ids that the database was signed with. Raises KeyRefused when the secret is another one, when
    it is missing although the database needs it, or when others may read its file.
    """
    path = folder / "secret"
    if secret:
        ring, origin = keyring(secret), "NINTEI_SECRET"
    elif path.exists() or not used:
        ring, origin = keyring(_read_or_create(path)), str(path)
    else:
        raise KeyRefused(
            why_ja=f"データベースは鍵{_names(used)}で記されていますが、{path}もNINTEI_SECRETもありません。"
            "このデータベースの鍵を元に戻してください。",
            why_en=f"the database was signed with key {_names(used)}, but there is neither {path} nor NINTEI_SECRET. "
            "Put the secret of this database back.",
        )
    if used and ring.key_id not in used:
        raise KeyRefused(
            why_ja=f"データベースは鍵{_names(used)}で記されていますが、{origin}にあるのは鍵{ring.key_id}です。"
            "このデータベースの鍵を元に戻すか、この鍵のデータフォルダーを選んでください。",
            why_en=f"the database was signed with key {_names(used)}, but {origin} holds key {ring.key_id}. "
            "Put the secret of this database back, or choose the data folder that belongs to this secret.",
        )
    return ring


def _read_or_create(path: Path) -> str:
    if not path.exists():
        _create(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyRefused(
            why_ja=f"{path}を他の利用者が読めます。chmod 600 {path} を実行してください。",
            why_en=f"others may read {path}. Run: chmod 600 {path}",
        )
    return path.read_text(encoding="ascii")


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secret.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    # Of two first starts at once one wins, and both read the same secret.
    with suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()


def _names(used: Collection[str]) -> str:
    return ", ".join(sorted(used))
