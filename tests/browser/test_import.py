"""The diagrams that ship open in stock bpmn-js, which knows none of our extensions, without a warning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
DIAGRAMS = sorted((ROOT / "processes").glob("*/process.bpmn"))
VIEWER = ROOT / "webapp/frontend/node_modules/bpmn-js/dist/bpmn-viewer.production.min.js"
OPEN = """async (xml) => {
  const viewer = new BpmnJS({ container: '#canvas' });
  const { warnings } = await viewer.importXML(xml);
  const pages = viewer.get('canvas').getRootElements().map((page) => page.id);
  return { warnings: warnings.map((warning) => warning.message), pages };
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not VIEWER.is_file(), reason="bpmn-js is not installed (npm ci in webapp/frontend)"),
]


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.parent.name)
def test_a_shipped_diagram_opens_without_a_warning(browser: Browser, path: Path) -> None:
    xml = path.read_text("utf-8")

    page = browser.new_page()
    page.set_content('<div id="canvas" style="width:800px;height:600px"></div>')
    page.add_script_tag(path=VIEWER)
    opened = page.evaluate(OPEN, xml)
    page.evaluate("() => document.getElementById('canvas').replaceChildren()")
    broken = page.evaluate(OPEN, re.sub(r'(<bpmndi:BPMNEdge [^>]*bpmnElement=")[^"]+', r"\1nobody", xml))
    page.close()

    assert opened["warnings"] == []
    assert len(opened["pages"]) == 1 + xml.count("<bpmn:subProcess ")
    assert broken["warnings"], "a warning would have been seen"
