"""What an archive of a case holds: what its reader may see, without what is left out, wherever that stands again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from letterwork import act, incident, read_pdf, walked

from webapp.archive.contents import Contents
from webapp.archive.verify import verify
from webapp.archive.write import in_memory
from webapp.cases.collect import PARTS, Choosable, Wanted, choosable, collect
from webapp.cases.said import DEEDS, Said
from webapp.cases.veil import GROUNDS, Veil
from webapp.design.sandbox import Stage
from webapp.model.actor import Actor
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.web.parts.history import SENTENCES

MANAGER = Actor("manager", "manager", frozenset({"manager"}))
CANARY = "鳥籠の鳥の名は青藍である"
COUNT = 48213
At = tuple[Stage, datetime]


@pytest.fixture(scope="module")
def decided() -> Iterator[At]:
    """A case whose advice was written and whose measure is decided: canaries in what was answered."""
    also = {
        "agree_cause": {"reason": f"理由。{CANARY}。"},
        "committee_deliberation": {"text": f"助言の理由：{CANARY}", "minutes": CANARY},
        "decide": {"reasons": f"決定の理由は{CANARY}。"},
    }
    with walked("against_the_advice", "own_action", also) as (stage, entry):
        yield stage, entry.on


def collected(at: At, left_out: Mapping[str, str] | None = None, actor: Actor = MANAGER, **other: Any) -> Contents:
    stage, now = at
    wanted = Wanted(stage.case_id, other.pop("parts", frozenset(PARTS)), left_out or {}, **other)
    with stage.desk.store.read() as unit:
        return collect(stage.desk, unit, actor, wanted, now)


def packed(at: At, left_out: Mapping[str, str] | None = None, actor: Actor = MANAGER, **other: Any) -> bytes:
    stage, now = at
    wanted = Wanted(stage.case_id, other.pop("parts", frozenset(PARTS)), left_out or {}, **other)
    with stage.desk.store.read() as unit:
        return in_memory(collect(stage.desk, unit, actor, wanted, now))


def words_of(raw: bytes) -> str:
    """Every word of an archive, those of its letters too."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        read = [read_pdf(archive.read(name)) if name.endswith(".pdf") else "" for name in archive.namelist()]
        plain = [archive.read(name).decode() for name in ("dossier.html", "manifest.json")]
    return "".join("".join([*plain, *read]).split())


def offered(at: At, actor: Actor = MANAGER) -> dict[str, Choosable]:
    stage, now = at
    with stage.desk.store.read() as unit:
        return {one.what: one for one in choosable(stage.desk, unit, actor, stage.case_id, now)}


def test_M25_a_whole_case_is_in_its_archive_and_the_archive_holds(decided: At) -> None:
    raw = packed(decided)
    assert verify(io.BytesIO(raw)).differences == () and packed(decided) == raw
    words = words_of(raw)
    assert CANARY in words and "表2" in words and "定足数" in words
    assert "TPDMS-2210" in words and "Determinationswiththeirreasons" in words


def test_M25_what_is_left_out_stands_nowhere_and_says_why(decided: At) -> None:
    hidden = {
        "answer:agree_cause.reason": "secret",
        "answer:committee_deliberation.text": "personal",
        "answer:committee_deliberation.minutes": "personal",
        "answer:decide.reasons": "other",
    }
    raw = packed(decided, hidden)
    words = words_of(raw)
    assert CANARY not in words and "青藍" not in words
    assert "（非開示：営業上の秘密）" in words and "（非開示：個人情報）" in words
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        told = json.loads(archive.read("manifest.json"))
    grounds = {one["what"]: one["ground"] for one in told["left_out"]}
    assert grounds["判断の突合せ「そう判断した理由」"] == "営業上の秘密"


def test_M25_a_letter_is_whole_or_left_out(decided: At) -> None:
    whole = collected(decided)
    assert [letter.number for letter in whole.letters] == ["ADV-2026-0001"]
    told = collected(decided, {"answer:committee_deliberation.text": "secret"})
    assert told.letters == ()
    left = [one for one in told.left_out if one.what.ja.startswith("ADV-2026-0001")]
    assert [one.ground.ja for one in left] == ["非開示としたものが書かれている"]
    chosen = collected(decided, {what: "other" for what in offered(decided) if what.startswith("letter:")})
    assert chosen.letters == () and any(one.ground == GROUNDS["other"] for one in chosen.left_out)


def test_M25_rules_that_were_given_what_is_left_out_do_not_tell_it(decided: At) -> None:
    """A cause is chosen among three, so that its word stands everywhere: the diagram says which rules it went to."""
    told = {one.step.ja: one for one in collected(decided, {"answer:agree_cause.cause": "secret"}).decisions}
    level = told["原因から欠格レベルを判定"]
    assert any("非開示" in row.value.ja for row in level.inputs)
    assert [reason.ja for reason in level.reasons] == ["（非開示）"] and level.computed == ()
    assert level.clauses
    # What the scores came to rests on other answers.
    assert all("非開示" not in reason.ja for reason in told["点数に直す"].reasons)


