"""What a grant states: the conformity of the function alone, by its status. No incident and no letter alters it. T-79."""

from __future__ import annotations

import pytest
from cases.test_related import Group, build
from casework import House
from sqlalchemy import select
from web.registers.conftest import Visit
from web.registers.reading import page_of
from web.visiting import Visitor

from webapp.cases.certify import ApproveCertificate, PrepareCertificate, approve_certificate, prepare_certificate
from webapp.letters.sheet import as_text, fingerprint
from webapp.model.actor import Actor
from webapp.model.refusals import AlreadyAnswered, NotAllowed, NotFound, NotGranted, OwnPaper
from webapp.registers.statement import statement_of
from webapp.registers.status import STATUSES
from webapp.store import certificates
from webapp.store.rows.body import Certificate
from webapp.store.verify import verify

CONFORMS = "認定基準に適合した情報信託機能を構築している事業者である旨を認証しています。"
NO_MORE = "事故等がないことを述べるものではありません"
SUSPENDED = "付与を一時停止しているため"


@pytest.fixture
def group(house: House) -> Group:
    return build(house)


def states(office: Visitor, house: House) -> tuple[bool, bool]:
    """Whether the page of the operator states the conformity, and whether it says that the grant is suspended."""
    page = page_of(office, house.operator_id)
    assert (CONFORMS in page) == (NO_MORE in page)
    return CONFORMS in page, SUSPENDED in page


def test_T79_neither_an_open_incident_nor_a_caution_alters_the_statement_and_a_suspension_does(
    group: Group, office: Visitor
) -> None:
    house = group.house
    assert states(office, house) == (True, False)
    case_id = group.open()
    group.check(case_id)
    assert states(office, house) == (True, False), "an incident is open"
    group.decide(case_id, "CAUTION_LETTER")
    assert states(office, house) == (True, False), "a caution was notified"

    other = group.open()
    group.check(other)
    group.decide(other, "SUSPEND_GRANT", last_day="2027-02-19")
    assert states(office, house) == (False, True)
    assert CONFORMS in page_of(office, house.operator_id, on="2026-11-19"), "as of the day before the notice"
    group.restore(other, "2026-11-20")
    assert states(office, house) == (True, False)


def test_T79_only_a_grant_states_anything() -> None:
    assert {status for status in (*STATUSES, "expired", None) if statement_of(status)} == {"grantee", "suspended"}


def prepared(house: House) -> str:
    return prepare_certificate(house.desk, house.people.ito, PrepareCertificate(house.service_id), house.now)


def approve(house: House, who: Actor, certificate_id: str, service_id: str | None = None) -> None:
    command = ApproveCertificate(service_id or house.service_id, certificate_id)
    approve_certificate(house.desk, who, command, house.now)


def test_T79_a_certificate_says_the_same_with_an_incident_as_without(group: Group) -> None:
    house = group.house
    words = []
    for _ in range(2):
        with house.store.read() as unit:
            found = certificates.certificate(unit, prepared(house))
        assert found is not None and found.hash == fingerprint(dict(found.sheet))
        words.append([as_text(dict(found.sheet), language).replace(found.number, "") for language in ("ja", "en")])
        case_id = group.open()
        group.check(case_id)
        group.decide(case_id, "CAUTION_LETTER")
    assert words[0] == words[1]
    ja, en = words[0]
    assert "2026年11月20日現在、認定基準に適合した情報信託機能を構築している事業者である旨" in ja and NO_MORE in ja
    assert "試験の事業者" in ja and "Test Service" in en and "案件" not in ja
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_a_certificate_is_approved_by_another_person_while_the_grant_is_in_force(group: Group) -> None:
    house = group.house
    first = prepared(house)
    own = Actor(house.people.ito.id, house.people.ito.name, frozenset({"secretariat", "decider"}))
    for who, service, refusal in (
        (house.people.suzuki, None, NotAllowed),
        (own, None, OwnPaper),
        (house.people.kato, group.second, NotFound),
    ):
        with pytest.raises(refusal):
            approve(house, who, first, service)
    approve(house, house.people.kato, first)
    with pytest.raises(AlreadyAnswered):
        approve(house, house.people.hayashi, first)

    second = prepared(house)
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT", last_day="2027-02-19")
    with pytest.raises(NotGranted):
        approve(house, house.people.kato, second)
    for service, who, refusal in (
        (house.service_id, house.people.ito, NotGranted),
        (group.third, house.people.ito, NotGranted),
        ("nothing", house.people.ito, NotFound),
        (house.service_id, house.people.kato, NotAllowed),
    ):
        with pytest.raises(refusal):
            prepare_certificate(house.desk, who, PrepareCertificate(service), house.now)
    with house.store.read() as unit:
        assert len(unit.execute(select(Certificate.id)).all()) == 2


def test_T79_the_certificate_is_drawn_on_its_page_and_a_draft_until_it_is_approved(
    group: Group, office: Visitor, visit: Visit
) -> None:
    house = group.house
    where = f"/registers/certificates/{house.service_id}"
    assert f'href="{where}"' in page_of(office, house.operator_id)
    assert f'href="{where}"' not in page_of(visit(house.people.suzuki), house.operator_id)
    office.get(where)
    page = office.follow(office.post(where)).text
    assert "CRT-2026-0001" in page and "承認待ち" in page and "承認する" not in page
    draft = office.get(f"{_address(house, where)}/ja.pdf")
    assert draft.data.startswith(b"%PDF") and "draft" in draft.headers["Content-Disposition"]

    decider = visit(house.people.kato)
    decider.get(where)
    assert decider.post(_address(house, where)).status_code == 303
    paper = [decider.get(f"{_address(house, where)}/en.pdf") for _ in range(2)]
    assert paper[0].data == paper[1].data and "draft" not in paper[0].headers["Content-Disposition"]
    assert decider.get(f"{_address(house, where)}/fr.pdf").status_code == 404
    assert decider.get("/registers/certificates/nothing").status_code == 404


def _address(house: House, where: str) -> str:
    with house.store.read() as unit:
        (found,) = certificates.certificates_of(unit, house.service_id)
    return f"{where}/{found.id}"
