"""Does every decision cover what can come: each outcome of a rule on one flow, each answer on exactly one?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from handlers.determination import Rule
from webapp.diagram.graph import Flow, Node
from webapp.engine.check.reading import names, read, truth
from webapp.engine.check.records import Records
from webapp.engine.check.samples import Answers, sample
from webapp.engine.check.sheet import Sheet, label
from webapp.engine.expressions import Expression
from webapp.model.effects import PREFIX
from webapp.model.problem import Problem
from webapp.model.text import Text

_JUDGES = ("exclusiveGateway", "inclusiveGateway")


def decisions(sheet: Sheet, records: Records) -> Iterator[Problem]:
    for node in sheet.nodes:
        out = sheet.diagram.out(node.id)
        if node.kind in _JUDGES:
            if any(flow.outcomes is not None for flow in out):
                yield from _by_outcome(sheet, node, out)
            else:
                yield from _by_condition(sheet, records, node, out)
            continue
        for flow in out:
            if flow.outcomes is not None:
                yield _misplaced(sheet, flow)


def rule_before(sheet: Sheet, gateway: Node) -> Rule | None:
    """The rule with outcomes that the gateway stands directly behind."""
    before = _asked_before(sheet, gateway)
    rule = sheet.rules.get(before) if before else None
    return rule if rule and rule.outcomes else None


def _asked_before(sheet: Sheet, gateway: Node) -> str | None:
    """What the service task names that the gateway stands directly behind."""
    into = sheet.diagram.into(gateway.id)
    before = sheet.diagram.nodes.get(into[0].source) if len(into) == 1 else None
    if before is None or before.operator is None or before.kind != "serviceTask":
        return None
    return before.operator.name


def _by_outcome(sheet: Sheet, node: Node, out: Sequence[Flow]) -> Iterator[Problem]:
    rule = rule_before(sheet, node)
    asked = _asked_before(sheet, node)
    if asked and asked not in sheet.rules and not asked.startswith(PREFIX):
        return  # a rule that does not exist is reported as such; its outcomes are not known
    if rule is None or node.kind != "exclusiveGateway":
        yield from (_misplaced(sheet, flow) for flow in out if flow.outcomes is not None)
        return
    known = [outcome.value for outcome in rule.outcomes]
    times: Counter[str] = Counter()
    for flow in out:
        if not flow.outcomes:
            yield sheet.error(
                "outcomes-missing",
                flow,
                f"「{label(node)}」から出る流れ「{label(flow)}」に結果が書かれていません。",
                f"The flow “{label(flow)}” out of “{label(node)}” carries no outcome.",
                f"{rule.name}のどの結果で進むかをnintei:outcomesに書いてください。",
                f"Say in nintei:outcomes which outcomes of {rule.name} take it.",
            )
            continue
        times.update(flow.outcomes)
        if flow.condition:
            yield sheet.error(
                "outcomes-and-condition",
                flow,
                f"流れ「{label(flow)}」に結果と条件の両方があります。",
                f"The flow “{label(flow)}” has outcomes and a condition as well.",
                "条件を取り除いてください。結果だけで進む先が決まります。",
                "Remove the condition; the outcome alone decides.",
            )
        for outcome in flow.outcomes:
            if outcome not in known:
                yield sheet.error(
                    "outcome-unknown",
                    flow,
                    f"{rule.name}に結果「{outcome[:60]}」はありません。",
                    f"{rule.name} has no outcome “{outcome[:60]}”.",
                    f"ある結果は{'、'.join(known)}です。",
                    f"Its outcomes are {', '.join(known)}.",
                )
    missing = [outcome for outcome in known if times[outcome] == 0]
    if missing:
        yield _nowhere(sheet, node, rule, missing)
    for outcome in known:
        if times[outcome] > 1:
            yield _twice(sheet, node, rule, outcome, times[outcome])


def _nowhere(sheet: Sheet, node: Node, rule: Rule, outcomes: list[str]) -> Problem:
    ja = "、".join(f"「{outcome}」" for outcome in outcomes)
    en = ", ".join(f"“{outcome}”" for outcome in outcomes)
    are = "outcome {} of {} is" if len(outcomes) == 1 else "outcomes {} of {} are"
    return sheet.error(
        "outcome-without-flow",
        node,
        f"{rule.name}の結果{ja}が、「{label(node)}」から出るどの流れにもありません。",
        f"The {are.format(en, rule.name)} on no flow out of “{label(node)}”.",
        "その結果で進む流れのnintei:outcomesに加えてください。",
        "Add to nintei:outcomes of the flow that is taken then.",
    )


def _twice(sheet: Sheet, node: Node, rule: Rule, outcome: str, times: int) -> Problem:
    return sheet.error(
        "outcome-on-two-flows",
        node,
        f"{rule.name}の結果「{outcome}」が、「{label(node)}」から出る{times}本の流れにあります。",
        f"The outcome “{outcome}” of {rule.name} is on {times} flows out of “{label(node)}”.",
        "1本だけに残してください。",
        "Leave it on one.",
    )


def _misplaced(sheet: Sheet, flow: Flow) -> Problem:
    return sheet.error(
        "outcomes-misplaced",
        flow,
        f"流れ「{label(flow)}」に結果がありますが、判定の直後の排他ゲートウェイから出ていません。",
        f"The flow “{label(flow)}” carries outcomes, but does not leave an exclusive gateway directly after a rule.",
        "判定のサービスタスクのすぐ後に排他ゲートウェイを置き（入る流れは1本）、そこから出る流れに書いてください。",
        "Place an exclusive gateway directly after the service task (its only way in), and write them on its flows.",
    )


def _by_condition(sheet: Sheet, records: Records, node: Node, out: Sequence[Flow]) -> Iterator[Problem]:
    if len(out) < 2:
        return
    conditions: dict[str, Expression] = {}
    for flow in out:
        if flow.id == node.default:
            if flow.condition:
                yield sheet.warning(
                    "condition-on-default",
                    flow,
                    f"既定の流れ「{label(flow)}」の条件は見られません。",
                    f"The condition on the default flow “{label(flow)}” is not looked at.",
                    "条件を取り除いてください。",
                    "Remove the condition.",
                )
            continue
        if not flow.condition:
            yield _unconditional(sheet, node, flow)
            continue
        use = Text(f"流れ「{label(flow)}」の条件", f"condition of the flow “{label(flow)}”")
        expression = read(sheet, flow.condition, flow, use)
        if isinstance(expression, Problem):
            yield expression
            continue
        yield from names(sheet, records, expression, flow, node.id, use)
        yield from truth(sheet, expression, flow, use)
        conditions[flow.id] = expression
    if len(conditions) == len([flow for flow in out if flow.id != node.default]):
        yield from _coverage(sheet, node, conditions)


def _unconditional(sheet: Sheet, node: Node, flow: Flow) -> Problem:
    rule = rule_before(sheet, node)
    hint_ja = f"{rule.name}の結果をnintei:outcomesに書く" if rule else "条件を書く"
    hint_en = f"write outcomes of {rule.name} in nintei:outcomes" if rule else "write a condition"
    return sheet.error(
        "condition-missing",
        flow,
        f"「{label(node)}」から出る流れ「{label(flow)}」に条件がありません。",
        f"The flow “{label(flow)}” out of “{label(node)}” has no condition.",
        f"{hint_ja}か、既定の流れにしてください。",
        f"Either {hint_en}, or make it the default flow.",
    )


def _coverage(sheet: Sheet, node: Node, conditions: dict[str, Expression]) -> Iterator[Problem]:
    """Tries the answers that can be told apart: does each take exactly one flow?"""
    flows = sheet.diagram.flows
    tried = sample(sheet, conditions)
    if tried is None:
        if node.default is None:
            yield sheet.lapse(
                "default-missing",
                node,
                f"「{label(node)}」に既定の流れがありません。どの条件も合わない案件はここで止まります。",
                f"“{label(node)}” has no default flow: a case that meets no condition stops here.",
                "残りを受ける流れを1本、既定にしてください。",
                "Make one flow the default for what remains.",
            )
        return
    if node.default is None and tried.none is not None:
        yield sheet.lapse(
            "decision-gap",
            node,
            f"「{label(node)}」には、どの流れの条件も合わない場合があります（例：{_said(tried.none)}）。",
            f"At “{label(node)}” there are answers that meet no condition (for example {_said(tried.none)}).",
            "条件を加えるか、残りを受ける流れを1本、既定にしてください。",
            "Add a condition, or make one flow the default for what remains.",
        )
    if tried.several is not None and node.kind == "exclusiveGateway":
        answers, first, second = tried.several
        yield sheet.lapse(
            "decision-overlap",
            node,
            f"「{label(node)}」で、流れ「{label(flows[first])}」と「{label(flows[second])}」の条件が同時に合うことがあります（例：{_said(answers)}）。",
            f"At “{label(node)}” the conditions of “{label(flows[first])}” and “{label(flows[second])}” can both be met (for example {_said(answers)}).",
            "同時には合わない条件にしてください。",
            "Make the conditions exclude each other.",
        )


def _said(answers: Answers) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in answers.items()) or "always"
