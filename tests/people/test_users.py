"""Users: added, given roles and passwords, disabled; and who may not."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from casework import at_once

from webapp.crypto.keys import Keyring
from webapp.model.actor import SYSTEM, Actor
from webapp.model.refusals import (
    InvalidAnswers,
    NameTaken,
    NotAllowed,
    NotFound,
    PasswordRefused,
    SignInFailed,
)
from webapp.people.add_user import AddUser, add_user
from webapp.people.directory import away_on, find_by_login, find_person, list_people
from webapp.people.disable_user import DisableUser, disable_user
from webapp.people.record_absence import RecordAbsence, record_absence
from webapp.people.sessions import create_session, load_session
from webapp.people.set_language import SetLanguage, set_language
from webapp.people.set_password import SetPassword, set_password
from webapp.people.set_roles import SetRoles, set_roles
from webapp.people.sign_in import SignIn, sign_in
from webapp.store.rows.audit import AuditRow
from webapp.store.unit import Store

PASSWORD = "drei-kiesel-am-weg"
ADMINISTRATOR = Actor("boss", "山口 直", frozenset({"administrator"}))
STAFF = Actor("staff", "佐藤 花", frozenset({"intake", "manager", "process_owner", "auditor"}))


def deeds(store: Store) -> list[tuple[str, str]]:
    with store.read() as unit:
        table = AuditRow.__table__
        rows = unit.execute(table.select().where(table.c.chain == "people").order_by(table.c.seq))  # type: ignore[attr-defined]
        return [(row["verb"], str(row["detail"])) for row in rows.mappings()]


@pytest.fixture
def mori(store: Store, keys: Keyring, now: datetime) -> str:
    command = AddUser("Mori", "森 光", PASSWORD, frozenset({"assessor"}), name_en="Hikaru Mori")
    return add_user(store, keys, ADMINISTRATOR, command, now)


def test_a_user_is_added_with_roles_and_can_sign_in(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    person = find_by_login(store, "mori")

    assert person is not None
    assert (person.id, person.name, person.name_en) == (mori, "森 光", "Hikaru Mori")
    assert person.roles == {"assessor"}
    assert sign_in(store, keys, SignIn("ＭＯＲＩ", PASSWORD), now).actor.id == mori


def test_the_audit_names_the_deed_and_neither_name_nor_password(store: Store, mori: str) -> None:
    ((verb, detail),) = deeds(store)

    assert verb == "add_user"
    assert mori in detail
    assert "森" not in detail
    assert PASSWORD not in detail


def test_a_command_does_not_show_its_password() -> None:
    for command in (
        AddUser("mori", "森 光", PASSWORD),
        SignIn("mori", PASSWORD, previous="token"),
        SetPassword("x", PASSWORD, PASSWORD),
    ):
        assert PASSWORD not in repr(command)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (AddUser("", "森 光", PASSWORD), "login"),
        (AddUser("a b", "森 光", PASSWORD), "login"),
        (AddUser("x" * 41, "森 光", PASSWORD), "login"),
        (AddUser("mori", "  ", PASSWORD), "name"),
        (AddUser("mori", "森\n光", PASSWORD), "name"),
        (AddUser("mori", "森" * 121, PASSWORD), "name"),
        (AddUser("mori", "森 光", PASSWORD, frozenset({"king"})), "roles"),
        (AddUser("mori", "森 光", PASSWORD, language="fr"), "language"),
    ],
)
def test_bad_input_is_refused_by_field(
    store: Store, keys: Keyring, now: datetime, command: AddUser, field: str
) -> None:
    with pytest.raises(InvalidAnswers) as refusal:
        add_user(store, keys, ADMINISTRATOR, command, now)

    assert set(refusal.value.problems) == {field}
    assert refusal.value.problems[field].en
    assert list_people(store) == ()


def test_a_login_is_given_once_however_it_is_written(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    with pytest.raises(NameTaken):
        add_user(store, keys, ADMINISTRATOR, AddUser("MORI", "森 明", PASSWORD), now)


def test_a_weak_password_is_refused(store: Store, keys: Keyring, now: datetime) -> None:
    with pytest.raises(PasswordRefused):
        add_user(store, keys, ADMINISTRATOR, AddUser("mori", "森 光", "short"), now)


def test_only_the_administrator_or_the_house_changes_people(
    store: Store, keys: Keyring, now: datetime, mori: str
) -> None:
    with pytest.raises(NotAllowed):
        add_user(store, keys, STAFF, AddUser("hara", "原 翠", PASSWORD), now)
    with pytest.raises(NotAllowed):
        set_roles(store, keys, STAFF, SetRoles(mori, frozenset()), now)
    with pytest.raises(NotAllowed):
        disable_user(store, keys, STAFF, DisableUser(mori), now)
    with pytest.raises(NotAllowed):
        set_password(store, keys, STAFF, SetPassword(mori, PASSWORD), now)
    add_user(store, keys, SYSTEM, AddUser("hara", "原 翠", PASSWORD), now)

    assert [person.login for person in list_people(store)] == ["hara", "mori"]


def test_roles_are_replaced_and_reach_open_sessions(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    token = create_session(store, mori, now)

    set_roles(store, keys, ADMINISTRATOR, SetRoles(mori, frozenset({"decider"})), now)

    session = load_session(store, token, now)
    assert session is not None
    assert session.actor is not None
    assert session.actor.roles == {"decider"}


def test_unknown_roles_and_unknown_people_are_refused(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    with pytest.raises(InvalidAnswers):
        set_roles(store, keys, ADMINISTRATOR, SetRoles(mori, frozenset({"king"})), now)
    with pytest.raises(NotFound):
        set_roles(store, keys, ADMINISTRATOR, SetRoles("nobody", frozenset({"intake"})), now)
    with pytest.raises(NotFound):
        disable_user(store, keys, ADMINISTRATOR, DisableUser("nobody"), now)
    with pytest.raises(NotFound):
        set_password(store, keys, ADMINISTRATOR, SetPassword("nobody", PASSWORD), now)


def test_a_disabled_user_is_out_at_once_and_stays_known(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    token = create_session(store, mori, now)

    disable_user(store, keys, ADMINISTRATOR, DisableUser(mori), now)
    disable_user(store, keys, ADMINISTRATOR, DisableUser(mori), now)

    person = find_person(store, mori)
    assert person is not None
    assert person.disabled_at == now
    assert load_session(store, token, now) is None
    with pytest.raises(SignInFailed):
        sign_in(store, keys, SignIn("mori", PASSWORD), now)
    assert [verb for verb, _ in deeds(store)] == ["add_user", "disable_user"]


def test_ones_own_password_needs_the_present_one(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    myself = Actor(mori, "森 光", frozenset({"assessor"}))
    token = create_session(store, mori, now)

    with pytest.raises(SignInFailed):
        set_password(store, keys, myself, SetPassword(mori, "vier-kiesel-am-weg", present="wrong"), now)
    assert load_session(store, token, now) is not None
    set_password(store, keys, myself, SetPassword(mori, "vier-kiesel-am-weg", present=PASSWORD), now)

    assert load_session(store, token, now) is None
    assert sign_in(store, keys, SignIn("mori", "vier-kiesel-am-weg"), now).actor.id == mori


def test_a_language_is_ones_own_choice(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    set_language(store, Actor(mori, "森 光"), SetLanguage("en"))

    person = find_person(store, mori)
    assert person is not None
    assert person.language == "en"
    with pytest.raises(NotFound):
        set_language(store, Actor("nobody", "誰か"), SetLanguage("en"))


def test_an_absence_counts_both_its_days_and_names_a_substitute(
    store: Store, keys: Keyring, now: datetime, mori: str
) -> None:
    hara = add_user(store, keys, ADMINISTRATOR, AddUser("hara", "原 翠", PASSWORD), now)
    command = RecordAbsence(mori, date(2026, 11, 20), date(2026, 11, 24), substitute_id=hara)

    record_absence(store, keys, Actor(mori, "森 光"), command, now)

    for day, away in ((19, 0), (20, 1), (24, 1), (25, 0)):
        assert len(away_on(store, date(2026, 11, day))) == away
    assert away_on(store, date(2026, 11, 20))[0].substitute_id == hara


def test_an_absence_that_cannot_be_is_refused(store: Store, keys: Keyring, now: datetime, mori: str) -> None:
    myself, day = Actor(mori, "森 光"), date(2026, 11, 20)

    for command, field in (
        (RecordAbsence(mori, day, date(2026, 11, 19)), "last_day"),
        (RecordAbsence(mori, day, day, substitute_id=mori), "substitute_id"),
        (RecordAbsence(mori, day, day, substitute_id="nobody"), "substitute_id"),
    ):
        with pytest.raises(InvalidAnswers) as refusal:
            record_absence(store, keys, myself, command, now)
        assert set(refusal.value.problems) == {field}
    with pytest.raises(NotAllowed):
        record_absence(
            store, keys, Actor("other", "原 翠", frozenset({"assessor"})), RecordAbsence(mori, day, day), now
        )
    with pytest.raises(NotFound):
        record_absence(store, keys, ADMINISTRATOR, RecordAbsence("nobody", day, day), now)
    assert away_on(store, day) == ()


def test_of_two_who_add_the_same_login_at_once_one_is_told(any_store: Store, keys: Keyring, now: datetime) -> None:
    def one(number: int) -> str:
        try:
            add_user(any_store, keys, ADMINISTRATOR, AddUser("mori", f"森 {number}", PASSWORD), now)
        except NameTaken:
            return "taken"
        return "added"

    assert sorted(at_once(4, one)) == ["added", "taken", "taken", "taken"]
    assert [verb for verb, _ in deeds(any_store)] == ["add_user"]
