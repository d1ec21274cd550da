"""`nintei verify-audit` on both databases: given the chains of worked cases, when somebody with the database in their
hands does one of six things to each, then the command ends with 1 and names each place; untouched it ends with 0."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from casework import House
from sqlalchemy import delete, insert, select, text, update

from webapp.cli import main
from webapp.store.rows.audit import AuditHead, AuditRow
from webapp.store.unit import Unit

SECRET = "a secret for the tests, and for nothing else"  # of the fixture `keys`


def edit(unit: Unit, chain: str) -> None:
    unit.execute(update(AuditRow).where(AuditRow.chain == chain, AuditRow.seq == 2).values(actor="somebody else"))


def take_out(unit: Unit, chain: str) -> None:
    unit.execute(delete(AuditRow).where(AuditRow.chain == chain, AuditRow.seq == 2))


def swap(unit: Unit, chain: str) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        unit.execute(update(AuditRow).where(AuditRow.chain == chain, AuditRow.seq == old).values(seq=new))


def cut_tail(unit: Unit, chain: str) -> None:
    unit.execute(delete(AuditRow).where(AuditRow.chain == chain, AuditRow.seq >= 3))


def put_in(unit: Unit, chain: str) -> None:
    """A copy of the second deed after it, the later ones moved up, the head as if it had been so: all but the key."""
    for seq in (4, 3):
        unit.execute(update(AuditRow).where(AuditRow.chain == chain, AuditRow.seq == seq).values(seq=seq + 1))
    row = unit.execute(select(AuditRow.__table__).where(AuditRow.chain == chain, AuditRow.seq == 2)).mappings().one()
    unit.execute(insert(AuditRow).values({**row, "id": "copy", "seq": 3}))
    unit.execute(update(AuditHead).where(AuditHead.chain == chain).values(seq=5))


def remove_chain(unit: Unit, chain: str) -> None:
    unit.execute(delete(AuditRow).where(AuditRow.chain == chain))
    unit.execute(delete(AuditHead).where(AuditHead.chain == chain))


TAMPERED: dict[Callable[[Unit, str], None], str] = {
    edit: " #2: A deed was changed",
    take_out: " #2: Deeds are missing in between",
    swap: " #2: A deed was changed, swapped",
    cut_tail: " #3: The end of the chain is missing",
    put_in: " #3: A deed was changed, swapped or put in",
    remove_chain: ": The whole chain is missing",
}


def unlock(unit: Unit) -> None:
    if unit.postgres:
        unit.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        return
    for deed in ("update", "delete"):
        unit.execute(text(f"DROP TRIGGER audit_no_{deed}"))


@pytest.fixture
def command(any_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """The command over the database of the house."""
    url = any_house.store.engine.url.render_as_string(hide_password=False)
    if not any_house.store.sqlite:
        monkeypatch.setenv("NINTEI_DATABASE_URL", url.replace("postgresql+psycopg://", "postgresql://"))
    monkeypatch.setenv("NINTEI_SECRET", SECRET)
    return lambda: main(["verify-audit", "--data", str(tmp_path)])


def test_every_tampering_is_named(
    any_house: House, command: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    cases = {tamper: any_house.to_approval() for tamper in TAMPERED}
    untouched = any_house.to_approval()
    assert command() == 0
    assert capsys.readouterr().out == "every audit chain holds\n"
    with any_house.store.write() as unit:
        unlock(unit)
        for tamper, case_id in cases.items():
            tamper(unit, f"case:{case_id}")

    assert command() == 1

    shown = capsys.readouterr().out
    for tamper, case_id in cases.items():
        assert f"case:{case_id}{TAMPERED[tamper]}" in shown, tamper.__name__
    assert untouched not in shown


def test_one_changed_deed_is_enough(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NINTEI_SECRET", SECRET)
    case_id = house.open().case_id
    house.write(case_id)
    with house.store.write() as unit:
        unlock(unit)
        edit(unit, f"case:{case_id}")
    assert house.store.engine.url.database is not None
    assert main(["verify-audit", "--data", str(Path(house.store.engine.url.database).parent)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