def test_M25_a_determination_that_is_left_out_is_not_told_by_those_after_it(decided: At) -> None:
    told = {one.step.ja: one for one in collected(decided, {"decision:level_by_scores": "other"}).decisions}
    assert "非開示" in told["合計から欠格レベルを判定"].outcome.ja and told["合計から欠格レベルを判定"].reasons == ()
    measure = told["表2の措置を求める"]
    assert any("非開示" in row.value.ja for row in measure.inputs) and [one.ja for one in measure.reasons] == [
        "（非開示）"
    ]


def test_M25_a_period_that_was_counted_from_what_is_left_out_is_not_told(decided: At) -> None:
    whole = {one.name.ja: one for one in collected(decided).deadlines}
    told = {one.name.ja: one for one in collected(decided, {"answer:start.operator_knew_on": "personal"}).deadlines}
    assert whole["確報の期限"].last is not None
    assert told["確報の期限"].last is None and "非開示" in told["確報の期限"].state.ja


def test_M25_an_operator_goes_with_its_service(decided: At) -> None:
    whole = collected(decided)
    operator, service = whole.cover.operator.ja, whole.cover.service.ja
    words = words_of(packed(decided, {"answer:start.service": "third_party"}))
    assert operator not in words and service not in words
    assert operator in words_of(packed(decided))


def test_M25_only_the_chosen_parts_are_in_it(decided: At) -> None:
    told = collected(decided, parts=frozenset({"history"}))
    assert told.history and not (told.answers or told.decisions or told.deadlines or told.letters)
    with pytest.raises(InvalidAnswers):
        collected(decided, parts=frozenset({"everything"}))
    with pytest.raises(InvalidAnswers):
        collected(decided, {"answer:start.title": "no ground"})


def test_T43_what_a_reader_may_not_see_is_never_in_it(decided: At) -> None:
    stage, now = decided
    with pytest.raises(NotFound):
        collected(decided, actor=Actor("nobody", "nobody", frozenset({"process_owner"})))
    member = stage.person("committee", 1)
    assert member is not None
    stage.declare(member, now)
    convened = [line for line in collected(decided, actor=member).left_out if line.ground.ja == "求めた人が見られない"]
    assert convened, "the story left parts out of what was put before the committee"
    assert set(offered(decided, member)) <= set(offered(decided))


def test_T43_blind_assessments_are_in_no_archive_while_they_are_open_not_even_for_whoever_gave_them() -> None:
    with walked("against_the_advice", "judge_cause_2") as (stage, entry):
        at = (stage, entry.on)
        assessor = stage.person("assessor", 1)
        assert assessor is not None
        for reader in (MANAGER, assessor):
            told = collected(at, actor=reader)
            assert "Judge the cause (1)" not in {one.step.en for one in told.answers}
            assert "まだ突き合わせの済んでいない独立の評価" in {one.what.ja for one in told.left_out}
            assert not [what for what in offered(at, reader) if "judge_cause" in what]
        act(stage, entry)
        both = {one.step.en for one in collected(at).answers}
        assert {"Judge the cause (1)", "Judge the cause (2)"} <= both


def veil(left_out: Mapping[str, str], *values: tuple[str, str, Any]) -> Veil:
    bundle = incident()
    return Veil(left_out, bundle, {}, values, Said(bundle, {}, {}, {}))


def test_M25_values_are_found_however_they_are_written() -> None:
    left_out = {f"answer:start.{name}": "secret" for name in ("affected_persons", "occurred_on", "description")}
    found = veil(
        left_out,
        ("start", "affected_persons", COUNT),
        ("start", "occurred_on", "2026-08-07"),
        ("start", "description", "一行目の長い文\n二行目の長い文"),
        ("start", "description", "訂正前の文"),
        ("start", "title", "題"),
    )
    said = Text(
        "48,213件、48213件、2026年8月7日、2026-08-07、二行目の長い文、訂正前の文", "48,213 on 7 August 2026, 7 Aug 2026"
    )
    assert found.over(said) == Text(
        "、".join(f"（非開示）{more}" for more in ("件", "件", "", "", "", "")), "(withheld) on (withheld), (withheld)"
    )
    assert found.stands_in("一行目の\n  長い 文") and not found.stands_in("題")


def test_every_line_of_a_history_that_pages_tell_has_its_words() -> None:
    of_the_record = {verb for verb in SENTENCES if verb.startswith(("handover_", "erasure_", "evidence_"))}
    assert set(SENTENCES) - {"taken_over", "taken_away"} - of_the_record == set(DEEDS)
