"""Does every letter have a step that prepares it, and does that step know everything that its words name?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from webapp.diagram.graph import Node
from webapp.engine.check.records import Records
from webapp.engine.check.sheet import Sheet, label
from webapp.engine.expressions import BadExpression, parse
from webapp.model.bundle import Bundle, Letter
from webapp.model.effects import EFFECTS, PREFIX
from webapp.model.problem import Problem
from webapp.model.protected import NAME_JA, names_it
from webapp.model.text import Text

PREPARE: Final = "effect.prepare_letter"
FROM_THE_CASE: Final = frozenset({"number", "reference", "procedure"})
FROM_THE_RULES: Final = frozenset({"measure", "grounds", "citations", "advised"})
"""Places that the house fills from the determinations of the case: there has to be one by then."""
HANDED: Final = frozenset(
    wanted.name for wanted in EFFECTS[PREPARE].inputs if not wanted.name.startswith("advised_")
) - {"letter", "rests_on"}
"""Places that the step hands over which prepares the letter."""
ADDRESSEE: Final = "addressee"
"""The operator's name, where the case has one, else what is handed over."""
_PLACES: Final = FROM_THE_CASE | FROM_THE_RULES | HANDED


def letters(sheet: Sheet, records: Records) -> Iterator[Problem]:
    bundle = sheet.bundle
    if bundle is None:
        return
    prepared: set[str] = set()
    all_seen = True
    for node in sheet.nodes:
        if node.operator is None or node.operator.name != PREPARE:
            continue
        names = prepared_by(sheet, node)
        all_seen = all_seen and names is not None
        for name in names or ():
            letter = bundle.letters.get(name) or bundle.letters.get(name.lower())
            if letter is None:
                yield _missing(sheet, node, name)
                continue
            prepared.add(letter.name)
            yield from _unprovided(sheet, records, bundle, node, letter)
    for letter in bundle.letters.values():
        yield from _unknown(bundle, letter)
        yield from _protected(bundle, letter)
        if all_seen and letter.name not in prepared:
            yield _unprepared(letter)


def prepared_by(sheet: Sheet, node: Node) -> frozenset[str] | None:
    """The letters that a step may prepare: a constant, either of two, or every outcome of the rule that is named; None
    where it cannot be seen."""
    source = node.operator.parameters.get("letter", "") if node.operator else ""
    try:
        return _named(sheet, parse(source).tree)
    except BadExpression:
        return None  # reported where the parameter is read


def _named(sheet: Sheet, tree: ast.expr) -> frozenset[str] | None:
    match tree:
        case ast.Constant(value=str(name)):
            return frozenset({name})
        case ast.IfExp(body=body, orelse=otherwise):
            either, other = _named(sheet, body), _named(sheet, otherwise)
            return None if either is None or other is None else either | other
        case ast.Attribute(value=ast.Name(id=step), attr="outcome") if step in sheet.diagram.nodes:
            operator = sheet.diagram.nodes[step].operator
            rule = sheet.rules.get(operator.name) if operator else None
            return frozenset(outcome.value for outcome in rule.outcomes) if rule else None
    return None


def _missing(sheet: Sheet, node: Node, name: str) -> Problem:
    return sheet.error(
        "letter-missing",
        node,
        f"「{label(node)}」が作る文書「{name[:60]}」のひな形がありません。",
        f"“{label(node)}” prepares the letter “{name[:60]}”, which is not in the bundle.",
        f"letters/{name[:60]}.tomlを作ってください。",
        f"Make letters/{name[:60]}.toml.",
    )


