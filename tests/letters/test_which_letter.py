"""A diagram with several letters says which one is approved and sent: the one that a named step made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from casework import BUNDLES, House, publish
from sqlalchemy import select

from webapp.model.may import Reach
from webapp.model.refusals import CaseFaulted
from webapp.store.reads import letters as reads
from webapp.store.rows.case import Fault
from webapp.store.rows.work import Letter

SECOND = """<bpmn:serviceTask id="second" name="もう一通" nintei:name_en="Another">
      <bpmn:extensionElements>
        <spiffworkflow:serviceTaskOperator id="effect.prepare_letter" resultVariable="second">
          <spiffworkflow:parameters>
          <spiffworkflow:parameter id="letter" type="any" value='"notice"' />
          <spiffworkflow:parameter id="date" type="any" value='approve.on' />
          </spiffworkflow:parameters>
        </spiffworkflow:serviceTaskOperator>
      </bpmn:extensionElements>
      <bpmn:incoming>make_to_seal</bpmn:incoming>
      <bpmn:outgoing>second_to_seal</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:serviceTask id="seal\""""
SEAL = 'resultVariable="seal">\n          <spiffworkflow:parameters>\n'
SEND = 'resultVariable="send">\n          <spiffworkflow:parameters>\n'

Drawn = Callable[..., None]


@pytest.fixture
def drawn(house: House) -> Drawn:
    """Publishes a review that makes two letters; the steps that approve and send are given more parameters."""

    def draw(seal: str = "", send: str = "") -> None:
        folder = BUNDLES / "review"
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        xml = files["process.bpmn"].decode()
        for there, instead in (
            ('<bpmn:serviceTask id="seal"', SECOND),
            ("<bpmn:incoming>make_to_seal</bpmn:incoming>\n      <bpmn:outgoing>seal", ""),
            ('id="make_to_seal" sourceRef="make" targetRef="seal"', ""),
            (SEAL, SEAL + seal),
            (SEND, SEND + send),
        ):
            assert there in xml
            if instead:
                xml = xml.replace(there, instead)
        xml = xml.replace(
            "<bpmn:incoming>make_to_seal</bpmn:incoming>\n      <bpmn:outgoing>seal",
            "<bpmn:incoming>second_to_seal</bpmn:incoming>\n      <bpmn:outgoing>seal",
        ).replace(
            'id="make_to_seal" sourceRef="make" targetRef="seal"',
            'id="second_to_seal" sourceRef="second" targetRef="seal" />\n'
            '    <bpmn:sequenceFlow id="make_to_seal" sourceRef="make" targetRef="second"',
        )
        publish(house.store, "review", files | {"process.bpmn": xml.encode()})

    return draw


def given(name: str, value: str) -> str:
    return f'<spiffworkflow:parameter id="{name}" type="any" value=\'{value}\' />\n'


def states(house: House) -> dict[str, str]:
    with house.store.read() as unit:
        return {row.step: row.state for row in unit.execute(select(Letter.step, Letter.state))}


@pytest.mark.parametrize(("step", "left"), [("make", "second"), ("second", "make")])
def test_the_letter_of_the_step_that_is_named(house: House, drawn: Drawn, step: str, left: str) -> None:
    drawn(seal=given("letter", f'"{step}"'), send=given("letter", f'"{step}"'))

    house.approve(house.to_approval())

    assert states(house) == {step: "dispatched", left: "prepared"}


def test_without_a_name_the_one_made_last(house: House, drawn: Drawn) -> None:
    drawn()

    house.approve(house.to_approval())

    assert states(house) == {"second": "dispatched", "make": "prepared"}


@pytest.mark.parametrize("which", ["seal", "send"])
def test_a_step_that_made_none_is_a_fault(house: House, drawn: Drawn, which: str) -> None:
    drawn(**{which: given("letter", '"write"')})
    case_id = house.to_approval()

    with pytest.raises(CaseFaulted):
        house.approve(case_id)

    assert states(house) == {}


def test_the_day_of_arrival_is_kept_with_the_letter(house: House, drawn: Drawn) -> None:
    sent = house.now.date() - timedelta(days=2)
    drawn(send=given("received_on", f'"{sent + timedelta(days=1)}"'))

    house.approve(house.to_approval(), on=sent.isoformat())

    with house.store.read() as unit:
        letter_id = unit.execute(select(Letter.id).where(Letter.state == "dispatched")).scalar_one()
        page = reads.letter_page(unit, Reach(everything=True), letter_id)
    assert page is not None
    assert (page.line.dispatched_on, page.received_on) == (sent, sent + timedelta(days=1))


@pytest.mark.parametrize("days", [-3, 1])
def test_no_letter_arrives_before_it_was_sent_or_in_the_future(house: House, drawn: Drawn, days: int) -> None:
    arrived: date = house.now.date() + timedelta(days=days)
    drawn(send=given("received_on", f'"{arrived}"'))
    case_id = house.to_approval()

    with pytest.raises(CaseFaulted):
        house.approve(case_id, on=(house.now.date() - timedelta(days=2)).isoformat())

    with house.store.read() as unit:
        (fault,) = unit.execute(select(Fault.message_en).where(Fault.case_id == case_id)).scalars()
    assert "arrival" in fault
    assert states(house) == {}
