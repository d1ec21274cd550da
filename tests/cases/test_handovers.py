"""What leaves a case: the rule is asked at once, a second person approves, each taking is on record (the Act, article 55)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import pytest
from casework import BUNDLES, House, publish
from invariants import rows

from webapp.bundle.read import folder_files
from webapp.cases.approve_handover import ApproveHandover, approve_handover
from webapp.cases.ask_handover import AskHandover, ask_handover
from webapp.cases.decline_handover import DeclineHandover, decline_handover
from webapp.cases.take_archive import TakeArchive, take_archive
from webapp.model.actor import Actor
from webapp.model.refusals import (
    HandoverSettled,
    InvalidAnswers,
    NoPurpose,
    NotAllowed,
    NotFound,
    OwnRequest,
    ReasonNeeded,
    Refusal,
    UseForbidden,
)
from webapp.store import archives, handovers, recusals
from webapp.store.handovers import HandoverRow
from webapp.store.rows.handovers import ArchiveTaking
from webapp.store.verify import verify

SAID = b'purpose = "mark_certification"'


def learnt_in(house: House, purpose: str | None) -> None:
    """The process `review` as one of another business of the body; None: of a time before that had to be said."""
    files = folder_files(BUNDLES / "review")
    assert SAID in files["process.toml"]
    said = b"" if purpose is None else f'purpose = "{purpose}"'.encode()
    publish(house.store, "review", {**files, "process.toml": files["process.toml"].replace(SAID, said)})


def wish(case_id: str, **other: Any) -> AskHandover:
    given: dict[str, Any] = {
        "used_for": "mark_certification",
        "recipient_kind": "authority",
        "recipient": "個人情報保護委員会",
        "basis": "法第153条",
        "reason": "報告を求められた",
        "parts": ["answers", "history"],
        **other,
    }
    left_out = given.pop("left_out", {})
    return AskHandover(case_id, given, left_out)


def ask(house: House, case_id: str, who: Actor | None = None, **other: Any) -> str:
    return ask_handover(house.desk, who or house.people.sasaki, wish(case_id, **other), house.now)


def approve(house: House, case_id: str, handover_id: str, who: Actor | None = None) -> str:
    command = ApproveHandover(case_id, handover_id)
    return approve_handover(house.desk, who or house.people.kato, command, house.now)


def take(house: House, case_id: str, handover_id: str, who: Actor | None = None) -> bytes:
    row = take_archive(house.desk, who or house.people.sasaki, TakeArchive(case_id, handover_id), house.now)
    with house.store.read() as unit:
        content = b"".join(archives.content(unit, row.id))
    assert (len(content), hashlib.sha256(content).hexdigest()) == (row.size, row.hash)
    return content


def row(house: House, handover_id: str) -> HandoverRow:
    with house.store.read() as unit:
        found = handovers.handover(unit, handover_id)
    assert found is not None
    return found


def verbs(house: House, case_id: str) -> list[str]:
    return [entry.verb for entry in house.history(case_id) if entry.verb.startswith("handover_")]


def refused(house: House, case_id: str, who: Actor, **other: Any) -> type[Refusal]:
    with pytest.raises(Refusal) as found:
        ask(house, case_id, who, **other)
    return found.type


def test_one_asks_another_approves_and_each_taking_is_written_down(any_house: House) -> None:
    house, case_id = any_house, any_house.to_approval()
    handover_id = ask(house, case_id)
    kept = row(house, handover_id).checked
    assert (kept["outcome"], kept["inputs"]["learnt_in"]) == ("allowed", "mark_certification")
    assert any(cite["clause"].startswith("第55条") for cite in kept["cites"])
    with pytest.raises(HandoverSettled):
        take(house, case_id, handover_id)

    approve(house, case_id, handover_id)
    content = take(house, case_id, handover_id)
    assert take(house, case_id, handover_id) == content

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        dossier = packed.read("dossier.html").decode()
    assert "何が起きたか" in dossier and "個人情報保護委員会" in dossier and "法第153条" in dossier
    assert verbs(house, case_id) == ["handover_asked", "handover_approved", *["handover_taken"] * 2]
    with house.store.read() as unit:
        assert [one.by for one in rows(unit, ArchiveTaking)] == [house.people.sasaki.id] * 2
        assert verify(unit, house.desk.keys) == []


@pytest.mark.parametrize("used_for", ["mark_certification", "other_business"])
def test_what_was_learnt_from_a_complaint_is_refused_at_once_and_that_stays_on_record(
    house: House, used_for: str
) -> None:
    learnt_in(house, "complaints")
    case_id = house.to_approval()
    with pytest.raises(UseForbidden) as found:
        ask(house, case_id, used_for=used_for)

    assert "第55条" in found.value.message.ja and "55条" in str(found.value.facts["clauses"])
    assert verbs(house, case_id) == ["handover_refused"]
    with house.store.read() as unit:
        (kept,) = handovers.handovers_of(unit, case_id)
        assert verify(unit, house.desk.keys) == []
    assert (kept.standing, kept.checked["outcome"], kept.archive_id) == ("refused", "forbidden", None)
    with pytest.raises(HandoverSettled):
        approve(house, case_id, kept.id)
    with pytest.raises(HandoverSettled):
        take(house, case_id, kept.id)


@pytest.mark.parametrize("used_for", ["other_accredited_work", "required_by_law"])
def test_accredited_work_and_what_another_law_requires_pass_the_gate(house: House, used_for: str) -> None:
    learnt_in(house, "complaints")
    case_id = house.to_approval()
    handover_id = ask(house, case_id, used_for=used_for)
    assert row(house, handover_id).checked["outcome"] == "gate"
    approve(house, case_id, handover_id)
    assert take(house, case_id, handover_id)


def test_nothing_is_handed_over_while_nobody_has_said_in_which_business_it_was_learnt(house: House) -> None:
    learnt_in(house, None)
    with pytest.raises(NoPurpose):
        ask(house, house.to_approval())


def test_a_case_of_an_older_version_has_the_purpose_that_its_process_says_today(house: House) -> None:
    learnt_in(house, None)
    case_id = house.to_approval()
    learnt_in(house, "complaints")
    assert refused(house, case_id, house.people.sasaki) is UseForbidden


def test_who_asks_neither_approves_nor_declines(house: House) -> None:
    case_id = house.to_approval()
    handover_id = ask(house, case_id)
    with pytest.raises(OwnRequest):
        approve(house, case_id, handover_id, house.people.sasaki)
    with pytest.raises(OwnRequest):
        decline_handover(
            house.desk, house.people.sasaki, DeclineHandover(case_id, handover_id, "気が変わった"), house.now
        )
    assert row(house, handover_id).standing == "asked"


def test_it_is_declined_with_a_reason_and_decided_once(house: House) -> None:
    case_id = house.to_approval()
    handover_id = ask(house, case_id)
    kato = house.people.kato
    with pytest.raises(ReasonNeeded):
        decline_handover(house.desk, kato, DeclineHandover(case_id, handover_id, " "), house.now)
    decline_handover(house.desk, kato, DeclineHandover(case_id, handover_id, "根拠が違う"), house.now)
    with pytest.raises(HandoverSettled):
        approve(house, case_id, handover_id)
    assert row(house, handover_id).decision_reason == "根拠が違う"
    assert verbs(house, case_id) == ["handover_asked", "handover_declined"]


def test_those_without_the_role_neither_ask_nor_decide_nor_take(house: House) -> None:
    case_id, people = house.to_approval(), house.people
    for who in (people.suzuki, people.sato, people.kato, people.matsumoto):
        assert refused(house, case_id, who) is NotAllowed
    for who in (people.nakamura, people.yoshida, people.yamaguchi):
        assert refused(house, case_id, who) is NotFound
    handover_id = ask(house, case_id)
    with pytest.raises(NotAllowed):
        approve(house, case_id, handover_id, people.matsumoto)
    with pytest.raises(NotFound):
        approve(house, case_id, handover_id, people.suzuki)
    approve(house, case_id, handover_id)
    with pytest.raises(NotAllowed):
        take(house, case_id, handover_id, people.kato)


def test_nothing_of_it_is_there_for_somebody_who_keeps_away(house: House) -> None:
    case_id, people = house.to_approval(), house.people
    handover_id = ask(house, case_id)
    approve(house, case_id, handover_id)
    with house.store.write() as unit:
        recusals.insert_recusal(unit, case_id, people.sasaki.id, "decided", "x", "x", house.now)
    assert refused(house, case_id, people.sasaki) is NotFound
    with pytest.raises(NotFound):
        take(house, case_id, handover_id)


def test_a_hand_over_of_another_case_is_not_there(house: House) -> None:
    case_id, other = house.to_approval(), house.to_approval()
    handover_id = ask(house, case_id)
    with pytest.raises(NotFound):
        approve(house, other, handover_id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("used_for", "gossip"),
        ("recipient_kind", "friend"),
        ("recipient", " "),
        ("basis", ""),
        ("reason", "x" * 1001),
        ("parts", []),
        ("parts", ["engine"]),
        ("left_out", {"answer:start.title": "whim"}),
    ],
)
def test_what_is_missing_is_said_by_its_field(house: House, field: str, value: Any) -> None:
    with pytest.raises(InvalidAnswers) as found:
        ask(house, house.open().case_id, **{field: value})
    assert set(found.value.problems) == {field}


def test_what_is_left_out_stays_out_of_the_archive(house: House) -> None:
    case_id = house.to_approval()
    handover_id = ask(house, case_id, left_out={"answer:write.summary": "secret"})
    approve(house, case_id, handover_id)
    assert "何が起きたか".encode() not in take(house, case_id, handover_id)