def _unprovided(sheet: Sheet, records: Records, bundle: Bundle, node: Node, letter: Letter) -> Iterator[Problem]:
    """The places of a letter for which there is nothing when the step prepares it: that would be a fault of the case."""
    given = node.operator.parameters.keys() if node.operator else frozenset[str]()
    named = sorted(set(letter.fields) & _PLACES)
    has_rule = any(_is_rule(other) and not records.comes_too_late(other.id, node.id) for other in sheet.nodes)
    for place in named:
        if place in FROM_THE_RULES and not has_rule:
            yield sheet.error(
                "letter-field-missing",
                node,
                f"文書「{letter.name}」の「{place}」は判定から入りますが、「{label(node)}」より前に規則の工程がありません。",
                f"“{place}” of the letter “{letter.name}” comes from a determination, and no rule is asked before "
                f"“{label(node)}”.",
                "規則の工程を先に置くか、差し込みを文書から取り除いてください。",
                "Place the step of a rule before it, or take the place out of the letter.",
            )
        elif place in HANDED and place not in given and not (place == ADDRESSEE and has_operator(bundle)):
            yield sheet.error(
                "letter-field-missing",
                node,
                f"「{label(node)}」が文書「{letter.name}」の「{place}」を渡していません。",
                f"“{label(node)}” does not hand over “{place}” for the letter “{letter.name}”.",
                "パラメーターを加えてください。",
                "Add the parameter.",
            )


def _is_rule(node: Node) -> bool:
    return node.operator is not None and not node.operator.name.startswith(PREFIX)


def has_operator(bundle: Bundle) -> bool:
    """Whether a case of the bundle is about a service, and so about its operator."""
    start = bundle.forms.get("start")
    return start is not None and any(field.kind == "operator" for field in start.fields)


def _unknown(bundle: Bundle, letter: Letter) -> Iterator[Problem]:
    for place in letter.fields:
        if place in _PLACES:
            continue
        yield _of_letter(
            "letter-field-unknown",
            bundle,
            letter,
            place,
            Text(f"差し込み「{place}」に入れる値を渡す工程がありません。", f"No step provides the field “{place}”."),
            Text(f"使えるのは{'、'.join(sorted(_PLACES))}です。", f"There are {', '.join(sorted(_PLACES))}."),
        )


def _protected(bundle: Bundle, letter: Letter) -> Iterator[Problem]:
    """The name that the Act protects may stand only where it is left out once the body is not accredited."""
    always = [text for i, text in enumerate(letter.paragraphs) if i not in letter.accredited]
    always += [text for text in (letter.title, letter.organ, letter.to) if text is not None]
    if any(names_it(words) for text in always for words in (text.ja, text.en)):
        yield _of_letter(
            "protected-name",
            bundle,
            letter,
            NAME_JA,
            Text(
                f"文書「{letter.name}」に、認定を受けている間だけ使える名称（{NAME_JA}、法第56条）が書かれています。",
                f"The letter “{letter.name}” has the name that only an accredited body may use (the Act, article 56).",
            ),
            Text(
                "その段落にaccredited = trueを加えてください。認定が有効な日の文書にだけ入ります。",
                "Add accredited = true to that paragraph: it then stands only in letters of days on which the body is "
                "accredited.",
            ),
        )


def _unprepared(letter: Letter) -> Problem:
    return Problem(
        "error",
        "letter-unprepared",
        Text(f"文書「{letter.name}」を作る工程がありません。", f"No step prepares the letter “{letter.name}”."),
        Text(
            "作る工程を図に加えるか、この文書を取り除いてください。",
            "Add a step that prepares it to the diagram, or remove the letter.",
        ),
        f"letters/{letter.name}.toml",
    )


def _of_letter(code: str, bundle: Bundle, letter: Letter, place: str, message: Text, remedy: Text) -> Problem:
    """A problem of a letter's file, on the first line with `place`."""
    file = f"letters/{letter.name}.toml"
    source = bundle.files.get(file, b"").decode("utf-8", "replace")
    found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(place)}(?![A-Za-z0-9_])", source)
    line = source.count("\n", 0, found.start()) + 1 if found else None
    return Problem("error", code, message, remedy, file, None, line)
