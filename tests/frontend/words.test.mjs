// Durations as people type them, heat by number, words in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translation } from '../../webapp/frontend/src/diagram/i18n.js';
import { formatDuration, isDuration, parseDuration } from '../../webapp/frontend/src/modeler/duration.js';
import { phrase } from '../../webapp/frontend/src/modeler/words.js';

test('a duration of one unit is a count, and comes back as it was', () => {
  for (const [text, count, unit] of [['P5D', 5, 'D'], ['P2W', 2, 'W'], ['PT36H', 36, 'H']]) {
    assert.deepEqual(parseDuration(text), { count, unit });
    assert.equal(formatDuration(count, unit), text);
  }
});

test('no duration is no count of days, and a finer one stays a text', () => {
  assert.deepEqual(parseDuration(undefined), { count: null, unit: 'D' });
  assert.equal(formatDuration(undefined, 'W'), undefined);
  assert.equal(formatDuration(0, 'D'), undefined);
  assert.equal(parseDuration('P1DT12H'), null);
});

test('only durations are durations', () => {
  for (const good of ['P1D', 'PT1H', 'P1Y2M3DT4H5M6S', 'P2W']) assert.equal(isDuration(good), true, good);
  for (const bad of ['P', 'PT', '5D', '-PT1H', 'P1H', 'PT1D', 'p1d', '']) assert.equal(isDuration(bad), false, bad);
});

test('a phrase is filled in, and a place without its fact never shows its name', () => {
  assert.equal(phrase('ja', 'saved', { at: '12:03' }), '12:03 に保存しました');
  assert.equal(phrase('en', 'saved', { at: '12:03' }), 'Saved 12:03');
  assert.equal(phrase('en', 'saved'), 'Saved ');
  assert.doesNotMatch(phrase('ja', 'conflict') + phrase('en', 'conflict'), /[{}]/);
});

test('a key without a translation is shown as it is, and collected', () => {
  const { module, missing } = translation({ Task: '作業', 'Open {element}': '{element}を開く' });
  const [, translate] = module.translate;
  assert.equal(translate('Task'), '作業');
  assert.equal(translate('Open {element}', { element: 'A' }), 'Aを開く');
  assert.equal(translate('Gateway'), 'Gateway');
  assert.deepEqual([...missing], ['Gateway']);
});

test('without a dictionary the words stay English and nothing is missing', () => {
  const { module, missing } = translation(null);
  assert.equal(module.translate[1]('Open {element}', { element: 'A' }), 'Open A');
  assert.equal(missing.size, 0);
});
