"""Tasks through the API: the same verbs and the same refusals as on the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from casework import BUNDLES, House
from web.api.asking import Program, Programs, problem
from web.visiting import Clock

from webapp.cases.open_case import OpenCase, open_case
from webapp.model.actor import Actor
from webapp.store import registers

ANSWERS = {"summary": "何が起きたか", "urgent": "no"}


@pytest.fixture
def case_id(house: House) -> str:
    return house.open().case_id


@pytest.fixture
def task(house: House, case_id: str) -> str:
    """The task `write` of a new case, claimed by nobody."""
    return house.task(case_id, "write").id


@pytest.fixture
def sato(house: House, program: Programs) -> Program:
    return program(house.people.sato)


def complete(who: Program, task: str, answers: dict[str, Any] | None = None, revision: int = 1, **more: str) -> Any:
    body = {"answers": ANSWERS if answers is None else answers}
    return who.post(f"/tasks/{task}/complete", body, If_Match=f'"{revision}"', **more)


def test_a_task_is_found_read_claimed_and_completed(house: House, sato: Program, case_id: str, task: str) -> None:
    (found,) = sato.get("/tasks").get_json()["tasks"]
    assert (found["id"], found["whose"], found["step_name"]["ja"]) == (task, "group", "起案する")
    assert sato.post(f"/tasks/{task}/claim").status_code == 204

    response = sato.get(f"/tasks/{task}")
    read = response.get_json()
    assert read["assignee"]["id"] == house.people.sato.id and read["may"] == {
        "claim": False,
        "complete": True,
        "release": True,
    }
    assert [field["id"] for field in read["form"]["fields"]] == ["summary", "urgent"]
    assert [choice["value"] for choice in read["form"]["fields"][1]["choices"]] == ["yes", "no"]

    done = sato.post(f"/tasks/{task}/complete", {"answers": ANSWERS}, If_Match=response.headers["ETag"])
    assert done.status_code == 200 and done.get_json()["case_id"] == case_id
    assert done.headers["ETag"] == f'"{done.get_json()["revision"]}"'
    assert {t.step for t in house.tasks(case_id) if t.state == "open"} == {"judge_1", "judge_2"}
    assert set(done.get_json()["tasks"]) == {t.id for t in house.tasks(case_id) if t.state == "open"}


def test_the_further_standings_of_the_operator_are_offered(house: House, sato: Program) -> None:
    house.publish(BUNDLES / "standings")
    with house.store.write() as unit:
        second = registers.insert_service(unit, house.operator_id, "家計の相談", "Household advice", house.now)
    typed = {"title": "漏えい", "service": house.service_id}
    case_id = open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id
    task = house.task(case_id, "check").id
    (asked,) = sato.get(f"/tasks/{task}").get_json()["form"]["fields"]
    assert [choice["value"] for choice in asked["choices"]] == [second]
    answers = {"answers": {asked["id"]: [second]}}
    assert sato.post(f"/tasks/{task}/complete", answers, If_Match='"1"').status_code == 200


def test_a_task_that_nobody_has_claimed_is_claimed_by_completing_it(sato: Program, task: str) -> None:
    assert sato.get(f"/tasks/{task}").get_json()["may"]["complete"] is True
    assert complete(sato, task).status_code == 200


def test_the_list_is_filtered_and_paged(house: House, sato: Program) -> None:
    for _ in range(21):
        house.open()
    first = sato.get("/tasks").get_json()
    assert (first["total"], first["pages"], len(first["tasks"])) == (21, 2, 20)
    assert len(sato.get("/tasks?page=2").get_json()["tasks"]) == 1
    assert sato.get("/tasks?page=99").get_json()["page"] == 2
    sato.post(f"/tasks/{first['tasks'][0]['id']}/claim")
    assert sato.get("/tasks?whose=mine").get_json()["total"] == 1
    assert sato.get("/tasks?whose=group").get_json()["total"] == 20
    assert sato.get("/tasks?process=review&step=write").get_json()["total"] == 21
    assert sato.get("/tasks?process=other").get_json()["total"] == 0
    assert sato.get("/tasks?step=judge_1").get_json()["total"] == 0
    assert sato.get("/tasks?overdue=true").get_json()["total"] == 0


def test_what_is_overdue(house: House, sato: Program, clock: Clock, task: str, case_id: str) -> None:
    due = house.task(case_id, "write").due_at
    assert due is not None
    clock.now = due - timedelta(seconds=1)
    assert sato.get("/tasks?overdue=true").get_json()["total"] == 0
    clock.now = due + timedelta(seconds=1)
    assert sato.get("/tasks?overdue=true").get_json()["total"] == 1


def test_a_text_is_searched_in_the_body_and_never_in_the_address(house: House, sato: Program) -> None:
    house.open(title="漏えいの報告")
    house.open(title="別の件")
    assert sato.post("/tasks/search", {"q": "漏えい"}).get_json()["total"] == 1
    assert sato.post("/tasks/search", {"q": "漏えい", "whose": "mine"}).get_json()["total"] == 0
    body = problem(sato.get("/tasks?q=x"), 422, "BadFields")
    assert body["errors"][0]["parameter"] == "q"


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=1&page=2", "whose=everybody", "overdue=1", "process=A%00", "step=", "page="]
)
def test_a_filter_that_is_none_is_named(sato: Program, query: str) -> None:
    body = problem(sato.get(f"/tasks?{query}"), 422, "BadFields")
    assert {error["parameter"] for error in body["errors"]} == {query.partition("=")[0]}


def test_what_was_entered_is_saved_and_given_to_its_author_only(
    house: House, sato: Program, program: Programs, task: str
) -> None:
    typed = {"summary": "途中まで", "urgent": None}
    assert sato.ask("PUT", f"/tasks/{task}/draft", {"answers": typed}).status_code == 204
    assert sato.get(f"/tasks/{task}").get_json()["draft"] == typed
    assert program(house.people.tanaka).get(f"/tasks/{task}").get_json()["draft"] is None
    body = problem(sato.ask("PUT", f"/tasks/{task}/draft", {"answers": {"sumary": "x"}}), 422, "InvalidAnswers")
    assert body["errors"][0]["pointer"] == "#/answers/sumary"


def test_a_task_is_given_back(house: House, sato: Program, case_id: str, task: str) -> None:
    sato.post(f"/tasks/{task}/claim")
    assert sato.post(f"/tasks/{task}/release").status_code == 204
    assert house.task(case_id, "write").assignee_id is None


def test_without_the_revision_nothing_is_completed(house: House, sato: Program, case_id: str, task: str) -> None:
    problem(sato.post(f"/tasks/{task}/complete", {"answers": ANSWERS}), 428, "RevisionNeeded")
    for odd in ("*", "1", 'W/"1"', '"1", "2"', '"x"', '"99999999999"'):
        problem(sato.post(f"/tasks/{task}/complete", {"answers": ANSWERS}, If_Match=odd), 400, "Unreadable")
    assert house.task(case_id, "write").state == "open"


def test_a_stale_revision_is_refused_with_who_was_faster(house: House, program: Programs) -> None:
    case_id = house.to_approval()
    approve = house.task(case_id, "approve").id
    body = problem(complete(program(house.people.kato), approve, {"result": "ok"}, revision=1), 409, "StaleRevision")
    assert "高橋 葵" in body["detail"]
    assert house.task(case_id, "approve").state == "open"


def test_wrong_answers_are_named_by_their_place(sato: Program, task: str) -> None:
    body = problem(complete(sato, task, {"summary": "", "urgent": "perhaps", "more": 1}), 422, "InvalidAnswers")
    assert {error["pointer"] for error in body["errors"]} == {f"#/answers/{f}" for f in ("summary", "urgent", "more")}


def test_a_task_of_others(house: House, program: Programs, sato: Program, task: str) -> None:
    sato.post(f"/tasks/{task}/claim")
    tanaka, kato, suzuki = (program(house.people[name]) for name in ("tanaka", "kato", "suzuki"))
    assert "佐藤 花" in problem(tanaka.post(f"/tasks/{task}/claim"), 409, "TaskTaken")["detail"]
    problem(complete(tanaka, task), 409, "TaskTaken")
    for stranger in (kato, suzuki):
        problem(stranger.get(f"/tasks/{task}"), 404, "NotFound")
        for verb in ("claim", "release"):
            problem(stranger.post(f"/tasks/{task}/{verb}"), 404, "NotFound")
        problem(stranger.ask("PUT", f"/tasks/{task}/draft", {"answers": {}}), 404, "NotFound")
        problem(complete(stranger, task), 404, "NotFound")
    assert stranger_sees_nothing(kato)


def stranger_sees_nothing(who: Program) -> bool:
    return bool(who.get("/tasks").get_json()["total"] == 0 and who.get("/cases?show=all").get_json()["total"] == 0)


def test_the_manager_reads_and_does_nothing(house: House, program: Programs, task: str) -> None:
    manager = program(house.people.sasaki)
    assert manager.get(f"/tasks/{task}").get_json()["may"] == {"claim": False, "complete": False, "release": False}
    problem(manager.post(f"/tasks/{task}/claim"), 403, "NotAllowed")
    problem(complete(manager, task), 403, "NotAllowed")


def test_the_step_of_another_pair_of_eyes(house: House, program: Programs) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    second = house.task(case_id, "judge_2").id
    problem(program(house.people.suzuki).post(f"/tasks/{second}/claim"), 403, "SamePerson")


@pytest.mark.parametrize("task_id", ["x", "0" * 32, "%00", "a" * 37, "../../cases", "1 or 1=1"])
def test_a_task_that_is_not_there(sato: Program, task_id: str) -> None:
    assert sato.get(f"/tasks/{task_id}").status_code == 404
    assert complete(sato, task_id).status_code == 404


def test_a_finished_task_says_by_whom(sato: Program, house: House, program: Programs, task: str) -> None:
    complete(sato, task)
    body = problem(complete(program(house.people.tanaka), task), 409, "TaskClosed")
    assert "佐藤 花" in body["detail"]
    assert sato.get(f"/tasks/{task}").get_json()["state"] == "done"


class TestTheSameRequestTwice:
    def test_is_done_once_and_answered_alike(self, house: House, sato: Program, case_id: str, task: str) -> None:
        first = complete(sato, task, Idempotency_Key="k-1")
        again = complete(sato, task, Idempotency_Key="k-1")
        assert (again.status_code, again.get_json(), again.headers["ETag"]) == (
            200,
            first.get_json(),
            first.headers["ETag"],
        )
        assert house.case(case_id).revision == first.get_json()["revision"]

    def test_another_body_under_the_same_key_is_refused(self, sato: Program, task: str) -> None:
        complete(sato, task, Idempotency_Key="k-1")
        problem(complete(sato, task, {**ANSWERS, "urgent": "yes"}, Idempotency_Key="k-1"), 422, "KeyReused")
        problem(complete(sato, task, revision=2, Idempotency_Key="k-1"), 422, "KeyReused")

    def test_a_refusal_is_judged_anew(self, sato: Program, task: str) -> None:
        problem(complete(sato, task, {}, Idempotency_Key="k-1"), 422, "InvalidAnswers")
        assert complete(sato, task, Idempotency_Key="k-1").status_code == 200

    def test_keys_are_each_users_own(self, house: House, sato: Program, program: Programs, task: str) -> None:
        complete(sato, task, Idempotency_Key="k-1")
        problem(complete(program(house.people.tanaka), task, Idempotency_Key="k-1"), 409, "TaskClosed")

    def test_without_a_key_the_second_is_refused(self, sato: Program, task: str) -> None:
        complete(sato, task)
        problem(complete(sato, task), 409, "TaskClosed")

    def test_a_fault_is_answered_again_and_not_made_again(self, house: House, program: Programs, sato: Program) -> None:
        case_id = house.open().case_id
        house.write(case_id)
        house.complete(case_id, "judge_1", house.people.suzuki, level="7")
        house.grading.mode = "raises"
        takahashi, last = program(house.people.takahashi), house.task(case_id, "judge_2").id
        revision = house.case(case_id).revision
        first = complete(takahashi, last, {"level": 7}, revision, Idempotency_Key="k")
        body = problem(first, 409, "CaseFaulted")
        assert body["case"] == case_id and body["fault"]
        house.grading.mode = "well"
        again = complete(takahashi, last, {"level": 7}, revision, Idempotency_Key="k")
        assert problem(again, 409, "CaseFaulted")["fault"] == body["fault"]
        assert complete(takahashi, last, {"level": 7}, revision, Idempotency_Key="k2").status_code == 200

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 201])
    def test_a_key_that_is_none(self, sato: Program, task: str, key: str) -> None:
        problem(complete(sato, task, Idempotency_Key=key.encode().decode("latin-1")), 400, "Unreadable")


def test_what_is_blind_stays_blind(house: House, program: Programs) -> None:
    """Given the first of two assessments, then only its author reads it until the second is done."""
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="9")

    def read(actor: Actor) -> dict[str, Any]:
        found = program(actor).get(f"/cases/{case_id}").get_json()["answers"]
        return next(step for step in found if step["step"] == "judge_1")

    for other in ("takahashi", "sato", "sasaki", "matsumoto"):
        assert (read(house.people[other])["blind"], read(house.people[other])["answers"]) == (True, {})
    assert read(house.people.suzuki)["answers"] == {"level": 9}
    second = house.task(case_id, "judge_2").id
    assert "9" not in str(program(house.people.takahashi).get(f"/tasks/{second}").get_json()["form"])
    house.complete(case_id, "judge_2", house.people.takahashi, level="7")
    assert read(house.people.takahashi)["answers"] == {"level": 9}
