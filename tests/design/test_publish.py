"""The first start, the administrator's door, the shelf against what is live, and the way back to a folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from casework import People
from drafting import SHELF, write_folder

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.examine import problems_of
from webapp.design.export import export
from webapp.design.publish import Publish, publish, publish_shelf
from webapp.design.shelf import read_shelf, shelf_differs
from webapp.model.actor import SYSTEM
from webapp.model.clock import local_date
from webapp.model.refusals import CheckFailed, NotAllowed, ReasonNeeded, ResolutionNeeded
from webapp.model.resolution import Resolution
from webapp.store import design
from webapp.store.design import VersionRow


def live(desk: Desk) -> dict[str, VersionRow]:
    with desk.store.read() as unit:
        return {version.process: version for version in design.live_versions(unit)}


def changed() -> dict[str, dict[str, bytes]]:
    shelf = read_shelf(SHELF)
    shelf["incident"]["parameters.toml"] += b"\n# looked through in November\n"
    return shelf


def test_the_first_start_publishes_the_shelf_once(desk: Desk, people: People, now: datetime) -> None:
    assert set(publish_shelf(desk, SHELF, now)) == {"body", "incident", "regulator"}
    assert publish_shelf(desk, SHELF, now) == ()

    versions = live(desk)
    assert {name: (row.number, row.published_by) for name, row in versions.items()} == {
        "body": (1, SYSTEM.id),
        "incident": (1, SYSTEM.id),
        "regulator": (1, SYSTEM.id),
    }
    assert all(row.reason for row in versions.values())


def test_a_later_start_leaves_what_is_live_alone(house: Desk, tmp_path: Path, now: datetime) -> None:
    shelf = changed()
    write_folder(tmp_path, {"body.toml": shelf["body"]["body.toml"]})
    write_folder(tmp_path / "incident", shelf["incident"])
    before = live(house)

    assert publish_shelf(house, tmp_path, now) == ()
    assert shelf_differs(house, tmp_path) == ("incident",)
    assert live(house) == before


def test_the_shelf_that_was_published_does_not_differ(house: Desk) -> None:
    assert shelf_differs(house, SHELF) == ()


def test_a_process_that_was_never_live_differs(house: Desk, tmp_path: Path) -> None:
    write_folder(tmp_path / "other", read_shelf(SHELF)["incident"])

    assert shelf_differs(house, tmp_path) == ("other",)


def test_a_folder_that_is_one_bundle_is_that_one(tmp_path: Path) -> None:
    assert list(read_shelf(SHELF / "incident")) == ["incident"]
    assert read_shelf(tmp_path) == {}


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (b'purpose = "other_accredited_work"', {"purpose-changed", "purpose-crossed"}),
        (b"", {"purpose-missing"}),
        (b'purpose = "other_business"', {"purpose-changed"}),
    ],
)
def test_a_live_purpose_never_changes(house: Desk, said: bytes, codes: set[str]) -> None:
    """The cases that are there would change theirs with it."""
    files = read_shelf(SHELF)["incident"]
    was = b'purpose = "mark_certification"'
    assert was in files["process.toml"]
    found = problems_of(house, "incident", {**files, "process.toml": files["process.toml"].replace(was, said)})
    assert {one.code for one in found if one.severity == "error"} == codes


def test_the_administrators_door_publishes_what_changed_with_a_reason(
    house: Desk, people: People, now: datetime
) -> None:
    before = live(house)

    versions = publish(house, people.yamaguchi, Publish(changed(), "数値の見直し"), now)

    assert [(row.process, row.number, row.reason) for row in versions] == [("incident", 2, "数値の見直し")]
    assert live(house)["body"] == before["body"]
    assert live(house)["incident"] == versions[0]
    assert versions[0].published_by == people.yamaguchi.id


def test_the_door_is_for_administrators_who_give_a_reason(house: Desk, people: People, now: datetime) -> None:
    for actor in (people.yoshida, people.sasaki, people.ito):
        with pytest.raises(NotAllowed):
            publish(house, actor, Publish(changed(), "数値の見直し"), now)
        if actor != people.yoshida:
            with pytest.raises(NotAllowed):
                export(house, actor, Path("nowhere"))
    with pytest.raises(ReasonNeeded):
        publish(house, people.yamaguchi, Publish(changed(), " "), now)
    assert live(house)["incident"].number == 1


def test_T74_the_door_changes_rules_by_a_resolution_only(house: Desk, people: People, now: datetime) -> None:
    shelf = read_shelf(SHELF)
    amounts = shelf["incident"]["parameters.toml"]
    shelf["incident"]["parameters.toml"] = amounts.replace(b"value = 2\n", b"value = 3\n", 1)
    body = shelf["body"]["body.toml"]
    targets = {"body": {"body.toml": body.replace(b"value = 60\n", b"value = 45\n", 1)}}
    letterhead = {"body": {"body.toml": body.replace(b"03-0000-0000", b"03-0000-0001", 1)}}
    for processes in (shelf, targets):
        with pytest.raises(ResolutionNeeded):
            publish(house, people.yamaguchi, Publish(processes, "数値の見直し"), now)
    assert {row.number for row in live(house).values()} == {1}

    (head,) = publish(house, people.yamaguchi, Publish(letterhead, "電話の変更"), now)
    resolution = Resolution(local_date(now), "決議4号")
    both = {**targets, "incident": shelf["incident"]}
    versions = publish(house, people.yamaguchi, Publish(both, "数値の見直し", resolution), now)

    assert head.resolution is None
    assert [row.resolution for row in versions] == [resolution, resolution]


def test_of_processes_published_at_once_only_those_whose_rules_change_carry_the_resolution(
    house: Desk, people: People, now: datetime
) -> None:
    resolution = Resolution(local_date(now), "決議4号")
    (version,) = publish(house, people.yamaguchi, Publish(changed(), "注記", resolution), now)
    assert version.resolution is None


def test_one_broken_process_stops_all(house: Desk, people: People, now: datetime) -> None:
    both = changed()
    both["body"] = {"body.toml": b"[name\n"}

    with pytest.raises(CheckFailed) as refusal:
        publish(house, people.yamaguchi, Publish(both, "数値の見直し"), now)
    assert refusal.value.problems[0].file == "body.toml"
    assert {row.number for row in live(house).values()} == {1}


def test_a_body_without_its_file_and_names_that_lead_out_are_refused(
    house: Desk, people: People, now: datetime
) -> None:
    outside = {**read_shelf(SHELF)["incident"], "../outside": b"x"}
    for processes in ({"body": {}}, {"incident": outside}, {"Incident Two": read_shelf(SHELF)["incident"]}):
        with pytest.raises(CheckFailed):
            publish(house, people.yamaguchi, Publish(processes, "試し"), now)
    assert {row.number for row in live(house).values()} == {1}


def test_an_export_is_the_shelf_again(house: Desk, people: People, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "shelf"

    written = export(house, people.yamaguchi, folder)

    assert read_shelf(folder) == read_shelf(SHELF)
    assert shelf_differs(house, folder) == ()
    assert len(written) == sum(len(files) for files in read_shelf(SHELF).values())


def test_an_export_takes_away_what_left_the_bundle_and_nothing_else(
    house: Desk, people: People, tmp_path: Path
) -> None:
    write_folder(tmp_path, {"README.md": b"ours", "incident/forms/old.json": b"{}", "incident/.keep": b""})

    export(house, people.yamaguchi, tmp_path)

    assert (tmp_path / "README.md").read_bytes() == b"ours"
    assert (tmp_path / "incident/.keep").exists()
    assert not (tmp_path / "incident/forms/old.json").exists()


def test_a_version_keeps_its_files_as_they_were(house: Desk, people: People, now: datetime) -> None:
    first = live(house)["incident"]
    publish(house, people.yamaguchi, Publish(changed(), "数値の見直し"), now)

    with house.store.read() as unit:
        assert unpack(design.version_files(unit, first.id)) == read_shelf(SHELF)["incident"]


def asking(kind: str) -> dict[str, dict[str, bytes]]:
    """The shelf; a step of the incident asks for a qualification."""
    shelf = read_shelf(SHELF)
    plain, diagram = '<bpmn:userTask id="decide"', shelf["incident"]["process.bpmn"].decode()
    assert plain in diagram
    shelf["incident"]["process.bpmn"] = diagram.replace(plain, f'{plain} nintei:qualification="{kind}"').encode()
    return shelf


def test_a_step_can_ask_only_for_a_qualification_that_the_live_body_registers(
    house: Desk, people: People, now: datetime
) -> None:
    with pytest.raises(CheckFailed) as refused:
        publish(house, people.yamaguchi, Publish({"incident": asking("講習")["incident"]}, "資格"), now)
    assert {(each.code, each.element) for each in refused.value.problems} == {("qualification-unknown", "decide")}
    registered = {"incident": asking("事故評価者研修")["incident"]}
    (version,) = publish(house, people.yamaguchi, Publish(registered, "資格"), now)
    assert version.process == "incident"


def test_a_body_that_goes_live_together_with_a_process_counts(house: Desk, people: People, now: datetime) -> None:
    shelf = asking("講習")
    body = shelf["body"]["body.toml"].decode()
    shelf["body"]["body.toml"] = body.replace(
        'qualifications = ["事故評価者研修"]', 'qualifications = ["講習"]'
    ).encode()
    versions = publish(house, people.yamaguchi, Publish(shelf, "資格"), now)
    assert {version.process for version in versions} == {"body", "incident"}
