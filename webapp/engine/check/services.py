"""Does every service task name a rule or an effect that exists, and hand it what it asks for?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from handlers.determination import Input
from webapp.diagram.graph import Node, Operator
from webapp.diagram.names import SPIFF
from webapp.engine.check.constants import unfit
from webapp.engine.check.reading import constant, field_of, names, read, record_of, short, wrong_value
from webapp.engine.check.records import Records
from webapp.engine.check.sheet import Sheet, label
from webapp.engine.check.taken import TAKEN
from webapp.engine.expressions import Expression
from webapp.model.effects import EFFECTS, PREFIX
from webapp.model.problem import Problem
from webapp.model.text import Text


def services(sheet: Sheet, records: Records) -> Iterator[Problem]:
    for node in sheet.nodes:
        if node.kind == "serviceTask":
            yield from _service(sheet, records, node)


def _service(sheet: Sheet, records: Records, node: Node) -> Iterator[Problem]:
    operator = node.operator
    if operator is None or not operator.name:
        yield sheet.error(
            "handler-missing",
            node,
            f"サービスタスク「{label(node)}」にハンドラーが選ばれていません。",
            f"The service task “{label(node)}” names no handler.",
            "規則か効果を選んでください（spiffworkflow:serviceTaskOperatorのid）。",
            "Choose a rule or an effect (the id of spiffworkflow:serviceTaskOperator).",
        )
        return
    inputs = _inputs(sheet, operator.name)
    if inputs is None:
        yield _unknown(sheet, node, operator.name)
        return
    if operator.result not in (None, "", node.id):
        yield sheet.warning(
            "result-variable",
            node,
            f"「{label(node)}」の結果は「{(operator.result or '')[:60]}」ではなく、工程のid「{node.id}」の名前で読みます。",
            f"The result of “{label(node)}” is read as “{node.id}”, the step's id, not as “{(operator.result or '')[:60]}”.",
            f'resultVariable="{node.id}"にしてください。',
            f'Set resultVariable="{node.id}".',
        )
    yield from _parameters(sheet, records, node, operator, inputs)


def _inputs(sheet: Sheet, name: str) -> Sequence[Input] | None:
    if name.startswith(PREFIX):
        return EFFECTS[name].inputs if name in EFFECTS else None
    return sheet.rules[name].inputs if name in sheet.rules else None


def _unknown(sheet: Sheet, node: Node, name: str) -> Problem:
    known = [*sheet.rules, *EFFECTS]
    near = get_close_matches(name, known, 1, 0.5)
    offered = [known_name for known_name in known if known_name.startswith(PREFIX) == name.startswith(PREFIX)]
    return sheet.error(
        "effect-unknown" if name.startswith(PREFIX) else "handler-unknown",
        node,
        f"「{label(node)}」の規則・効果「{name[:80]}」はありません。",
        f"“{label(node)}” names “{name[:80]}”, which is no rule or effect here.",
        f"「{near[0]}」のことですか。あるのは{'、'.join(offered)}です。"
        if near
        else f"あるのは{'、'.join(offered)}です。",
        f"Did you mean “{near[0]}”? There are {', '.join(offered)}." if near else f"There are {', '.join(offered)}.",
    )


def _parameters(
    sheet: Sheet, records: Records, node: Node, operator: Operator, inputs: Sequence[Input]
) -> Iterator[Problem]:
    known = {wanted.name: wanted for wanted in inputs}
    listed = "、".join(known) or "（なし）"
    for wanted in inputs:
        if wanted.required and wanted.name not in operator.parameters:
            yield sheet.error(
                "parameter-missing",
                node,
                f"「{label(node)}」が{operator.name}に「{wanted.name}」（{wanted.ja}）を渡していません。",
                f"“{label(node)}” does not hand “{wanted.name}” ({wanted.en}) to {operator.name}.",
                "パラメーターを加え、どの値を渡すか書いてください。",
                "Add the parameter and say which value it takes.",
            )
    for name, source in operator.parameters.items():
        use = Text(f"「{label(node)}」のパラメーター「{name}」", f"parameter “{name}” of “{label(node)}”")
        if name not in known:
            yield sheet.error(
                "parameter-unknown",
                node,
                f"{operator.name}に「{name[:60]}」という入力はありません。",
                f"{operator.name} has no input “{name[:60]}”.",
                f"取り除いてください。ある入力は{listed}です。",
                f"Remove it; the inputs are {', '.join(known) or '(none)'}.",
            )
            continue
        expression = read(sheet, source, node, use)
        if isinstance(expression, Problem):
            yield expression
            continue
        yield from names(sheet, records, expression, node, node.id, use)
        if expression.constant:
            yield from _value(sheet, node, expression, known[name], use)
        else:
            yield from _answer(sheet, node, expression, known[name], use)
            yield from _set_at_first(sheet, records, node, expression, known[name], use)
    yield from _untyped(sheet, node)


def _value(sheet: Sheet, node: Node, expression: Expression, wanted: Input, use: Text) -> Iterator[Problem]:
    """A constant is judged at once."""
    why = unfit(sheet, constant(expression), wanted)
    if why is not None:
        yield wrong_value(sheet, expression, node, use, why)


def _answer(sheet: Sheet, node: Node, expression: Expression, wanted: Input, use: Text) -> Iterator[Problem]:
    """A field that a form asks: what is answered there is of the kind that the input takes."""
    field = field_of(sheet, expression)
    if field is None or wanted.type not in TAKEN or field.kind in TAKEN[wanted.type].kinds:
        return
    said = TAKEN[wanted.type].said
    yield sheet.error(
        "input-of-another-kind",
        node,
        f"{use.ja}は{said.ja}が、「{short(expression.source)}」の答えはそうではありません（{field.kind}）。",
        f"What the {use.en} takes is {said.en}; what “{short(expression.source)}” answers is not ({field.kind}).",
        "種類の合う項目を渡すか、フォームの項目の種類を直してください。",
        "Hand over a field of that kind, or change the kind of the field in its form.",
    )


def _set_at_first(
    sheet: Sheet, records: Records, node: Node, expression: Expression, wanted: Input, use: Text
) -> Iterator[Problem]:
    """What an input needs is there on the first round of a loop, too. A step that may or may not come before, by the way
    that a case takes, is not judged: which ways go together is in the answers, not in the diagram."""
    record = record_of(expression)
    if wanted.required and record is not None and records.never_before_first(record, node.id):
        yield sheet.error(
            "set-only-later",
            node,
            f"{use.ja}が「{record}」を見ていますが、最初に通るときには「{record}」はまだ済んでいません。",
            f"The {use.en} reads “{record}”, which is never done when the case comes by for the first time.",
            f"最初に渡す値を書いてください（例：{short(expression.source)} if {short(expression.source)} != None else …）。",
            f"Say what it takes then, as in {short(expression.source)} if {short(expression.source)} != None else ….",
        )


def _untyped(sheet: Sheet, node: Node) -> Iterator[Problem]:
    for parameter in node.element.iter(f"{{{SPIFF}}}parameter"):
        if not parameter.get("id") or parameter.get("value") is None:
            yield sheet.error(
                "parameter-incomplete",
                node,
                f"「{label(node)}」に名前か値のないパラメーターがあります。",
                f"A parameter of “{label(node)}” lacks its name or its value.",
                "名前（id）と値（value）を書くか、取り除いてください。",
                "Give it a name (id) and a value, or remove it.",
            )
