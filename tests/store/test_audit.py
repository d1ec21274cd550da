"""The audit chains: insert-only, and every kind of break is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from casework import House, at_once
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from webapp.crypto.keys import Keyring, keyring
from webapp.store import audit
from webapp.store.rows.audit import AuditDay, AuditHead, AuditRow
from webapp.store.unit import Store, Unit
from webapp.store.verify import verify

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


def filled(store: Store, keys: Keyring) -> None:
    """Three chains, a day closed in the middle of them."""
    with store.write() as unit:
        for number in range(5):
            for chain in ("people", "registers", "processes"):
                audit.append(unit, keys, chain, NOW, f"user-{number}", "add_user", {"user": f"日本-{number}"})
            if number == 2:
                audit.close_day(unit, keys, DAY)


def unlock(unit: Unit) -> None:
    """What somebody with the database in their hands would do first."""
    if unit.postgres:
        unit.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        unit.execute(text("ALTER TABLE audit_days DISABLE TRIGGER ALL"))
        return
    for table in ("audit", "audit_days"):
        for deed in ("update", "delete"):
            unit.execute(text(f"DROP TRIGGER {table}_no_{deed}"))


def breaks(store: Store, keys: Keyring) -> set[tuple[str, int | None, str]]:
    with store.read() as unit:
        return {(found.chain, found.seq, found.kind) for found in verify(unit, keys)}


def test_whole_chains_have_no_break(any_store: Store, keys: Keyring) -> None:
    filled(any_store, keys)
    assert breaks(any_store, keys) == set()


def test_an_empty_database_has_no_break(any_store: Store, keys: Keyring) -> None:
    assert breaks(any_store, keys) == set()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET verb = 'x'", "DELETE FROM audit", "UPDATE audit_days SET mac = 'x'"]
)
def test_the_database_itself_refuses_to_change_a_deed(any_store: Store, keys: Keyring, statement: str) -> None:
    filled(any_store, keys)
    with pytest.raises(DatabaseError, match="insert-only"), any_store.write() as unit:
        unit.execute(text(statement))
    assert breaks(any_store, keys) == set()


def edit(unit: Unit) -> None:
    unit.execute(update(AuditRow).where(AuditRow.chain == "people", AuditRow.seq == 3).values(actor="somebody else"))


def edit_detail(unit: Unit) -> None:
    unit.execute(update(AuditRow).where(AuditRow.chain == "people", AuditRow.seq == 5).values(detail={"user": "x"}))


def edit_time(unit: Unit) -> None:
    later = NOW + timedelta(microseconds=1)
    unit.execute(update(AuditRow).where(AuditRow.chain == "people", AuditRow.seq == 1).values(at=later))


def take_out(unit: Unit) -> None:
    unit.execute(delete(AuditRow).where(AuditRow.chain == "people", AuditRow.seq == 3))


def swap(unit: Unit) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        unit.execute(update(AuditRow).where(AuditRow.chain == "people", AuditRow.seq == old).values(seq=new))


def cut_tail(unit: Unit) -> None:
    unit.execute(delete(AuditRow).where(AuditRow.chain == "people", AuditRow.seq >= 4))


def cut_tail_and_head(unit: Unit) -> None:
    """Back to a state in which the head once was; only the day's row still knows better."""
    mac = unit.execute(select(AuditRow.mac).where(AuditRow.chain == "people", AuditRow.seq == 2)).scalar_one()
    unit.execute(delete(AuditRow).where(AuditRow.chain == "people", AuditRow.seq >= 3))
    unit.execute(update(AuditHead).where(AuditHead.chain == "people").values(seq=2, mac=mac))


def put_in_at_the_end(unit: Unit) -> None:
    unit.execute(
        insert(AuditRow).values(
            id="forged",
            chain="people",
            seq=6,
            at=NOW,
            actor="user-0",
            verb="add_user",
            detail={},
            key_id="k",
            mac="0" * 64,
        )
    )


def put_in_between(unit: Unit) -> None:
    for seq in (5, 4):
        unit.execute(update(AuditRow).where(AuditRow.chain == "people", AuditRow.seq == seq).values(seq=seq + 1))
    row = unit.execute(select(AuditRow.__table__).where(AuditRow.chain == "people", AuditRow.seq == 3)).mappings().one()
    unit.execute(insert(AuditRow).values({**row, "id": "copy", "seq": 4}))


def remove_chain(unit: Unit) -> None:
    unit.execute(delete(AuditRow).where(AuditRow.chain == "people"))


def remove_chain_and_head(unit: Unit) -> None:
    remove_chain(unit)
    unit.execute(delete(AuditHead).where(AuditHead.chain == "people"))


def remove_head(unit: Unit) -> None:
    unit.execute(delete(AuditHead).where(AuditHead.chain == "people"))


