"""The secret of an installation: made once, private, never another."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from casework import at_once

from webapp.crypto.keys import keyring, open_keyring
from webapp.model.refusals import KeyRefused


def test_the_first_start_makes_a_private_secret_and_the_next_reads_it(tmp_path: Path) -> None:
    first = open_keyring(tmp_path / "var")
    path = tmp_path / "var" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().strip()) == 64
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"]
    assert open_keyring(tmp_path / "var", used={first.key_id}).key_id == first.key_id


def test_first_starts_at_once_agree(tmp_path: Path) -> None:
    assert len(set(at_once(8, lambda _: open_keyring(tmp_path).key_id))) == 1


def test_there_is_no_default_key(tmp_path: Path) -> None:
    assert open_keyring(tmp_path / "a").key_id != open_keyring(tmp_path / "b").key_id


def test_the_environment_stands_before_the_file(tmp_path: Path) -> None:
    open_keyring(tmp_path)
    assert open_keyring(tmp_path, "e" * 32).key_id == keyring("e" * 32).key_id
    assert open_keyring(tmp_path / "nowhere", "e" * 32).key_id == keyring("e" * 32).key_id
    assert not (tmp_path / "nowhere").exists()


def test_the_wrong_key_is_refused_and_both_are_named(tmp_path: Path) -> None:
    ring = open_keyring(tmp_path)
    with pytest.raises(KeyRefused) as refused:
        open_keyring(tmp_path, used={"0123456789ab"})
    assert "0123456789ab" in refused.value.message.en and ring.key_id in refused.value.message.en
    assert "0123456789ab" in refused.value.message.ja
    assert (tmp_path / "secret").read_text().strip() not in str(refused.value)


def test_a_lost_secret_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused, match="0123456789ab"):
        open_keyring(tmp_path, used={"0123456789ab"})
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    open_keyring(tmp_path)
    (tmp_path / "secret").chmod(0o640)
    with pytest.raises(KeyRefused, match="chmod 600"):
        open_keyring(tmp_path)


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyRefused, match="short"):
        open_keyring(tmp_path, "x" * 31 + "  ")


def test_each_use_has_a_key_of_its_own() -> None:
    ring, other = keyring("a" * 32), keyring("b" * 32)
    assert len({ring.derive("state"), ring.derive("audit"), other.derive("state")}) == 3
    assert ring.derive("state") == keyring("a" * 32).derive("state")
    assert len(ring.derive("state")) == 32


def test_parts_cannot_be_shifted_into_each_other() -> None:
    ring = keyring("a" * 32)
    assert ring.mac("x", b"ab", b"c") != ring.mac("x", b"a", b"bc")
    assert ring.mac("x", b"a", b"") != ring.mac("x", b"a")


def test_a_keyring_does_not_show_its_key() -> None:
    ring = keyring("a" * 32)
    ring.derive("state")
    assert "a" * 32 not in repr(ring) and "_master" not in repr(ring)
