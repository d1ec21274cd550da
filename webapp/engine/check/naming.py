"""Can people read the diagram in both languages, and does every task have somebody to do it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from webapp.diagram.graph import Lane, Node
from webapp.engine.check.records import HUMAN
from webapp.engine.check.sheet import Sheet, label
from webapp.model.actor import ROLES
from webapp.model.bundle import SECOND_PERSON
from webapp.model.problem import Problem

_UNNAMED: Final = frozenset({"parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})


def naming(sheet: Sheet) -> Iterator[Problem]:
    for node in sheet.nodes:
        yield from _name(sheet, node)
        if node.kind in HUMAN:
            yield from _people(sheet, node)
            yield from _qualification(sheet, node)
    for lane in sheet.diagram.lanes.values():
        yield from _lane(sheet, lane)
    yield from _blind(sheet)
    yield from _correction(sheet)


def _name(sheet: Sheet, node: Node) -> Iterator[Problem]:
    merges = node.kind == "exclusiveGateway" and len(sheet.diagram.out(node.id)) < 2
    if not node.name and not merges and node.kind not in _UNNAMED:
        yield sheet.warning(
            "name-missing",
            node,
            f"{node.kind}（{node.id}）に名前がありません。",
            f"The {node.kind} {node.id} has no name.",
            "担当者に分かる名前を付けてください。",
            "Give it a name that the people who do it understand.",
        )
    elif node.name and not node.name_en:
        yield sheet.warning(
            "name-en-missing",
            node,
            f"「{label(node)}」に英語の名前がありません。",
            f"“{label(node)}” has no English name.",
            "nintei:name_enに英語の名前を書いてください。",
            "Write one in nintei:name_en.",
        )


def _people(sheet: Sheet, node: Node) -> Iterator[Problem]:
    if node.lane is None:
        yield sheet.lapse(
            "task-without-lane",
            node,
            f"「{label(node)}」がどのレーンにもなく、誰の作業か分かりません。",
            f"“{label(node)}” stands in no lane: nobody knows whose task it is.",
            "役割のあるレーンに置いてください。",
            "Place it in a lane that has a role.",
        )
    for step in node.excludes:
        other = sheet.diagram.nodes.get(step)
        if other is None or other.kind not in HUMAN:
            yield sheet.error(
                "excludes-unknown",
                node,
                f"「{label(node)}」が除く工程「{step[:60]}」は、人の作業として図にありません。",
                f"“{label(node)}” excludes “{step[:60]}”, which is no task for a person in the diagram.",
                "nintei:excludesの工程idを直してください。",
                "Mend the step ids in nintei:excludes.",
            )


def _qualification(sheet: Sheet, node: Node) -> Iterator[Problem]:
    """A kind that nobody can be registered for would stop the task for everybody."""
    kinds, wanted = None if sheet.body is None else sheet.body.get("qualifications", ()), node.qualification
    if wanted is None or (kinds is not None and wanted in kinds):
        return
    if kinds is None:
        yield sheet.warning(
            "qualification-unknown",
            node,
            f"「{label(node)}」は資格「{wanted[:60]}」を求めますが、団体の資格の一覧（body.toml）が手元にありません。",
            f"“{label(node)}” asks for the qualification “{wanted[:60]}”; the body's list of them (body.toml) is not at "
            "hand.",
            "body.tomlのあるフォルダーの中で調べてください。",
            "Check it in a folder that has the body.toml.",
        )
        return
    yield sheet.error(
        "qualification-unknown",
        node,
        f"「{label(node)}」が求める資格「{wanted[:60]}」は、団体の資格の一覧にありません。",
        f"“{label(node)}” asks for the qualification “{wanted[:60]}”, which is not in the body's list.",
        f"ある資格は{'、'.join(sorted(kinds)) or '（なし）'}です。body.tomlのqualificationsに加えることもできます。",
        f"There are {', '.join(sorted(kinds)) or '(none)'}. More can be added to qualifications in body.toml.",
    )


def _lane(sheet: Sheet, lane: Lane) -> Iterator[Problem]:
    nodes = [sheet.diagram.nodes[id] for id in lane.nodes if id in sheet.diagram.nodes]
    if lane.role is None and any(node.kind in HUMAN or node.kind == "subProcess" for node in nodes):
        yield sheet.lapse(
            "lane-without-role",
            lane,
            f"レーン「{label(lane)}」に役割がありません。",
            f"The lane “{label(lane)}” has no role.",
            f"nintei:roleに役割を書いてください（{'、'.join(ROLES)}）。",
            f"Write a role in nintei:role ({', '.join(ROLES)}).",
        )
    elif lane.role is not None and lane.role not in ROLES:
        yield sheet.error(
            "role-unknown",
            lane,
            f"レーン「{label(lane)}」の役割「{lane.role[:60]}」はありません。",
            f"The lane “{label(lane)}” has the role “{lane.role[:60]}”, which does not exist.",
            f"ある役割は{'、'.join(ROLES)}です。",
            f"The roles are {', '.join(ROLES)}.",
        )
    if lane.name and not lane.name_en:
        yield sheet.warning(
            "name-en-missing",
            lane,
            f"レーン「{label(lane)}」に英語の名前がありません。",
            f"The lane “{label(lane)}” has no English name.",
            "nintei:name_enに英語の名前を書いてください。",
            "Write one in nintei:name_en.",
        )
    for id in lane.nodes:
        if id not in sheet.diagram.nodes:
            yield sheet.warning(
                "lane-node-unknown",
                lane,
                f"レーン「{label(lane)}」が指す工程「{id[:60]}」がありません。",
                f"The lane “{label(lane)}” names “{id[:60]}”, which does not exist.",
                "flowNodeRefを取り除くか、エディターで保存し直してください。",
                "Remove the flowNodeRef, or save again in an editor.",
            )


def _correction(sheet: Sheet) -> Iterator[Problem]:
    for node in sheet.nodes:
        if node.correction in (None, SECOND_PERSON):
            continue
        yield sheet.error(
            "correction-unknown",
            node,
            f"「{label(node)}」のnintei:correctionに書けるのは「{SECOND_PERSON}」だけです。",
            f"At “{label(node)}”, nintei:correction can only be “{SECOND_PERSON}”.",
            f"「{SECOND_PERSON}」にするか、nintei:correctionを取り除いてください。",
            f"Write “{SECOND_PERSON}”, or remove nintei:correction.",
        )


def _blind(sheet: Sheet) -> Iterator[Problem]:
    groups: dict[str, list[Node]] = {}
    for node in sheet.nodes:
        if node.blind is not None and node.kind in HUMAN:
            groups.setdefault(node.blind, []).append(node)
    for name, members in groups.items():
        if len(members) == 1:
            yield sheet.error(
                "blind-alone",
                members[0],
                f"「{label(members[0])}」のほかに、互いに見せない組「{name[:60]}」の作業がありません。",
                f"“{label(members[0])}” is the only task of the blind group “{name[:60]}”.",
                "組の名前を揃えるか、nintei:blindを取り除いてください。",
                "Use one name for the group, or remove nintei:blind.",
            )
