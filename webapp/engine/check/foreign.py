"""What other products wrote into the file: it stays, but nothing here reads it. Listed by element, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from webapp.diagram.names import BPMN, DC, DD, DI, NINTEI, SPIFF, namespace
from webapp.engine.check.sheet import Sheet, Spot, spot
from webapp.model.problem import Problem
from webapp.model.text import Text

_OWN: Final = frozenset({BPMN, DC, DD, DI, NINTEI, SPIFF, ""})
_HARMLESS: Final = (
    "http://www.w3.org/",
    "http://bpmn.io/schema/bpmn/biocolor/",
    "http://www.omg.org/spec/BPMN/non-normative/color/",
    "http://camunda.org/schema/modeler/",
)
_PRODUCTS: Final = (
    ("camunda.org/schema/zeebe", "Camunda 8 (zeebe)"),
    ("camunda.org", "Camunda 7"),
    ("activiti", "Activiti"),
    ("flowable", "Flowable"),
    ("signavio", "Signavio"),
    ("aris", "ARIS"),
    ("visio", "Visio"),
    ("bizagi", "Bizagi"),
    ("drools", "jBPM"),
)
_INSTEAD: Final[Mapping[str, Text]] = {
    "userTask": Text(
        "担当はレーンのnintei:role、フォームはforms/に、期限はnintei:dueに書いてください。",
        "Put who does it in nintei:role of the lane, the form in forms/, the due time in nintei:due.",
    ),
    "serviceTask": Text(
        "右の欄でハンドラーを選び、渡す値を書いてください。",
        "Choose a handler in the panel and write what it is handed.",
    ),
    "sequenceFlow": Text(
        '条件を「工程.項目 == "値"」の形で書いてください。', 'Write the condition as step.field == "value".'
    ),
}
_READ_ON: Final = Text(
    "実行に要るものなら、こちらの書き方で描き直してください。要らなければそのままで構いません。",
    "If the process needs it, draw it in our way; if not, it may stay.",
)


def foreign(sheet: Sheet) -> Iterator[Problem]:
    found: dict[tuple[str, str], list[str]] = {}
    places: dict[tuple[str, str], etree._Element] = {}
    for element in sheet.diagram.root.iter():
        for space, name in _spaces(element):
            if space in _OWN or space.startswith(_HARMLESS):
                continue
            owner = _owner(element)
            key = (owner.get("id", ""), space)
            found.setdefault(key, []).append(name)
            places.setdefault(key, owner)
    for (id, space), what in found.items():
        owner = places[id, space]
        product = _product(space)
        said = ", ".join(dict.fromkeys(what))[:120]
        instead = _INSTEAD.get(etree.QName(owner).localname, _READ_ON)
        yield sheet.warning(
            "foreign-extension",
            Spot(id, spot(owner).line),
            f"{product}の設定（{said}）は読まれません。",
            f"Settings of {product} ({said}) are not read here.",
            instead.ja,
            instead.en,
        )


def _spaces(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The namespaces of an element and of its attributes, each with a name in it."""
    yield namespace(element), etree.QName(element).localname
    for name in element.attrib:
        qualified = etree.QName(name)
        yield qualified.namespace or "", qualified.localname


def _owner(element: etree._Element) -> etree._Element:
    """The BPMN element that an extension belongs to."""
    owner: etree._Element | None = element
    while owner is not None and (namespace(owner) not in (BPMN, DI) or not owner.get("id")):
        owner = owner.getparent()
    return element.getroottree().getroot() if owner is None else owner


def _product(space: str) -> str:
    return next((name for part, name in _PRODUCTS if part in space.lower()), space[:80])