def edit_day(unit: Unit) -> None:
    unit.execute(update(AuditDay).values(heads={"moved": {}, "deeds": 0}))


def remove_day(unit: Unit) -> None:
    unit.execute(delete(AuditDay))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (edit, {("people", 3, "changed")}),
        (edit_detail, {("people", 5, "changed")}),
        (edit_time, {("people", 1, "changed")}),
        (take_out, {("people", 3, "gap")}),
        (swap, {("people", 2, "changed"), ("people", 3, "changed"), ("people", 4, "changed")}),
        (cut_tail, {("people", 4, "cut")}),
        (cut_tail_and_head, {("people", None, "head"), ("people", 3, "cut")}),
        (put_in_at_the_end, {("people", 6, "key"), ("people", 6, "changed")}),
        (put_in_between, {("people", 4, "changed"), ("people", 5, "changed"), ("people", 6, "changed")}),
        (remove_chain, {("people", None, "removed")}),
        (remove_chain_and_head, {("people", None, "removed")}),
        (remove_head, {("people", 5, "head")}),
        (edit_day, {("days", 1, "changed")}),
        (remove_day, {("days", None, "removed")}),
    ],
)
def test_every_kind_of_break_is_found(
    any_store: Store,
    keys: Keyring,
    tamper: Callable[[Unit], None],
    found: set[tuple[str, int | None, str]],
) -> None:
    filled(any_store, keys)
    with any_store.write() as unit:
        unlock(unit)
        tamper(unit)
    seen = breaks(any_store, keys)
    assert found <= seen
    assert {chain for chain, _, _ in seen} == {chain for chain, _, _ in found}


def test_the_right_breaks_and_no_others(sqlite_store: Store, keys: Keyring) -> None:
    """A changed deed does not make all that follow look changed."""
    filled(sqlite_store, keys)
    with sqlite_store.write() as unit:
        unlock(unit)
        edit(unit)
    assert breaks(sqlite_store, keys) == {("people", 3, "changed")}


def test_another_key_verifies_nothing(sqlite_store: Store, keys: Keyring) -> None:
    filled(sqlite_store, keys)
    seen = breaks(sqlite_store, keyring("another secret that is long enough for it"))
    assert ("people", 1, "key") in seen


def test_a_case_without_its_chain_is_missed(house: House, keys: Keyring) -> None:
    case_id = house.open().case_id
    with house.store.write() as unit:
        unlock(unit)
        unit.execute(delete(AuditRow).where(AuditRow.chain == f"case:{case_id}"))
        unit.execute(delete(AuditHead).where(AuditHead.chain == f"case:{case_id}"))
    assert breaks(house.store, keys) == {(f"case:{case_id}", None, "removed")}


def test_many_writers_make_one_chain(any_store: Store, keys: Keyring) -> None:
    def one(number: int) -> None:
        with any_store.write() as unit:
            audit.append(unit, keys, "people", NOW, f"user-{number}", "sign_in", {})

    at_once(8, one)
    assert breaks(any_store, keys) == set()
    with any_store.read() as unit:
        assert unit.execute(select(AuditHead.seq).where(AuditHead.chain == "people")).scalar_one() == 8


def test_a_day_is_closed_once_and_holds_what_has_moved(any_store: Store, keys: Keyring) -> None:
    with any_store.write() as unit:
        audit.append(unit, keys, "people", NOW, "a", "x", {})
        audit.append(unit, keys, "registers", NOW, "a", "x", {})
        assert audit.close_day(unit, keys, DAY)
        assert not audit.close_day(unit, keys, DAY)
        assert not audit.close_day(unit, keys, DAY - timedelta(days=1))
        audit.append(unit, keys, "people", NOW, "a", "x", {})
        assert audit.close_day(unit, keys, DAY + timedelta(days=1))
        heads = unit.execute(select(AuditDay.heads).order_by(AuditDay.day)).scalars().all()
    assert [sorted(each["moved"]) for each in heads] == [["people", "registers"], ["people"]]
    assert [each["deeds"] for each in heads] == [2, 3]
    assert breaks(any_store, keys) == set()


def test_deeds_hold_no_values(house: House) -> None:
    """What people typed is in the chain as keyed fingerprints only."""
    case_id = house.open(title="カナリア").case_id
    house.complete(case_id, "write", house.people.sato, summary="カナリア", urgent="no")
    with house.store.read() as unit:
        details = unit.execute(select(AuditRow.detail).where(AuditRow.chain == f"case:{case_id}")).scalars().all()
        count = unit.execute(select(func.count()).select_from(AuditRow)).scalar_one()
    assert count >= 2
    assert "カナリア" not in str(details)
    assert set(details[1]["answers"]) == {"summary", "urgent"}
