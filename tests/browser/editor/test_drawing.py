"""What the editor draws and its panel changes: kept as it was drawn, with everything that the engine reads."""

from __future__ import annotations

import json

import pytest
from casework import House
from editing import do, drawn, saved, select
from playwright.sync_api import Page, expect

from webapp.diagram.compare import compare
from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram

pytestmark = pytest.mark.browser


def test_what_the_editor_saves_differs_in_nothing_from_what_it_opened(editor: Page, house: House) -> None:
    assert do(editor, "return editor.warnings.length") == 0
    again = do(editor, "return (await editor.modeler.saveXML({format: true})).xml").encode()
    assert compare(open_diagram(drawn(house)), open_diagram(again)) == ()


def test_every_extension_that_the_engine_reads_survives(editor: Page, house: House) -> None:
    """What a descriptor lacks is dropped on import without a word, so each one is named here."""
    extensions = """<spiffworkflow:preScript>a = 1</spiffworkflow:preScript>
      <spiffworkflow:postScript>b = 2</spiffworkflow:postScript>
      <spiffworkflow:calledDecisionId>table</spiffworkflow:calledDecisionId>
      <spiffworkflow:variableName>v</spiffworkflow:variableName>
      <spiffworkflow:payloadExpression>p</spiffworkflow:payloadExpression>
      <spiffworkflow:messagePayload>m</spiffworkflow:messagePayload>
      <spiffworkflow:messageVariable>mv</spiffworkflow:messageVariable>
      <spiffworkflow:category>c</spiffworkflow:category>
      <spiffworkflow:processVariableCorrelation><spiffworkflow:propertyId>i</spiffworkflow:propertyId>
        <spiffworkflow:expression>e</spiffworkflow:expression></spiffworkflow:processVariableCorrelation>
      <spiffworkflow:properties><spiffworkflow:property name="n" value="1" /></spiffworkflow:properties>
      <spiffworkflow:taskMetadataValues><spiffworkflow:taskMetadataValue name="n" value="1" />
      </spiffworkflow:taskMetadataValues>
      <spiffworkflow:unitTests><spiffworkflow:unitTest id="u"><spiffworkflow:inputJson>{}</spiffworkflow:inputJson>
        <spiffworkflow:expectedOutputJson>{}</spiffworkflow:expectedOutputJson></spiffworkflow:unitTest>
      </spiffworkflow:unitTests>
      <spiffworkflow:serviceTaskOperator id="o" resultVariable="r"><spiffworkflow:parameters>
        <spiffworkflow:parameter id="x" type="any" value="1" /></spiffworkflow:parameters>
        <spiffworkflow:retry retries="3" backoff_base="2" /></spiffworkflow:serviceTaskOperator>"""
    loop = '<bpmn:multiInstanceLoopCharacteristics spiffworkflow:scriptsOnInstances="true" />'
    before = drawn(house).decode()
    at = before.index(">", before.index('<bpmn:userTask id="request_supplement"')) + 1
    ends = before.index("</bpmn:userTask>", at)
    full = (
        before[:at]
        + f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>"
        + before[at:ends]
        + loop
        + before[ends:]
    )
    again = do(
        editor,
        f"const {{warnings}} = await editor.modeler.importXML({json.dumps(full)}); if (warnings.length) return String(warnings[0].message); "
        "return (await editor.modeler.saveXML({format: true})).xml",
    )
    assert compare(open_diagram(full.encode()), open_diagram(again.encode())) == ()


def test_a_due_time_a_name_and_a_rule_are_changed_in_the_panel(editor: Page, house: House) -> None:
    select(editor, "check_completeness")
    editor.fill("[data-entry-id=nintei-due] input", "9")
    editor.fill("[data-entry-id=name] textarea, [data-entry-id=name] input", "確かめる")
    editor.fill("[data-entry-id=nintei-name-en] input", "Make sure")
    editor.keyboard.press("Tab")
    select(editor, "measure")
    editor.select_option("[data-entry-id=nintei-handler] select", "effect.dispatch_letter")
    editor.fill("[data-entry-id=nintei-input-proof] input", "decide.note")
    editor.keyboard.press("Tab")
    saved(editor)
    nodes = read_diagram(open_diagram(drawn(house))).nodes
    task, rule = nodes["check_completeness"], nodes["measure"].operator
    assert (task.name, task.name_en, task.due) == ("確かめる", "Make sure", "P9D")
    assert rule is not None
    assert (rule.name, rule.result) == ("effect.dispatch_letter", "measure")
    assert dict(rule.parameters) == {"proof": "decide.note"}  # what the new one does not take is gone


