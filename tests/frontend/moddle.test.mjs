// Given a diagram with everything that is ours on a user task, when the editor reads and writes it, then nothing is lost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const front = new URL('../../webapp/frontend/', import.meta.url);
const { BpmnModdle } = createRequire(new URL('package.json', front))('bpmn-moddle');
const nintei = JSON.parse(readFileSync(new URL('src/moddle/nintei.json', front)));

const OURS = { due: 'P3D', excludes: 'b c', blind: 'pair', correction: 'second_person', qualification: 'auditor', name_en: 'Assess' };

const diagram = (attributes) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:nintei="urn:nintei:bpmn" id="d" targetNamespace="x">
  <bpmn:process id="p"><bpmn:userTask id="a" ${attributes} /></bpmn:process>
</bpmn:definitions>`;

test('every attribute of a user task is known, read and written again', async () => {
  const moddle = new BpmnModdle({ nintei });
  const written = Object.entries(OURS).map(([name, value]) => `nintei:${name}="${value}"`).join(' ');

  const { rootElement, warnings } = await moddle.fromXML(diagram(written));
  const task = rootElement.rootElements[0].flowElements[0];
  assert.deepEqual(warnings, []);
  assert.deepEqual(Object.keys(task.$attrs), []);
  for (const [name, value] of Object.entries(OURS)) assert.equal(task.get(`nintei:${name}`), value);

  task.set('nintei:correction', undefined);
  const { xml } = await moddle.toXML(rootElement);
  for (const [name, value] of Object.entries(OURS)) {
    assert.equal(xml.includes(`nintei:${name}="${value}"`), name !== 'correction');
  }
});
