"""Passwords: which are refused, and whether one is right."""

from __future__ import annotations

import pytest

from webapp.crypto.passwords import hash_password, outdated, right_password, waste_time
from webapp.model.refusals import PasswordRefused

GOOD = "drei-kiesel-am-weg"


def test_a_password_is_kept_as_an_argon2id_hash() -> None:
    kept = hash_password(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept and hash_password(GOOD) != kept
    assert right_password(kept, GOOD) and not right_password(kept, GOOD + "x")
    assert not outdated(kept)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elf-zeichen",  # eleven characters
        "password1234",
        "Password-2026!",
        "p@ssw0rd-1234",
        "correcthorsebatterystaple",
        "qwertyuiop1234",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabcabc",
        "abcdefghijklm",
        "パスワードパスワード１２３",
        "ninteinintei2026",
        "x" * 300,
    ],
)
def test_common_short_and_patterned_passwords_are_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        hash_password(password)


@pytest.mark.parametrize("password", [GOOD, "青い自転車で坂を下りていく", "Tr0mpete unterm Regen", "x7#kQ!m2$Lp9"])
def test_unusual_ones_are_taken(password: str) -> None:
    assert right_password(hash_password(password), password)


def test_a_password_made_of_the_login_is_refused() -> None:
    with pytest.raises(PasswordRefused):
        hash_password("hana.sato-2026", login="hana.sato")
    hash_password("hana.sato geht gern ins kino", login="hana.sato")


def test_the_same_characters_typed_in_another_width_are_the_same_password() -> None:
    assert right_password(hash_password("ｄｒｅｉ-kiesel-am-weg"), GOOD)


def test_a_broken_hash_is_simply_wrong() -> None:
    assert not right_password("no hash", GOOD)
    assert not right_password("", GOOD)


def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp.crypto import passwords

    asked: list[str] = []
    true = passwords.right_password
    monkeypatch.setattr(passwords, "right_password", lambda kept, given: asked.append(kept) or true(kept, given))  # type: ignore[func-returns-value]
    waste_time(GOOD)
    assert len(asked) == 1 and asked[0].startswith("$argon2id$")