def test_a_handler_that_is_chosen_again_is_passed_what_it_was_passed_before(editor: Page, house: House) -> None:
    before = read_diagram(open_diagram(drawn(house))).nodes["measure"].operator
    assert before is not None
    assert before.parameters
    select(editor, "measure")
    for handler in ("effect.dispatch_letter", before.name):
        editor.select_option("[data-entry-id=nintei-handler] select", handler)
        saved(editor)
    assert read_diagram(open_diagram(drawn(house))).nodes["measure"].operator == before


def test_an_outcome_lies_on_one_flow_and_undo_takes_one_step(editor: Page) -> None:
    flows = do(
        editor,
        "return element('needs_scores').outgoing.map(f => [f.id, f.businessObject.get('nintei:outcomes')])",
    )
    (one, _), (other, carried) = sorted(flows, key=lambda flow: len(flow[1].split()))
    moved = carried.split()[0]
    select(editor, one)
    editor.check(f"[data-entry-id='nintei-outcome-{moved}'] input")
    outcomes = f"return [{one!r}, {other!r}].map(id => element(id).businessObject.get('nintei:outcomes').split(' '))"
    here, there = do(editor, outcomes)
    assert moved in here
    assert moved not in there
    editor.click("[data-editor-undo]")
    assert moved in do(editor, outcomes)[1]


def test_a_new_id_of_a_rule_renames_its_result(editor: Page) -> None:
    do(editor, "get('modeling').updateProperties(element('measure'), {id: 'which_measure'})")
    found = "return element('which_measure').businessObject.extensionElements.values[0].resultVariable"
    assert do(editor, found) == "which_measure"


def test_the_role_of_a_lane_is_chosen(editor: Page, house: House) -> None:
    select(editor, "lane_intake")
    editor.select_option("[data-entry-id=nintei-role] select", "secretariat")
    saved(editor)
    assert read_diagram(open_diagram(drawn(house))).lanes["lane_intake"].role == "secretariat"


def test_a_diagram_is_tidied_saved_and_untidied(editor: Page, house: House) -> None:
    before = drawn(house)
    editor.get_by_role("button", name="図を整える").click()
    expect(editor.locator("[data-editor-undo]")).to_have_attribute("aria-disabled", "false")
    saved(editor)
    tidied = drawn(house)
    kinds = {change.kind for change in compare(open_diagram(before), open_diagram(tidied))}
    assert kinds == {"moved"}
    editor.get_by_role("button", name="元に戻す").click()
    expect(editor.locator("[data-editor-redo]")).to_have_attribute("aria-disabled", "false")
    saved(editor)
    assert compare(open_diagram(before), open_diagram(drawn(house))) == ()
    editor.get_by_role("button", name="やり直す").click()
    expect(editor.locator("[data-editor-redo]")).to_have_attribute("aria-disabled", "true")
    saved(editor)
    assert compare(open_diagram(tidied), open_diagram(drawn(house))) == ()
    assert editor.evaluate("__csp") == []


def test_a_change_after_tidying_is_undone_before_the_tidying(editor: Page) -> None:
    editor.get_by_role("button", name="図を整える").click()
    expect(editor.locator("[data-editor-undo]")).to_have_attribute("aria-disabled", "false")
    do(editor, "get('modeling').updateProperties(element('check_completeness'), {name: '確かめる'})")
    editor.get_by_role("button", name="元に戻す").click()
    assert do(editor, "return element('check_completeness').businessObject.name") == "報告を確かめる"
    expect(editor.locator("[data-editor-undo]")).to_have_attribute("aria-disabled", "false")
