"""Sign-in, lock-out and sessions."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from webapp.crypto.keys import Keyring
from webapp.crypto.passwords import outdated, renewed
from webapp.model.actor import SYSTEM
from webapp.model.refusals import LockedOut, SignInFailed
from webapp.people.add_user import AddUser, add_user
from webapp.people.sessions import (
    ABSOLUTE,
    IDLE,
    create_session,
    end,
    load_session,
    touch_session,
)
from webapp.people.sign_in import LOCKED_FOR, TRIES, SignIn, sign_in, sign_out
from webapp.store import people
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.people import Session, SignInFailure
from webapp.store.unit import Store

PASSWORD = "drei-kiesel-am-weg"
SECOND = timedelta(seconds=1)


@pytest.fixture
def mori(store: Store, keys: Keyring, now: datetime) -> str:
    return add_user(store, keys, SYSTEM, AddUser("mori", "森 光", PASSWORD, frozenset({"assessor"})), now)


def fail(store: Store, keys: Keyring, login: str, times: int, now: datetime) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            sign_in(store, keys, SignIn(login, "wrong"), now)


def test_a_sign_in_opens_a_session_and_ends_the_one_before(
    store: Store, keys: Keyring, now: datetime, mori: str
) -> None:
    before = create_session(store, None, now, b"typed")

    signed_in = sign_in(store, keys, SignIn("mori", PASSWORD, previous=before), now)

    assert load_session(store, before, now) is None
    session = load_session(store, signed_in.token, now)
    assert session is not None
    assert session.actor == signed_in.actor
    assert signed_in.actor.roles == {"assessor"}


def test_unknown_wrong_and_empty_are_answered_alike(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    answers = set()
    for login, password in (("mori", "wrong"), ("nobody", PASSWORD), ("", ""), ("mori", "x" * 100_000)):
        with pytest.raises(SignInFailed) as refusal:
            sign_in(store, keys, SignIn(login, password), now)
        answers.add(refusal.value.message)

    assert len(answers) == 1


def test_an_unknown_name_takes_as_long_as_a_known_one(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    def took(login: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(SignInFailed):
            sign_in(store, keys, SignIn(login, "wrong"), now)
        return time.perf_counter() - begun

    took("warm-up")
    known = statistics.median(took("mori") for _ in range(4))
    unknown = statistics.median(took(f"nobody{n}") for n in range(4))

    assert 0.4 < unknown / known < 2.5


@pytest.mark.parametrize("login", ["mori", "nobody"])
def test_five_failures_lock_for_a_quarter_of_an_hour(
    store: Store, keys: Keyring, now: datetime, mori: str, login: str
) -> None:
    fail(store, keys, login, TRIES, now)

    with pytest.raises(LockedOut) as refusal:
        sign_in(store, keys, SignIn(login, PASSWORD), now + LOCKED_FOR - SECOND)
    assert "12:15" in refusal.value.message.ja
    assert login not in str(refusal.value)


def test_after_the_lock_the_right_password_works_and_clears_the_count(
    store: Store, keys: Keyring, now: datetime, mori: str
) -> None:
    fail(store, keys, "mori", TRIES, now)
    later = now + LOCKED_FOR

    assert sign_in(store, keys, SignIn("mori", PASSWORD), later).actor.id == mori

    fail(store, keys, "mori", TRIES, later)
    with pytest.raises(LockedOut):
        sign_in(store, keys, SignIn("mori", PASSWORD), later)


def test_a_success_in_between_clears_the_count(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    for _ in range(3):
        fail(store, keys, "mori", TRIES - 1, now)
        assert sign_in(store, keys, SignIn("mori", PASSWORD), now).actor.id == mori


def test_the_database_keeps_neither_the_token_nor_the_name_tried(
    store: Store, keys: Keyring, now: datetime, mori: str
) -> None:
    token = sign_in(store, keys, SignIn("mori", PASSWORD), now).token
    fail(store, keys, "himitsu", 1, now)

    with store.read() as unit:
        sessions = [str(row) for row in unit.execute(Session.__table__.select())]  # type: ignore[attr-defined]
        failures = [str(row) for row in unit.execute(SignInFailure.__table__.select())]  # type: ignore[attr-defined]
        audit = [str(row) for row in unit.execute(AuditRow.__table__.select())]  # type: ignore[attr-defined]
    assert len(sessions) == len(failures) == 1
    assert token not in sessions[0]
    assert not any("himitsu" in row or token in row for row in failures + audit)


def test_a_sign_out_ends_the_session_once_and_for_all(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    signed_in = sign_in(store, keys, SignIn("mori", PASSWORD), now)

    sign_out(store, keys, signed_in.actor, signed_in.token, now)

    assert load_session(store, signed_in.token, now) is None
    assert not touch_session(store, signed_in.token, now, b"again")


def test_a_session_ends_after_half_an_hour_without_a_sign_of_life(store: Store, now: datetime, mori: str) -> None:
    token = create_session(store, mori, now)

    assert load_session(store, token, now + IDLE - SECOND) is not None
    assert load_session(store, token, now + IDLE) is None
    assert not touch_session(store, token, now + IDLE)


def test_a_session_ends_after_ten_hours_in_any_case(store: Store, now: datetime, mori: str) -> None:
    token = create_session(store, mori, now)
    instant = now
    while instant < now + ABSOLUTE:
        assert touch_session(store, token, instant)
        instant += timedelta(minutes=20)

    assert load_session(store, token, now + ABSOLUTE - SECOND) is not None
    assert load_session(store, token, now + ABSOLUTE) is None


def test_a_sign_of_life_within_a_minute_writes_nothing_but_data_is_kept(store: Store, now: datetime, mori: str) -> None:
    token = create_session(store, mori, now)

    assert touch_session(store, token, now + 30 * SECOND)
    session = load_session(store, token, now)
    assert session is not None
    assert session.seen_at == now

    assert touch_session(store, token, now + 30 * SECOND, b"typed")
    session = load_session(store, token, now)
    assert session is not None
    assert (session.data, session.seen_at) == (b"typed", now + 30 * SECOND)


def test_sessions_are_revoked_one_by_one_or_all_of_a_person(store: Store, now: datetime, mori: str) -> None:
    first, second, third = (create_session(store, mori, now) for _ in range(3))

    with store.write() as unit:
        end(unit, first)
    assert load_session(store, first, now) is None
    assert load_session(store, second, now) is not None

    with store.write() as unit:
        people.delete_sessions_of(unit, mori)
    assert load_session(store, second, now) is None
    assert load_session(store, third, now) is None


def test_sessions_that_are_over_are_swept_out(store: Store, now: datetime, mori: str) -> None:
    create_session(store, mori, now)
    create_session(store, None, now + IDLE)

    with store.read() as unit:
        assert len(unit.execute(select(Session.token)).all()) == 1


def test_an_unknown_token_is_no_session(store: Store, now: datetime) -> None:
    assert load_session(store, "", now) is None
    assert load_session(store, "x" * 10_000, now) is None


def test_tries_at_the_same_moment_do_not_slip_through_together(any_store: Store, keys: Keyring, now: datetime) -> None:
    add_user(any_store, keys, SYSTEM, AddUser("mori", "森 光", PASSWORD), now)

    def attempt(_: int) -> str:
        try:
            sign_in(any_store, keys, SignIn("mori", "wrong"), now)
        except (SignInFailed, LockedOut) as refusal:
            return type(refusal).__name__
        return "in"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(attempt, range(12)))

    assert (answers.count("SignInFailed"), answers.count("LockedOut")) == (TRIES, 12 - TRIES)


def kept_for(store: Store, user_id: str) -> str:
    with store.read() as unit:
        return people.password_hash(unit, user_id)


def keep(store: Store, user_id: str, hashed: str) -> None:
    with store.write() as unit:
        people.update_user(unit, user_id, password=hashed)


def test_a_hash_with_weaker_parameters_is_renewed_at_sign_in(
    store: Store, keys: Keyring, now: datetime, mori: str
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    keep(store, mori, weak)
    fail(store, keys, "mori", 1, now)
    assert kept_for(store, mori) == weak

    sign_in(store, keys, SignIn("mori", PASSWORD), now)

    fresh = kept_for(store, mori)
    assert fresh != weak and not outdated(fresh)
    sign_in(store, keys, SignIn("mori", PASSWORD), now)
    assert kept_for(store, mori) == fresh


def test_a_password_changed_meanwhile_is_not_put_back(store: Store, mori: str) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    changed = kept_for(store, mori)
    with store.write() as unit:
        people.renew_hash(unit, mori, weak, renewed(PASSWORD))
    assert kept_for(store, mori) == changed
