"""Are repeated activities bounded, and do scripts and the other texts of a step stay in the closed language?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from webapp.diagram.graph import Node
from webapp.diagram.names import SPIFF, bpmn
from webapp.engine.check.reading import constant, names, read, truth, without_answer
from webapp.engine.check.records import Records, script_of
from webapp.engine.check.sheet import Sheet, label
from webapp.engine.expressions import BadExpression, parse_script
from webapp.model.problem import Problem
from webapp.model.text import Text

MAX_INSTANCES: Final = 200


def repeats(sheet: Sheet, records: Records) -> Iterator[Problem]:
    for node in sheet.nodes:
        several = node.element.find(bpmn("multiInstanceLoopCharacteristics"))
        if several is not None:
            yield from _instances(sheet, records, node, several)
        again = node.element.find(bpmn("standardLoopCharacteristics"))
        if again is not None:
            yield from _loop(sheet, records, node, again)
        if node.kind == "scriptTask":
            yield from _script(sheet, records, node, script_of(node))
        yield from _payload(sheet, records, node)


def _instances(sheet: Sheet, records: Records, node: Node, several: etree._Element) -> Iterator[Problem]:
    number = several.find(bpmn("loopCardinality"))
    entries = several.find(bpmn("loopDataInputRef"))
    if (number is None) == (entries is None):
        yield sheet.error(
            "instances-unclear",
            node,
            f"「{label(node)}」を何回行うか、回数か一覧のどちらか一方で決めてください。",
            f"How often “{label(node)}” happens must be said by a number or by a list, not both.",
            "loopCardinalityかloopDataInputRefを1つ書いてください。",
            "Give one loopCardinality or one loopDataInputRef.",
        )
    if number is not None:
        yield from _number(sheet, records, node, _text(number))
    if entries is not None:
        yield from _list(sheet, records, node, _text(entries))
    until = several.find(bpmn("completionCondition"))
    if until is not None:
        use = Text(f"「{label(node)}」の終わりの条件", f"completion condition of “{label(node)}”")
        yield from _condition(sheet, records, node, _text(until), use)


def _number(sheet: Sheet, records: Records, node: Node, source: str) -> Iterator[Problem]:
    use = Text(f"「{label(node)}」の回数", f"number of “{label(node)}”")
    expression = read(sheet, source, node, use)
    if isinstance(expression, Problem):
        yield expression
        return
    yield from names(sheet, records, expression, node, node.id, use)
    if not expression.constant:
        return
    value = constant(expression)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INSTANCES:
        yield sheet.error(
            "instances-out-of-bounds",
            node,
            f"「{label(node)}」の回数は0から{MAX_INSTANCES}までの整数です。",
            f"The number of “{label(node)}” must be a whole number from 0 to {MAX_INSTANCES}.",
            "回数を直してください。",
            "Mend the number.",
        )


def _list(sheet: Sheet, records: Records, node: Node, source: str) -> Iterator[Problem]:
    use = Text(f"「{label(node)}」の一覧", f"list of “{label(node)}”")
    expression = read(sheet, source, node, use)
    if isinstance(expression, Problem):
        yield expression
        return
    yield from names(sheet, records, expression, node, node.id, use)
    if not expression.constant:
        return
    value = constant(expression)
    if not isinstance(value, list) or len(value) > MAX_INSTANCES:
        yield sheet.error(
            "instances-out-of-bounds",
            node,
            f"「{label(node)}」をくり返す対象は、{MAX_INSTANCES}件までの一覧です。",
            f"“{label(node)}” is repeated for a list of up to {MAX_INSTANCES} entries.",
            "一覧を持つ項目を「工程.項目」と書いてください。",
            "Name a field that holds a list, as step.field.",
        )


def _loop(sheet: Sheet, records: Records, node: Node, again: etree._Element) -> Iterator[Problem]:
    maximum = again.get("loopMaximum")
    until = again.find(bpmn("loopCondition"))
    if maximum is not None and not (maximum.isascii() and maximum.isdigit() and int(maximum[:9]) <= MAX_INSTANCES):
        yield sheet.error(
            "instances-out-of-bounds",
            node,
            f"「{label(node)}」のくり返しの上限は{MAX_INSTANCES}までの整数です。",
            f"The most rounds of “{label(node)}” must be a whole number up to {MAX_INSTANCES}.",
            "loopMaximumを直してください。",
            "Mend loopMaximum.",
        )
    if maximum is None and until is None:
        yield sheet.error(
            "instances-unclear",
            node,
            f"「{label(node)}」のくり返しに、終わりがありません。",
            f"The repetition of “{label(node)}” has no end.",
            "loopConditionかloopMaximumを書いてください。",
            "Give a loopCondition or a loopMaximum.",
        )
    if until is not None:
        use = Text(f"「{label(node)}」のくり返しの条件", f"loop condition of “{label(node)}”")
        yield from _condition(sheet, records, node, _text(until), use)


def _condition(sheet: Sheet, records: Records, node: Node, source: str, use: Text) -> Iterator[Problem]:
    expression = read(sheet, source, node, use)
    if isinstance(expression, Problem):
        yield expression
        return
    inside = frozenset({node.id, "loopCounter"})
    yield from names(sheet, records, expression, node, node.id, use, inside)
    yield from truth(sheet, expression, node, use)


def _payload(sheet: Sheet, records: Records, node: Node) -> Iterator[Problem]:
    """What a step sends."""
    extensions = node.element.find(bpmn("extensionElements"))
    if extensions is None:
        return
    for payload in extensions.findall(f"{{{SPIFF}}}messagePayload"):
        use = Text(f"「{label(node)}」が送る内容", f"payload of “{label(node)}”")
        expression = read(sheet, _text(payload), node, use)
        if isinstance(expression, Problem):
            yield expression
        else:
            yield from names(sheet, records, expression, node, node.id, use)


def _script(sheet: Sheet, records: Records, node: Node, source: str) -> Iterator[Problem]:
    try:
        lines = parse_script(source)
    except BadExpression as problem:
        yield sheet.error(
            "script-unreadable",
            node,
            f"「{label(node)}」のスクリプトを読めません：{problem.message.ja}",
            f"The script of “{label(node)}” cannot be read: {problem.message.en}",
            "「名前 = 式」の行だけにするか、規則のサービスタスクにしてください。",
            "Use lines of the form name = expression, or a service task with a rule.",
        )
        return
    use = Text(f"「{label(node)}」のスクリプト", f"script of “{label(node)}”")
    own: frozenset[str] = frozenset()
    for name, expression in lines:
        empty = without_answer(sheet, expression, node, use)
        if empty is not None:
            yield empty
        yield from names(sheet, records, expression, node, node.id, use, own)
        own |= {name}


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext()).strip()
